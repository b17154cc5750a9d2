/**
 * Whether a Station 2.0.6 that trusts one certificate accepts a server: the search for a path as the mbedTLS 2.28 in it does
 * it (`x509_crt_verify_chain`), which is not OpenSSL's. The trust is asked first at every link, so an intermediate CA is as good a
 * trust as a root; a server's own certificate only where it is the trust itself and self-issued; dates count for every link, the
 * trust too; key identifiers do not count, so a root that was renewed with the same name and key verifies what the old one did.
 */
import { isShortRsa } from '../certificates.ts'
import type { ChainCertificate } from './chain-certificate.ts'

export type TrustFault =
  | 'no-chain'
  | 'not-trusted'
  | 'trust-ended'
  | 'trust-not-yet'
  | 'link-ended'
  | 'link-not-yet'
  | 'algorithm'
  | 'too-long'

export type TrustVerdict =
  /** `path`: from the server's certificate to the trust, as positions in the chain; the last one is the trust itself. */
  | { readonly ok: true; readonly until: number }
  | { readonly ok: false; readonly fault: TrustFault; readonly detail: string }

/** CAs between the server's certificate and the trust that mbedTLS follows. */
const MAX_INTERMEDIATE = 8
const SIGNATURES = /^(ecdsa-with-SHA(256|384|512)|sha(256|384|512)WithRSAEncryption)$/
const KEYS = /^(EC P-(256|384|521)|RSA [0-9]+)$/

/**
 * @param chain as the server sends it, its own certificate first.
 * @param at milliseconds since 1970.
 */
export function verifyAsStation(chain: readonly ChainCertificate[], trust: ChainCertificate, at: number): TrustVerdict {
  let child = chain[0]
  if (!child) return no('no-chain', 'The server sent no certificate.')
  let position = 0
  let length = 1
  let selfIssued = 0
  let until = Number.POSITIVE_INFINITY
  for (;;) {
    const dated = datesOf(child, at, child === trust)
    if (dated) return dated
    until = Math.min(until, child.validTo)
    if (child === trust) return { ok: true, until }
    if (!SIGNATURES.test(child.facts.signatureAlgorithm) || !isUsableKey(child)) {
      return no(
        'algorithm',
        `Station cannot verify ${nameOf(child)}: ${child.facts.signatureAlgorithm} with a key ${child.facts.keyType}.`,
      )
    }
    if (length === 1 && isSelfIssued(child) && sameBytes(child, trust)) return { ok: true, until }
    const parent = findParent(child, chain.slice(position + 1), trust, at, length - 1 - selfIssued)
    if (!parent)
      return no(
        'not-trusted',
        `${nameOf(child)} was issued by “${shortName(child.facts.issuer)}”, and that is not ${nameOf(trust)}.`,
      )
    if (length !== 1 && isSelfIssued(child)) selfIssued += 1
    if (parent !== trust && length > MAX_INTERMEDIATE)
      return no('too-long', 'There are too many certificates between the server and the trust.')
    if (!signedBy(child, parent)) {
      return no(
        'not-trusted',
        `${nameOf(child)} names ${nameOf(parent)} as its issuer and was signed with another key.`,
      )
    }
    if (!isUsableKey(parent))
      return no('algorithm', `Station cannot verify with the ${parent.facts.keyType} key of ${nameOf(parent)}.`)
    if (parent !== trust) position = chain.indexOf(parent)
    child = parent
    length += 1
  }
}

/** The trust first, then what the server sent behind the child; of several one whose dates hold. */
function findParent(
  child: ChainCertificate,
  rest: readonly ChainCertificate[],
  trust: ChainCertificate,
  at: number,
  depth: number,
): ChainCertificate | undefined {
  // mbedTLS keeps the length plus one, and 0 stands for none.
  const reaches = (parent: ChainCertificate) => parent.pathLength === null || parent.pathLength >= depth
  if (mayBeParent(child, trust, true) && reaches(trust) && signedBy(child, trust)) return trust
  const sent = rest.filter((parent) => mayBeParent(child, parent, false) && reaches(parent))
  return sent.find((parent) => parent.validFrom <= at && at <= parent.validTo) ?? sent[0]
}

/** A v1 root may be trusted although it cannot say that it is a CA. */
function mayBeParent(child: ChainCertificate, parent: ChainCertificate, top: boolean): boolean {
  if (!sameName(child.facts.issuer, parent.facts.subject)) return false
  return (top && parent.version < 3) || (parent.facts.isCa && parent.maySign)
}

function datesOf(one: ChainCertificate, at: number, isTrust: boolean): TrustVerdict | undefined {
  if (at > one.validTo) {
    return no(isTrust ? 'trust-ended' : 'link-ended', `${nameOf(one)} ended on ${day(one.validTo)}.`)
  }
  if (at < one.validFrom) {
    return no(isTrust ? 'trust-not-yet' : 'link-not-yet', `${nameOf(one)} is valid only from ${day(one.validFrom)} on.`)
  }
  return undefined
}

const no = (fault: TrustFault, detail: string): TrustVerdict => ({ ok: false, fault, detail })

function signedBy(child: ChainCertificate, parent: ChainCertificate): boolean {
  try {
    return child.x509.verify(parent.x509.publicKey)
  } catch {
    return false
  }
}

const isUsableKey = ({ facts: { keyType } }: ChainCertificate): boolean => KEYS.test(keyType) && !isShortRsa(keyType)
const isSelfIssued = ({ facts }: ChainCertificate): boolean => sameName(facts.subject, facts.issuer)
const sameBytes = (a: ChainCertificate, b: ChainCertificate): boolean => Buffer.compare(a.der, b.der) === 0
/** Without regard to case, as mbedTLS compares names. */
const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
const nameOf = ({ facts }: ChainCertificate): string => `“${facts.commonName ?? facts.subject}”`
/** The CN, or the whole name. */
const shortName = (name: string): string => /(?:^|, )CN=([^,]+)/.exec(name)?.[1] ?? name
const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
