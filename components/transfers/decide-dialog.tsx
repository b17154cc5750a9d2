'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatCount } from '#lib/client/format.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { type TransferDetail, type TransferGateway, transferApi, transferKeys } from '#lib/client/transfer-api.ts'
import type { TransferAction } from '#lib/domain/transfers/transfer.ts'
import { gatewayCount } from './transfer-words.ts'

interface DecideDialogProps {
  readonly transfer: TransferDetail
  readonly action: TransferAction
  /** Undefined: all that are open. */
  readonly gateways: readonly TransferGateway[] | undefined
  readonly onClose: () => void
  readonly onDone: () => void
}

interface Words {
  readonly action: string
  readonly title: (gateways: string) => string
  readonly done: (gateways: string) => string
}

const WORDS: Readonly<Record<TransferAction, Words>> = {
  accept: {
    action: t`Accept`,
    title: (gateways) => t`Accept ${gateways}`,
    done: (gateways) => t`Accepted ${gateways}`,
  },
  decline: {
    action: t`Decline`,
    title: (gateways) => t`Decline ${gateways}`,
    done: (gateways) => t`Declined ${gateways}`,
  },
  withdraw: {
    action: t`Withdraw`,
    title: (gateways) => t`Withdraw the offer of ${gateways}`,
    done: (gateways) => t`Withdrew ${gateways}`,
  },
}

/** Says what becomes of the gateways, and asks once. What could not be accepted stays listed. */
export function DecideDialog({ transfer, action, gateways, onClose, onDone }: DecideDialogProps) {
  const owner = useOwnerId()
  const count = gateways?.length ?? transfer.open
  const words = WORDS[action]
  const [failed, setFailed] = useState<readonly { gateway: string; error?: string }[]>([])
  const send = () =>
    transferApi.act(
      owner,
      transfer.id,
      action,
      gateways?.map((one) => one.gateway),
    )
  const write = useWrite(send, [transferKeys.all(owner), keys.gateways(owner)], ({ changed, results }) => {
    notify(words.done(gatewayCount(changed)))
    const refused = results.filter((one) => one.error)
    if (refused.length > 0) setFailed(refused)
    else onDone()
  })
  const listed = gateways ?? transfer.gateways
  const inherits = listed.some((one) => one.inherits)
  if (failed.length > 0) {
    return (
      <Dialog open onOpenChange={onDone} title={t`${formatCount(failed.length)} could not be accepted`}>
        <ul className="flex max-h-72 flex-col gap-2 overflow-y-auto text-sm">
          {failed.slice(0, 100).map((one) => (
            <li key={one.gateway}>
              <span className="mono">{formatGatewayTitle(one.gateway)}</span>
              <span className="block text-ink-2">{one.error}</span>
            </li>
          ))}
        </ul>
        <Actions>
          <Button onClick={onDone}>
            <Trans>Close</Trans>
          </Button>
        </Actions>
      </Dialog>
    )
  }
  return (
    <Dialog open onOpenChange={onClose} title={words.title(gatewayCount(count))}>
      <div className="flex flex-col gap-4">
        <ul className="list-disc space-y-1.5 pl-5 text-sm text-ink-2">
          {action === 'accept' ? (
            <>
              <li>
                <Trans>
                  They come to you as new: unmanaged, and without anything that their former owner stored here.
                </Trans>
              </li>
              <li>
                <Trans>
                  <span className="font-medium text-ink">What is on the gateways stays there.</span> They remain on the
                  network server of their former owner until you set one.
                </Trans>
              </li>
              {inherits && (
                <li>
                  <Trans>
                    <span className="font-medium text-ink">Their former owner knows a credential of some.</span> They
                    have no token that only their maker knows, and would be locked out without it. Set their CUPS side
                    with a key of your own; once that is proven, revoke the old one on the gateway’s page. Until then,
                    the former owner could ask in a gateway’s name for what you set.
                  </Trans>
                </li>
              )}
              <li>
                <Trans>A gateway that was added by hand counts against your limit of such gateways.</Trans>
              </li>
            </>
          ) : (
            <li>
              {action === 'decline' ? t`They stay with their owner.` : t`They stay with you.`}{' '}
              <Trans>What was accepted before is not changed.</Trans>
            </li>
          )}
        </ul>
        <Problem error={write.error} />
        <Actions>
          <Button variant="primary" pending={write.isPending} onClick={() => write.mutate(undefined)}>
            {words.action}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={send} />
      </div>
    </Dialog>
  )
}
