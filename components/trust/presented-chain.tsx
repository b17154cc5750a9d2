import { Trans } from '@lingui/react/macro'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Breaks } from '#lib/client/trust-api.ts'
import { shortName } from './trust-words.ts'

/** What a server presented, its own certificate first. */
export function PresentedChain({ chain }: { readonly chain: Breaks['chain'] }) {
  return (
    <ol className="border-t text-sm">
      {chain.map(({ subject, issuer, validTo, fingerprint }, index) => (
        <li key={fingerprint} className="flex flex-wrap gap-x-3 border-b py-2">
          <span className="w-4 shrink-0 text-ink-3 tabular-nums">{index + 1}</span>
          <span className="min-w-0 flex-1">
            <span className="block font-medium break-words">{shortName(subject)}</span>
            <span className="block break-words text-ink-2">
              <Trans>By {shortName(issuer)}</Trans>
            </span>
          </span>
          <span className="text-ink-2">
            <Trans>
              ends <RelativeTime at={validTo} />
            </Trans>
          </span>
        </li>
      ))}
    </ol>
  )
}
