/** The downlinks of a connection for its people. */
import type { z } from 'zod'
import { type DownlinkRow, listDownlinks } from '#lib/db/downlinks.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { downlinksAnswer, downlinksQuery } from '#lib/schemas/downlinks.ts'
import { requireConnection } from '../connections/connection-access.ts'
import type { Context, OwnerActor } from '../context.ts'

export type DownlinksRequest = Omit<z.output<typeof downlinksQuery>, 'owner'>

/** One page, newest first; whoever sees the connection masked sees neither payloads nor causes, which name servers. @throws AppError `not_found`. */
export async function viewDownlinks(
  context: Context,
  actor: OwnerActor,
  id: string,
  { device, before, limit }: DownlinksRequest,
): Promise<z.output<typeof downlinksAnswer>> {
  const { access } = await requireConnection(context, actor, id, 'read')
  const rows = await listDownlinks(context.sql, actor.ownerId, {
    connectionId: id,
    devEui: device as Eui | undefined,
    before: before === undefined ? undefined : Number(before),
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    downlinks: shown.map((row) => print(row, access === 'full')),
    next: rows.length > limit && last ? String(last.seq) : null,
  }
}

const print = (row: DownlinkRow, whole: boolean): z.output<typeof downlinksAnswer>['downlinks'][number] => ({
  id: row.id,
  device: row.devEui,
  fPort: row.fPort,
  payload: whole ? row.payload : null,
  fCntDn: row.fCntDn,
  confirmed: row.confirmed,
  flush: row.flush,
  correlationId: row.correlationId,
  state: row.state,
  cause: whole ? row.cause : '',
  attempts: row.attempts,
  acceptedAt: row.acceptedAt.toISOString(),
  validUntil: row.validUntil?.toISOString() ?? null,
  nextTryAt: row.state === 'waiting' ? row.nextTryAt.toISOString() : null,
  handedOverAt: row.handedOverAt?.toISOString() ?? null,
  settledAt: row.settledAt?.toISOString() ?? null,
})
