'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { FileBadge } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import { type ClientCa, useClientCas } from '#lib/client/client-ca-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { HeldTable } from './held-table.tsx'

const AddCaDialog = dynamic(() => import('./add-ca-dialog.tsx').then((module) => module.AddCaDialog), {
  loading: () => null,
})
const IssueDialog = dynamic(() => import('./issue-dialog.tsx').then((module) => module.IssueDialog), {
  loading: () => null,
})

const COLUMNS: readonly Column[] = [
  { head: t`Name`, skeleton: '9rem' },
  { head: t`Key`, className: 'hidden w-44 md:table-cell' },
  { head: t`Issued`, className: 'hidden w-24 text-right md:table-cell' },
  { head: t`Revoked`, className: 'hidden w-24 text-right md:table-cell' },
  { head: t`Ends`, className: 'hidden w-36 md:table-cell' },
]

/** By which certificates the owner's gateways may come in: the CAs, and what each gateway holds. */
export function ClientCasPage() {
  const owner = useOwnerId()
  const { data, error, refetch } = useClientCas(owner)
  const mayAdd = useCan('owner:admin')
  const mayIssue = useCan('gateway:setup')
  const [adding, setAdding] = useState(false)
  const [issuing, setIssuing] = useState(false)
  const empty = data?.cas.length === 0
  const add = mayAdd && (
    <Button
      variant={empty || !data?.cas.some(({ kept }) => kept) ? 'primary' : 'secondary'}
      onClick={() => setAdding(true)}
    >
      <Trans>Add a CA</Trans>
    </Button>
  )
  return (
    <>
      <PageHeader
        crumbs={[{ label: t`Trust`, href: paths.trust(owner) }]}
        title={t`Client certificates`}
        lead={t`A gateway may prove itself by a certificate in place of a token: one that you pinned in its credentials, or one that a CA of yours issued for its EUI.`}
        actions={
          !empty &&
          data && (
            <>
              {add}
              {mayIssue && data.cas.some(({ kept }) => kept) && (
                <Button {...CREATE_KEY} variant="primary" onClick={() => setIssuing(true)}>
                  <Trans>Issue certificates</Trans>
                </Button>
              )}
            </>
          )
        }
      />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : empty ? (
        <EmptyState icon={FileBadge} title={t`No CA yet`} actions={add}>
          <Trans>
            Let Gatehouse run one: it issues each gateway’s certificate and renews it before it ends. Or upload your
            own: every gateway with a certificate of it that names the gateway’s EUI is let in.
          </Trans>
        </EmptyState>
      ) : (
        <section aria-labelledby="cas">
          <h2 id="cas" className="mb-2 text-base font-semibold">
            <Trans>CAs</Trans>
          </h2>
          <ListTable
            label={t`CAs`}
            columns={COLUMNS}
            rows={data?.cas}
            expect={2}
            what={t`the CAs`}
            row={(ca) => <CaRow key={ca.id} ca={ca} owner={owner} />}
          />
        </section>
      )}
      <section aria-labelledby="held" className="mt-8">
        <h2 id="held" className="mb-2 text-base font-semibold">
          <Trans>Certificates on gateways</Trans>
        </h2>
        <HeldTable />
      </section>
      {adding && <AddCaDialog onClose={() => setAdding(false)} />}
      {issuing && data && <IssueDialog cas={data.cas} onClose={() => setIssuing(false)} />}
    </>
  )
}

function CaRow({ ca, owner }: { readonly ca: ClientCa; readonly owner: string }) {
  const href = paths.clientCa(owner, ca.id)
  const whose = ca.kept ? t`Kept by Gatehouse` : t`Kept by you`
  return (
    <LinkRow href={href}>
      <Cell className="max-md:max-w-0">
        <Link href={href} className="block truncate rounded-sm font-medium group-hover:underline">
          {ca.name}
        </Link>
        <span className="block truncate text-xs text-ink-3">
          <span className="md:hidden">{whose} · </span>
          {ca.subject}
        </span>
      </Cell>
      <Cell className="hidden whitespace-nowrap text-ink-2 md:table-cell">{whose}</Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{ca.kept ? formatCount(ca.issued) : '–'}</Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(ca.revoked)}</Cell>
      <Cell className="hidden md:table-cell">
        <RelativeTime at={ca.validTo} plain />
      </Cell>
    </LinkRow>
  )
}
