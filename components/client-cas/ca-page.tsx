'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download, FileBadge } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Opened } from '#components/shell/opened.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { type ClientCa, useClientCas, useRevocations } from '#lib/client/client-ca-api.ts'
import { formatCount, formatFingerprint } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { HeldTable } from './held-table.tsx'

const IssueDialog = dynamic(() => import('./issue-dialog.tsx').then((module) => module.IssueDialog), {
  loading: () => null,
})
const RevokeSerialDialog = dynamic(
  () => import('./revoke-serial-dialog.tsx').then((module) => module.RevokeSerialDialog),
  { loading: () => null },
)
const RemoveCaDialog = dynamic(() => import('./remove-ca-dialog.tsx').then((module) => module.RemoveCaDialog), {
  loading: () => null,
})

type Act = 'issue' | 'revoke' | 'remove'

export function CaPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useClientCas(owner)
  const mayIssue = useCan('gateway:setup')
  const mayChange = useCan('owner:admin')
  const [act, setAct] = useState<Act>()
  const crumbs = [
    { label: t`Trust`, href: paths.trust(owner) },
    { label: t`Client certificates`, href: paths.clientCas(owner) },
  ]
  const ca = data?.cas.find((one) => one.id === id)
  const close = () => setAct(undefined)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <div aria-busy>
        <PageHeader crumbs={crumbs} title={<span className="skeleton inline-block h-5 w-40" />} />
        <div className="skeleton h-4 w-full max-w-2xl" />
        <Waiting what={t`the CA`} />
      </div>
    )
  }
  if (!ca) {
    return (
      <EmptyState
        page
        icon={FileBadge}
        title={t`No such CA`}
        actions={
          <ButtonLink href={paths.clientCas(owner)}>
            <Trans>Back to client certificates</Trans>
          </ButtonLink>
        }
      >
        <Trans>It may have been removed, or belong to another owner.</Trans>
      </EmptyState>
    )
  }
  return (
    <>
      <Opened kind="client-ca" id={id} name={ca.name} />
      <PageHeader
        crumbs={crumbs}
        title={ca.name}
        lead={
          ca.kept
            ? t`Gatehouse keeps its key, issues certificates for gateways and renews them before they end.`
            : t`Its key is yours: you issue. A gateway is let in by a certificate of it that names the gateway’s EUI.`
        }
        actions={
          <>
            {mayChange && (
              <Button variant="ghost" onClick={() => setAct('remove')}>
                <Trans>Remove</Trans>
              </Button>
            )}
            {mayChange && (
              <Button onClick={() => setAct('revoke')}>
                <Trans>Revoke by number</Trans>
              </Button>
            )}
            {mayIssue && ca.kept && (
              <Button variant="primary" onClick={() => setAct('issue')}>
                <Trans>Issue certificates</Trans>
              </Button>
            )}
          </>
        }
      />
      <CaFacts ca={ca} />
      {ca.kept && (
        <section aria-labelledby="held" className="mt-8">
          <h2 id="held" className="mb-2 text-base font-semibold">
            <Trans>Certificates on gateways</Trans>
          </h2>
          <HeldTable ca={ca.id} />
        </section>
      )}
      <Revoked ca={ca} />
      {act === 'issue' && <IssueDialog cas={data.cas} ca={ca.id} onClose={close} />}
      {act === 'revoke' && <RevokeSerialDialog ca={ca} onClose={close} />}
      {act === 'remove' && <RemoveCaDialog ca={ca} onClose={close} />}
    </>
  )
}

function CaFacts({ ca }: { readonly ca: ClientCa }) {
  const pem = () =>
    saveBlob(
      new Blob([ca.certificate], { type: 'application/x-pem-file' }),
      `${ca.name.replace(/[^\w.-]+/g, '-') || 'client-ca'}.pem`,
    )
  return (
    <div className="max-w-3xl">
      <Facts
        facts={[
          [t`Subject`, ca.subject],
          [t`Ends`, <RelativeTime key="ends" at={ca.validTo} />],
          [
            'SHA-256',
            <span key="fingerprint" className="flex min-w-0 items-center gap-1">
              <span className="mono min-w-0 truncate">{formatFingerprint(ca.fingerprint)}</span>
              <CopyButton text={formatFingerprint(ca.fingerprint)} what={t`the fingerprint`} className="-my-1" />
            </span>,
          ],
          [
            t`Certificate`,
            <button
              key="pem"
              type="button"
              onClick={pem}
              className="inline-flex items-center gap-1.5 rounded-sm font-medium text-accent-ink underline-offset-3 hover:underline"
            >
              <Download aria-hidden className="size-3.5" /> <Trans>Download PEM</Trans>
            </button>,
          ],
          ...(ca.crlUrl
            ? [
                [
                  'CRL',
                  <span key="crl" className="flex min-w-0 items-center gap-1">
                    <a href={ca.crlUrl} className="mono min-w-0 truncate rounded-sm text-accent-ink hover:underline">
                      {ca.crlUrl}
                    </a>
                    <CopyButton text={ca.crlUrl} what={t`the address of the CRL`} className="-my-1" />
                  </span>,
                ] as const,
              ]
            : []),
          ...(ca.kept ? [[t`Issued`, formatCount(ca.issued)] as const] : []),
          [t`Added`, <RelativeTime key="added" at={ca.createdAt} />],
        ]}
      />
    </div>
  )
}

function Revoked({ ca }: { readonly ca: ClientCa }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useRevocations(owner, ca.id)
  return (
    <section aria-labelledby="revoked" className="mt-8 max-w-3xl">
      <h2 id="revoked" className="mb-2 text-base font-semibold">
        <Trans>Revoked</Trans>
      </h2>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.revocations.length === 0 ? (
        <p className="text-sm text-ink-2">
          <Trans>Nothing is revoked.</Trans>
        </p>
      ) : (
        <ul className="border-t text-sm">
          {data?.revocations.map(({ id, serial, reason, revokedAt }) => (
            <li key={id} className="flex flex-wrap items-baseline gap-x-3 border-b py-2">
              {serial ? (
                <CopyValue text={serial} what={t`the serial number`} className="flex-1" />
              ) : (
                <span className="flex-1 text-ink-3">–</span>
              )}
              {reason && <span className="text-ink-2">{reason}</span>}
              <RelativeTime at={revokedAt} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
