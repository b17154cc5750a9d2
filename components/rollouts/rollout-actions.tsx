'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { rolloutApi } from '#lib/client/rollout-api.ts'
import type { Rollout, RolloutActionBody, RolloutActionResult } from '#lib/client/rollout-contracts.ts'
import { rolloutKeys } from '#lib/client/rollout-queries.ts'

const StartDialog = dynamic(() => import('./start-dialog.tsx').then((module) => module.StartDialog), {
  loading: () => null,
})
const AbortDialog = dynamic(() => import('./abort-dialog.tsx').then((module) => module.AbortDialog), {
  loading: () => null,
})
const ReturnDialog = dynamic(() => import('./return-dialog.tsx').then((module) => module.ReturnDialog), {
  loading: () => null,
})

type Open = 'start' | 'abort' | 'return' | undefined

/** What the server allows now; what cannot be undone asks first. */
export function RolloutActions({ rollout }: { readonly rollout: Rollout }) {
  const owner = useOwnerId()
  const router = useRouter()
  const mayFirmware = useCan('firmware:write')
  const maySetup = useCan('gateway:setup')
  const [open, setOpen] = useState<Open>()
  const [asked, setAsked] = useState<unknown>()
  const [left, setLeft] = useState<RolloutActionResult['left']>([])
  const act = useWrite(
    async (body: RolloutActionBody) => {
      try {
        return await rolloutApi.act(owner, rollout.id, body)
      } catch (error) {
        if (body.action === 'start') setAsked(error)
        throw error
      }
    },
    [rolloutKeys.all(owner)],
    ({ affected, left: others }, { action }) => {
      setOpen(undefined)
      setLeft(others)
      notify(doneWords(action, affected))
    },
  )
  const remove = useWrite(
    () => rolloutApi.remove(owner, rollout.id),
    [[...rolloutKeys.all(owner), 'list']],
    () => {
      notify(t`Deleted ${rollout.name}`)
      router.replace(paths.rollouts(owner))
    },
  )
  if (!mayFirmware || (rollout.kind === 'credentials' && !maySetup)) return null
  const can = (action: Rollout['actions'][number]) => rollout.actions.includes(action)
  const doing = (action: RolloutActionBody['action']) => act.isPending && act.variables.action === action
  const press = (action: RolloutActionBody['action'], label: string, primary = false) =>
    can(action) && (
      <Button
        variant={primary ? 'primary' : 'secondary'}
        pending={doing(action) && !open}
        disabled={act.isPending}
        onClick={() => act.mutate({ action })}
      >
        {label}
      </Button>
    )
  const close = () => {
    setOpen(undefined)
    setAsked(undefined)
    act.reset()
  }
  const dialog = { pending: act.isPending, error: act.error, onClose: close }
  const failed = rollout.counts.failed
  // A draft is judged when it is started: what has to be confirmed is named by the refusal.
  const refusal = asked instanceof ApiProblem ? asked.errors : []
  const doubts = refusal.filter(({ pointer }) => pointer === '/confirm')
  return (
    <div className="flex min-w-0 flex-col items-end gap-2 max-sm:items-start">
      <div className="flex flex-wrap gap-2 sm:justify-end">
        {can('abort') && (
          <Button onClick={() => setOpen('abort')}>
            <Trans>Abort</Trans>
          </Button>
        )}
        {can('return') && (
          <Button onClick={() => setOpen('return')}>
            <Trans>Return</Trans>
          </Button>
        )}
        {failed > 0 && press('retry', failed === 1 ? t`Retry the failed one` : t`Retry ${formatCount(failed)} failed`)}
        {press('pause', t`Pause`)}
        {press('resume', t`Resume`, true)}
        {can('delete') && (
          <Button pending={remove.isPending} onClick={() => remove.mutate(undefined)}>
            <Trans>Delete draft</Trans>
          </Button>
        )}
        {can('start') && (
          <Button variant="primary" onClick={() => setOpen('start')}>
            <Trans>Start</Trans>
          </Button>
        )}
      </div>
      {!open && <Problem error={act.error ?? remove.error} />}
      {left.length > 0 && <LeftAlone left={left} />}
      {open === 'start' && (
        <StartDialog
          // Another question than the one before it: what was typed for that does not count.
          key={doubts.length}
          {...dialog}
          error={doubts.length > 0 && act.error === asked ? undefined : act.error}
          name={rollout.name}
          kind={rollout.kind}
          waves={[]}
          doubts={doubts.map(({ detail }) => detail)}
          onStart={() => act.mutate({ action: 'start', confirm: doubts.flatMap(({ code }) => code ?? []) })}
        />
      )}
      {open === 'abort' && (
        <AbortDialog {...dialog} rollout={rollout} onAbort={() => act.mutate({ action: 'abort' })} />
      )}
      {open === 'return' && (
        <ReturnDialog {...dialog} rollout={rollout} onReturn={(scope) => act.mutate({ action: 'return', scope })} />
      )}
    </div>
  )
}

function doneWords(action: RolloutActionBody['action'], affected: number): string {
  const gateways = affected === 1 ? t`one gateway` : t`${formatCount(affected)} gateways`
  switch (action) {
    case 'start':
      return t`Started`
    case 'pause':
      return t`Paused. What was not sent is taken back.`
    case 'resume':
      return t`Resumed`
    case 'abort':
      return t`Aborted`
    case 'retry':
      return t`Tries ${gateways} again`
    case 'return':
      return t`Returns ${gateways} to the previous set`
  }
}

/** Gateways that a return did not touch, with the reason of each. */
function LeftAlone({ left }: { readonly left: RolloutActionResult['left'] }) {
  const owner = useOwnerId()
  return (
    <Notice kind="warning" className="max-w-md text-left">
      <p className="font-medium">
        {left.length === 1
          ? t`One gateway was left as it is`
          : t`${formatCount(left.length)} gateways were left as they are`}
      </p>
      <ul className="mt-1 max-h-40 overflow-y-auto text-ink-2">
        {left.map(({ gateway, reason }) => (
          <li key={gateway}>
            <Link href={paths.gateway(owner, gateway)} className="mono underline underline-offset-3">
              {formatGatewayTitle(gateway)}
            </Link>{' '}
            {reason}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
