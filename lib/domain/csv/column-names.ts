/** What people call the columns of a list of gateways, without case, blanks and signs; the better name first. */

export const EUI_NAMES = [
  'eui',
  'gatewayeui',
  'eui64',
  'gatewayid',
  'gateway',
  'router',
  'id6',
  'deveui',
  'macaddress',
  'mac',
  'id',
] as const

export const CODE_NAMES = [
  'claimpin',
  'claimcode',
  'pin',
  'claim',
  'code',
  'claimauthenticationcode',
  'pincode',
  'password',
  'wifipassword',
] as const

export const LABEL_NAMES = {
  name: ['name', 'gatewayname'],
  tags: ['tags', 'tag'],
  site: ['site', 'sitename'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lon', 'lng', 'long'],
} as const

export const TOKEN_NAMES = ['token', 'authtoken', 'bootstraptoken', 'cupstoken'] as const

const wordOf = (cell: string): string => cell.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Where the first of these names that occurs stands; -1 when none does. */
export function findColumn(cells: readonly string[], names: readonly string[]): number {
  const words = cells.map(wordOf)
  const name = names.find((one) => words.includes(one))
  return name === undefined ? -1 : words.indexOf(name)
}
