'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { ReasonList } from '#components/fleet/reason-list.tsx'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { csvText, saveText } from '#lib/client/csv.ts'
import { formatCount } from '#lib/client/format.ts'
import { gatewayCount } from './transfer-words.ts'

interface LeftOutProps {
  readonly offered: number
  readonly left: readonly { readonly gateway: string; readonly reason: string }[]
  readonly onOpen: () => void
  readonly onClose: () => void
}

/** The gateways that an offer did not take, with the reason of each. */
export function LeftOut({ offered, left, onOpen, onClose }: LeftOutProps) {
  const save = () =>
    saveText(
      'left-out-gateways.csv',
      csvText([
        ['EUI', 'ID6', t`Reason`],
        ...left.map(({ gateway, reason }) => [formatGatewayTitle(gateway), gateway, reason]),
      ]),
      'text/csv;charset=utf-8',
    )
  return (
    <Dialog open onOpenChange={onClose} title={t`Offered ${gatewayCount(offered)}`} wide>
      <div className="flex flex-col gap-4 text-sm">
        <p>
          {left.length === 1
            ? t`One was left out, for this reason:`
            : t`${formatCount(left.length)} were left out, for these reasons:`}
        </p>
        <ReasonList label={t`What was left out`} gateways={left} />
        <Actions>
          <Button variant="primary" onClick={onOpen}>
            <Trans>Open the transfer</Trans>
          </Button>
          <Button onClick={save}>
            <Download aria-hidden className="size-3.5" /> <Trans>Export the results</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
        </Actions>
      </div>
    </Dialog>
  )
}
