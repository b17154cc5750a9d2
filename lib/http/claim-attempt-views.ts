/** How wrong claim PINs and unknown gateways are printed, and how a counter is named in requests. */
import type { z } from 'zod'
import type { AlertRow } from '#lib/db/claim-alerts.ts'
import type { AttemptRow, TryRow } from '#lib/db/claim-attempts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type {
  claimAlert,
  claimAttempts,
  claimTries,
  releaseBody,
  unknownGateways,
} from '#lib/schemas/claim-attempts.ts'
import type { UnknownGateway } from '#lib/services/claims/unknown-gateways.ts'
import type { CounterName } from '#lib/services/claims/view-attempts.ts'
import { euiField } from './batch-views.ts'

const id6OrNull = (eui: Eui | null): string | null => (eui === null ? null : formatId6(eui))

export const printAttempt = (row: AttemptRow): z.output<typeof claimAttempts>['attempts'][number] => ({
  scope: row.scope,
  ownerid: id6OrNull(row.ownerId),
  owner: row.ownerName,
  gateway: id6OrNull(row.eui),
  address: row.address,
  failures: row.failures,
  turnedAway: row.turnedAway,
  since: row.since.toISOString(),
  lastAt: row.lastAt.toISOString(),
  heldUntil: row.heldUntil?.toISOString() ?? null,
})

export const printTry = (row: TryRow): z.output<typeof claimTries>['tries'][number] => ({
  id: String(row.id),
  at: row.at.toISOString(),
  actor: row.actor,
  actorName: row.actorName,
  ownerid: formatId6(row.ownerId),
  owner: row.ownerName,
  gateway: formatId6(row.eui),
  address: row.address,
})

export const printAlert = (row: AlertRow): z.output<typeof claimAlert> => ({
  id: row.id,
  scope: row.scope === 'address' ? 'address' : 'owner',
  reason: row.reason,
  ownerid: formatId6(row.ownerId),
  owner: row.ownerName,
  gateway: id6OrNull(row.eui),
  address: row.address,
  failures: row.failures,
  since: row.since.toISOString(),
  foundAt: row.foundAt.toISOString(),
  mailedAt: row.mailedAt?.toISOString() ?? null,
})

const REASONS = ['none', 'token', 'certificate', 'router', 'bootstrap-ended'] as const

export const printUnknown = (row: UnknownGateway): z.output<typeof unknownGateways>['gateways'][number] => ({
  router: row.router,
  gateway: id6OrNull(row.eui),
  standing: row.standing,
  ownerid: id6OrNull(row.ownerId),
  owner: row.ownerName,
  count: row.count,
  firstAt: row.firstAt.toISOString(),
  lastAt: row.lastAt.toISOString(),
  address: row.address,
  addresses: row.addresses,
  reason: REASONS.find((reason) => reason === row.reason) ?? 'none',
  hint: row.hint
    ? {
        kind: row.hint.kind,
        gateway: formatId6(row.hint.eui),
        batch: {
          id: row.hint.batch.id,
          from: formatId6(row.hint.batch.from),
          to: formatId6(row.hint.batch.to),
          flavor: row.hint.batch.flavor,
        },
      }
    : null,
})

/** The counter that a body names, or `invalid` at the field that is missing. */
export function counterOf(body: z.output<typeof releaseBody>): CounterName {
  if (body.scope === 'address') return { scope: 'address', address: body.address ?? missing('address') }
  const ownerId = euiField(body.ownerid ?? missing('ownerid'), 'ownerid')
  if (body.scope === 'owner') return { scope: 'owner', ownerId }
  return { scope: 'gateway', ownerId, eui: euiField(body.gateway ?? missing('gateway'), 'gateway') }
}

function missing(field: string): never {
  const detail = `This is needed to name the counter: ${field}.`
  throw new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'required' }] })
}
