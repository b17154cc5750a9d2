'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { paths } from '#lib/client/paths.ts'

interface StepProps {
  readonly number: number
  readonly title: string
  readonly children: ReactNode
  readonly actions?: ReactNode
}

function Step({ number, title, children, actions }: StepProps) {
  return (
    <li className="flex gap-4 border-b py-5 last:border-b-0">
      <span
        aria-hidden
        className="grid size-6 shrink-0 place-items-center rounded-full border border-line-2 text-xs font-medium text-ink-2 tabular-nums"
      >
        {number}
      </span>
      <div className="min-w-0">
        <h2 className="text-base font-semibold">{title}</h2>
        <p className="mt-1 max-w-[60ch] text-sm text-ink-2">{children}</p>
        {actions && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </li>
  )
}

/** What an owner without gateways does, in order. */
export function FirstSteps() {
  const { owner } = useConsole()
  const mayClaim = useCan('gateway:claim')
  const mayConnect = useCan('connection:write')
  return (
    <ol aria-label={t`First steps`} className="max-w-2xl">
      <Step
        number={1}
        title={t`Bring a gateway here`}
        actions={
          mayClaim && (
            <>
              <ButtonLink href={paths.claimGateways(owner.id)} variant="primary">
                <Trans>Claim gateways</Trans>
              </ButtonLink>
              <ButtonLink href={paths.addGateway(owner.id)}>
                <Trans>Add gateway</Trans>
              </ButtonLink>
              <ButtonLink href={paths.tour(owner.id)} variant="ghost">
                <Trans>Try it with a simulated one</Trans>
              </ButtonLink>
            </>
          )
        }
      >
        {mayClaim
          ? t`The PIN on its label proves that it is yours. A gateway without a label is added by its EUI and a token.`
          : t`An admin or operator of ${owner.name} claims gateways with the PIN on their labels.`}
      </Step>
      <Step
        number={2}
        title={t`Say where it belongs`}
        actions={
          mayClaim && (
            <ButtonLink href={paths.connect(owner.id)}>
              <Trans>Connect to a network</Trans>
            </ButtonLink>
          )
        }
      >
        <Trans>
          Set the network server’s address and credentials. The gateway collects them at its next check-in, and proves
          at the one after that it uses them.
        </Trans>
      </Step>
      <Step
        number={3}
        title={t`Deliver what devices send`}
        actions={
          mayConnect && (
            <ButtonLink href={paths.newConnection(owner.id)}>
              <Trans>Add a connection</Trans>
            </ButtonLink>
          )
        }
      >
        <Trans>
          A connection carries uplinks from your network to an application server over HTTPS, and downlinks back.
        </Trans>
      </Step>
      <Step
        number={4}
        title={t`Be told when something is wrong`}
        actions={
          <Link
            href={paths.events(owner.id)}
            className="rounded-sm text-sm font-medium text-accent-ink hover:underline"
          >
            <Trans>Events</Trans>
          </Link>
        }
      >
        <Trans>Silence, fall-backs and ending certificates go to a webhook or to e-mail.</Trans>
      </Step>
    </ol>
  )
}
