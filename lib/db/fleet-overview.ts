/** What the overview of an owner counts besides the states (lib/db/fleet.ts); at most `COUNT_CAP` rows are looked at. */
import { COUNT_CAP } from '#lib/domain/fleet/facets.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql } from './client.ts'
import { refusedSince } from './fleet.ts'

export interface FirmwareInFlight {
  /** Waits for a check-in. */
  readonly scheduled: number
  /** Sent, not confirmed yet. */
  readonly offered: number
  readonly interrupted: number
  readonly exact: boolean
}

export async function countFirmwareInFlight(sql: Sql, ownerId: Eui): Promise<FirmwareInFlight> {
  const rows = await sql<{ state: 'scheduled' | 'offered' | 'interrupted'; count: number }[]>`
    select state, count(*)::int as count from (
      select state from firmware_schedules where owner_id = ${ownerId} and open limit ${COUNT_CAP + 1}) s
     group by 1`
  const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0
  return {
    scheduled: of('scheduled'),
    offered: of('offered'),
    interrupted: of('interrupted'),
    exact: rows.reduce((sum, { count }) => sum + count, 0) <= COUNT_CAP,
  }
}

/** How many a filter by `refused` finds. */
export async function countRefusedGateways(sql: Sql, ownerId: Eui, since: Date): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int as count from (${refusedSince(sql, ownerId, since)}) r`
  return row?.count ?? 0
}
