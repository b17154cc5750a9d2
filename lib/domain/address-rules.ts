/**
 * Which addresses a request to a URL typed by a user may reach (tunnel.md §5): the public unicast ones, and what the
 * operator of the installation allows on top. Everything that is not known to be public is refused.
 */
import ipaddr from 'ipaddr.js'
import { ok, type Result, refuse } from './result.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Cidr = [Address, number]

/** The operator's networks (`OUTBOUND_ALLOW`), read once. */
export type AllowList = readonly Cidr[]

/** IANA's special-purpose registry for IPv4, and addresses where clouds keep the secrets of their machines. */
const DENIED_V4: readonly (readonly [string, string])[] = [
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local or cloud metadata'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'reserved'],
  ['192.52.193.0/24', 'reserved'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'reserved'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['168.63.129.16/32', 'cloud metadata'],
]

/** Only 2000::/3 is global unicast; these parts of it are not, or hide an IPv4 address. */
const DENIED_V6: readonly (readonly [string, string])[] = [
  ['2001::/32', 'Teredo'],
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['2620:4f:8000::/48', 'reserved'],
  ['3fff::/20', 'documentation'],
]

/** Outside 2000::/3, only for the name in the refusal. */
const NAMED_V6: readonly (readonly [string, string])[] = [
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'IPv4-mapped'],
  ['::/96', 'IPv4-compatible'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['64:ff9b::/96', 'NAT64'],
  ['64:ff9b:1::/48', 'NAT64'],
  ['100::/64', 'discard-only'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
]

const read = (list: readonly (readonly [string, string])[]): readonly (readonly [Cidr, string])[] =>
  list.map(([cidr, name]) => [ipaddr.parseCIDR(cidr), name] as const)
const V4 = read(DENIED_V4)
const V6 = read(DENIED_V6)
const OTHER_V6 = read(NAMED_V6)
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3')

/**
 * The kind of an address that must not be reached, such as `loopback`; undefined when requests may go there. `text` is
 * an address as a resolver gives it: four decimal parts, or IPv6. Anything else is refused as `not an address`.
 */
export function deniedAddress(text: string, allow: AllowList = []): string | undefined {
  const address = parseAddress(text)
  if (!address) return 'not an address'
  if (allow.some((cidr) => within(address, cidr))) return undefined
  if (address.kind() === 'ipv4') return nameIn(address, V4)
  if (!within(address, GLOBAL_V6)) return nameIn(address, OTHER_V6) ?? 'reserved'
  return nameIn(address, V6)
}

/**
 * Reads `OUTBOUND_ALLOW`: networks separated by commas, `10.20.0.0/16,fd00:1::/32`; a single address stands for itself.
 * An IPv4 network never opens the IPv6 forms of its addresses.
 */
export function parseAllowList(text: string): Result<AllowList> {
  const list: Cidr[] = []
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const cidr = parseNetwork(part)
    if (!cidr) {
      return refuse(`“${part.slice(0, 64)}” is not a network: give CIDR such as 10.20.0.0/16, separated by commas.`)
    }
    list.push(cidr)
  }
  return ok(list)
}

/** Whether an address, as a socket gives it, lies in one of the networks. */
export function isWithin(text: string, networks: AllowList): boolean {
  const address = parseAddress(text)
  return address !== undefined && networks.some((cidr) => within(address, cidr))
}

function parseNetwork(text: string): Cidr | undefined {
  const [base = '', bits, rest] = text.split('/')
  const address = parseAddress(base)
  const width = address?.kind() === 'ipv4' ? 32 : 128
  if (!address || rest !== undefined) return undefined
  if (bits === undefined) return [address, width]
  return /^\d{1,3}$/.test(bits) && Number(bits) <= width ? [address, Number(bits)] : undefined
}

/** No octal, hexadecimal or short forms: readers differ in what they mean by them. No zones. */
function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  return ipaddr.IPv6.parse(text)
}

const within = (address: Address, cidr: Cidr): boolean => address.kind() === cidr[0].kind() && address.match(cidr)

const nameIn = (address: Address, list: readonly (readonly [Cidr, string])[]): string | undefined =>
  list.find(([cidr]) => within(address, cidr))?.[1]
