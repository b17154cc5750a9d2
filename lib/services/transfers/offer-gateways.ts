/** An owner offers gateways to another one; nothing changes until that one accepts. */
import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { GatewayTarget } from '#lib/db/gateway-targets.ts'
import { countOpenOffers, insertOffers, insertTransfer, lockTarget } from '#lib/db/transfers.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { offerEnds } from '#lib/domain/transfers/transfer.ts'
import { transact } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'
import { recordEvents } from '../events/record-events.ts'
import { NOT_YOURS } from '../sentences.ts'
import { endOverdue, offered } from './tell.ts'

/** Of one offer. */
export const MAX_OFFERED = 10_000
/** Of one owner at once: others are asked to decide on each. */
const MAX_OPEN = 100

export interface NewOffer {
  readonly to: Eui
  readonly target: GatewayTarget
  readonly days: number
  readonly note: string
  /** Names, tags and sites go along. */
  readonly withLabels: boolean
}

export interface OfferMade {
  readonly id: string
  readonly offered: number
  /** Gateways that are not in the offer, with the reason. */
  readonly left: readonly { readonly eui: Eui; readonly reason: string }[]
}

const IN_ANOTHER = 'It is in another offer already. Withdraw that one first.'

/** Throws `invalid` or `conflict` when nothing can be offered. Whether the receiver exists is not told. */
export async function offerGateways(context: Context, actor: OwnerActor, offer: NewOffer): Promise<OfferMade> {
  if (offer.to === actor.ownerId) {
    throw new AppError('invalid', 'These gateways are this owner’s already. Name another owner.', {
      errors: [{ pointer: '/to', detail: 'Name another owner.', code: 'same_owner' }],
    })
  }
  const now = context.now()
  return transact(context, async (tx) => {
    if ((await countOpenOffers(tx, actor.ownerId, now)) >= MAX_OPEN) {
      throw new AppError('conflict', `${MAX_OPEN} offers are open. Withdraw one, or wait until one is decided.`)
    }
    const euis = await lockTarget(tx, actor.ownerId, offer.target, MAX_OFFERED + 1, now)
    if (euis.length > MAX_OFFERED) {
      throw new AppError('invalid', `At most ${MAX_OFFERED} gateways fit in one offer. Split it.`)
    }
    const transfer = {
      id: randomUUID(),
      fromOwner: actor.ownerId,
      toOwner: offer.to,
      note: offer.note,
      withLabels: offer.withLabels,
      offeredAt: now,
      offeredBy: actor.id,
      expiresAt: offerEnds(now, offer.days),
    }
    await endOverdue(tx, euis, now)
    await insertTransfer(tx, transfer)
    const done = await insertOffers(tx, transfer, euis)
    const left = leftOut(offer.target, euis, done)
    if (done.length === 0) {
      throw new AppError(
        'conflict',
        left[0] ? `Nothing was offered. ${left[0].reason}` : 'Nothing was offered: no gateway matches.',
      )
    }
    await insertAuditEntries(
      tx,
      done.map((eui) => ({
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'transfer.offer',
        eui,
        address: actor.address,
        detail: { transferId: transfer.id, to: formatId6(offer.to), until: transfer.expiresAt.toISOString() },
      })),
    )
    await recordEvents(tx, [offered(transfer, done)], now)
    return { id: transfer.id, offered: done.length, left }
  })
}

function leftOut(target: GatewayTarget, held: readonly Eui[], done: readonly Eui[]): OfferMade['left'] {
  const [own, offeredNow] = [new Set(held), new Set(done)]
  const named = target.by === 'gateways' ? [...new Set(target.gateways)] : held
  return named
    .filter((eui) => !offeredNow.has(eui))
    .map((eui) => ({ eui, reason: own.has(eui) ? IN_ANOTHER : NOT_YOURS }))
}
