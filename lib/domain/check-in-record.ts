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
  /** Length of the whole answer, in bytes. */
  readonly bytes: number
  /** The update that went along; left out in answers that were recorded without. */
  readonly firmware?: FirmwareRecord | null
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

/** The answer of a decision whose segments have these lengths. */
export function recordAnswer(
  decision: Decision,
  sizes: { cupsCredentialBytes: number; tcCredentialBytes: number; bytes: number },
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
    ...sizes,
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
