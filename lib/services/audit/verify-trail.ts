/** Walks a sealed audit trail and tells what does not fit (rules.md 27). */
import type { z } from 'zod'
import { countUnsealed, findChain, listSealed } from '#lib/db/audit-chains.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { ChainCheck } from '#lib/domain/audit/chain.ts'
import { type AuditHead, formatHead, readHead } from '#lib/domain/audit/head.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { auditChainAnswer, auditVerifyAnswer } from '#lib/schemas/audit.ts'
import type { Context } from '../context.ts'
import { sealTrail } from './seal-trails.ts'

const SET = 5_000

/** How far a trail is sealed, and the head to note. */
export async function viewChain(context: Context, ownerId: Eui | null): Promise<z.infer<typeof auditChainAnswer>> {
  const [chain, { waiting }] = await Promise.all([findChain(context.sql, ownerId), countUnsealed(context.sql, ownerId)])
  return {
    sealed: chain?.head.length ?? 0,
    waiting,
    head: chain && chain.head.length > 0 ? formatHead(chain.head) : null,
    sealedAt: chain && chain.head.length > 0 ? chain.sealedAt.toISOString() : null,
  }
}

/**
 * Seals what waits, then compares every seal, all on one view of the database. `noted` is a head that somebody wrote down
 * earlier; `invalid` when it is none.
 */
export async function verifyTrail(
  context: Context,
  ownerId: Eui | null,
  noted?: string,
): Promise<z.infer<typeof auditVerifyAnswer>> {
  const head = noted === undefined || noted.trim() === '' ? undefined : needHead(noted)
  await sealTrail(context, ownerId)
  return context.sql.begin('isolation level repeatable read read only', async (tx) => {
    const chain = await findChain(tx, ownerId)
    const { torn } = await countUnsealed(tx, ownerId)
    const check = new ChainCheck(ownerId ?? '', head)
    let after = { seq: Number.MIN_SAFE_INTEGER, id: 0 }
    for (;;) {
      const records = await listSealed(tx, ownerId, after, SET)
      for (const record of records) check.take(record)
      const last = records.at(-1)
      if (!last || records.length < SET) break
      after = { seq: last.seq, id: last.id }
    }
    const { checked, faults } = check.end(chain?.head)
    const odd = {
      kind: 'inserted' as const,
      seq: 0,
      until: null,
      sentence: `${torn} entries carry a seal and have no place in the chain: they were inserted or moved out of it.`,
    }
    const all = torn > 0 ? [...faults, odd] : [...faults]
    return {
      intact: all.length === 0,
      checked,
      head: chain && chain.head.length > 0 ? formatHead(chain.head) : null,
      faults: all,
    }
  })
}

function needHead(text: string): AuditHead {
  const head = readHead(text)
  if (head.ok) return head.value
  throw new AppError('invalid', head.error, { errors: [{ pointer: '/head', detail: head.error, code: 'head' }] })
}
