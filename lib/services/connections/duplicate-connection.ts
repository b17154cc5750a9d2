import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { MAX_NAME } from '#lib/domain/connections/connection-fields.ts'
import type { duplicateConnectionBody } from '#lib/schemas/connections.ts'
import type { Context, OwnerActor } from '../context.ts'
import { requireConnection } from './connection-access.ts'
import { makeReportCredential, mergeHeaders, needUrl, takeKey } from './connection-fields.ts'
import {
  keyCheckValue,
  openHeaders,
  sealDownlinkToken,
  sealHeaders,
  sealLogin,
  sealTunnelKey,
} from './connection-secrets.ts'
import { type NewSecrets, storeNew } from './create-connection.ts'
import { vetDestination } from './vet-destination.ts'
import { type ConnectionView, viewAfterChange } from './view-connections.ts'

export type DuplicateRequest = Omit<z.infer<typeof duplicateConnectionBody>, 'ownerid'>

const SUFFIX = ' (copy)'

/**
 * A second connection with the same settings, a key, an AS_ID and a report credential of its own. Secrets are not copied:
 * what was not given again is named in `notCopied`, and the copy then starts deactivated.
 */
export async function duplicateConnection(
  context: Context,
  actor: OwnerActor,
  id: string,
  request: DuplicateRequest,
): Promise<ConnectionView & { secrets: NewSecrets; notCopied: string[] }> {
  const { connection: seen } = await requireConnection(context, actor, id, 'write')
  const destination = needUrl(request.url ?? seen.url)
  const remarks = destination.url === seen.url ? [] : await vetDestination(context, destination, '/url')
  const copy = randomUUID()
  const key = takeKey(undefined)
  const report = makeReportCredential()
  const notCopied = await context.sql.begin(async (tx) => {
    const { connection: original, domains } = await requireConnection(context, actor, id, 'write', tx)
    const now = context.now()
    const stored = openHeaders(context, original)
    const open = stored.filter((one) => !one.secret)
    const headers = request.headers ? mergeHeaders(request.headers, open, false) : open
    const kept = new Set(headers.map((one) => one.name.toLowerCase()))
    const missing = [
      ...(original.loginEnc && !destination.login ? ['login and password'] : []),
      ...stored.filter((one) => !kept.has(one.name.toLowerCase())).map((one) => `header ${one.name}`),
      ...(original.downlinkTokenEnc && request.downlinkToken === undefined ? ['downlink token'] : []),
    ]
    const active = original.active && missing.length === 0
    const { asId: _, ...settings } = original
    await storeNew(
      context,
      tx,
      actor,
      {
        ...settings,
        id: copy,
        name: request.name ?? [...original.name].slice(0, MAX_NAME - SUFFIX.length).join('') + SUFFIX,
        url: destination.url,
        loginEnc: sealLogin(context, copy, destination.login),
        keyEnc: sealTunnelKey(context, copy, key),
        keyCheckValue: keyCheckValue(key),
        keyChangedAt: now,
        previousKeyEnc: null,
        previousKeyUntil: null,
        signWithPrevious: false,
        headersEnc: sealHeaders(context, copy, headers),
        headerNames: headers.map((one) => one.name),
        active,
        deactivatedReason: active ? null : 'user',
        deactivatedAt: active ? null : now,
        downlinkTokenEnc:
          request.downlinkToken === undefined ? null : sealDownlinkToken(context, copy, request.downlinkToken),
        reportDigest: report.digest,
        reportHint: report.hint,
        reportChangedAt: now,
        previousReportDigest: null,
        previousReportUntil: null,
      },
      domains,
      'connection.duplicate',
      { of: id },
    )
    return missing
  })
  const told = notCopied.length > 0 ? [`Not copied: ${notCopied.join(', ')}. Enter them, then activate the copy.`] : []
  const view = await viewAfterChange(context, actor, copy, [...told, ...remarks])
  return { ...view, secrets: { key, reportCredential: report.credential }, notCopied }
}
