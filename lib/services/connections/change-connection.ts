/** Changes of a connection by hand. The row is locked while the change is decided, and the revision says what was seen. */

import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { replaceDomainsOf, type StoredConnection, updateConnection } from '#lib/db/connections.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { type DestinationUrl, readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import type { AssignedDomain } from '#lib/domain/connections/domain-scope.ts'
import type { changeConnectionBody } from '#lib/schemas/connections.ts'
import type { Context, OwnerActor } from '../context.ts'
import { wakeDestination } from '../deliveries/engine.ts'
import { needDomains } from './assign-domains.ts'
import { requireConnection } from './connection-access.ts'
import { invalid, MOVED_SECRETS, mergeHeaders, needUrl } from './connection-fields.ts'
import { openHeaders, sealDownlinkToken, sealHeaders, sealLogin } from './connection-secrets.ts'
import { readDownlink } from './create-connection.ts'
import { describeChange, describeConnection } from './describe-connection.ts'
import { vetDestination } from './vet-destination.ts'
import { type ConnectionView, viewAfterChange } from './view-connections.ts'

export type ConnectionPatch = Omit<z.infer<typeof changeConnectionBody>, 'ownerid'>

export const STALE = 'Somebody else changed this connection since you opened it. Reload it, compare, and save again.'

/** Throws `conflict` when the page that was saved is stale. */
export function refuseStale(one: Pick<StoredConnection, 'revision'>, seen: number | undefined): void {
  if (seen !== undefined && seen !== one.revision) throw new AppError('conflict', STALE)
}

/**
 * Changes what the patch names. Throws `not_found`, `forbidden`, `conflict`, and `invalid` per field; a new origin of the
 * URL asks for secret header values and the login again (tunnel.md §5).
 */
export async function changeConnection(
  context: Context,
  actor: OwnerActor,
  id: string,
  patch: ConnectionPatch,
): Promise<ConnectionView> {
  const seen = (await requireConnection(context, actor, id, 'write')).connection
  const destination = patch.url === undefined ? undefined : needUrl(patch.url)
  const downlink = patch.downlink && readDownlink(patch.downlink)
  // Names are looked up before the row is locked: a slow name server must not hold the engine up.
  const remarks = [
    ...(destination && destination.url !== seen.url ? await vetDestination(context, destination, '/url') : []),
    ...(downlink?.destination && downlink.destination.url !== seen.downlinkUrl
      ? await vetDestination(context, downlink.destination, '/downlink/url')
      : []),
  ]
  await context.sql.begin(async (tx) => {
    const { connection: before, domains, scope } = await requireConnection(context, actor, id, 'write', tx)
    refuseStale(before, patch.revision)
    const now = context.now()
    const reassigns = patch.domains !== undefined && !isSameSet(patch.domains, domains)
    const assigned = reassigns ? await needDomains(tx, actor, patch.domains ?? [], scope) : domains
    const after: StoredConnection = {
      ...before,
      ...changedText(patch),
      ...changedDestination(context, before, patch, destination),
      ...(downlink ? changedDownlink(context, before, downlink) : {}),
      ...changedState(before, patch.active, now),
    }
    const facts = describeConnection(after, assigned)
    const changes = describeChange(describeConnection(before, domains), facts)
    if (reassigns) await replaceDomainsOf(tx, actor.ownerId, id, assigned)
    await updateConnection(tx, actor.ownerId, after, actor.id, now)
    if (after.active && mayHeal(before, after))
      await wakeDestination(tx, { destinationId: id, destinationType: 'connection', ownerId: actor.ownerId }, now)
    const secrets = changedSecrets(patch)
    const detail = { connection: id, name: after.name, changes, ...(secrets.length > 0 ? { secrets } : {}) }
    await insertAuditEntries(tx, [
      { ownerId: actor.ownerId, actor: actor.id, action: actionOf(before, after), address: actor.address, detail },
    ])
  })
  return viewAfterChange(context, actor, id, remarks)
}

/** A form sends all of its fields back, those that its writer may not change too. */
const isSameSet = (ids: readonly string[], domains: readonly AssignedDomain[]): boolean =>
  new Set(ids).size === domains.length && domains.every((one) => ids.includes(one.domainId))

/** What waits is tried again at once when the reason of its failure may be gone. */
const mayHeal = (before: StoredConnection, after: StoredConnection): boolean =>
  !before.active ||
  before.url !== after.url ||
  before.loginEnc !== after.loginEnc ||
  before.headersEnc !== after.headersEnc

function actionOf(before: StoredConnection, after: StoredConnection): AuditAction {
  if (before.active === after.active) return 'connection.change'
  return after.active ? 'connection.activate' : 'connection.deactivate'
}

/** Which secrets were typed anew, for the audit trail; never what. */
function changedSecrets(patch: ConnectionPatch): string[] {
  const read = patch.url === undefined ? undefined : readDestinationUrl(patch.url)
  return [
    ...(read?.ok && read.value.login ? ['login'] : []),
    ...(patch.headers ?? []).filter((one) => one.value !== undefined).map((one) => `header ${one.name}`),
    ...(patch.downlink && 'token' in patch.downlink && patch.downlink.token !== undefined ? ['downlink token'] : []),
  ]
}

function changedText(patch: ConnectionPatch): Partial<StoredConnection> {
  const { name, contentType, additionalInformation, customerId, queueMode, source, maxDeviation } = patch
  const given = { name, contentType, additionalInformation, customerId, queueMode, source, maxDeviation }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** URL, login and headers, which depend on each other: what is secret was given for one server. */
function changedDestination(
  context: Context,
  before: StoredConnection,
  patch: ConnectionPatch,
  destination: DestinationUrl | undefined,
): Partial<StoredConnection> {
  const moved = destination !== undefined && destination.origin !== needUrl(before.url).origin
  const stored = openHeaders(context, before)
  const keepsLogin = before.loginEnc !== null && !destination?.login && !patch.removeLogin
  if (moved && keepsLogin) throw invalid('/url', MOVED_SECRETS, 'secret_needed_again')
  if (moved && patch.headers === undefined && stored.some((one) => one.secret))
    throw invalid('/headers', MOVED_SECRETS, 'secret_needed_again')
  const headers = patch.headers === undefined ? undefined : mergeHeaders(patch.headers, stored, moved)
  return {
    url: destination?.url ?? before.url,
    loginEnc: keepsLogin ? before.loginEnc : sealLogin(context, before.id, destination?.login ?? null),
    ...(headers
      ? { headersEnc: sealHeaders(context, before.id, headers), headerNames: headers.map((one) => one.name) }
      : {}),
  }
}

function changedDownlink(
  context: Context,
  before: StoredConnection,
  side: ReturnType<typeof readDownlink>,
): Partial<StoredConnection> {
  const origin = before.downlinkUrl === null ? undefined : needUrl(before.downlinkUrl, '/downlink/url').origin
  const moved = side.kind !== before.downlinkKind || side.destination?.origin !== origin
  if (moved && side.token === undefined && before.downlinkTokenEnc)
    throw invalid(
      '/downlink/token',
      'Downlinks go to another server now. Enter its token: the stored one was given for the server before.',
      'secret_needed_again',
    )
  const typed = side.token ? sealDownlinkToken(context, before.id, side.token) : null
  return {
    downlinkKind: side.kind,
    downlinkUrl: side.destination?.url ?? null,
    downlinkSettings: side.settings,
    downlinkTokenEnc: side.token === undefined ? before.downlinkTokenEnc : typed,
  }
}

function changedState(before: StoredConnection, active: boolean | undefined, now: Date): Partial<StoredConnection> {
  if (active === undefined || active === before.active) return {}
  return active
    ? { active, deactivatedReason: null, deactivatedAt: null }
    : { active, deactivatedReason: 'user', deactivatedAt: now }
}
