'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Opened } from '#components/shell/opened.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import type { JoinServer } from '#lib/client/interop-api.ts'
import { useJoinServer } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { FindingList } from './finding-list.tsx'
import { componentsText, isForAll } from './interop-words.ts'
import { LiveCheck } from './live-check.tsx'

const DeleteDialog = dynamic(() => import('./delete-dialog.tsx').then((module) => module.DeleteDialog), {
  loading: () => null,
})

/** One join server: what is configured, what is wrong with it, and whether it answers. */
export function JoinServerPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const may = useCan('interop:write')
  const { data, error, refetch } = useJoinServer(owner, id)
  const [deleting, setDeleting] = useState(false)
  const crumbs = [{ label: t`Join servers`, href: paths.joinServers(owner) }]
  if (error && !data) {
    const gone = error instanceof ApiProblem && (error.status === 404 || error.status === 422)
    return (
      <>
        <PageHeader crumbs={crumbs} title={gone ? t`No such join server` : t`Join server`} />
        <Problem error={error} {...(gone ? {} : { onRetry: () => void refetch() })} />
      </>
    )
  }
  if (!data) {
    return (
      <>
        <PageHeader crumbs={crumbs} title={t`Join server`} />
        <Waiting what={t`the join server`} />
      </>
    )
  }
  const { joinServer: server, version } = data
  return (
    <>
      <Opened kind="join-server" id={id} name={server.fqdn} about={server.file} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="break-all">{server.fqdn}</span>}
        lead={<CopyValue text={server.url} what={t`the URL`} className="text-xs" />}
        actions={
          may && (
            <>
              <Button onClick={() => setDeleting(true)}>
                <Trans>Delete</Trans>
              </Button>
              <ButtonLink href={paths.editJoinServer(owner, id)} variant="primary">
                <Trans>Edit</Trans>
              </ButtonLink>
            </>
          )
        }
      />
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <FindingList findings={server.findings} label={t`Findings`} />
          <Prefixes server={server} />
          <Settings server={server} />
        </div>
        {may && <LiveCheck server={server} />}
      </div>
      {deleting && <DeleteDialog server={server} version={version} onClose={() => setDeleting(false)} />}
    </>
  )
}

function Prefixes({ server }: { readonly server: JoinServer }) {
  return (
    <section aria-label={t`JoinEUI prefixes`} className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">
        <Trans>JoinEUI prefixes</Trans>
      </h2>
      {server.entries.length === 0 && (
        <p className="text-sm text-ink-3">
          <Trans>None, so this join server is never asked.</Trans>
        </p>
      )}
      {server.entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries are known by their place in the file
        <div key={index} className="rounded-md border px-3 py-2">
          {!isForAll(entry.components) && <p className="text-sm text-ink-2">{componentsText(entry.components)}</p>}
          <ul className="mono grid gap-x-6 text-xs/5 sm:grid-cols-2">
            {entry.joinEuis.map((prefix) => (
              <li key={prefix}>{prefix}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function Settings({ server }: { readonly server: JoinServer }) {
  const { paths: given, tls, headers, basicAuth } = server
  const others = [
    [t`Rejoins`, given.rejoin],
    ['AppSKey', given.appSKey],
    [t`Home network`, given.homeNs],
  ] as const
  return (
    <section aria-label={t`Settings`} className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">
        <Trans>Settings</Trans>
      </h2>
      <Facts
        facts={[
          [t`File`, <CopyValue key="file" text={server.file} what={t`the path`} className="text-xs" />],
          [t`Protocol`, server.protocol === 'BI1.0' ? t`Backend Interfaces 1.0` : t`Backend Interfaces 1.1`],
          ...(server.senderNsId
            ? [['NSID', <CopyValue key="nsid" text={server.senderNsId} what="NSID" className="text-xs" />] as const]
            : []),
          ...others.flatMap(([name, path]) =>
            path
              ? [
                  [
                    name,
                    <span key={name} className="mono text-xs break-all">
                      {path}
                    </span>,
                  ] as const,
                ]
              : [],
          ),
          [t`Client certificate`, <Certificates key="crt" server={server} slot="certificate" />],
          ...(tls?.rootCa ? [['CA', <Certificates key="ca" server={server} slot="rootCa" />] as const] : []),
          ...(basicAuth ? [[t`Basic auth`, t`${basicAuth.username}, password stored`] as const] : []),
          ...(headers.length > 0
            ? [[t`Headers`, t`${headers.map(({ name }) => name).join(', ')}; values stored`] as const]
            : []),
        ]}
      />
    </section>
  )
}

function Certificates({ server, slot }: { readonly server: JoinServer; readonly slot: 'rootCa' | 'certificate' }) {
  const file = server.tls?.[slot]
  if (slot === 'certificate' && server.tls?.source === 'key-vault') return <Trans>In the key vault of the stack</Trans>
  if (!file)
    return (
      <span className="text-ink-3">
        <Trans>None</Trans>
      </span>
    )
  return (
    <ul className="space-y-1">
      {file.certificates.map((one) => (
        <li key={one.fingerprint}>
          <span className="block break-words">{one.subject}</span>
          <span className="block text-xs text-ink-3">
            <Trans>
              {one.keyType}, ends <RelativeTime at={one.validTo} />
            </Trans>
          </span>
        </li>
      ))}
    </ul>
  )
}
