/** Opens ended bootstrap tokens again, and takes away those that a former owner knows. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  findBootstrapRows,
  rearmBootstrap as rearmStored,
  revokeInherited as revokeStored,
} from '#lib/db/bootstrap-limits.ts'
import { lockGateways } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type ItemAnswer, runBulk, startBulk, transact } from '../bulk.ts'
import type { Actor, Context, OwnerActor } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'

/** Answers per gateway, in request order. */
export async function rearmBootstrap(
  context: Context,
  actor: OwnerActor,
  gateways: readonly unknown[],
): Promise<ItemAnswer[]> {
  return rearmAll(context, actor, actor.ownerId, gateways, NOT_YOURS)
}

/** As the operator, for any owner: the row is in the owner's trail. */
export async function rearmAsOperator(
  context: Context,
  actor: Actor,
  gateways: readonly unknown[],
): Promise<ItemAnswer[]> {
  return rearmAll(context, actor, null, gateways, 'Nobody owns this gateway: its bootstrap token is not limited.')
}

async function rearmAll(
  context: Context,
  actor: Actor,
  ownerId: Eui | null,
  gateways: readonly unknown[],
  missing: string,
): Promise<ItemAnswer[]> {
  const bulk = startBulk(gateways, (entry) => entry)
  await runBulk(bulk, (items) =>
    transact(context, async (tx) => {
      const armed = await rearmStored(
        tx,
        ownerId,
        items.map((item) => item.eui),
        context.now(),
      )
      await insertAuditEntries(
        tx,
        armed.map((one) => ({ ...one, actor: actor.id, action: 'gateway.bootstrap-rearm', address: actor.address })),
      )
      const done = new Set(armed.map((one) => one.eui))
      return new Map(items.filter((item) => !done.has(item.eui)).map((item) => [item, { error: missing }]))
    }),
  )
  return bulk.answers()
}

const NOTHING_INHERITED = 'This gateway has no credential of a former owner.'
const NO_OWN =
  'The gateway has not proven a CUPS credential of yours yet: without the old one it would be locked out. Set its CUPS side with a key of your own and wait for its next check-in.'

/** Refuses from now on what a former owner knows. Throws `conflict` while the gateway has nothing else. */
export async function revokeInherited(context: Context, actor: OwnerActor, eui: Eui): Promise<void> {
  await transact(context, async (tx) => {
    const [held] = await lockGateways(tx, actor.ownerId, [eui])
    if (!held) throw new AppError('not_found', NOT_YOURS)
    const row = (await findBootstrapRows(tx, [eui])).get(eui)
    if (!row?.inheritedAt) throw new AppError('conflict', NOTHING_INHERITED)
    if (!row.ownProven) throw new AppError('conflict', NO_OWN)
    await revokeStored(tx, actor.ownerId, eui)
    const { ownerId, id, address } = actor
    await insertAuditEntries(tx, [{ ownerId, actor: id, action: 'gateway.bootstrap-revoke', eui, address }])
  })
}
