/** Wrong claim PINs, their pauses and episodes of guessing, for operators of the installation. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type AlertRow, findOpenAlerts, markSeen } from '#lib/db/claim-alerts.ts'
import { type AttemptRow, changeCounters, findAttempts, findTries, type TryRow } from '#lib/db/claim-attempts.ts'
import { gatewayKey } from '#lib/db/claim-failures.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { addressKey } from '#lib/domain/claims/address-key.ts'
import type { PinScope } from '#lib/domain/claims/pin-limits.ts'
import { type Eui, euiFragment } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from '../context.ts'

/** Alerts that are shown at once; whoever has more has another worry. */
const MAX_ALERTS = 50

export interface AttemptsRequest {
  readonly scope: PinScope
  readonly held: boolean
  readonly q: string
  readonly after: { readonly at: string; readonly key: string } | null
  readonly limit: number
}

export async function listAttempts(
  context: Context,
  { q, limit, ...rest }: AttemptsRequest,
): Promise<{ attempts: AttemptRow[]; next: AttemptRow | undefined }> {
  const text = q === '' ? null : q
  const digits = text === null ? null : (euiFragment(text) ?? null)
  const rows = await findAttempts(context.sql, { ...rest, digits, text, limit: limit + 1, now: context.now() })
  const attempts = rows.slice(0, limit)
  return { attempts, next: rows.length > limit ? attempts.at(-1) : undefined }
}

/** @throws AppError `invalid` without an owner and without an address: the whole trail is nobody's question. */
export async function listTries(
  context: Context,
  params: {
    readonly ownerId: Eui | null
    readonly eui: Eui | null
    readonly address: string | null
    readonly before: number | null
    readonly limit: number
  },
): Promise<{ tries: TryRow[]; next: number | undefined }> {
  if (params.ownerId === null && params.address === null) {
    throw new AppError('invalid', 'Give an owner (ownerid) or an address.')
  }
  const address = params.address === null ? null : knownAddress(params.address)
  const rows = await findTries(context.sql, { ...params, address, limit: params.limit + 1 })
  const tries = rows.slice(0, params.limit)
  return { tries, next: rows.length > params.limit ? tries.at(-1)?.id : undefined }
}

export type CounterName =
  | { readonly scope: 'owner'; readonly ownerId: Eui }
  | { readonly scope: 'gateway'; readonly ownerId: Eui; readonly eui: Eui }
  | { readonly scope: 'address'; readonly address: string }

/** Ends a pause, or with `forget` begins to count anew. Of an owner the counters of its gateways go with it. */
export async function releaseCounter(
  context: Context,
  actor: Actor,
  name: CounterName,
  forget: boolean,
): Promise<{ changed: number }> {
  const key =
    name.scope === 'owner'
      ? name.ownerId
      : name.scope === 'gateway'
        ? gatewayKey(name.ownerId, name.eui)
        : knownAddress(name.address)
  return context.sql.begin(async (tx) => {
    const changed = await changeCounters(tx, name.scope, key, forget)
    if (changed > 0) {
      const detail = { scope: name.scope, ...(name.scope === 'address' ? { of: key } : {}), changed }
      await insertAuditEntries(tx, [
        {
          ownerId: name.scope === 'address' ? null : name.ownerId,
          eui: name.scope === 'gateway' ? name.eui : null,
          actor: actor.id,
          action: forget ? 'claim-attempts.reset' : 'claim-attempts.release',
          address: actor.address,
          detail,
        },
      ])
    }
    return { changed }
  })
}

/** As it is counted, whether it was given as an address or as the network of one. */
function knownAddress(input: string): string {
  const text = input.trim()
  if (!/^[0-9a-fA-F:.]{2,45}(\/64)?$/.test(text)) throw new AppError('invalid', 'This is no network address.')
  return text.endsWith('/64') ? text : addressKey(text)
}

export function listAlerts(context: Context): Promise<AlertRow[]> {
  return findOpenAlerts(context.sql, MAX_ALERTS)
}

/** An operator has seen to an episode; it is shown no more. @throws AppError `not_found`. */
export async function closeAlert(context: Context, actor: Actor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    if (!(await markSeen(tx, id, actor.id, context.now()))) {
      throw new AppError('not_found', 'There is no such alert, or somebody has seen to it.')
    }
    const entry = {
      ownerId: null,
      actor: actor.id,
      action: 'claim-alert.seen' as const,
      address: actor.address,
      detail: { id },
    }
    await insertAuditEntries(tx, [entry])
  })
}
