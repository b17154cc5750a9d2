'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Paging } from '#components/ui/filter.tsx'
import { Link } from '#components/ui/link.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import { clientCaApi, clientCaKeys, type HeldCertificate, useHeldCertificates } from '#lib/client/client-ca-api.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { HeldState } from './held-state.tsx'

const RevokeDialog = dynamic(() => import('./revoke-dialog.tsx').then((module) => module.RevokeDialog), {
  loading: () => null,
})

const PAGE_SIZE = 50

const COLUMNS: readonly Column[] = [
  { head: t`Gateway`, skeleton: '11rem' },
  { head: t`For`, className: 'hidden w-20 md:table-cell' },
  { head: t`Issued by`, className: 'hidden w-44 lg:table-cell' },
  { head: t`State`, className: 'md:w-36', skeleton: '5rem' },
  { head: t`Ends`, className: 'hidden w-36 md:table-cell' },
  {
    head: (
      <span className="sr-only">
        <Trans>Actions</Trans>
      </span>
    ),
    className: 'w-44',
    skeleton: '4rem',
  },
]

interface HeldTableProps {
  /** Of one gateway. */
  readonly gateway?: string
  /** Issued by this CA. */
  readonly ca?: string
}

/** Who holds what, until when, and who renews it. */
export function HeldTable({ gateway, ca }: HeldTableProps) {
  const owner = useOwnerId()
  const [cursor, setCursor] = useState<string>()
  const [revoking, setRevoking] = useState<HeldCertificate>()
  const { data, error, refetch, isPlaceholderData } = useHeldCertificates(owner, {
    gateway,
    ca,
    cursor,
    limit: PAGE_SIZE,
  })
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.certificates.length === 0 && !cursor) {
    return (
      <p className="text-sm text-ink-2">
        {ca
          ? t`No gateway holds a certificate of it in its credentials.`
          : t`No gateway holds a client certificate in its credentials. Tokens are on their pages.`}
      </p>
    )
  }
  return (
    <>
      <ListTable
        label={t`Certificates on gateways`}
        columns={COLUMNS}
        rows={data?.certificates}
        expect={3}
        what={t`the certificates`}
        stale={isPlaceholderData}
        row={(held) => (
          <HeldRow
            key={`${held.gateway} ${held.category} ${held.version}`}
            held={held}
            onRevoke={() => setRevoking(held)}
          />
        )}
      />
      {data && <Paging cursor={cursor} next={data.next} shown={data.certificates.length} onCursor={setCursor} />}
      {revoking && <RevokeDialog held={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  )
}

const WORDS = { cups: 'CUPS', tc: 'LNS' } as const

function HeldRow({ held, onRevoke }: { readonly held: HeldCertificate; readonly onRevoke: () => void }) {
  const owner = useOwnerId()
  const now = useNow()
  const mayRevoke = useCan('owner:admin')
  const mayIssue = useCan('gateway:setup')
  const { ca } = held
  const renew = useWrite(
    () =>
      clientCaApi.issue(owner, ca?.id ?? '', {
        category: held.category,
        days: ca?.days ?? 365,
        gateways: [held.gateway],
      }),
    [clientCaKeys.all(owner), keys.gateway(owner, held.gateway)],
    ([answer]) =>
      answer?.error
        ? notify(answer.error, 'failed')
        : notify(t`Issued the next certificate for ${formatGatewayTitle(held.gateway)}`),
  )
  return (
    <tr className="max-md:flex max-md:flex-wrap max-md:items-center max-md:border-b max-md:pb-1 max-md:[&>td]:border-0">
      <Cell className="min-w-0 max-md:w-full max-md:pb-0">
        <Link
          href={paths.gateway(owner, held.gateway)}
          className="mono block truncate rounded-sm font-medium hover:underline"
        >
          {formatGatewayTitle(held.gateway)}
        </Link>
        <span className="block truncate text-xs text-ink-3">
          <span className="md:hidden">{WORDS[held.category]} · </span>
          {held.name || held.subject || t`Not read yet`}
        </span>
        {renew.error && <span className="block text-xs text-danger">{renew.error.message}</span>}
      </Cell>
      <Cell className="hidden md:table-cell">{WORDS[held.category]}</Cell>
      <Cell className="hidden truncate lg:table-cell">
        {ca ? (
          <Link href={paths.clientCa(owner, ca.id)} className="rounded-sm hover:underline">
            {ca.name}
          </Link>
        ) : (
          <span className="text-ink-2">
            <Trans>Pinned by you</Trans>
          </span>
        )}
      </Cell>
      <Cell className="max-md:py-1 max-md:pl-2!">
        <HeldState held={held} now={now} />
      </Cell>
      <Cell className="hidden md:table-cell">
        <RelativeTime at={held.validTo} none={t`Not read yet`} />
        {ca && held.wanted && !held.revokedAt && (
          <span className="block text-xs text-ink-3">
            <Trans>renewed before</Trans>
          </span>
        )}
      </Cell>
      <Cell className="text-right whitespace-nowrap max-md:ml-auto max-md:py-1">
        {mayIssue && held.wanted && ca && (
          <Button
            variant="ghost"
            pending={renew.isPending}
            onClick={() => renew.mutate(undefined)}
            aria-label={t`Renew the ${WORDS[held.category]} certificate of ${formatGatewayTitle(held.gateway)}`}
          >
            <Trans>Renew</Trans>
          </Button>
        )}
        {mayIssue && held.wanted && !ca && (
          <Link
            href={paths.setup(owner, held.gateway, held.category)}
            className="inline-flex h-control items-center rounded-md px-3 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink"
            aria-label={t`Change the ${WORDS[held.category]} certificate of ${formatGatewayTitle(held.gateway)}`}
          >
            <Trans>Change</Trans>
          </Link>
        )}
        {mayRevoke && !held.revokedAt && (
          <Button
            variant="ghost"
            onClick={onRevoke}
            aria-label={t`Revoke the ${WORDS[held.category]} certificate of ${formatGatewayTitle(held.gateway)}, version ${held.version}`}
          >
            <Trans>Revoke</Trans>
          </Button>
        )}
      </Cell>
    </tr>
  )
}
