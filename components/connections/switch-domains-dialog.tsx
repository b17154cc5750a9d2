'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import { useWrite } from '#lib/client/queries.ts'

export function SwitchDomainsDialog({ enabled, onClose }: { readonly enabled: boolean; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const send = () => connectionApi.switchDomains(owner, !enabled)
  const change = useWrite(send, [connectionKeys.domains(owner), connectionKeys.all(owner)], () => {
    notify(enabled ? t`Domains are off` : t`Domains are on`)
    onClose()
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={enabled ? t`Switch domains off` : t`Switch domains on`}
      description={
        enabled
          ? t`All members see and change all connections from then on. Groups, domains and restrictions stay for the next time.`
          : t`Nothing changes at once: connections stay cross-domain and members unrestricted until you assign domains.`
      }
    >
      <Problem error={change.error} className="mb-4" />
      <Actions>
        <Button
          variant={enabled ? 'danger' : 'primary'}
          pending={change.isPending}
          onClick={() => change.mutate(undefined)}
        >
          {enabled ? t`Switch off` : t`Switch on`}
        </Button>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </Actions>
      <SameAsCurl call={send} />
    </Dialog>
  )
}
