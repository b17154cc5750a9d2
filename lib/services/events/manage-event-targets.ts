/** Whom an owner wants told of gateway events: made, changed, tested, removed. */

import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { type DestinationState, findDestinationStates } from '#lib/db/destination-states.ts'
import {
  countEventTargets,
  deleteEventTarget,
  type EventTarget,
  findEventTarget,
  insertEventTarget,
  listEventTargets,
  updateEventTarget,
} from '#lib/db/event-targets.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { healthOf } from '#lib/domain/deliveries/delivery-status.ts'
import { testMessage } from '#lib/domain/events/event-message.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type {
  changeEventTargetBody,
  createEventTargetBody,
  eventTargetView,
  rotateEventSecretBody,
  testEventTargetAnswer,
} from '#lib/schemas/events.ts'
import { vetDestination } from '../connections/vet-destination.ts'
import type { Context, OwnerActor } from '../context.ts'
import { forgetDestination, wakeDestination } from '../deliveries/engine.ts'
import { EVENT_TARGET } from './dispatch-events.ts'
import { sendEvent } from './event-target-destination.ts'
import { makeSecret, sealSecret } from './event-target-secrets.ts'

export type EventTargetView = z.output<typeof eventTargetView>
export type CreateRequest = Omit<z.output<typeof createEventTargetBody>, 'ownerid'>
export type ChangeRequest = Omit<z.output<typeof changeEventTargetBody>, 'ownerid'>

/** Of one owner. */
const MAX_TARGETS = 200
const NOT_FOUND = 'There is no event target with this id. See the list of event targets.'
const STALE = 'Somebody else changed this target since you opened it. Reload it, compare, and save again.'
const NO_MAIL = 'E-mail is not set up here. Have the operator set SMTP_URL and MAIL_FROM, or use a webhook.'

export async function listTargets(
  context: Context,
  ownerId: Eui,
): Promise<{ targets: EventTargetView[]; mailReady: boolean }> {
  const targets = await listEventTargets(context.sql, ownerId)
  return { targets: await viewAll(context, ownerId, targets), mailReady: context.site.mail !== undefined }
}

/** @throws AppError `not_found`. */
export async function viewTarget(context: Context, ownerId: Eui, id: string): Promise<EventTargetView> {
  const target = await requireTarget(context.sql, ownerId, id)
  const [view] = await viewAll(context, ownerId, [target])
  return view as EventTargetView
}

/** The secret of a webhook is in the answer and nowhere else. @throws AppError `invalid`, `conflict` beyond `MAX_TARGETS`. */
export async function createTarget(
  context: Context,
  actor: OwnerActor,
  request: CreateRequest,
): Promise<EventTargetView & { secret: string | null }> {
  const { ownerId } = actor
  const id = randomUUID()
  const now = context.now()
  const where = await readAddress(context, request)
  const secret = request.channel === 'webhook' ? makeSecret() : null
  const target: EventTarget = {
    id,
    ownerId,
    name: request.name,
    channel: request.channel,
    ...where,
    kinds: request.kinds,
    tags: request.tags,
    sites: request.sites,
    secretEnc: secret === null ? null : sealSecret(context, id, secret),
    previousSecretEnc: null,
    previousSecretUntil: null,
    active: true,
    deactivatedReason: null,
    revision: 0,
    createdAt: now,
    createdBy: actor.id,
    updatedAt: now,
  }
  await context.sql.begin(async (tx) => {
    if ((await countEventTargets(tx, ownerId)) >= MAX_TARGETS)
      throw new AppError('conflict', `An organisation has at most ${MAX_TARGETS} event targets. Remove one first.`)
    await insertEventTarget(tx, target)
    await audit(tx, actor, 'event-target.create', target, { kinds: request.kinds })
  })
  return { ...(await viewTarget(context, ownerId, id)), secret }
}

/** Fields that are left out stay. @throws AppError `not_found`, `invalid`, `conflict` for a stale revision. */
export async function changeTarget(
  context: Context,
  actor: OwnerActor,
  id: string,
  request: ChangeRequest,
): Promise<EventTargetView> {
  const { ownerId } = actor
  const { channel } = await requireTarget(context.sql, ownerId, id)
  const address =
    request.url === undefined && request.recipients === undefined
      ? undefined
      : await readAddress(context, { channel, url: request.url, recipients: request.recipients })
  await context.sql.begin(async (tx) => {
    const before = await requireTarget(tx, ownerId, id, true)
    if (request.revision !== undefined && request.revision !== before.revision) throw new AppError('conflict', STALE)
    const now = context.now()
    const { revision: _, url: __, recipients: ___, active = before.active, ...fields } = request
    const after: EventTarget = {
      ...before,
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
      ...address,
      active,
      deactivatedReason: active ? null : (before.deactivatedReason ?? 'user'),
    }
    await updateEventTarget(tx, after, now)
    await audit(tx, actor, 'event-target.change', after, changesOf(before, after))
    if (active) await wakeDestination(tx, { destinationId: id, destinationType: EVENT_TARGET, ownerId }, now)
  })
  return viewTarget(context, ownerId, id)
}

/** What still waits goes with it. @throws AppError `not_found`. */
export async function removeTarget(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const target = await requireTarget(tx, actor.ownerId, id, true)
    await deleteEventTarget(tx, actor.ownerId, id)
    await forgetDestination(tx, id)
    await audit(tx, actor, 'event-target.delete', target, {})
  })
}

/** A new secret, beside which the former one signs until the grace ends. @throws AppError `not_found`, `conflict` for e-mail. */
export async function rotateTargetSecret(
  context: Context,
  actor: OwnerActor,
  id: string,
  { graceHours }: Pick<z.output<typeof rotateEventSecretBody>, 'graceHours'>,
): Promise<EventTargetView & { secret: string }> {
  const secret = makeSecret()
  await context.sql.begin(async (tx) => {
    const before = await requireTarget(tx, actor.ownerId, id, true)
    if (before.channel !== 'webhook') throw new AppError('conflict', 'E-mail has no secret.')
    const now = context.now()
    const until = graceHours > 0 ? new Date(now.getTime() + graceHours * 3_600_000) : null
    const after: EventTarget = {
      ...before,
      secretEnc: sealSecret(context, id, secret),
      previousSecretEnc: until && before.secretEnc,
      previousSecretUntil: until,
    }
    await updateEventTarget(tx, after, now)
    await audit(tx, actor, 'event-target.secret', after, { graceHours })
  })
  return { ...(await viewTarget(context, actor.ownerId, id)), secret }
}

/**
 * Sends a message that says that it is a test, at once and outside the queue. Tells the class of the status and the time,
 * and nothing of the answer (tunnel.md §5). @throws AppError `not_found`, `invalid` where e-mail is not set up.
 */
export async function testTarget(
  context: Context,
  actor: OwnerActor,
  id: string,
): Promise<z.output<typeof testEventTargetAnswer>> {
  const target = await requireTarget(context.sql, actor.ownerId, id)
  if (target.channel === 'email' && !context.site.mail) throw new AppError('conflict', NO_MAIL)
  await audit(context.sql, actor, 'event-target.test', target, {})
  const message = testMessage(actor.ownerId, target.name, context.now(), context.site.consoleUrl)
  const outcome = await sendEvent(context, target, {
    id: BigInt(`0x${randomUUID().slice(0, 8)}`),
    document: JSON.stringify(message),
  })
  const { httpStatus } = outcome
  return {
    status: outcome.kind === 'delivered' ? 'Delivered' : outcome.kind === 'gone' ? 'Error' : outcome.status,
    statusClass: httpStatus === null ? null : `${Math.floor(httpStatus / 100)}xx`,
    durationMs: Math.round(outcome.durationMs),
  }
}

/** @throws AppError `not_found`. */
export async function requireTarget(
  sql: Statements,
  ownerId: Eui,
  id: string,
  forUpdate = false,
): Promise<EventTarget> {
  const target = await findEventTarget(sql, ownerId, id, { forUpdate })
  if (!target) throw new AppError('not_found', NOT_FOUND)
  return target
}

async function readAddress(
  context: Context,
  { channel, url, recipients }: Pick<CreateRequest, 'channel' | 'url' | 'recipients'>,
): Promise<Pick<EventTarget, 'url' | 'recipients'>> {
  if (channel === 'email') {
    if (url !== undefined) throw invalid('/url', 'E-mail has no URL. Leave it out.')
    if (!recipients) throw invalid('/recipients', 'Give the addresses that are written to.')
    if (!context.site.mail) throw invalid('/channel', NO_MAIL)
    return { url: null, recipients }
  }
  if (recipients !== undefined) throw invalid('/recipients', 'A webhook has no recipients. Leave them out.')
  if (url === undefined) throw invalid('/url', 'Give the URL that events are sent to.')
  const read = readDestinationUrl(url)
  if (!read.ok) throw invalid('/url', read.error)
  if (read.value.login) throw invalid('/url', 'Leave login and password out: the signature tells who sends.')
  await vetDestination(context, read.value, '/url')
  return { url: read.value.url, recipients: [] }
}

const invalid = (pointer: string, detail: string): AppError =>
  new AppError('invalid', detail, { errors: [{ pointer, detail, code: 'invalid' }] })

async function viewAll(context: Context, ownerId: Eui, targets: readonly EventTarget[]): Promise<EventTargetView[]> {
  const states = await findDestinationStates(
    context.sql,
    ownerId,
    targets.map(({ id }) => id),
  )
  return targets.map((target) => viewOf(target, states.get(target.id)))
}

function viewOf(target: EventTarget, state: DestinationState | undefined): EventTargetView {
  return {
    id: target.id,
    name: target.name,
    channel: target.channel,
    url: target.url,
    recipients: [...target.recipients],
    kinds: [...target.kinds],
    tags: [...target.tags],
    sites: [...target.sites],
    active: target.active,
    deactivatedReason: target.deactivatedReason,
    previousSecretUntil: target.previousSecretUntil?.toISOString() ?? null,
    health: healthOf(target.active, state),
    waiting: state?.waiting ?? 0,
    delivered: state?.delivered ?? 0,
    dead: state?.dead ?? 0,
    lastDeliveryAt: state?.lastDeliveryAt?.toISOString() ?? null,
    lastStatus: state?.lastStatus ?? null,
    pausedUntil: state?.openUntil?.toISOString() ?? null,
    revision: target.revision,
    createdAt: target.createdAt.toISOString(),
  }
}

const OPEN_FIELDS = ['name', 'kinds', 'tags', 'sites', 'active'] as const
/** A webhook's address often is its password, and recipients are people: that they changed is all that is kept. */
const ADDRESS_FIELDS = ['url', 'recipients'] as const

function changesOf(before: EventTarget, after: EventTarget): Record<string, unknown> {
  const differs = (name: keyof EventTarget) => JSON.stringify(before[name]) !== JSON.stringify(after[name])
  const pick = (target: EventTarget) =>
    Object.fromEntries(OPEN_FIELDS.filter(differs).map((name) => [name, target[name]]))
  const changed = ADDRESS_FIELDS.filter(differs)
  return {
    ...(OPEN_FIELDS.some(differs) ? { before: pick(before), after: pick(after) } : {}),
    ...(changed.length > 0 ? { changed } : {}),
  }
}

function audit(
  sql: Statements,
  actor: OwnerActor,
  action: AuditAction,
  { id, name, channel }: EventTarget,
  detail: Record<string, unknown>,
): Promise<void> {
  const { ownerId, id: who, address } = actor
  return insertAuditEntries(sql, [
    { ownerId, actor: who, action, address, detail: { target: id, name, channel, ...detail } },
  ])
}
