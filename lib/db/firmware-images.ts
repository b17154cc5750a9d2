/** Firmware images and their chunks. Every statement carries the owner; an image whose upload runs is invisible. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { ScriptFacts } from '#lib/domain/update-script.ts'
import { actorName } from './actor-name.ts'
import type { Statements } from './client.ts'

export interface FirmwareImage {
  readonly id: string
  /** u32. */
  readonly crc: number
  readonly sha512: Buffer
  /** Bytes. */
  readonly size: number
  readonly version: string
  readonly model: string
  readonly flavor: string
  readonly notes: string
  readonly fileName: string
  /** What a script that was made here does; null: any other image. */
  readonly script: ScriptFacts | null
  readonly createdAt: Date
  readonly createdBy: string
  /** The name of that person or API token, where it is still known. */
  readonly createdByName: string | null
}

export interface ImageNames {
  readonly version: string
  readonly model: string
  readonly flavor: string
  readonly notes: string
  readonly fileName: string
}

type Row = Omit<FirmwareImage, 'crc' | 'size'> & { readonly crc: string; readonly size: string }
const toImage = (row: Row): FirmwareImage => ({ ...row, crc: Number(row.crc), size: Number(row.size) })

const columns = (sql: Statements, ownerId: Eui) => sql`
  i.id, i.crc, i.sha512, i.size, i.version, i.model, i.flavor, i.notes, i.file_name as "fileName", i.script,
  i.created_at as "createdAt", i.created_by as "createdBy", ${actorName(sql, 'i.created_by', ownerId)} as "createdByName"`

/** Begins an upload. */
export async function beginImage(
  sql: Statements,
  image: ImageNames & {
    readonly id: string
    readonly ownerId: Eui
    readonly script: ScriptFacts | null
    readonly createdBy: string
    readonly now: Date
  },
): Promise<void> {
  await sql`
    insert into firmware_images (id, owner_id, version, model, flavor, notes, file_name, script, touched_at, created_at, created_by)
    values (${image.id}, ${image.ownerId}, ${image.version}, ${image.model}, ${image.flavor}, ${image.notes}, ${image.fileName},
            ${image.script && JSON.stringify(image.script)}::text::jsonb, ${image.now}, ${image.now}, ${image.createdBy})`
}

/**
 * The commit does not wait for the disk: that of `completeImage` does, and with it all that was written before. A chunk
 * that a crash takes belongs to an upload that it ended.
 */
export async function appendChunk(
  sql: Statements,
  chunk: { readonly imageId: string; readonly ownerId: Eui; readonly seq: number; readonly data: Buffer },
): Promise<void> {
  await sql`
    with lazily as (select set_config('synchronous_commit', 'off', true))
    insert into firmware_chunks (image_id, seq, owner_id, data)
    select ${chunk.imageId}::uuid, ${chunk.seq}::int, ${chunk.ownerId}, ${chunk.data}::bytea from lazily`
}

/** A sign of life of an upload; false when it was taken for dead and removed. */
export async function touchImage(sql: Statements, ownerId: Eui, id: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update firmware_images set touched_at = ${now}
     where id = ${id} and owner_id = ${ownerId} and not complete returning id`
  return rows.length > 0
}

/**
 * Makes an upload visible, unless the owner has an image with this CRC by now: of two at once the unique index lets one
 * through. False: nothing was changed.
 */
export async function completeImage(
  sql: Statements,
  image: {
    readonly id: string
    readonly ownerId: Eui
    readonly crc: number
    readonly sha512: Buffer
    readonly size: number
  },
): Promise<boolean> {
  try {
    const rows = await sql`
      update firmware_images set complete = true, crc = ${image.crc}, sha512 = ${image.sha512}, size = ${image.size}
       where id = ${image.id} and owner_id = ${image.ownerId} and not complete returning id`
    return rows.length > 0
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return false
    throw error
  }
}

/** Removes an upload that failed. */
export async function dropUpload(sql: Statements, ownerId: Eui, id: string): Promise<void> {
  await sql`delete from firmware_images where id = ${id} and owner_id = ${ownerId} and not complete`
}

/** Removes what killed processes left behind of anybody's uploads. */
export async function dropDeadUploads(sql: Statements, touchedBefore: Date): Promise<void> {
  await sql`delete from firmware_images where not complete and touched_at < ${touchedBefore}`
}

/** Newest first. */
export async function listImages(sql: Statements, ownerId: Eui): Promise<FirmwareImage[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql, ownerId)} from firmware_images i
     where i.owner_id = ${ownerId} and i.complete order by i.created_at desc, i.crc`
  return rows.map(toImage)
}

/** The owner's images of these CRCs, locked against removal until the transaction ends. */
export async function holdImages(sql: Statements, ownerId: Eui, crcs: readonly number[]): Promise<FirmwareImage[]> {
  if (crcs.length === 0) return []
  const rows = await sql<Row[]>`
    select ${columns(sql, ownerId)} from firmware_images i
     where i.owner_id = ${ownerId} and i.complete and i.crc = any(${crcs as number[]}::bigint[]) order by i.id for key share of i`
  return rows.map(toImage)
}

export async function findImage(sql: Statements, ownerId: Eui, crc: number): Promise<FirmwareImage | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql, ownerId)} from firmware_images i where i.owner_id = ${ownerId} and i.complete and i.crc = ${crc}`
  return row && toImage(row)
}

/** What these images are called, by CRC; one that was deleted is left out. */
export async function findVersions(
  sql: Statements,
  ownerId: Eui,
  crcs: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (crcs.length === 0) return new Map()
  const rows = await sql<{ crc: string; version: string }[]>`
    select crc, version from firmware_images
     where owner_id = ${ownerId} and complete and crc = any(${crcs as number[]}::bigint[])`
  return new Map(rows.map(({ crc, version }) => [Number(crc), version]))
}

export async function findImageById(sql: Statements, ownerId: Eui, id: string): Promise<FirmwareImage | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql, ownerId)} from firmware_images i where i.owner_id = ${ownerId} and i.complete and i.id = ${id}`
  return row && toImage(row)
}

/** The same, locked for a change or removal. */
export async function lockImage(sql: Statements, ownerId: Eui, crc: number): Promise<FirmwareImage | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql, ownerId)} from firmware_images i where i.owner_id = ${ownerId} and i.complete and i.crc = ${crc} for update of i`
  return row && toImage(row)
}

/** Undefined values stay as they are. */
export async function renameImage(
  sql: Statements,
  ownerId: Eui,
  id: string,
  names: { readonly [K in keyof ImageNames]?: ImageNames[K] | undefined },
): Promise<void> {
  await sql`
    update firmware_images set version = coalesce(${names.version ?? null}, version), model = coalesce(${names.model ?? null}, model),
           flavor = coalesce(${names.flavor ?? null}, flavor), notes = coalesce(${names.notes ?? null}, notes),
           file_name = coalesce(${names.fileName ?? null}, file_name)
     where id = ${id} and owner_id = ${ownerId}`
}

/** With its chunks and signatures. */
export async function deleteImage(sql: Statements, ownerId: Eui, id: string): Promise<void> {
  await sql`delete from firmware_images where id = ${id} and owner_id = ${ownerId} and complete`
}

/** One chunk of 256 KiB; undefined past the end. */
export async function readChunk(
  sql: Statements,
  ownerId: Eui,
  imageId: string,
  seq: number,
): Promise<Buffer | undefined> {
  const [row] = await sql<{ data: Buffer }[]>`
    select data from firmware_chunks where image_id = ${imageId} and seq = ${seq} and owner_id = ${ownerId}`
  return row?.data
}
