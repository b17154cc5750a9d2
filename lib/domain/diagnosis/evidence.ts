/** What is known of a gateway that something may be wrong with: all of it was recorded, nothing is guessed. */
import type { ReportedState } from '../cups-request.ts'
import type { WaitCode } from '../firmware-gate.ts'
import type { Eui } from '../identifiers.ts'

export interface EvidenceCertificate {
  readonly subject: string
  readonly validFrom: Date
  readonly validTo: Date
  /** Gateways that its CN or SAN name; of a client certificate. */
  readonly names: readonly Eui[]
}

/** A credential set in use. */
export interface EvidenceSet {
  readonly category: 'cups' | 'tc'
  readonly version: number
  readonly uri: string
  readonly crc: number | null
  readonly desired: boolean
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  readonly failedAt: Date | null
  /** Frozen in cups-bak. */
  readonly backup: boolean
  readonly trust: EvidenceCertificate | null
  readonly crt: EvidenceCertificate | null
}

/** Check-ins that were refused with this EUI, by what was wrong (rules.md 14). */
export interface EvidenceKnock {
  readonly reason: 'token' | 'certificate' | 'none' | 'bootstrap-ended'
  readonly count: number
  /** Of the last. */
  readonly address: string
  readonly at: Date
}

export interface Evidence {
  readonly now: Date
  readonly gateway: Eui
  readonly claimedAt: Date | null
  /** `host:port` of this server. */
  readonly hosts: readonly string[]
  /** The last report; null before the first. */
  readonly report: {
    readonly lastSeenAt: Date
    readonly address: string
    readonly reported: ReportedState
    /** `bootstrap`, `certificate` or `cups:<version>`. */
    readonly credential: string
    readonly fellBack: boolean
  } | null
  /** When the next check-in is due at the latest. */
  readonly nextContact: Date | null
  /** The newest run of equal check-ins. */
  readonly run: { readonly firstAt: Date; readonly lastAt: Date; readonly times: number } | null
  readonly sets: readonly EvidenceSet[]
  readonly knocks: readonly EvidenceKnock[]
  /** Refused check-ins of identifiers that nobody has and that this one is easily mistaken for. */
  readonly mistaken: readonly {
    readonly eui: Eui
    readonly count: number
    readonly address: string
    readonly at: Date
  }[]
  /** TLS handshakes that were ended from the address where the gateway was seen last. */
  readonly tls: readonly { readonly alert: string; readonly times: number; readonly lastAt: Date }[]
  readonly firmware: {
    readonly state: 'scheduled' | 'offered' | 'interrupted' | 'confirmed' | 'no-change' | 'cancelled'
    readonly sentence: string
    readonly waits: WaitCode | null
  } | null
  /** The last question at /router-info, where discovery is by this server. */
  readonly discovery: { readonly outcome: string; readonly detail: string; readonly at: Date } | null
}

export type Severity = 'problem' | 'warning' | 'note'

export interface Finding {
  /** A stable word for programs. */
  readonly code: string
  readonly severity: Severity
  /** What is wrong, as a sentence. */
  readonly title: string
  /** What it is concluded from. */
  readonly evidence: readonly string[]
  /** What to do. */
  readonly remedy: string
}
