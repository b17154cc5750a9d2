'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Author } from '#components/firmware/author.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge } from '#components/ui/state.tsx'
import { useDeliveries } from '#lib/client/connection-queries.ts'
import type { Connection } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { CONTENT_TYPE_WORDS, DOWNLINK_WORDS, QUEUE_WORDS, SOURCE_WORDS } from './connection-words.ts'
import { DestinationNotice } from './destination-notice.tsx'
import { TestPanel } from './test-panel.tsx'

const None = () => (
  <span className="text-ink-3">
    <Trans>None</Trans>
  </span>
)

/** How it does, and how it is set. */
export function OverviewPanel({ connection }: { readonly connection: Connection }) {
  return (
    <div className="flex flex-col gap-8">
      {connection.warnings.map((warning) => (
        <Notice key={warning} kind="warning" className="-mb-4">
          {warning}
        </Notice>
      ))}
      <Traffic connection={connection} />
      <section aria-labelledby="settings" className="min-w-0">
        <h2 id="settings" className="mb-2 text-base font-semibold">
          <Trans>Settings</Trans>
        </h2>
        <Facts facts={factsOf(connection)} />
      </section>
    </div>
  )
}

/** What the log comes to, and a report to try it. */
function Traffic({ connection }: { readonly connection: Connection }) {
  const owner = useOwnerId()
  const may = useCan('connection:write') && connection.access === 'full'
  const destination = useDeliveries(owner, connection.id, { limit: 1 }).data?.destination
  const number = (value: number | undefined) => (
    <span className="tabular-nums">{value === undefined ? '–' : formatCount(value)}</span>
  )
  return (
    <section aria-labelledby="traffic" className="min-w-0">
      <h2 id="traffic" className="mb-2 text-base font-semibold">
        <Trans>Traffic</Trans>
      </h2>
      {destination && <DestinationNotice destination={destination} active={connection.active} />}
      <Facts
        columns
        facts={[
          [t`Delivered`, number(destination?.delivered)],
          [t`Waiting`, number(destination?.waiting)],
          [t`Dead`, number(destination?.dead)],
          [t`Lost`, number(destination?.lost)],
          [t`Last delivery`, <RelativeTime key="last" at={connection.health.lastDelivery} none={t`None yet`} />],
          [
            t`Last answer`,
            destination
              ? [
                  destination.lastStatus,
                  destination.lastHttpStatus && `${Math.floor(destination.lastHttpStatus / 100)}xx`,
                ]
                  .filter(Boolean)
                  .join(' ') || <None key="answer" />
              : '–',
          ],
        ]}
      />
      {may && (
        <div className="mt-4">
          <TestPanel connection={connection} />
        </div>
      )}
    </section>
  )
}

function factsOf(connection: Connection): Fact[] {
  const { downlink, domains, headers } = connection
  return [
    [
      'URL',
      connection.url === null ? (
        <span key="url" className="text-ink-3">
          <Trans>Hidden: the connection is cross-domain, and read-only for you</Trans>
        </span>
      ) : (
        <span key="url" className="flex min-w-0 items-center gap-1">
          <span className="mono min-w-0 break-all">{connection.url}</span>
          <CopyButton text={connection.url} what={t`the URL`} className="-my-1" />
        </span>
      ),
    ],
    [t`Login`, connection.hasLogin ? t`In the URL, sent as HTTP Basic` : <None key="login" />],
    [t`Content type`, CONTENT_TYPE_WORDS[connection.contentType]],
    [
      t`Headers`,
      headers.length === 0 ? (
        <None key="headers" />
      ) : (
        <span key="headers" className="mono flex flex-col gap-0.5">
          {headers.map(({ name, value }) => (
            <span key={name} className="break-all">
              {name}: {value ?? '••••••'}
            </span>
          ))}
        </span>
      ),
    ],
    [
      t`Domains`,
      domains.length === 0 ? (
        t`Cross-domain: all members see it`
      ) : (
        <span key="domains" className="flex flex-wrap gap-1">
          {domains.map(({ id, group, path }) => (
            <Badge key={id}>{`${group}: ${path}`}</Badge>
          ))}
        </span>
      ),
    ],
    [
      'AS_ID',
      <span key="as-id" className="flex min-w-0 items-center gap-1">
        <span className="mono min-w-0 break-all">{connection.asId}</span>
        <CopyButton text={connection.asId} what={t`the AS_ID`} className="-my-1" />
      </span>,
    ],
    [
      'CustomerID',
      <span key="customer" className="mono">
        {connection.customerId}
      </span>,
    ],
    [t`Reports from`, SOURCE_WORDS[connection.source]],
    [t`Queue`, QUEUE_WORDS[connection.queueMode]],
    [
      t`Downlinks to`,
      <span key="downlink">
        {DOWNLINK_WORDS[downlink.kind]}
        {downlink.url && <span className="mono ml-2 break-all text-ink-2">{downlink.url}</span>}
      </span>,
    ],
    [
      t`Information`,
      connection.additionalInformation ? (
        <span key="info" className="whitespace-pre-wrap">
          {connection.additionalInformation}
        </span>
      ) : (
        <None key="info" />
      ),
    ],
    [
      t`Created`,
      <span key="created">
        <RelativeTime at={connection.createdAt} />{' '}
        <span className="text-ink-3">
          <Author actor={connection.createdBy} name={connection.createdByName} />
        </span>
      </span>,
    ],
    [
      t`Changed`,
      <span key="changed">
        <RelativeTime at={connection.updatedAt} />{' '}
        <span className="text-ink-3">
          <Author actor={connection.updatedBy} name={connection.updatedByName} />
        </span>
      </span>,
    ],
  ]
}
