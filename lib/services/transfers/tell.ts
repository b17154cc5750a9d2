/** How both owners of a transfer learn what became of it: events and rows of their trails. */

import { type AuditEntry, insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import type { NewEvent } from '#lib/db/gateway-events.ts'
import { expireOffers, type NewTransfer, type Offer } from '#lib/db/transfers.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { OwnerActor } from '../context.ts'
import { recordEvents } from '../events/record-events.ts'

const listed = (euis: readonly Eui[]) => euis.map((eui) => ({ eui }))

export const offered = ({ id, fromOwner, toOwner, expiresAt }: NewTransfer, euis: readonly Eui[]): NewEvent => ({
  ownerId: toOwner,
  kind: 'transfer.offered',
  eui: null,
  detail: { transferId: id, from: formatId6(fromOwner), until: expiresAt.toISOString(), gateways: listed(euis) },
})

/** One event for each owner and transfer. */
export function ended(offers: readonly Offer[], how: 'declined' | 'withdrawn' | 'expired'): NewEvent[] {
  return perTransfer(offers, 'transfer.ended', { how })
}

export const accepted = (offers: readonly Offer[]): NewEvent[] => perTransfer(offers, 'transfer.accepted', {})

function perTransfer(
  offers: readonly Offer[],
  kind: 'transfer.accepted' | 'transfer.ended',
  detail: Readonly<Record<string, unknown>>,
): NewEvent[] {
  return [...Map.groupBy(offers, (offer) => offer.transferId)].flatMap(([transferId, group]) => {
    const [first] = group
    if (!first) return []
    const { fromOwner, toOwner } = first
    const facts = { ...detail, transferId, from: formatId6(fromOwner), to: formatId6(toOwner) }
    const gateways = listed(group.map((offer) => offer.eui))
    return [fromOwner, toOwner].map((ownerId) => ({ ownerId, kind, eui: null, detail: { ...facts, gateways } }))
  })
}

/** In both trails; the other side is not told who acted there. */
export function auditBoth(actor: OwnerActor | 'system', action: AuditAction, offers: readonly Offer[]): AuditEntry[] {
  return offers.flatMap(({ transferId, eui, fromOwner, toOwner }) =>
    [fromOwner, toOwner].map((ownerId) => {
      const own = actor !== 'system' && actor.ownerId === ownerId
      const detail = { transferId, from: formatId6(fromOwner), to: formatId6(toOwner) }
      return {
        ownerId,
        actor: own ? actor.id : 'system',
        action,
        eui,
        address: own ? actor.address : null,
        detail,
      }
    }),
  )
}

/** Ends what is overdue and tells it; answers how many there were. */
export async function endOverdue(tx: Statements, euis: readonly Eui[] | null, now: Date): Promise<number> {
  const over = await expireOffers(tx, now, { euis })
  await insertAuditEntries(tx, auditBoth('system', 'transfer.expire', over))
  await recordEvents(tx, ended(over, 'expired'), now)
  return over.length
}
