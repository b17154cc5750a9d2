import { formatEui64, parseEui } from '#lib/domain/identifiers.ts'

/** EUI-64 as on the label, from any notation; what does not parse is shown as it came. */
export function formatGatewayTitle(gateway: string): string {
  const parsed = parseEui(gateway)
  return parsed.ok ? formatEui64(parsed.value) : gateway
}

/** Whether a typed identifier, in any notation, is that gateway's. */
export function isSameGateway(typed: string, gateway: string): boolean {
  const [one, other] = [parseEui(typed), parseEui(gateway)]
  return one.ok && other.ok && one.value === other.value
}
