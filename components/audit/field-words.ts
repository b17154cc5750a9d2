/** Names and values of what an entry records, as people write them. */
import { t } from '@lingui/core/macro'
import { KIND_WORDS } from '#components/events/event-words.ts'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { roleName } from '#components/people/role-words.ts'
import { formatCount } from '#lib/client/format.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { isFacts } from '#lib/domain/audit/entry-changes.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { isEventKind } from '#lib/domain/events/event-kinds.ts'
import { ROLES } from '#lib/domain/rights.ts'

const FIELD_WORDS: Readonly<Record<string, string>> = {
  active: t`Active`,
  add: t`Tags added`,
  addLimit: t`Limit of adds`,
  address: t`Address`,
  after: t`After`,
  allowUnsigned: t`Unsigned allowed`,
  anyModel: t`Any model`,
  asId: t`AS ID`,
  batch: t`Batch`,
  bootSet: t`Boot set`,
  caId: t`CA`,
  change: t`Change of trust`,
  changed: t`Changed`,
  channel: t`Channel`,
  code: t`Reason`,
  connection: t`Connection`,
  contentType: t`Content type`,
  count: t`Gateways`,
  crc: t`CRC`,
  created: t`New account`,
  cups: 'CUPS',
  cupsUri: t`CUPS URI`,
  customerId: t`Customer ID`,
  destination: t`Destination`,
  discovery: t`LNS for discovery`,
  domain: t`Domain`,
  domains: t`Domains`,
  downlink: t`Downlink`,
  downlinkDestination: t`Downlink destination`,
  email: t`E-mail`,
  ended: t`Sessions ended`,
  expiresAt: t`Expires`,
  failed: t`Failed at`,
  fields: t`Fields`,
  file: t`File`,
  fileName: t`File name`,
  finalUri: t`New URI`,
  fingerprint: t`Fingerprint`,
  firmware: t`Firmware`,
  flavor: t`Flavor`,
  format: t`Format`,
  fqdn: t`Host name`,
  from: t`From`,
  fwafter: t`Not before`,
  fwcrc: t`Image`,
  gatewayId: t`Gateway ID there`,
  gateways: t`Gateways`,
  graceHours: t`Hours of grace`,
  group: t`Group`,
  headers: t`Headers`,
  heldByGateways: t`Held by gateways`,
  id: 'ID',
  invitation: t`Invitation`,
  issuer: t`Issuer`,
  kept: t`Kept here`,
  key: t`Key`,
  keyCheckValue: t`Key check value`,
  keyId: t`Key ID`,
  keycrc: t`Key CRC`,
  kind: t`Kind`,
  kinds: t`Kinds`,
  latitude: t`Latitude`,
  lns: 'LNS',
  login: t`Login`,
  longitude: t`Longitude`,
  masterKeys: t`Master keys`,
  maxDeviation: t`Largest deviation`,
  member: t`Member`,
  model: t`Model`,
  muxs: t`Template of the muxs URI`,
  name: t`Name`,
  network: t`Network`,
  notes: t`Notes`,
  of: t`Of`,
  ok: t`Passed`,
  oldDestroyed: t`Old key destroyed`,
  own: t`Bound to the person`,
  path: t`Path`,
  place: t`Place`,
  policy: t`Limit`,
  queueMode: t`Queue`,
  reason: t`Reason`,
  recipient: t`Recipient`,
  recipients: t`Addresses`,
  remove: t`Tags removed`,
  renewsBackup: t`Renews the backup set`,
  replayed: t`Sent again`,
  restored: t`Restored version`,
  restrictions: t`Restrictions`,
  returned: t`Back to version`,
  rights: t`Rights`,
  role: t`Role`,
  rollout: t`Rollout`,
  root: t`Root key`,
  scope: t`Scope`,
  secondFactor: t`Second factor`,
  secret: t`Holds a secret`,
  secrets: t`Secrets typed anew`,
  serial: t`Serial number`,
  server: t`Server`,
  session: t`Session`,
  sha512: 'SHA-512',
  shared: t`Shared`,
  side: t`Side`,
  sigcrc: t`Signature CRC`,
  signWith: t`Signs with`,
  site: t`Site`,
  sites: t`Sites`,
  size: t`Size`,
  source: t`Source`,
  sso: t`Single sign-on`,
  step: t`Step`,
  stepUri: t`URI of the step`,
  tags: t`Tags`,
  target: t`Event target`,
  to: t`To`,
  tokenId: t`Token`,
  tokensRevoked: t`Tokens revoked`,
  transferId: t`Transfer`,
  trust: t`Trust`,
  undo: t`Undo`,
  until: t`Until`,
  uri: 'URI',
  url: 'URL',
  user: t`Person`,
  userId: t`Person`,
  verdict: t`Verdict`,
  version: t`Version`,
  withdrawn: t`Withdrawn`,
}

/** `expiresAt` → “Expires”; a name that is not known here by its own words. */
export function fieldText(name: string): string {
  const words =
    FIELD_WORDS[name] ?? name.replace(/([a-z0-9])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`)
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

const CRCS: ReadonlySet<string> = new Set(['crc', 'fwcrc', 'keycrc', 'sigcrc'])
const AS_THEY_ARE: ReadonlySet<string> = new Set(['version', 'latitude', 'longitude', 'step'])
const KEY_KINDS: Readonly<Record<string, string>> = {
  none: t`none`,
  token: t`a token`,
  'private-key': t`a private key`,
}

const ROOTS: Readonly<Record<string, string>> = {
  made: t`made here`,
  exported: t`made here, exported to a twin`,
  imported: t`imported`,
}

/** A dash where there is none. */
export function valueText(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (Array.isArray(value)) return value.map((one) => valueText(name, one)).join(', ') || '–'
  if (typeof value === 'boolean') return value ? t`yes` : t`no`
  if (typeof value === 'string') return stringText(name, value)
  if (typeof value === 'number') {
    if (CRCS.has(name)) return formatCrc(value)
    return AS_THEY_ARE.has(name) ? String(value) : formatCount(value)
  }
  if (!isFacts(value)) return String(value)
  return Object.entries(value)
    .map(([key, one]) => `${fieldText(key)} ${valueText(key, one)}`)
    .join(', ')
}

function stringText(name: string, value: string): string {
  const role = name === 'role' ? ROLES.find((one) => one === value) : undefined
  if (role) return roleName(role)
  if (name === 'key') return KEY_KINDS[value] ?? value
  if (name === 'root') return ROOTS[value] ?? value
  if (name === 'kinds' && isEventKind(value)) return KIND_WORDS[value]
  if (name === 'changed' || name === 'fields' || name === 'secrets') return fieldText(value)
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatAbsolute(new Date(value))
  return /^[0-9a-f]{16}$/.test(value) ? formatGatewayTitle(value) : value
}
