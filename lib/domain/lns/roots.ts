/**
 * The roots in use with their end dates, and which of them a server's chain leads to. Station takes one certificate, so the
 * one right root has to be found: that of a chain as the server sends it (cups.md §3).
 */
import { X509Certificate } from 'node:crypto'
import { readTrust } from '../certificates.ts'
import { ROOT_CERTIFICATES } from './root-certificates.ts'
import { WANTED_ROOTS } from './wanted-roots.ts'

export interface Root {
  readonly id: string
  readonly name: string
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly validTo: string
  readonly keyType: string
  /** Bytes on the wire. */
  readonly size: number
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string
  readonly pem: string
}

export const ROOTS: readonly Root[] = WANTED_ROOTS.flatMap(({ id, name, operator, fingerprint }) => {
  const pem = ROOT_CERTIFICATES[id]
  const read = pem === undefined ? undefined : readTrust(Buffer.from(pem))
  if (!pem || !read?.ok) return []
  const { validTo, keyType, size } = read.value.facts
  return [{ id, name, operator, validTo, keyType, size, fingerprint, pem }]
})

const parsed = new Map<string, X509Certificate>()
const certificateOf = (root: Root): X509Certificate => {
  const known = parsed.get(root.id) ?? new X509Certificate(root.pem)
  parsed.set(root.id, known)
  return known
}

/**
 * The roots that a chain leads to, as sent by the server (DER, its own certificate first): those that one of its links is,
 * or was signed by. In the order of `preferred` (ids), then the one that lasts longest.
 */
export function rootsOfChain(chain: readonly Uint8Array[], preferred: readonly string[], now: Date): Root[] {
  const links = chain.flatMap((der) => {
    try {
      return [new X509Certificate(der)]
    } catch {
      return []
    }
  })
  const rank = ({ id }: Root) => (preferred.includes(id) ? preferred.indexOf(id) : preferred.length)
  return ROOTS.filter((root) => Date.parse(root.validTo) > now.getTime() && leadsTo(links, certificateOf(root))).sort(
    (a, b) => rank(a) - rank(b) || Date.parse(b.validTo) - Date.parse(a.validTo),
  )
}

function leadsTo(links: readonly X509Certificate[], root: X509Certificate): boolean {
  return links.some((link) => link.raw.equals(root.raw) || (link.checkIssued(root) && link.verify(root.publicKey)))
}
