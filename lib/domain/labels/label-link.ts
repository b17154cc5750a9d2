/**
 * The link in the QR code of our labels: `https://console/claim#<EUI>/<PIN>`. What stands behind # stays in the phone that
 * scans it: the PIN is in no request and in no server's log.
 */
import { type Eui, parseEui } from '../identifiers.ts'

export const labelLink = (consoleUrl: string, eui: Eui, pin: string): string =>
  `${consoleUrl.replace(/\/+$/, '')}/claim#${eui.toUpperCase()}/${pin}`

/** EUI and PIN of such a link, of whatever console; undefined when it is none. */
export function readLabelLink(text: string): { readonly eui: Eui; readonly pin: string } | undefined {
  const match = /^https?:\/\/[^\s#]+\/claim#([0-9a-f]{16})\/([0-9a-hjkmnp-tv-z]{8})$/i.exec(text.trim())
  const eui = parseEui(match?.[1] ?? '')
  const pin = match?.[2]?.toUpperCase()
  return eui.ok && pin !== undefined ? { eui: eui.value, pin } : undefined
}
