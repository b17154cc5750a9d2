'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { keys, useWrite } from '#lib/client/queries.ts'
import { type SimulatedContact, simulatedApi, simulatedKeys } from '#lib/client/simulated-api.ts'
import { type StepPlace, TourStep } from './tour-step.tsx'

interface CallStepProps extends StepPlace {
  readonly title: string
  readonly gateway: string
  /** What the gateway told when it called here. */
  readonly contact: SimulatedContact | undefined
  readonly onContact: (contact: SimulatedContact) => void
  readonly children: ReactNode
}

/** The gateway calls; what it sent, got and wrote is shown as its own log has it. */
export function CallStep({ title, gateway, contact, onContact, children, ...place }: CallStepProps) {
  const owner = useOwnerId()
  const call = useWrite(
    () => simulatedApi.contact(owner, gateway),
    [simulatedKeys.all(owner), keys.gateway(owner, gateway), keys.gateways(owner)],
    onContact,
  )
  const waits = place.state === 'now' && contact?.result === 'done'
  return (
    <TourStep {...place} title={title} lead={children}>
      {place.state === 'now' && (
        <>
          <Problem error={call.error} />
          {contact && contact.result !== 'done' && (
            <Notice kind="error">
              <p>
                <Trans>It did not get through: {contact.reason}.</Trans>
              </p>
              <p>
                <Trans>
                  It calls this server by the name that gateways are given. The same happens to them where that name or
                  port is not reachable.
                </Trans>
              </p>
            </Notice>
          )}
          <Button variant="primary" pending={call.isPending || waits} onClick={() => call.mutate(undefined)}>
            <Trans>Let it call</Trans>
          </Button>
        </>
      )}
      {contact && place.state !== 'later' && (
        <div className="w-full min-w-0">
          <CodeBlock text={contact.lines.join('\n')} label={t`what the gateway logged`} />
        </div>
      )}
    </TourStep>
  )
}
