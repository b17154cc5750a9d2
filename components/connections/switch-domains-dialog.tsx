'use client'

import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import { useWrite } from '#lib/client/queries.ts'

export function SwitchDomainsDialog({ enabled, onClose }: { readonly enabled: boolean; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const change = useWrite(
    () => connectionApi.switchDomains(owner, !enabled),
    [connectionKeys.domains(owner), connectionKeys.all(owner)],
    () => {
      notify(enabled ? 'Domains are off' : 'Domains are on')
      onClose()
    },
  )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={enabled ? 'Switch domains off' : 'Switch domains on'}
      description={
        enabled
          ? 'All members see and change all connections from then on. Groups, domains and restrictions stay for the next time.'
          : 'Nothing changes at once: connections stay cross-domain and members unrestricted until you assign domains.'
      }
    >
      <Problem error={change.error} className="mb-4" />
      <Actions>
        <Button
          variant={enabled ? 'danger' : 'primary'}
          pending={change.isPending}
          onClick={() => change.mutate(undefined)}
        >
          {enabled ? 'Switch off' : 'Switch on'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </Actions>
    </Dialog>
  )
}
