/** Names to addresses: every A and AAAA, without the thread pool that one dead name server could fill. */
import { ADDRCONFIG } from 'node:dns'
import { lookup, Resolver } from 'node:dns/promises'

/** All addresses of a host name. Rejects when there are none. */
export type ResolveAddresses = (hostname: string) => Promise<readonly string[]>

const TIMEOUT_MS = 3_000
const underWay = new Map<string, Promise<readonly string[]>>()

/**
 * Asks the name servers for A and AAAA; where they do not know the name, the system (`/etc/hosts`). Questions for one
 * name at the same moment are one question; nothing is remembered beyond it (tunnel.md §5: at each send).
 */
export function resolveAddresses(hostname: string): Promise<readonly string[]> {
  const known = underWay.get(hostname)
  if (known) return known
  const question = ask(hostname).finally(() => underWay.delete(hostname))
  underWay.set(hostname, question)
  return question
}

async function ask(hostname: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 })
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  if (found.length > 0) return found
  const late = answers.find((answer) => answer.status === 'rejected' && answer.reason?.code === 'ETIMEOUT')
  // A name server that does not answer would keep a thread busy in the system's resolver, too.
  if (late?.status === 'rejected') throw late.reason
  return (await lookup(hostname, { all: true, hints: ADDRCONFIG })).map(({ address }) => address)
}
