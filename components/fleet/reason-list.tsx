import { Trans } from '@lingui/react/macro'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { formatCount } from '#lib/client/format.ts'

interface ReasonListProps {
  readonly label: string
  readonly gateways: readonly { readonly gateway: string; readonly reason: string | undefined }[]
}

/** Gateways that are listed; the file that goes with the list has all. */
const MOST = 100

/** Gateways that something was not done to, with the reason of each. */
export function ReasonList({ label, gateways }: ReasonListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <ul aria-label={label} tabIndex={0} className="max-h-64 overflow-y-auto border-t">
      {gateways.slice(0, MOST).map(({ gateway, reason }) => (
        <li key={gateway} className="border-b py-2">
          <span className="mono">{formatGatewayTitle(gateway)}</span>
          <span className="block text-ink-2">{reason}</span>
        </li>
      ))}
      {gateways.length > MOST && (
        <li className="py-2 text-ink-3">
          <Trans>And {formatCount(gateways.length - MOST)} more: the file has all of them.</Trans>
        </li>
      )}
    </ul>
  )
}
