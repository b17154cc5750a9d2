'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { gatewayCount } from '#components/transfers/transfer-words.ts'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useEnding } from '#lib/client/trust-queries.ts'
import { CATEGORY_WORDS, PART_WORDS, shortName, totalsOf } from './trust-words.ts'

const CONSEQUENCES = {
  trust: (gateways: string, side: string) => t`${gateways} on the ${side} side stop trusting the server.`,
  crt: (gateways: string, side: string) =>
    t`${gateways} on the ${side} side show a client certificate that has ended: an LNS may refuse it, this CUPS lets it in to fetch the next one.`,
} as const

/** What will have ended by a moment, and what that does to how many gateways. */
export function EndingResult({ at }: { readonly at: string }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useEnding(owner, at)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting what={t`what ends`} />
  const day = at.slice(0, 10)
  return (
    <div className="flex flex-col gap-6">
      <section aria-label={t`What it does`}>
        <h2 className="mb-2 text-base font-semibold">
          {data.certificates.length === 0 ? t`Nothing has ended by ${day}` : t`Ended by ${day}`}
        </h2>
        {data.gateways.length === 0 ? (
          <p className="text-sm text-ink-2">
            <Trans>Every certificate that your gateways hold is valid beyond that day.</Trans>
          </p>
        ) : (
          <ul className="list-disc space-y-1 pl-5 text-sm text-ink-2">
            {data.gateways.map(({ part, category, gateways }) => (
              <li key={part + category}>{CONSEQUENCES[part](gatewayCount(gateways), CATEGORY_WORDS[category])}</li>
            ))}
          </ul>
        )}
      </section>
      {data.certificates.length > 0 && (
        <ul className="border-t text-sm">
          {data.certificates.map((one) => (
            <li key={one.fingerprint} className="flex flex-wrap gap-x-4 border-b py-2">
              <span className="min-w-0 flex-1">
                <Link
                  href={paths.certificate(owner, one.fingerprint)}
                  className="block font-medium break-words hover:text-accent-ink"
                >
                  {shortName(one.subject)}
                </Link>
                <span className="block text-ink-2">
                  {totalsOf(one.uses)
                    .map(
                      ({ part, category, gateways }) =>
                        `${PART_WORDS[part]}${category ? `, ${CATEGORY_WORDS[category]}` : ''}: ${formatCount(gateways)}`,
                    )
                    .join(' · ')}
                </span>
              </span>
              <span className="text-ink-2">
                <RelativeTime at={one.validTo} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {data.more && (
        <p className="text-sm text-ink-2">
          <Trans>There are more. The list of certificates shows them all.</Trans>
        </p>
      )}
    </div>
  )
}
