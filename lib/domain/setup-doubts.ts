/**
 * What setup lets pass and yet is seldom meant: each doubt is to be confirmed by its code. What would brick a gateway or
 * lock it out is refused before (setup.ts); what is here can be put right, with effort.
 */
import { certificateFactsOf, certificateWarnings } from './certificates.ts'
import { parseCertificate } from './credential-file.ts'
import type { Category, CredentialSet } from './credential-set.ts'
import { type Eui, formatEui64, parseEui } from './identifiers.ts'
import { hostPort, isSecureUri, parseTargetUri } from './target-uri.ts'

export const DOUBT_CODES = [
  /** cupsUri leads to another server than this one. */
  'leaves',
  /** http or ws. */
  'no-tls',
  /** TLS to an IP address, which Station never finds in a certificate's addresses. */
  'ip-host',
  /** The CA did not issue the certificate of this very server. */
  'wrong-trust',
  /** A certificate that has expired, is not valid yet, or is signed in a way that servers refuse. */
  'certificate',
  /** The client certificate names another gateway. */
  'other-gateway',
] as const
export type DoubtCode = (typeof DOUBT_CODES)[number]

export interface Doubt {
  readonly code: DoubtCode
  readonly category: Category
  /** A sentence for people. */
  readonly detail: string
}

export interface DoubtFacts {
  readonly eui: Eui
  readonly before: CredentialSet | null
  isOurs(uri: string): boolean
  /** The sentence about a CA that does not verify this server. */
  readonly wrongTrust: string | undefined
  readonly now: Date
}

const MONTH = 30 * 86_400_000

/** The doubts about a set that is to be stored, in the order of their weight. */
export function doubtsOf(category: Category, set: CredentialSet, facts: DoubtFacts): Doubt[] {
  const { before, isOurs, wrongTrust } = facts
  const doubts: Doubt[] = []
  const add = (code: DoubtCode, detail: string) => doubts.push({ code, category, detail })
  const moves = !before || hostPort(before.uri) !== hostPort(set.uri)
  if (category === 'cups' && moves && !isOurs(set.uri))
    add(
      'leaves',
      `The gateway leaves Gatehouse: from its next check-in on it asks ${hostPort(set.uri) ?? set.uri}, and nothing that is set here reaches it any more.`,
    )
  if (!isSecureUri(set.uri) && (!before || isSecureUri(before.uri)))
    add(
      'no-tls',
      `${category === 'cups' ? 'http' : 'ws'} goes without TLS and without authentication: whoever is on the way can read and change everything.`,
    )
  const target = parseTargetUri(set.uri, category)
  if (target.ok && moves) for (const warning of target.value.warnings) add('ip-host', warning)
  if (wrongTrust) add('wrong-trust', wrongTrust)
  for (const role of ['trust', 'crt'] as const) {
    const detail = doubtOfDates(set[role], role, facts.now)
    if (detail) add('certificate', detail)
  }
  const other = otherGatewayOf(set.crt, facts.eui)
  if (other)
    add(
      'other-gateway',
      `The client certificate names another gateway, ${formatEui64(other)}: servers that compare it will refuse this one.`,
    )
  return doubts
}

function doubtOfDates(der: Uint8Array | null, role: 'trust' | 'crt', now: Date): string | undefined {
  const x509 = der?.length ? parseCertificate(der) : undefined
  const facts = x509 && certificateFactsOf(x509)
  if (!facts) return undefined
  const sentences = certificateWarnings(facts, role, now)
  const left = Date.parse(facts.validTo) - now.getTime()
  // One that only expires soon is in order today.
  const doubtful = left > 0 && left < MONTH ? sentences.slice(1) : sentences
  return doubtful.length > 0 ? doubtful.join(' ') : undefined
}

/** A gateway that the certificate is for, when it is not this one. */
function otherGatewayOf(der: Uint8Array | null, eui: Eui): Eui | undefined {
  const x509 = der?.length ? parseCertificate(der) : undefined
  const facts = x509 && certificateFactsOf(x509)
  if (!facts) return undefined
  const named = [...facts.names, facts.commonName ?? ''].flatMap((name) => {
    const parsed = EUI_LIKE.test(name) ? parseEui(name.replace(/^eui[-_]/i, '')) : undefined
    return parsed?.ok ? [parsed.value] : []
  })
  return named.length > 0 && !named.includes(eui) ? named[0] : undefined
}

/** Only what can be nothing else: a short ID6 could be a name, too. */
const EUI_LIKE = /^(?:eui[-_])?(?:[0-9a-f]{16}|[0-9a-f]{2}(?:[-:][0-9a-f]{2}){7}|[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){3})$/i
