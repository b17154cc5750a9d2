'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Opened } from '#components/shell/opened.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell, Head, Table } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { type BatchDetail, batchApi, batchKeys, type PinExport, useBatch } from '#lib/client/batch-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { textForm, useSharedForm } from '#lib/client/use-shared-form.ts'
import { BatchBootstrap } from './bootstrap-limit.tsx'

const LabelsDialog = dynamic(() => import('./labels-dialog.tsx').then((module) => module.LabelsDialog), {
  loading: () => null,
})
const PinExportDialog = dynamic(() => import('./sealed-dialogs.tsx').then((module) => module.PinExportDialog), {
  loading: () => null,
})
const KitDialog = dynamic(() => import('./sealed-dialogs.tsx').then((module) => module.KitDialog), {
  loading: () => null,
})

const ROOTS = {
  made: t`Made here; it has never left.`,
  exported: t`Made here and handed to a twin once, wrapped.`,
  imported: t`Imported: another side holds it too.`,
} as const

export function BatchPage({ id }: { readonly id: string }) {
  const { data, error, refetch } = useBatch(id)
  const [open, setOpen] = useState<'labels' | 'pins' | 'kit'>()
  const close = () => setOpen(undefined)
  const crumbs = [{ label: t`Batches`, href: paths.batches }]
  if (error && !data) {
    return (
      <>
        <PageHeader crumbs={crumbs} title={t`Batch`} />
        <Problem error={error} onRetry={() => void refetch()} />
      </>
    )
  }
  if (!data) return <Waiting what={t`the batch`} />
  return (
    <>
      <Opened kind="batch" id={id} name={data.flavor} about={data.manufacturer} />
      <PageHeader
        crumbs={crumbs}
        title={data.flavor}
        aside={<span className="text-base text-ink-3 tabular-nums">{formatCount(data.size)}</span>}
        actions={
          <>
            <Button onClick={() => setOpen('kit')}>
              <Trans>Manufacturing kit</Trans>
            </Button>
            <Button onClick={() => setOpen('pins')}>
              <Trans>Export claim PINs</Trans>
            </Button>
            <Button variant="primary" onClick={() => setOpen('labels')}>
              <Trans>Print labels</Trans>
            </Button>
          </>
        }
      />
      <Facts
        columns
        facts={[
          [t`First`, <CopyValue key="from" text={formatGatewayTitle(data.from)} what={t`the first identifier`} />],
          [t`Last`, <CopyValue key="to" text={formatGatewayTitle(data.to)} what={t`the last identifier`} />],
          [t`Claimed`, formatCount(data.claimed)],
          [t`Seen`, formatCount(data.seen)],
          [t`Root key`, ROOTS[data.root]],
          [t`Key check`, <CopyValue key="kcv" text={data.keyCheckValue} what={t`the check value`} />],
          [
            t`Scheme`,
            <code key="scheme" className="mono">
              {data.scheme}
            </code>,
          ],
          [t`Created`, <RelativeTime key="at" at={data.createdAt} />],
        ]}
      />
      <Texts batch={data} />
      <BatchBootstrap batch={id} flavor={data.flavor} />
      <PinExports exports={data.pinExports} />
      {open === 'labels' && <LabelsDialog id={id} onClose={close} />}
      {open === 'pins' && <PinExportDialog id={id} onClose={close} />}
      {open === 'kit' && <KitDialog id={id} onClose={close} />}
    </>
  )
}

const TEXTS = textForm('manufacturer', 'notes')

function Texts({ batch }: { readonly batch: BatchDetail }) {
  const form = useSharedForm(batch, TEXTS, {
    send: (body) => batchApi.change(batch.id, body),
    stale: [batchKeys.all],
    onSaved: (saved) => {
      form.restart(saved)
      notify(t`Saved`)
    },
  })
  const { draft, setDraft, changed, conflict, taken, choose, save, error } = form
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined)
      }}
      className="mt-6 flex max-w-2xl flex-col gap-4"
    >
      {conflict && (
        <LateConflict
          conflict={conflict}
          rules={TEXTS}
          labels={{ manufacturer: t`Manufacturer`, notes: t`Notes` }}
          textOf={(field, of) => of[field]}
          taken={taken}
          onTake={choose}
        />
      )}
      <Problem error={error} />
      <Field label={t`Manufacturer`}>
        <Input
          value={draft.manufacturer}
          onChange={(event) => setDraft({ ...draft, manufacturer: event.target.value })}
          maxLength={100}
        />
      </Field>
      <Field label={t`Notes`} hint={t`For operators.`}>
        <Textarea
          value={draft.notes}
          onChange={(event) => setDraft({ ...draft, notes: event.target.value })}
          rows={3}
          maxLength={2000}
        />
      </Field>
      <Actions>
        <Button type="submit" disabled={changed.length === 0} pending={save.isPending}>
          <Trans>Save</Trans>
        </Button>
      </Actions>
    </form>
  )
}

function PinExports({ exports }: { readonly exports: readonly PinExport[] }) {
  return (
    <section aria-labelledby="pin-exports" className="mt-8">
      <h2 id="pin-exports" className="mb-2 text-base font-semibold">
        <Trans>Exports of claim PINs</Trans>
      </h2>
      {exports.length === 0 ? (
        <p className="text-sm text-ink-3">
          <Trans>None yet. An owner with a large order can get the PINs as an encrypted file.</Trans>
        </p>
      ) : (
        <Table label={t`Exports of claim PINs`}>
          <thead className="max-md:sr-only">
            <tr>
              <Head>
                <Trans>Range</Trans>
              </Head>
              <Head>
                <Trans>Owner</Trans>
              </Head>
              <Head className="hidden text-right md:table-cell">
                <Trans>PINs</Trans>
              </Head>
              <Head>
                <Trans>When</Trans>
              </Head>
            </tr>
          </thead>
          <tbody>
            {exports.map((one) => (
              <tr key={one.id}>
                <Cell>
                  <span className="mono block">{formatGatewayTitle(one.from)}</span>
                  <span className="mono block text-ink-3">{formatGatewayTitle(one.to)}</span>
                </Cell>
                <Cell className="mono">{one.ownerid}</Cell>
                <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(one.count)}</Cell>
                <Cell>
                  <RelativeTime at={one.createdAt} />
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}
