'use client'

import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { State } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { Rollout } from '#lib/client/rollout-contracts.ts'
import { MEMBER_LOOKS } from './rollout-looks.tsx'

/** Failed and left out ones, grouped by why; each group leads to its gateways. */
export function ReasonsSection({ rollout: { id, reasons } }: { readonly rollout: Rollout }) {
  const owner = useOwnerId()
  if (reasons.length === 0) return null
  return (
    <section aria-labelledby="rollout-reasons">
      <h2 id="rollout-reasons" className="mb-2 text-base font-semibold">
        <Trans>Reasons</Trans>
      </h2>
      <ul className="border-t text-sm">
        {reasons.map(({ state, code, reason, count }) => {
          const { icon, tone, word } = MEMBER_LOOKS[state]
          const search = new URLSearchParams({ tab: 'gateways', state, code })
          return (
            <li
              key={`${state}-${code}`}
              className="flex min-h-9 flex-wrap items-baseline gap-x-4 gap-y-0.5 border-b py-2 sm:flex-nowrap"
            >
              <State icon={icon} tone={tone} className="w-28 shrink-0">
                {word}
              </State>
              <span className="order-last w-full min-w-0 text-ink-2 sm:order-none sm:w-auto sm:flex-1">{reason}</span>
              <Link
                href={`${paths.rollout(owner, id)}?${search}`}
                className="shrink-0 rounded-sm font-medium text-accent-ink tabular-nums underline underline-offset-3 max-sm:ml-auto"
              >
                {formatCount(count)}{' '}
                <span className="sr-only">
                  <Trans>gateways</Trans>
                </span>
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
