/** What is kept of a check-in: what the gateway said, and the answer without its secret bytes (rules.md 25). */
import { createHash } from 'node:crypto'
import type { Credential, Decision } from './check-in.ts'
import type { ReportedState } from './cups-request.ts'
import type { Eui } from './identifiers.ts'

/** The answer as it is stored and shown: URIs, versions, lengths and CRCs. */
export interface AnswerRecord {
  /** `own-fault`: something on our side failed and the gateway was told that nothing changes (rules.md 1). */
  readonly kind: 'unchanged' | 'update' | 'own-fault'
  readonly reasons: readonly string[]
  readonly cupsUri: string | null
  readonly tcUri: string | null
  readonly cupsVersion: number | null
  readonly tcVersion: number | null
  /** Lengths of the credential segments on the wire, in bytes. */
  readonly cupsCredentialBytes: number
  readonly tcCredentialBytes: number
  /** How the segments were made up; left out in answers that carried none, and in older records. */
  readonly cups?: SegmentLayout
  readonly tc?: SegmentLayout
  /** Length of the whole answer, in bytes. */
  readonly bytes: number
  /** The update that went along; left out in answers that were recorded without. */
  readonly firmware?: FirmwareRecord | null
}

/** Of a credential segment as sent: lengths in bytes, 0 for an absent item; nothing of the secret itself. */
export interface SegmentLayout {
  /** CRC-32 of the segment. */
  readonly crc: number | null
  readonly trust: number
  readonly crt: number
  readonly key: number
}

export interface FirmwareRecord {
  /** CRC of the image. */
  readonly crc: number
  readonly bytes: number
  /** Key of the signature; null = unsigned. */
  readonly keyCrc: number | null
}

/** `bootstrap`, `certificate` or `cups:<version>`, as it is stored. */
export const formatCredential = (credential: Credential): string =>
  credential.kind === 'set' ? `cups:${credential.version}` : credential.kind

/** What stands on the wire for a segment of this make-up: four bytes for each absent item. */
export const segmentBytes = (layout: SegmentLayout | null): number =>
  layout ? layout.trust + (layout.crt || 4) + (layout.key || 4) : 0

/** The answer of a decision whose segments are made up like this. */
export function recordAnswer(
  decision: Decision,
  { cups, tc, bytes }: { cups: SegmentLayout | null; tc: SegmentLayout | null; bytes: number },
): AnswerRecord {
  const { answer } = decision
  const changes = answer.cupsUri !== null || answer.tcUri !== null
  return {
    kind: changes ? 'update' : 'unchanged',
    reasons: answer.reasons,
    cupsUri: answer.cupsUri,
    tcUri: answer.tcUri,
    cupsVersion: answer.cupsCredentials,
    tcVersion: answer.tcCredentials,
    cupsCredentialBytes: segmentBytes(cups),
    tcCredentialBytes: segmentBytes(tc),
    ...(cups && { cups }),
    ...(tc && { tc }),
    bytes,
  }
}

/** Equal for two check-ins of one gateway that say and were answered the same: the log then counts instead of growing. */
export function checkInFingerprint(
  ownerId: Eui | null,
  address: string,
  reported: ReportedState,
  decision: Decision,
): string {
  const { credential, fellBack, answer, outcome } = decision
  return createHash('sha256')
    .update(JSON.stringify([ownerId, address, reported, credential, fellBack, answer, outcome]))
    .digest('base64url')
    .slice(0, 22)
}
