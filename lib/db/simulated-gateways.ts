import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface SimulatedGateway {
  readonly eui: Eui
  readonly contacts: number
  readonly createdAt: Date
}

/** Those that the owner still has, oldest first. Locks the owner, so that two requests do not both take the last place. */
export async function listSimulatedForChange(sql: Statements, ownerId: Eui): Promise<readonly SimulatedGateway[]> {
  await sql`select from owners where id = ${ownerId} for update`
  return listSimulated(sql, ownerId)
}

export async function listSimulated(sql: Statements, ownerId: Eui): Promise<readonly SimulatedGateway[]> {
  return sql<SimulatedGateway[]>`
    select s.eui, s.contacts, s.created_at as "createdAt"
      from simulated_gateways s join gateways g on g.eui = s.eui and g.owner_id = s.owner_id
     where s.owner_id = ${ownerId} order by s.created_at, s.eui`
}

export async function insertSimulated(
  sql: Statements,
  ownerId: Eui,
  { eui, homeEnc, now }: { readonly eui: Eui; readonly homeEnc: Buffer; readonly now: Date },
): Promise<void> {
  await sql`insert into simulated_gateways (eui, owner_id, home_enc, created_at) values (${eui}, ${ownerId}, ${homeEnc}, ${now})`
}

/** The home of a gateway that nobody else calls with: `busy` when somebody does; undefined when the owner has no such one. */
export async function takeHome(
  sql: Statements,
  ownerId: Eui,
  { eui, now, until }: { readonly eui: Eui; readonly now: Date; readonly until: Date },
): Promise<Buffer | 'busy' | undefined> {
  const [taken] = await sql<{ home: Buffer }[]>`
    update simulated_gateways s set busy_until = ${until}
      from gateways g
     where s.eui = ${eui} and s.owner_id = ${ownerId} and g.eui = s.eui and g.owner_id = s.owner_id
       and (s.busy_until is null or s.busy_until <= ${now})
    returning s.home_enc as home`
  if (taken) return taken.home
  return (await listSimulated(sql, ownerId)).some((one) => one.eui === eui) ? 'busy' : undefined
}

/** Puts the home back; without `homeEnc` there was no contact. */
export async function returnHome(
  sql: Statements,
  ownerId: Eui,
  { eui, homeEnc }: { readonly eui: Eui; readonly homeEnc: Buffer | undefined },
): Promise<void> {
  await sql`
    update simulated_gateways
       set home_enc = coalesce(${homeEnc ?? null}::bytea, home_enc), contacts = contacts + ${homeEnc ? 1 : 0}::int, busy_until = null
     where eui = ${eui} and owner_id = ${ownerId}`
}

/** Simulated gateways made before `before`, with their owners; homes of gateways that are gone are dropped. */
export async function oldSimulated(
  sql: Statements,
  before: Date,
): Promise<readonly { readonly eui: Eui; readonly ownerId: Eui }[]> {
  await sql`
    delete from simulated_gateways s
     where not exists (select from gateways g where g.eui = s.eui and g.owner_id = s.owner_id)`
  return sql<{ eui: Eui; ownerId: Eui }[]>`
    select eui, owner_id as "ownerId" from simulated_gateways where created_at < ${before} order by owner_id, eui`
}
