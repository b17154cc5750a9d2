'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { State, type Tone } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { TargetGateway } from '#lib/client/setup-api.ts'

/** What became of one gateway. */
export interface OutcomeLook {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
  readonly remark: string
}

interface OutcomeListProps {
  readonly gateways: readonly TargetGateway[]
  /** Undefined: not answered yet. */
  readonly lookOf: (gateway: string) => OutcomeLook | undefined
}

const PAGE = 100

/** One line for each gateway that was sent. */
export function OutcomeList({ gateways, lookOf }: OutcomeListProps) {
  const owner = useOwnerId()
  const [shown, setShown] = useState(PAGE)
  return (
    <>
      <ul className="border-t" aria-label={t`Results`}>
        {gateways.slice(0, shown).map(({ gateway, name }) => {
          const look = lookOf(gateway)
          return (
            <li key={gateway} className="grid gap-x-4 border-b py-1.5 sm:grid-cols-[14rem_8rem_minmax(0,1fr)]">
              <span className="min-w-0">
                <Link href={paths.gateway(owner, gateway)} className="mono rounded-sm break-all hover:text-accent-ink">
                  {formatGatewayTitle(gateway)}
                </Link>
                {name && <span className="block truncate text-ink-3">{name}</span>}
              </span>
              {look ? (
                <State icon={look.icon} tone={look.tone}>
                  {look.word}
                </State>
              ) : (
                <span className="text-ink-3">
                  <Trans>Waiting</Trans>
                </span>
              )}
              <span className="min-w-0 break-words text-ink-2">{look?.remark}</span>
            </li>
          )
        })}
      </ul>
      {gateways.length > shown && (
        <div>
          <Button onClick={() => setShown(shown + 4 * PAGE)}>
            <Trans>Show more of {formatCount(gateways.length)}</Trans>
          </Button>
        </div>
      )}
    </>
  )
}
