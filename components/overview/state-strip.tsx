import { t } from '@lingui/core/macro'
import { clsx } from 'clsx'
import { STATE_LOOKS } from '#components/gateways/gateway-state.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { State } from '#components/ui/state.tsx'
import type { FleetOverview } from '#lib/client/fleet-contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'

/** The number of gateways in each state, each a link to them. */
export function StateStrip({ gateways }: { readonly gateways: FleetOverview['gateways'] | undefined }) {
  const owner = useOwnerId()
  return (
    <ul
      aria-label={t`Gateways by state`}
      aria-busy={!gateways}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-3 xl:grid-cols-6"
    >
      {GATEWAY_STATES.map((state) => {
        const { icon, tone, word } = STATE_LOOKS[state]
        const count = gateways?.states[state]
        return (
          <li key={state} className="bg-surface">
            <Link
              href={paths.gateways(owner, { state })}
              className="flex flex-col gap-0.5 px-3 py-2.5 transition-colors hover:bg-hover focus-visible:outline-offset-[-2px]"
            >
              <State icon={icon} tone={tone}>
                {word}
              </State>
              {count === undefined ? (
                <span className="skeleton my-1.5 h-5 w-10" />
              ) : (
                <span className={clsx('text-xl font-semibold tabular-nums', count === 0 && 'font-normal text-ink-3')}>
                  {formatCount(count)}
                </span>
              )}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
