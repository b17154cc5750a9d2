/** The calls of the setup form: what a setup would do, a live check, the gateways of a selection, and the setup itself. */
import type { Category as DomainCategory } from '#lib/domain/credential-set.ts'
import type { DoubtCode } from '#lib/domain/setup-doubts.ts'
import type { UndoOutcome } from '#lib/domain/setup-undo/undo.ts'
import type { ItemResult, SetupBody, Target } from './contracts.ts'
import type { NetworkCheck } from './lns-api.ts'
import { request } from './request.ts'
import type { RolloutTargetBody } from './rollout-contracts.ts'

export interface Doubt {
  readonly code: DoubtCode
  readonly category: DomainCategory
  readonly detail: string
}

export interface SetupResult extends ItemResult {
  readonly warning?: string
  readonly code?: 'stale' | 'confirm'
  /** What has to be confirmed. */
  readonly doubts?: readonly Doubt[]
  /** Where it was asked for and something was changed. */
  readonly undo?: Undo
}

/** What takes a setup of one gateway back. */
export interface Undo {
  readonly revision: number
  readonly lnsVersion?: number | null
  readonly cupsVersion?: number | null
}

export interface UndoResult extends Omit<SetupResult, 'undo'> {
  readonly undone?: UndoOutcome
  /** What becomes of the gateway. */
  readonly detail?: string
}

export interface SetFacts {
  readonly uri: string
  readonly trust: { readonly subject: string; readonly fingerprint: string; readonly validTo: string } | null
  readonly crt: { readonly subject: string; readonly fingerprint: string; readonly validTo: string } | null
  readonly key: Target['key']
  readonly crc: number | null
  /** Bytes on the wire. */
  readonly size: number
}

export interface SideLook {
  readonly change: 'keep' | 'clear' | 'set'
  readonly before: SetFacts | null
  readonly after: SetFacts | null
}

/** What a setup would do with one gateway. */
export interface SetupLook extends SetupResult {
  readonly cups?: SideLook
  readonly lns?: SideLook
}

export interface SetupRequest extends SetupBody {
  readonly gateway: string
  /** Codes of doubts that are meant; given, others are refused. */
  readonly confirm?: readonly string[]
  /** An earlier version again; null: not managed. */
  readonly lnsVersion?: number | null
  readonly cupsVersion?: number | null
}

/** Many at once: `common` are the defaults of each entry. */
export interface BulkSetup {
  readonly common: SetupBody & { readonly confirm?: readonly string[]; readonly undo?: boolean }
  readonly gateways: readonly SetupRequest[]
}

export interface TargetGateway {
  readonly gateway: string
  readonly name: string
  readonly revision: number
  readonly lnsUri: string | null
  readonly cupsUri: string | null
}

export interface LiveCheckBody {
  readonly gateway: string
  readonly category: DomainCategory
  readonly uri?: string
  readonly trust?: string
  readonly crt?: string
  readonly key?: string
}

export type LiveCheckAnswer = Omit<NetworkCheck, 'roots' | 'muxs'> & { readonly uri: string | null }

interface Signal {
  readonly signal?: AbortSignal
}

export const setupApi = {
  setup: (owner: string, body: SetupRequest) =>
    request<SetupResult[]>('POST', '/api/v1/gateway/setup', { body: { ownerid: owner, ...body } }),
  setupMany: (owner: string, { common, gateways }: BulkSetup, { signal }: Signal = {}) =>
    request<SetupResult[]>('POST', '/api/v1/gateway/setup', { body: { ownerid: owner, ...common, gateways }, signal }),
  /** `confirm`: given, what else is suspicious is refused. */
  undo: (
    owner: string,
    gateways: readonly (Undo & { readonly gateway: string })[],
    confirm: readonly string[],
    { signal }: Signal = {},
  ) =>
    request<UndoResult[]>('POST', '/api/v1/gateway/setup/undo', {
      body: { ownerid: owner, gateways, confirm },
      signal,
    }),
  look: (owner: string, { common, gateways }: BulkSetup, { signal }: Signal = {}) =>
    request<SetupLook[]>('POST', '/api/v1/gateway/setup/preview', {
      body: { ownerid: owner, ...common, gateways },
      signal,
    }),
  check: (owner: string, body: LiveCheckBody) =>
    request<LiveCheckAnswer>('POST', '/api/v1/credentials/check', { body: { ownerid: owner, ...body } }),
  targets: (owner: string, target: RolloutTargetBody, { signal }: Signal = {}) =>
    request<{ gateways: readonly TargetGateway[]; more: boolean }>('POST', '/api/v1/gateways/targets', {
      body: { ownerid: owner, target },
      signal,
    }),
}
