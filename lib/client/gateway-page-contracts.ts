/** What the API answers about one gateway beyond its state, as the console reads it. */
import type { Finding } from '#lib/domain/diagnosis/evidence.ts'
import type { AnswerSegment } from '#lib/domain/gateway-page/answer-layout.ts'
import type { RequestField } from '#lib/domain/gateway-page/explain-request.ts'
import type { TimelineKind } from '#lib/domain/gateway-page/timeline-kinds.ts'
import type { Category, CertFacts, CheckIn } from './contracts.ts'

export interface TimelineItem {
  readonly id: string
  readonly kind: TimelineKind
  readonly at: string
  readonly since: string | null
  readonly title: string
  readonly detail: string
  readonly actor: string | null
  readonly actorName: string | null
  readonly times: number | null
  readonly link: { readonly to: 'check-in' | 'version' | 'rollout' | 'firmware'; readonly id: string } | null
}

export interface TimelinePage {
  readonly items: readonly TimelineItem[]
  readonly next: string | null
}

export interface CheckInDetail extends CheckIn {
  readonly gateway: string
  readonly request: { readonly json: string; readonly fields: readonly RequestField[] }
  readonly segments: readonly AnswerSegment[]
}

export interface NextAnswers {
  readonly answers: readonly {
    /** Null: at the first check-in ever. */
    readonly dueBy: string | null
    readonly reasons: readonly string[]
    readonly bytes: number
    readonly segments: readonly AnswerSegment[]
  }[]
  readonly waits: readonly { readonly what: string; readonly sentence: string }[]
}

export interface CredentialVersion {
  readonly category: Category
  readonly version: number
  readonly uri: string
  readonly lnsUri: string | null
  readonly trust: CertFacts | null
  readonly crt: CertFacts | null
  readonly keyKind: 'none' | 'token' | 'private-key'
  readonly crcs: { readonly trust: number | null; readonly crt: number | null; readonly key: number | null }
  readonly crc: number | null
  readonly createdAt: string
  readonly createdBy: string
  readonly createdByName: string | null
  readonly offeredAt: string | null
  readonly provenAt: string | null
  readonly failedAt: string | null
  readonly retiredAt: string | null
  readonly desired: boolean
  readonly backup: boolean
  readonly wiped: boolean
  readonly return: { readonly refused: string | null; readonly concerns: readonly string[] }
}

export interface VersionList {
  readonly revision: number
  readonly versions: readonly CredentialVersion[]
}

export interface ReturnBody {
  readonly category: Category
  readonly version: number | null
  readonly revision: number
  readonly confirm?: string
}

export interface Returned {
  readonly version: number | null
  readonly before: number | null
  readonly warning: string | null
}

export interface Diagnosis {
  readonly at: string
  readonly credential: { readonly place: 'REG' | 'BAK' | 'BOOT'; readonly sentence: string } | null
  readonly findings: readonly Finding[]
}
