/** Public signing keys of owners, and the signatures that they made. */
import type { Eui } from '#lib/domain/identifiers.ts'
import { actorName } from './actor-name.ts'
import type { Statements } from './client.ts'

export interface StoredSigningKey {
  readonly id: string
  readonly name: string
  /** X‖Y, 64 bytes. */
  readonly publicKey: Buffer
  /** u32. */
  readonly crc: number
  readonly createdAt: Date
  readonly createdBy: string
  /** The name of that person or API token, where it is still known. */
  readonly createdByName: string | null
  /** The private key is kept here, by the key provider. */
  readonly kept: boolean
  /** How many images it signed. */
  readonly signatures: number
}

/** By name. */
export async function listSigningKeys(sql: Statements, ownerId: Eui): Promise<StoredSigningKey[]> {
  const rows = await sql<(Omit<StoredSigningKey, 'crc' | 'signatures'> & { crc: string; signatures: string })[]>`
    select k.id, k.name, k.public_key as "publicKey", k.crc, k.created_at as "createdAt", k.created_by as "createdBy",
           ${actorName(sql, 'k.created_by', ownerId)} as "createdByName", k.provider_key is not null as kept,
           (select count(*) from firmware_signatures s where s.owner_id = k.owner_id and s.key_crc = k.crc) as signatures
      from signing_keys k where k.owner_id = ${ownerId} order by lower(k.name), k.crc`
  return rows.map((row) => ({ ...row, crc: Number(row.crc), signatures: Number(row.signatures) }))
}

/** False: the owner has a key with this CRC already. */
export async function insertSigningKey(
  sql: Statements,
  ownerId: Eui,
  key: {
    readonly id: string
    readonly name: string
    readonly publicKey: Buffer
    readonly crc: number
    readonly providerKey?: Buffer
  },
  createdBy: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    insert into signing_keys (id, owner_id, name, public_key, crc, provider_key, created_at, created_by)
    values (${key.id}, ${ownerId}, ${key.name}, ${key.publicKey}, ${key.crc}, ${key.providerKey ?? null}, ${now}, ${createdBy})
    on conflict (owner_id, crc) do nothing returning id`
  return rows.length > 0
}

/** Locks the key, so that no signature of it is stored while it is removed. */
export async function lockSigningKey(
  sql: Statements,
  ownerId: Eui,
  by: { readonly id: string } | { readonly crc: number },
  forRemoval: boolean,
): Promise<{ id: string; name: string; crc: number } | undefined> {
  const [row] = await sql<{ id: string; name: string; crc: string }[]>`
    select id, name, crc from signing_keys
     where owner_id = ${ownerId} and ${'id' in by ? sql`id = ${by.id}` : sql`crc = ${by.crc}`}
     ${forRemoval ? sql`for update` : sql`for key share`}`
  return row && { ...row, crc: Number(row.crc) }
}

/** With what the provider finds its private key by; undefined where that is not kept here. */
export async function findKeptKey(
  sql: Statements,
  ownerId: Eui,
  by: { readonly id: string } | { readonly crc: number },
): Promise<{ id: string; name: string; crc: number; publicKey: Buffer; handle: Buffer } | undefined> {
  const [row] = await sql<{ id: string; name: string; crc: string; publicKey: Buffer; handle: Buffer }[]>`
    select id, name, crc, public_key as "publicKey", provider_key as handle from signing_keys
     where owner_id = ${ownerId} and provider_key is not null and ${'id' in by ? sql`id = ${by.id}` : sql`crc = ${by.crc}`}`
  return row && { ...row, crc: Number(row.crc) }
}

export async function deleteSigningKey(sql: Statements, ownerId: Eui, id: string): Promise<void> {
  await sql`delete from signing_keys where id = ${id} and owner_id = ${ownerId}`
}

/** How many gateways of the owner reported the key when they were last here, and how many reported any. */
export async function countKeyHolders(
  sql: Statements,
  ownerId: Eui,
  keyCrc: number,
): Promise<{ readonly holding: number; readonly withKeys: number }> {
  const [row] = await sql<{ holding: string; with_keys: string }[]>`
    select count(*) filter (where r.reported->'keys' @> ${String(keyCrc)}::text::jsonb) as holding,
           count(*) filter (where r.reported->'keys' <> '[]') as with_keys
      from gateways g join gateway_reports r on r.eui = g.eui where g.owner_id = ${ownerId}`
  return { holding: Number(row?.holding ?? 0), withKeys: Number(row?.with_keys ?? 0) }
}

export interface StoredSignature {
  readonly imageId: string
  /** CRC of the image. */
  readonly fwCrc: number
  readonly keyCrc: number
  readonly sigCrc: number
  /** Bytes. */
  readonly length: number
  readonly createdAt: Date
}

/** All of an owner's signatures, or those of one image. */
export async function listSignatures(sql: Statements, ownerId: Eui, imageId?: string): Promise<StoredSignature[]> {
  const rows = await sql<
    (Omit<StoredSignature, 'fwCrc' | 'keyCrc' | 'sigCrc'> & { fwCrc: string; keyCrc: string; sigCrc: string })[]
  >`
    select s.image_id as "imageId", i.crc as "fwCrc", s.key_crc as "keyCrc", s.sig_crc as "sigCrc", length(s.der) as length,
           s.created_at as "createdAt"
      from firmware_signatures s join firmware_images i on i.id = s.image_id and i.owner_id = s.owner_id
     where s.owner_id = ${ownerId} and i.complete ${imageId ? sql`and s.image_id = ${imageId}` : sql``}
     order by s.created_at, s.sig_crc`
  return rows.map((row) => ({
    ...row,
    fwCrc: Number(row.fwCrc),
    keyCrc: Number(row.keyCrc),
    sigCrc: Number(row.sigCrc),
  }))
}

/** CRCs of the keys that signed each of these images; unsigned ones are missing. */
export async function listSigners(
  sql: Statements,
  ownerId: Eui,
  imageIds: readonly string[],
): Promise<Map<string, number[]>> {
  const rows = await sql<{ imageId: string; keyCrc: string }[]>`
    select image_id as "imageId", key_crc as "keyCrc" from firmware_signatures
     where owner_id = ${ownerId} and image_id = any(${imageIds as string[]}::uuid[]) order by created_at`
  const signers = new Map<string, number[]>()
  for (const { imageId, keyCrc } of rows) signers.set(imageId, [...(signers.get(imageId) ?? []), Number(keyCrc)])
  return signers
}

/** Stores a verified signature; an older one of the same key over the same image gives way. */
export async function putSignature(
  sql: Statements,
  ownerId: Eui,
  signature: { readonly imageId: string; readonly keyCrc: number; readonly der: Buffer; readonly sigCrc: number },
  createdBy: string,
  now: Date,
): Promise<void> {
  await sql`
    insert into firmware_signatures as s (image_id, key_crc, owner_id, der, sig_crc, created_at, created_by)
    values (${signature.imageId}, ${signature.keyCrc}, ${ownerId}, ${signature.der}, ${signature.sigCrc}, ${now}, ${createdBy})
    on conflict (image_id, key_crc) do update set der = excluded.der, sig_crc = excluded.sig_crc,
           created_at = excluded.created_at, created_by = excluded.created_by
     where s.owner_id = ${ownerId}`
}

/** The image and key of what was removed. */
export async function deleteSignature(
  sql: Statements,
  ownerId: Eui,
  sigCrc: number,
): Promise<{ fwCrc: number; keyCrc: number }[]> {
  const rows = await sql<{ fwCrc: string; keyCrc: string }[]>`
    with gone as (delete from firmware_signatures where owner_id = ${ownerId} and sig_crc = ${sigCrc} returning image_id, key_crc)
    select i.crc as "fwCrc", gone.key_crc as "keyCrc" from gone join firmware_images i on i.id = gone.image_id`
  return rows.map((row) => ({ fwCrc: Number(row.fwCrc), keyCrc: Number(row.keyCrc) }))
}
