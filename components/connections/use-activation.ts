'use client'

import { t } from '@lingui/core/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { ConnectionRow } from '#lib/client/contracts.ts'
import { useWrite } from '#lib/client/queries.ts'

/** Switches the connection on or off; what failed is said in a toast, because there is no form. */
export function useActivation({ id, name }: Pick<ConnectionRow, 'id' | 'name'>, onDone?: () => void) {
  const owner = useOwnerId()
  return useWrite(
    async (active: boolean) => {
      try {
        await connectionApi.change(owner, id, { active })
      } catch (error) {
        notify(error instanceof Error ? error.message : t`This failed. Try again.`, 'failed')
        throw error
      }
      return active
    },
    [connectionKeys.all(owner)],
    (active) => {
      notify(active ? t`${name} is active` : t`${name} is deactivated`)
      onDone?.()
    },
  )
}
