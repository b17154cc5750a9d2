/**
 * Whether a check-in that has nothing but the bootstrap token is let in (seed 000). Asked only of gateways that have proven
 * credentials of their owner: everything else passes without a look.
 */
import {
  type BootstrapRow,
  countEndedRefusals,
  type EndedRefusals,
  findBootstrapRows,
  takeBootstrapUse,
} from '#lib/db/bootstrap-limits.ts'
import type { LookedUpGateway } from '#lib/db/check-ins.ts'
import type { Sql } from '#lib/db/client.ts'
import { hasOwnCredentials, judgeBootstrap } from '#lib/domain/bootstrap/bootstrap-limit.ts'
import type { Credential, SameDigest } from '#lib/domain/check-in.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { createMicroBatch } from './micro-batch.ts'

/** Refusals of one gateway are gathered for this long before they are written, in milliseconds. */
const GATHER = 1_000

export interface BootstrapGate {
  /** Counts the use where a limit is set. False: the token has ended. */
  admits(
    gateway: LookedUpGateway,
    credentials: readonly Credential[],
    tokenDigest: string | null,
    now: Date,
  ): Promise<boolean>
  /** Writes what is still to be counted. */
  close(): Promise<void>
}

export function createBootstrapGate(sql: Sql, same: SameDigest, onError: (error: unknown) => void): BootstrapGate {
  const find = createMicroBatch<Eui, BootstrapRow>((euis) => findBootstrapRows(sql, euis))
  let refusals = new Map<Eui, EndedRefusals>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function admits(
    gateway: LookedUpGateway,
    credentials: readonly Credential[],
    tokenDigest: string | null,
    now: Date,
  ): Promise<boolean> {
    const { eui, ownerId } = gateway
    const derived = gateway.tokenDigests[0]
    // Only the derived token is limited: what an owner gave at `add`, or kept since, is that owner's own.
    if (!ownerId || gateway.origin !== 'batch' || !tokenDigest || !derived || !same(tokenDigest, derived)) return true
    if (credentials.some((one) => one.kind !== 'bootstrap') || !hasOwnCredentials(gateway.sets, derived)) return true
    const row = await find(eui)
    if (!row || row.ownerId !== ownerId) return true
    const state = judgeBootstrap(row, now)
    if (state.kind === 'open' && (await takeBootstrapUse(sql, { eui, ownerId, uses: row.policy?.uses ?? null }, now))) {
      return true
    }
    if (state.kind !== 'open' && state.kind !== 'ended') return true
    const before = refusals.get(eui)
    refusals.set(eui, { eui, ownerId, count: (before?.count ?? 0) + 1, lastAt: now })
    timer ??= setTimeout(() => {
      writing = write()
    }, GATHER)
    return false
  }

  async function write(): Promise<void> {
    timer = undefined
    const rows = [...refusals.values()]
    refusals = new Map()
    await countEndedRefusals(sql, rows).catch(onError)
  }

  async function close(): Promise<void> {
    clearTimeout(timer)
    await writing
    await write()
  }

  return { admits, close }
}
