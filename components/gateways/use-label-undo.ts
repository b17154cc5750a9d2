'use client'

import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { Gateway } from '#lib/client/contracts.ts'
import { keys } from '#lib/client/queries.ts'
import { rolloutKeys } from '#lib/client/rollout-queries.ts'
import type { Sent } from '#lib/client/use-shared-form.ts'

/** What follows a change of one gateway's labels: it is shown at once, said, and can be taken back. */
export function useLabelUndo(gateway: string) {
  const owner = useOwnerId()
  const client = useQueryClient()
  const show = (saved: Gateway) => {
    client.setQueryData(keys.gateway(owner, gateway), saved)
    for (const queryKey of [keys.gateway(owner, gateway), keys.gateways(owner), rolloutKeys.tags(owner)])
      void client.invalidateQueries({ queryKey })
  }
  /** Only what is still as this person left it: a later change of somebody else stays. */
  const undo = async ({ wanted, before }: Sent) => {
    try {
      show(await api.changeGateway(owner, gateway, { ...before, before: wanted }))
      notify(t`Taken back`)
    } catch (error) {
      notify(error instanceof Error ? error.message : t`It could not be taken back. Try again.`, 'failed')
    }
  }
  return {
    send: (body: Parameters<typeof api.changeGateway>[2]) => api.changeGateway(owner, gateway, body),
    saved(title: string, gatewayNow: Gateway, sent: Sent) {
      show(gatewayNow)
      notify(title, 'done', { label: t`Undo`, run: () => void undo(sent) })
    },
  }
}
