/** From the host of a URL to addresses that a request may connect to (tunnel.md §5). Fails closed. */
import { type AllowList, deniedAddress, parseAllowList } from '#lib/domain/address-rules.ts'
import { type ResolveAddresses, resolveAddresses } from './resolve-addresses.ts'

/** What an installation sets for requests to addresses that its users type. */
export interface OutboundPolicy {
  /** Networks beside the public ones (`OUTBOUND_ALLOW`), as text; checked at start. */
  readonly allow: string
  /** Instead of the name servers. */
  readonly resolve?: ResolveAddresses
}

export type VettedHost =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly reason: 'dns' | 'refused-address'; readonly code: string; readonly detail: string }

const lists = new Map<string, AllowList>()

function allowListOf(policy: OutboundPolicy | undefined): AllowList {
  const text = policy?.allow ?? ''
  const known = lists.get(text)
  if (known) return known
  const parsed = parseAllowList(text)
  const list = parsed.ok ? parsed.value : []
  lists.set(text, list)
  return list
}

/**
 * Every address of the host, when all of them may be reached; one that may not refuses the host as a whole.
 * `hostname` is that of a WHATWG `URL`: names in ASCII, IPv4 in four decimal parts, IPv6 in brackets.
 */
export async function vetHost(policy: OutboundPolicy | undefined, hostname: string): Promise<VettedHost> {
  const allow = allowListOf(policy)
  const literal = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  const isLiteral = hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
  let addresses: readonly string[]
  try {
    addresses = isLiteral ? [literal] : await (policy?.resolve ?? resolveAddresses)(hostname)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ENOTFOUND'
    return {
      ok: false,
      reason: 'dns',
      code,
      detail: `The name ${hostname} has no address (${code}). Check its spelling.`,
    }
  }
  if (addresses.length === 0) {
    return {
      ok: false,
      reason: 'dns',
      code: 'ENODATA',
      detail: `The name ${hostname} has no address. Check its spelling.`,
    }
  }
  for (const address of addresses) {
    const kind = deniedAddress(address, allow)
    if (kind === undefined) continue
    const what = isLiteral ? `${literal} is` : `${hostname} leads to an address that is`
    return {
      ok: false,
      reason: 'refused-address',
      code: kind,
      detail: `${what} not public (${kind}). Give a public address, or have the operator allow it with OUTBOUND_ALLOW.`,
    }
  }
  return { ok: true, addresses: [...new Set(addresses)] }
}
