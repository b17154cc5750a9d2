/**
 * The receiver takes offered gateways over. The giver's secrets are wiped and all but the derived token is revoked (rules.md 8);
 * both keep their own part of the history, since log, trail and events carry the owner of their time.
 */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { takeAdds } from '#lib/db/gateways.ts'
import {
  findAcceptedSets,
  type GivenGateway,
  giveGateways,
  listTransferGateways,
  lockGiven,
  lockOffersTo,
  type Offer,
  settleOffers,
} from '#lib/db/transfers.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { standing, type TransferState } from '#lib/domain/transfers/transfer.ts'
import { type ItemAnswer, type Remark, runBulk, startBulk, transact } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'
import { isOurCupsUri } from '../credential-store.ts'
import { recordEvents } from '../events/record-events.ts'
import { accepted, auditBoth } from './tell.ts'

const NOT_OFFERED = 'This gateway is not offered to you in this transfer.'
const OVER: Readonly<Record<Exclude<TransferState, 'offered'>, string>> = {
  accepted: 'It was accepted already.',
  declined: 'The offer was declined. Ask its owner for a new one.',
  withdrawn: 'Its owner has withdrawn the offer.',
  expired: 'The time of the offer is over. Ask its owner for a new one.',
  void: 'The gateway is not its former owner’s any more, so the offer ended.',
}
const LEFT_SET_UP = 'It stays connected to the network server of its former owner until you set one.'
const INHERITED =
  'Its former owner knows the credential that it authenticates with. Set its CUPS side with a key of your own; once that is proven, revoke the old one on its page.'

/** Accepts these gateways of a transfer, or all of it. Each commits with its trail, in slices; answers per gateway. */
export async function acceptTransfer(
  context: Context,
  actor: OwnerActor,
  transferId: string,
  gateways: readonly unknown[] | undefined,
): Promise<ItemAnswer[]> {
  const bulk = startBulk(gateways ?? (await openOf(context, actor.ownerId, transferId)), (entry) => entry)
  await runBulk(bulk, (items) =>
    transact(context, async (tx) => {
      const remarks = await acceptWithin(
        context,
        tx,
        actor,
        items.map((item) => item.eui),
        transferId,
      )
      return new Map(items.flatMap((item) => (remarks.has(item.eui) ? [[item, remarks.get(item.eui) ?? {}]] : [])))
    }),
  )
  return bulk.answers()
}

/**
 * A right claim PIN from the one to whom a gateway is offered is a yes. Answers those that come with what the giver set. With no
 * right PIN it asks the same, so that the time of a refusal tells nothing.
 */
export async function acceptByClaim(
  context: Context,
  tx: Statements,
  actor: OwnerActor,
  euis: readonly Eui[],
): Promise<Set<Eui>> {
  const remarks = await acceptWithin(context, tx, actor, euis, null)
  return new Set([...remarks].flatMap(([eui, remark]) => ('warning' in remark ? [eui] : [])))
}

async function openOf(context: Context, ownerId: Eui, transferId: string): Promise<Eui[]> {
  const all = await listTransferGateways(context.sql, ownerId, transferId, { after: undefined, limit: 100_000 })
  return all.filter((one) => one.state === 'offered').map((one) => one.eui)
}

/** `transferId` null: any open offer, of batch gateways alone. Answers what there is to say of gateways. */
async function acceptWithin(
  context: Context,
  tx: Statements,
  actor: OwnerActor,
  euis: readonly Eui[],
  transferId: string | null,
): Promise<Map<Eui, Remark>> {
  const now = context.now()
  const remarks = new Map<Eui, Remark>()
  const given = new Map((await lockGiven(tx, euis)).map((one) => [one.eui, one]))
  const offers = new Map((await lockOffersTo(tx, actor.ownerId, euis, transferId)).map((one) => [one.eui, one]))
  const gone: Offer[] = []
  const ready: Ready[] = []
  for (const eui of euis) {
    const [offer, gateway] = [offers.get(eui), given.get(eui)]
    const state = offer && standing(offer.state, offer.expiresAt, now)
    if (!offer || !state) remarks.set(eui, { error: NOT_OFFERED })
    else if (state !== 'offered') remarks.set(eui, { error: OVER[state] })
    else if (gateway?.ownerId !== offer.fromOwner) {
      gone.push(offer)
      remarks.set(eui, { error: OVER.void })
    } else if (transferId !== null || gateway.origin === 'batch') ready.push({ offer, gateway })
  }
  await settleOffers(tx, gone, 'void', 'system', now)
  const taken = await withinLimit(tx, actor.ownerId, ready, remarks)
  await settleOffers(
    tx,
    taken.map((one) => one.offer),
    'accepted',
    actor.id,
    now,
  )
  for (const [fromOwner, group] of Map.groupBy(taken, (one) => one.offer.fromOwner)) {
    await handOver(context, tx, fromOwner, actor.ownerId, group, now)
  }
  for (const { gateway } of taken) {
    const warnings = [...(gateway.wasSetUp ? [LEFT_SET_UP] : []), ...(gateway.inherits ? [INHERITED] : [])]
    if (warnings.length > 0) remarks.set(gateway.eui, { warning: warnings.join(' ') })
  }
  await tell(
    tx,
    actor,
    taken.map((one) => one.offer),
    transferId === null,
    now,
  )
  return remarks
}

interface Ready {
  readonly offer: Offer
  readonly gateway: GivenGateway
}

/** A gateway that was added by hand counts as an add of its receiver. */
async function withinLimit(
  tx: Statements,
  ownerId: Eui,
  ready: readonly Ready[],
  remarks: Map<Eui, Remark>,
): Promise<Ready[]> {
  const added = ready.filter((one) => one.gateway.origin === 'added')
  if (added.length === 0) return [...ready]
  const { granted, limit } = await takeAdds(tx, ownerId, added.length)
  const refused = new Set(added.slice(granted).map((one) => one.gateway.eui))
  for (const eui of refused) {
    remarks.set(eui, {
      error: `It was added by hand, and your ${limit} gateways of that kind are used up. Ask the operator for more.`,
    })
  }
  return ready.filter((one) => !refused.has(one.gateway.eui))
}

const NO_LABELS = { name: '', tags: [], site: '', latitude: null, longitude: null }
type Labels = Pick<GivenGateway, keyof typeof NO_LABELS>
const labelsOf = ({ name, tags, site, latitude, longitude }: Labels): Labels => ({
  name,
  tags,
  site,
  latitude,
  longitude,
})

/**
 * A gateway without a derived token keeps all that it is accepted with, or it would be locked out: it may hold what it was offered
 * and has not come back with, and its way back from a set that does not work is Station's backup (rules.md 8).
 */
async function handOver(
  context: Context,
  tx: Statements,
  fromOwner: Eui,
  toOwner: Eui,
  group: readonly Ready[],
  now: Date,
): Promise<void> {
  const inheriting = group.filter((one) => one.gateway.inherits).map((one) => one.gateway.eui)
  // A token for another server is known there, and was never good here (rules.md 10).
  const accepted = (await findAcceptedSets(tx, fromOwner, inheriting)).filter(
    ({ keyKind, proven, uri }) => keyKind !== 'token' || proven || isOurCupsUri(context.site, uri),
  )
  const sets = Map.groupBy(accepted, (set) => set.eui)
  const gateways = group.map(({ offer, gateway: { eui, inherits, ...labels } }) => ({
    eui,
    kept: sets.get(eui)?.find((set) => set.last)?.digest ?? null,
    others: (sets.get(eui) ?? []).filter((set) => !set.last).map((set) => set.digest),
    inherits,
    ...(offer.withLabels ? labelsOf(labels) : NO_LABELS),
  }))
  await giveGateways(tx, fromOwner, toOwner, gateways, now)
}

async function tell(
  tx: Statements,
  actor: OwnerActor,
  offers: readonly Offer[],
  byClaim: boolean,
  now: Date,
): Promise<void> {
  await insertAuditEntries(tx, auditBoth(actor, 'transfer.accept', offers))
  const claimed = offers.map(({ eui }) => ({
    ownerId: actor.ownerId,
    kind: 'gateway.claimed' as const,
    eui,
    detail: { how: 'transfer' },
  }))
  // A claim tells of itself.
  await recordEvents(tx, [...accepted(offers), ...(byClaim ? [] : claimed)], now)
}
