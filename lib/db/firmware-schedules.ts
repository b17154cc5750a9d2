/** Schedules of firmware, by gateway. What happens to one at a check-in is one statement on one row. */
import { randomUUID } from 'node:crypto'
import { type ScheduleState, TRANSFER_LOST_MS } from '#lib/domain/firmware-gate.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { actorName } from './actor-name.ts'
import type { Sql, Statements } from './client.ts'

export interface FirmwareSchedule {
  readonly eui: Eui
  readonly imageId: string
  /** u32, of the image. */
  readonly crc: number
  readonly notBefore: Date | null
  /** End of the maintenance window that it was armed for. */
  readonly notAfter: Date | null
  readonly allowUnsigned: boolean
  readonly anyModel: boolean
  readonly state: ScheduleState
  readonly armedAt: Date
  readonly armedBy: string
  /** The name of that person or API token, where it is still known. */
  readonly armedByName: string | null
  readonly offeredAt: Date | null
  readonly packageBefore: string | null
  /** Of the signature that went along. */
  readonly keyCrc: number | null
  /** Bytes of the image that went to the connection. */
  readonly bytesSent: number
  readonly endedAt: Date | null
  readonly settledAt: Date | null
  readonly reason: string
}

type Row = Omit<FirmwareSchedule, 'crc' | 'keyCrc' | 'bytesSent'> & {
  readonly crc: string
  readonly keyCrc: string | null
  readonly bytesSent: string
}

/** The schedules of these gateways of the owner. `forUpdate` inside a transaction that holds the gateways' locks. */
export async function findSchedules(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  { forUpdate = false } = {},
): Promise<Map<Eui, FirmwareSchedule>> {
  if (euis.length === 0) return new Map()
  const rows = await sql<Row[]>`
    select eui, image_id as "imageId", crc, not_before as "notBefore", not_after as "notAfter", allow_unsigned as "allowUnsigned", any_model as "anyModel", state, armed_at as "armedAt",
           armed_by as "armedBy", ${actorName(sql, 's.armed_by', ownerId)} as "armedByName", offered_at as "offeredAt", package_before as "packageBefore", key_crc as "keyCrc",
           bytes_sent as "bytesSent", ended_at as "endedAt", settled_at as "settledAt", reason
      from firmware_schedules s where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) order by eui
      ${forUpdate ? sql`for update of s` : sql``}`
  return new Map(
    rows.map((row) => [
      row.eui,
      {
        ...row,
        crc: Number(row.crc),
        keyCrc: row.keyCrc === null ? null : Number(row.keyCrc),
        bytesSent: Number(row.bytesSent),
      },
    ]),
  )
}

export interface Arming {
  readonly eui: Eui
  readonly imageId: string
  readonly crc: number
  readonly notBefore: Date | null
  /** Never offered at or after this time; left out: no end. */
  readonly notAfter?: Date | null
  readonly allowUnsigned: boolean
  /** False unless told. */
  readonly anyModel?: boolean
}

/** Arms gateways that the caller holds the locks of; what became of an earlier update is forgotten. Answers the armings. */
export async function armSchedules(
  sql: Statements,
  ownerId: Eui,
  armings: readonly Arming[],
  armedBy: string,
  now: Date,
): Promise<Map<Eui, string>> {
  if (armings.length === 0) return new Map()
  const rows = armings.map((one) => ({
    eui: one.eui,
    image_id: one.imageId,
    crc: one.crc,
    not_before: one.notBefore,
    not_after: one.notAfter ?? null,
    allow_unsigned: one.allowUnsigned,
    any_model: one.anyModel ?? false,
    armed: randomUUID(),
  }))
  await sql`
    insert into firmware_schedules as s (eui, owner_id, image_id, crc, not_before, not_after, allow_unsigned, any_model, state, open, armed, armed_at, armed_by)
    select eui, ${ownerId}, image_id, crc, not_before, not_after, allow_unsigned, any_model, 'scheduled', true, armed, ${now}, ${armedBy}
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(eui text, image_id uuid, crc bigint, not_before timestamptz,
           not_after timestamptz, allow_unsigned bool, any_model bool, armed uuid)
     order by eui
    on conflict (eui) do update set owner_id = excluded.owner_id, image_id = excluded.image_id, crc = excluded.crc,
           not_before = excluded.not_before, not_after = excluded.not_after, allow_unsigned = excluded.allow_unsigned, any_model = excluded.any_model, state = 'scheduled', open = true,
           armed = excluded.armed, armed_at = excluded.armed_at, armed_by = excluded.armed_by, offered_at = null,
           package_before = null, key_crc = null, bytes_sent = 0, sent_at = null, ended_at = null, settled_at = null, reason = ''`
  await expectNewBackups(sql, ownerId, armings, now)
  return new Map(rows.map((row) => [row.eui, row.armed]))
}

/** Cancels what is not over, and forgets what is. An image that has left cannot be called back. */
export async function cancelSchedules(sql: Statements, ownerId: Eui, euis: readonly Eui[], now: Date): Promise<void> {
  if (euis.length === 0) return
  await sql`
    delete from firmware_schedules
     where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) and state in ('confirmed', 'no-change')`
  await sql`
    update firmware_schedules set open = false, settled_at = ${now},
           reason = case when state = 'scheduled' then 'Cancelled before it was sent.'
                         else 'Cancelled after it had been sent: what has reached the gateway runs there.' end,
           state = 'cancelled'
     where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) and state <> 'cancelled'`
}

/** What decides whether an image fits a gateway, as it was last here; gateways that never were are missing. */
export async function findFitFacts(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
): Promise<Map<Eui, { readonly model: string | null; readonly keys: readonly number[] }>> {
  if (euis.length === 0) return new Map()
  const rows = await sql<{ eui: Eui; model: string | null; keys: number[] | null }[]>`
    select g.eui, r.reported->>'model' as model, r.reported->'keys' as keys
      from gateways g join gateway_reports r on r.eui = g.eui
     where g.owner_id = ${ownerId} and g.eui = any(${euis as Eui[]})`
  return new Map(rows.map(({ eui, model, keys }) => [eui, { model, keys: keys ?? [] }]))
}

/**
 * Where the image renews the backup set: from now on each set that works on these gateways may lie there
 * (`KnownGateway.backupRenewed`).
 */
async function expectNewBackups(
  sql: Statements,
  ownerId: Eui,
  armings: readonly Pick<Arming, 'eui' | 'imageId'>[],
  now: Date,
): Promise<void> {
  if (armings.length === 0) return
  await sql`
    update gateways g set backup_renewed_at = ${now}
      from unnest(${armings.map((one) => one.eui)}::text[], ${armings.map((one) => one.imageId)}::uuid[]) as a(eui, image_id)
      join firmware_images i on i.id = a.image_id and i.owner_id = ${ownerId} and (i.script->>'renewsBackup')::bool
     where g.owner_id = ${ownerId} and g.eui = a.eui and g.backup_renewed_at is null`
}

/** How many gateways wait for an image, or are receiving it at `now`. */
export async function countUses(sql: Statements, ownerId: Eui, imageId: string, now: Date): Promise<number> {
  const [row] = await sql<{ count: string }[]>`
    select count(*) as count from firmware_schedules
     where owner_id = ${ownerId} and image_id = ${imageId}
       and (state = 'scheduled' or (state = 'offered' and ended_at is null
            and sent_at > ${now}::timestamptz - make_interval(secs => ${TRANSFER_LOST_MS / 1000})))`
  return Number(row?.count ?? 0)
}

/** Of the gateways that wait for an image: how many hold the key, how many hold others, and which those are. */
export interface WaitingHolders {
  readonly holding: number
  /** Never here, or without any key. */
  readonly unknown: number
  readonly others: number
  /** Keys of the others, the most frequent first; at most five. */
  readonly otherKeys: readonly number[]
}

export async function countWaitingHolders(
  sql: Statements,
  ownerId: Eui,
  imageId: string,
  keyCrc: number,
): Promise<WaitingHolders> {
  const [row] = await sql<{ holding: string; unknown: string; others: string; other_keys: string[] | null }[]>`
    with waiting as (
      select coalesce(r.reported->'keys', '[]') as keys, coalesce(r.reported->'keys', '[]') @> ${String(keyCrc)}::text::jsonb as holds
        from firmware_schedules s left join gateway_reports r on r.eui = s.eui
       where s.owner_id = ${ownerId} and s.image_id = ${imageId} and s.state = 'scheduled'
    )
    select count(*) filter (where holds) as holding, count(*) filter (where keys = '[]') as unknown,
           count(*) filter (where not holds and keys <> '[]') as others,
           (select array_agg(key) from (select k as key from waiting, jsonb_array_elements_text(keys) k where not holds
                                         group by k order by count(*) desc, k limit 5) o) as other_keys
      from waiting`
  const { holding = 0, unknown = 0, others = 0, other_keys } = row ?? {}
  return {
    holding: Number(holding),
    unknown: Number(unknown),
    others: Number(others),
    otherKeys: (other_keys ?? []).map(Number),
  }
}

/** How many gateways of the owner are in each state, by image. */
export async function countSchedules(
  sql: Statements,
  ownerId: Eui,
): Promise<{ imageId: string; state: ScheduleState; count: number }[]> {
  const rows = await sql<{ imageId: string; state: ScheduleState; count: string }[]>`
    select image_id as "imageId", state, count(*) as count from firmware_schedules where owner_id = ${ownerId} group by 1, 2`
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** A schedule as a check-in needs it; only open ones are looked up. */
export interface OpenSchedule {
  readonly imageId: string
  readonly state: ScheduleState
  readonly armed: string
  readonly notBefore: Date | null
  readonly notAfter: Date | null
  readonly allowUnsigned: boolean
  readonly anyModel: boolean
  readonly packageBefore: string | null
  readonly offeredAt: Date | null
  readonly sentAt: Date | null
  readonly endedAt: Date | null
}

export interface Offer {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly armed: string
  readonly packageBefore: string | null
  readonly keyCrc: number | null
}

/**
 * Takes the one offer of an arming: of any number of check-ins at once, on any number of servers, one gets true
 * (rules.md 20). Written before the first byte leaves.
 */
export async function takeOffer(sql: Sql, offer: Offer, now: Date): Promise<boolean> {
  const rows = await sql`
    with taken as (
      update firmware_schedules set state = 'offered', offered_at = ${now}, sent_at = ${now}, package_before = ${offer.packageBefore},
             key_crc = ${offer.keyCrc}, bytes_sent = 0, ended_at = null
       where eui = ${offer.eui} and owner_id = ${offer.ownerId} and armed = ${offer.armed} and state = 'scheduled'
         and (not_before is null or not_before <= ${now}) and (not_after is null or not_after > ${now}) and (allow_unsigned or ${offer.keyCrc}::bigint is not null)
      returning eui, owner_id, crc
    ), told as (
      insert into gateway_events (owner_id, kind, at, eui, detail)
      select owner_id, 'firmware.offered', ${now}, eui, jsonb_build_object('fwcrc', crc) from taken
    )
    select eui from taken`
  return rows.length > 0
}

/** Gives an offer back that its taker did not send a byte of. */
export async function releaseOffer(
  sql: Sql,
  offer: { readonly eui: Eui; readonly ownerId: Eui; readonly armed: string },
): Promise<void> {
  await sql`
    update firmware_schedules set state = 'scheduled', offered_at = null, sent_at = null, package_before = null, key_crc = null
     where eui = ${offer.eui} and owner_id = ${offer.ownerId} and armed = ${offer.armed} and state = 'offered' and ended_at is null`
}

export interface TransferProgress {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly armed: string
  readonly bytesSent: number
  /** Null: it goes on. */
  readonly end: 'complete' | 'cut' | null
}

/** What became of the bytes of an offer; nothing when it was cancelled or armed anew meanwhile. */
export async function recordTransfer(sql: Sql, progress: TransferProgress, now: Date): Promise<void> {
  await sql`
    update firmware_schedules set bytes_sent = ${progress.bytesSent}, sent_at = ${now},
           ended_at = case when ${progress.end !== null}::bool then ${now}::timestamptz else ended_at end,
           state = case when ${progress.end === 'cut'}::bool then 'interrupted' else state end,
           reason = case when ${progress.end === 'cut'}::bool then 'The connection was cut during the transfer. The next check-in tells whether the update arrived.'
                         else reason end
     where eui = ${progress.eui} and owner_id = ${progress.ownerId} and armed = ${progress.armed} and state = 'offered'`
}

/** What a later check-in says of an offer (`settleOffer`); its owner may want to be told. */
export async function settleSchedule(
  sql: Sql,
  schedule: { readonly eui: Eui; readonly ownerId: Eui; readonly armed: string; readonly from: ScheduleState },
  to: { readonly state: ScheduleState; readonly closed: boolean; readonly reason: string },
  now: Date,
): Promise<void> {
  // “No change” may be said twice, first for the time being: the owner is told once.
  const tells = to.state !== schedule.from || to.state === 'interrupted'
  await sql`
    with settled as (
      update firmware_schedules set state = ${to.state}, open = ${!to.closed}, settled_at = ${now}, ended_at = coalesce(ended_at, ${now}),
             reason = ${to.reason}
       where eui = ${schedule.eui} and owner_id = ${schedule.ownerId} and armed = ${schedule.armed} and state = ${schedule.from} and open
      returning eui, owner_id, crc, reason
    )
    insert into gateway_events (owner_id, kind, at, eui, detail)
    select owner_id, ${to.state === 'confirmed' ? 'firmware.confirmed' : 'firmware.failed'}, ${now}, eui,
           jsonb_build_object('fwcrc', crc, 'reason', reason)
      from settled where ${tells}::bool`
}

/** What goes with an image into an answer. */
export interface ImageToSend {
  readonly id: string
  readonly ownerId: Eui
  readonly crc: number
  readonly size: number
  /** Empty: for any. */
  readonly model: string
  /** Its chunks are sealed. */
  readonly secret: boolean
  readonly signatures: readonly { readonly keyCrc: number; readonly der: Buffer }[]
}

/** Any number of images by id, of any owners: who asks compares `ownerId`. Missing ones are gone. */
export async function findImagesToSend(sql: Statements, ids: readonly string[]): Promise<Map<string, ImageToSend>> {
  const rows = await sql<
    {
      id: string
      owner_id: Eui
      crc: string
      size: string
      model: string
      secret: boolean
      key_crc: string | null
      der: Buffer | null
    }[]
  >`
    select i.id, i.owner_id, i.crc, i.size, i.model, coalesce((i.script->>'secret')::bool, false) as secret, s.key_crc, s.der
      from firmware_images i left join firmware_signatures s on s.image_id = i.id and s.owner_id = i.owner_id
     where i.id = any(${ids as string[]}::uuid[]) and i.complete order by i.id, s.created_at`
  const images = new Map<string, ImageToSend & { signatures: { keyCrc: number; der: Buffer }[] }>()
  for (const row of rows) {
    const image = images.get(row.id) ?? {
      id: row.id,
      ownerId: row.owner_id,
      crc: Number(row.crc),
      size: Number(row.size),
      model: row.model,
      secret: row.secret,
      signatures: [],
    }
    if (row.key_crc !== null && row.der) image.signatures.push({ keyCrc: Number(row.key_crc), der: row.der })
    images.set(row.id, image)
  }
  return images
}
