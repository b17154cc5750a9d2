/** Where the key of a gateway is made; apart from the list of networks, whose texts no page needs twice. */
import type { NetworkSide } from './networks.ts'

/** The id that The Things Stack's console gives a gateway unless told otherwise. */
export const gatewayIdOn = (eui: string): string => `eui-${eui}`

/** The link to the place where a key is made; null where there is none. `host` without scheme and port, `eui` 16 hex digits. */
export function keyPlaceUrl(
  { keyPlace: { url } }: Pick<NetworkSide, 'keyPlace'>,
  host: string,
  eui: string | undefined,
): string | null {
  if (!url) return null
  if (!eui) return `https://${host}/console/gateways`
  return url.replace('{address}', host).replace('{gateway}', gatewayIdOn(eui))
}
