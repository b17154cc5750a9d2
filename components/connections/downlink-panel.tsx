'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyFacts } from '#components/ui/copy-facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Connection } from '#lib/client/contracts.ts'
import { DOWNLINK_JSON_PATH, DOWNLINK_PATH, downlinkCurl } from '#lib/client/downlink-curl.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { DOWNLINK_WORDS } from './connection-words.ts'
import { DownlinkList } from './downlink-list.tsx'

/** Where the application server sends downlinks, and one to try, signed. */
export function DownlinkPanel({ connection }: { readonly connection: Connection }) {
  const owner = useOwnerId()
  const { origin } = window.location
  const { downlink, maxDeviation } = connection
  return (
    <div className="flex flex-col gap-8">
      {downlink.kind === 'none' && (
        <Notice
          actions={
            connection.access === 'full' && (
              <ButtonLink href={paths.editConnection(owner, connection.id)} variant="ghost" className="-my-1">
                <Trans>Set it</Trans>
              </ButtonLink>
            )
          }
        >
          <Trans>No network side is set, so downlinks are refused.</Trans>
        </Notice>
      )}
      <section aria-labelledby="downlink-url" className="max-w-3xl">
        <h2 id="downlink-url" className="mb-2 text-base font-semibold">
          <Trans>For your application server</Trans>
        </h2>
        <CopyFacts
          facts={[
            { name: 'URL', value: origin + DOWNLINK_PATH },
            { name: t`URL, JSON answers`, value: origin + DOWNLINK_JSON_PATH },
            { name: 'AS_ID', value: connection.asId },
            {
              name: t`Time`,
              value:
                maxDeviation === 1 ? t`May be off by 1 second` : t`May be off by ${formatCount(maxDeviation)} seconds`,
              copy: false,
            },
            { name: t`Goes to`, value: DOWNLINK_WORDS[downlink.kind], copy: false },
          ]}
        />
      </section>
      <section aria-labelledby="downlink-try" className="max-w-3xl">
        <h2 id="downlink-try" className="mb-1 text-base font-semibold">
          <Trans>Send one from a terminal</Trans>
        </h2>
        <p className="mb-2 text-sm text-ink-2">
          <Trans>
            Put the key into <span className="mono">TUNNEL_KEY</span>, and the DevEUI of your device in place of the one
            here. The Token is the SHA-256 of the query as it is meant, followed by the key.
          </Trans>
        </p>
        <CodeBlock text={downlinkCurl(origin, connection.asId)} label={t`the commands`} />
      </section>
      <DownlinkList connection={connection} />
    </div>
  )
}
