'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { batchApi, batchKeys, type CreatedBatch, useTransportKey } from '#lib/client/batch-api.ts'
import { formatCount, formatFingerprint } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'

const SOURCES = [
  { value: 'make', label: t`Make a new one`, hint: t`Gatehouse personalises the gateways: no twin is needed.` },
  {
    value: 'export',
    label: t`Make a new one and hand it to a twin`,
    hint: t`It leaves once, wrapped to the twin’s key.`,
  },
  { value: 'import', label: t`Take the one of a twin`, hint: t`The twin made it and wrapped it to our key.` },
] as const
type Source = (typeof SOURCES)[number]['value']

const EMPTY = {
  from: '',
  to: '',
  flavor: '',
  manufacturer: '',
  notes: '',
  twinKey: '',
  wrappedRoot: '',
  keyCheckValue: '',
}

export function BatchForm() {
  const [source, setSource] = useState<Source>('make')
  const [values, setValues] = useState(EMPTY)
  const create = useWrite(batchApi.create, [batchKeys.all])
  const problem = create.error instanceof ApiProblem ? create.error : undefined
  const text = (name: keyof typeof EMPTY) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { twinKey, wrappedRoot, keyCheckValue, ...rest } = values
    create.mutate({
      ...rest,
      ...(source === 'export' ? { twinKey } : {}),
      ...(source === 'import' ? { wrappedRoot, ...(keyCheckValue.trim() ? { keyCheckValue } : {}) } : {}),
    })
  }
  if (create.data) return <Created batch={create.data} />
  return (
    <div className="max-w-2xl">
      <PageHeader
        crumbs={[{ label: t`Batches`, href: paths.batches }]}
        title={t`Create batch`}
        lead={t`Range, flavor and root key stay for ever: gateways are made by them.`}
      />
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.errors.length && <Problem error={create.error} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`First gateway`} hint={t`EUI-64, MAC or ID6.`} error={problem?.field('from')}>
            <Input {...text('from')} className="mono" required autoComplete="off" spellCheck={false} />
          </Field>
          <Field label={t`Last gateway`} hint={t`It belongs to the batch too.`} error={problem?.field('to')}>
            <Input {...text('to')} className="mono" required autoComplete="off" spellCheck={false} />
          </Field>
          <Field label={t`Flavor`} hint={t`The model, as owners see it.`} error={problem?.field('flavor')}>
            <Input {...text('flavor')} maxLength={64} required />
          </Field>
          <Field label={t`Manufacturer`} error={problem?.field('manufacturer')}>
            <Input {...text('manufacturer')} maxLength={100} />
          </Field>
        </div>
        <fieldset>
          <legend className="mb-1 text-sm font-medium">
            <Trans>Root key</Trans>
          </legend>
          {SOURCES.map(({ value, label, hint }) => (
            <label key={value} className="flex min-h-9 cursor-pointer items-start gap-2.5 py-1 text-sm">
              <input
                type="radio"
                name="source"
                checked={source === value}
                onChange={() => setSource(value)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                {label} <span className="block text-ink-3">{hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {source === 'export' && (
          <Field
            label={t`Public key of the twin`}
            hint={t`RSA of 2048 bits or more, PEM. Check its fingerprint with the manufacturer on a second way.`}
            error={problem?.field('twinKey')}
          >
            <Textarea
              {...text('twinKey')}
              rows={6}
              className="mono"
              required
              spellCheck={false}
              placeholder="-----BEGIN PUBLIC KEY-----"
            />
          </Field>
        )}
        {source === 'import' && (
          <>
            <TransportKey />
            <Field
              label={t`Wrapped root key`}
              hint={t`RSA-OAEP with SHA-256, also in MGF1, to the key above; in Base64.`}
              error={problem?.field('wrappedRoot')}
            >
              <Textarea {...text('wrappedRoot')} rows={5} className="mono" required spellCheck={false} />
            </Field>
            <Field label={t`Key check value of the twin`} hint={t`Six hex digits. With another key nothing is stored.`}>
              <Input {...text('keyCheckValue')} className="mono" maxLength={16} autoComplete="off" />
            </Field>
          </>
        )}
        <Field label={t`Notes`} hint={t`For operators.`}>
          <Textarea {...text('notes')} rows={2} maxLength={2000} />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={create.isPending}>
            <Trans>Create batch</Trans>
          </Button>
          <ButtonLink href={paths.batches} variant="ghost">
            <Trans>Cancel</Trans>
          </ButtonLink>
        </Actions>
      </form>
    </div>
  )
}

function TransportKey() {
  const { data, error, refetch } = useTransportKey(true)
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) return <div className="skeleton h-24" />
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <p className="text-sm font-medium">
          <Trans>Our transport key</Trans>
        </p>
        <CopyTextButton text={data.publicKey} what={t`key`} />
      </div>
      <p className="mono rounded-md border bg-sunken p-3 text-xs break-all text-ink-2">
        SHA-256 {formatFingerprint(data.fingerprint)}
      </p>
    </div>
  )
}

function Created({ batch }: { readonly batch: CreatedBatch }) {
  return (
    <div className="max-w-2xl">
      <PageHeader crumbs={[{ label: t`Batches`, href: paths.batches }]} title={t`Batch created`} />
      <Facts
        facts={[
          [t`Key check`, <CopyValue key="kcv" text={batch.keyCheckValue} what={t`the check value`} />],
          [t`Gateways`, formatCount(batch.size)],
        ]}
      />
      {batch.added.count > 0 && (
        <Notice kind="warning" className="mt-4">
          <Trans>
            {formatCount(batch.added.count)} gateways of this range were added by hand before. A right claim PIN takes
            them over.
          </Trans>
        </Notice>
      )}
      {batch.exportedRoot && (
        <section aria-labelledby="wrapped" className="mt-6 flex flex-col gap-3">
          <h2 id="wrapped" className="text-base font-semibold">
            <Trans>Wrapped root key</Trans>
          </h2>
          <p className="text-sm text-ink-2">
            <Trans>
              Give it to the twin now: it is shown once. The twin opens it with its private key and must come to the
              same key check value.
            </Trans>
          </p>
          <ShownOnce text={batch.exportedRoot} />
          <Actions>
            <CopyTextButton text={batch.exportedRoot} what={t`wrapped root key`} />
          </Actions>
        </section>
      )}
      <Actions className="mt-6">
        <ButtonLink href={paths.batch(batch.id)} variant={batch.exportedRoot ? 'secondary' : 'primary'}>
          <Trans>Open the batch</Trans>
        </ButtonLink>
      </Actions>
    </div>
  )
}
