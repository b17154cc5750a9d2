'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink, type ButtonVariant } from '#components/ui/button.tsx'
import { notify } from '#components/ui/toast.tsx'
import { namesOf } from '#lib/client/bulk.ts'
import { handOver, MAX_IN_LINK } from '#lib/client/handed-selection.ts'
import { paths } from '#lib/client/paths.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'

interface ConnectActionProps {
  readonly target: RolloutTargetBody
  readonly variant?: ButtonVariant
  /** More than the wizard takes; the reason stands beside it. */
  readonly disabled?: boolean
  readonly children: ReactNode
}

/** To the wizard, which names its gateways: a few in the address, more of them handed over. */
export function ConnectAction({ target, variant = 'secondary', disabled = false, children }: ConnectActionProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const [pending, setPending] = useState(false)
  if (!disabled && target.by === 'gateways' && target.gateways.length <= MAX_IN_LINK)
    return (
      <ButtonLink href={paths.connect(owner, target.gateways)} variant={variant}>
        {children}
      </ButtonLink>
    )
  const go = async () => {
    setPending(true)
    try {
      const names = await namesOf(owner, target, new AbortController().signal)
      router.push(paths.connectHanded(owner, handOver(names)))
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), 'failed')
      setPending(false)
    }
  }
  return (
    <Button variant={variant} disabled={disabled} pending={pending} onClick={() => void go()}>
      {children}
    </Button>
  )
}
