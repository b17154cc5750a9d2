/** What a gateway is personalised with: the files of its bootstrap set, and the line that the label is printed from. */
import { type Eui, formatEui64, formatMac } from '../identifiers.ts'
import { tokenLine } from '../token.ts'

export interface KitSite {
  /** `https://host:port` of the gateway plane. */
  readonly cupsUri: string
  /** PEM of the CA. */
  readonly cupsTrust: string
}

export interface KitGateway {
  readonly eui: Eui
  readonly claimPin: string
  readonly authToken: string
  readonly wrappedMaster?: Uint8Array | undefined
}

export const KIT_COLUMNS: readonly string[] = ['eui', 'mac', 'pin', 'token', 'cups-boot.uri']

/** One line of the CSV. */
export const kitLine = (site: KitSite, { eui, claimPin, authToken, wrappedMaster }: KitGateway): string[] => [
  formatEui64(eui),
  formatMac(eui) ?? '',
  claimPin,
  authToken,
  site.cupsUri,
  ...(wrappedMaster ? [Buffer.from(wrappedMaster).toString('base64')] : []),
]

/** The files of one gateway, ready for Station's home folder; beside them the wrapped master key where it was asked for. */
export function kitFiles(site: KitSite, gateway: KitGateway): { readonly name: string; readonly bytes: Uint8Array }[] {
  return [
    { name: 'cups-boot.uri', bytes: Buffer.from(site.cupsUri) },
    { name: 'cups-boot.trust', bytes: Buffer.from(site.cupsTrust) },
    { name: 'cups-boot.key', bytes: tokenLine(gateway.authToken) },
    ...(gateway.wrappedMaster ? [{ name: 'gateway-master.key.wrapped', bytes: gateway.wrappedMaster }] : []),
  ]
}
