/** New keys and report credentials, with a time in which the old one counts too (docs/decisions/0051). */

import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type StoredConnection, updateConnection } from '#lib/db/connections.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { SHARE_KEY } from '#lib/domain/connections/tunnel-key.ts'
import type { regenerateKeyBody, rotateCredentialBody } from '#lib/schemas/connections.ts'
import type { Context, OwnerActor } from '../context.ts'
import { refuseStale } from './change-connection.ts'
import { requireConnection } from './connection-access.ts'
import { invalid, makeReportCredential, takeKey } from './connection-fields.ts'
import { keyCheckValue, openDownlinkKeys, sealTunnelKey } from './connection-secrets.ts'
import { type ConnectionView, viewAfterChange } from './view-connections.ts'

export type KeyRequest = Omit<z.infer<typeof regenerateKeyBody>, 'ownerid'>
export type CredentialRequest = Omit<z.infer<typeof rotateCredentialBody>, 'ownerid'>

const HOUR = 3_600_000

/** Of two changes within one grace period the first key ends at once: never more than two are valid. */
export async function regenerateKey(
  context: Context,
  actor: OwnerActor,
  id: string,
  request: KeyRequest,
): Promise<ConnectionView & { secrets: { key: string }; reminder: string }> {
  const key = takeKey(request.key)
  await rotate(context, actor, id, request, 'connection.key', (before, now) => {
    if (openDownlinkKeys(context, before, now).includes(key))
      throw invalid('/key', 'This is the key that the connection has or had before. Use another one.', 'key_unchanged')
    const until = graceEnd(request.graceHours, now)
    return {
      change: {
        keyEnc: sealTunnelKey(context, id, key),
        keyCheckValue: keyCheckValue(key),
        keyChangedAt: now,
        previousKeyEnc: until && before.keyEnc,
        previousKeyUntil: until,
        signWithPrevious: until !== null && request.signWith === 'previous',
      },
      detail: { signWith: until === null ? 'new' : request.signWith },
    }
  })
  return { ...(await viewAfterChange(context, actor, id)), secrets: { key }, reminder: SHARE_KEY }
}

/** The credential that the network side sends to `/reports`. */
export async function rotateReportCredential(
  context: Context,
  actor: OwnerActor,
  id: string,
  request: CredentialRequest,
): Promise<ConnectionView & { secrets: { reportCredential: string } }> {
  const { credential, digest, hint } = makeReportCredential()
  await rotate(context, actor, id, request, 'connection.report-credential', (before, now) => {
    const until = graceEnd(request.graceHours, now)
    return {
      change: {
        reportDigest: digest,
        reportHint: hint,
        reportChangedAt: now,
        previousReportDigest: until && before.reportDigest,
        previousReportUntil: until,
      },
      detail: {},
    }
  })
  return { ...(await viewAfterChange(context, actor, id)), secrets: { reportCredential: credential } }
}

/** Ends the grace period now: the previous key, or credential, is forgotten. Without one there is nothing to do. */
export async function endGrace(
  context: Context,
  actor: OwnerActor,
  id: string,
  what: 'key' | 'report-credential',
): Promise<ConnectionView> {
  await context.sql.begin(async (tx) => {
    const { connection: before } = await requireConnection(context, actor, id, 'write', tx)
    const held = what === 'key' ? before.previousKeyEnc : before.previousReportDigest
    if (!held) return
    const change: Partial<StoredConnection> =
      what === 'key'
        ? { previousKeyEnc: null, previousKeyUntil: null, signWithPrevious: false }
        : { previousReportDigest: null, previousReportUntil: null }
    await updateConnection(tx, actor.ownerId, { ...before, ...change }, actor.id, context.now())
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: `connection.${what}-grace-end`,
        address: actor.address,
        detail: { connection: id, name: before.name },
      },
    ])
  })
  return viewAfterChange(context, actor, id)
}

const graceEnd = (hours: number, now: Date): Date | null =>
  hours === 0 ? null : new Date(now.getTime() + hours * HOUR)

async function rotate(
  context: Context,
  actor: OwnerActor,
  id: string,
  { revision, graceHours }: CredentialRequest,
  action: AuditAction,
  decide: (
    before: StoredConnection,
    now: Date,
  ) => { readonly change: Partial<StoredConnection>; readonly detail: Readonly<Record<string, unknown>> },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const { connection: before } = await requireConnection(context, actor, id, 'write', tx)
    refuseStale(before, revision)
    const now = context.now()
    const { change, detail } = decide(before, now)
    await updateConnection(tx, actor.ownerId, { ...before, ...change }, actor.id, now)
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action,
        address: actor.address,
        detail: { connection: id, name: before.name, graceHours, ...detail },
      },
    ])
  })
}
