/** Interoperability configurations and their history. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { JoinServer } from '#lib/domain/interop/model.ts'
import type { Statements } from './client.ts'

/** A join server as stored: secrets by the id of their row, files by their digest. */
export type StoredServer = JoinServer<string, string> & { readonly id: string }

export interface StoredDocument {
  readonly servers: readonly StoredServer[]
}

export type VersionAction = 'create' | 'change' | 'delete' | 'import' | 'restore'

export interface VersionHead {
  readonly version: number
  readonly createdAt: Date
  readonly createdBy: string
  /** Of the person or token, where it is still known. */
  readonly createdByName: string | null
  readonly action: VersionAction
  readonly detail: Readonly<Record<string, unknown>>
}

export interface StoredVersion extends VersionHead {
  readonly document: StoredDocument
}

/** Takes the owner's configuration for a change, until the transaction ends; answers the current version, 0 before the first. */
export async function lockConfiguration(sql: Statements, ownerId: Eui): Promise<number> {
  await sql`insert into join_server_configurations (owner_id, version) values (${ownerId}, 0) on conflict do nothing`
  const [row] = await sql<{ version: number }[]>`
    select version from join_server_configurations where owner_id = ${ownerId} for update`
  if (!row) throw new Error('the configuration was not locked')
  return row.version
}

/** A version, the current one unless told; undefined where there is none. */
export async function findVersion(sql: Statements, ownerId: Eui, version?: number): Promise<StoredVersion | undefined> {
  const [row] = await sql<StoredVersion[]>`
    select v.version, v.created_at as "createdAt", v.created_by as "createdBy", coalesce(u.name, t.name) as "createdByName",
           v.action, v.detail, v.document
      from join_server_versions v
      left join users u on v.created_by = 'user:' || u.id
      left join api_tokens t on v.created_by = 'token:' || t.id and t.owner_id = ${ownerId}
     where v.owner_id = ${ownerId}
       and v.version = coalesce(${version ?? null}::int,
             (select c.version from join_server_configurations c where c.owner_id = ${ownerId}))`
  return row
}

/** Newest first, without documents; `before` is the last version of the page before. */
export function listVersions(
  sql: Statements,
  ownerId: Eui,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<readonly VersionHead[]> {
  return sql<VersionHead[]>`
    select v.version, v.created_at as "createdAt", v.created_by as "createdBy", coalesce(u.name, t.name) as "createdByName",
           v.action, v.detail
      from join_server_versions v
      left join users u on v.created_by = 'user:' || u.id
      left join api_tokens t on v.created_by = 'token:' || t.id and t.owner_id = ${ownerId}
     where v.owner_id = ${ownerId} and (${before ?? null}::int is null or v.version < ${before ?? null}::int)
     order by v.version desc limit ${limit}`
}

export interface NewVersion {
  readonly version: number
  readonly createdAt: Date
  readonly createdBy: string
  readonly action: VersionAction
  readonly detail: Readonly<Record<string, unknown>>
  readonly document: StoredDocument
}

/** Writes the version that becomes the current one. The caller holds the lock. */
export async function insertVersion(sql: Statements, ownerId: Eui, one: NewVersion): Promise<void> {
  await sql`
    insert into join_server_versions (owner_id, version, created_at, created_by, action, detail, document)
    values (${ownerId}, ${one.version}, ${one.createdAt}, ${one.createdBy}, ${one.action},
            ${JSON.stringify(one.detail)}::text::jsonb, ${JSON.stringify(one.document)}::text::jsonb)`
  await sql`update join_server_configurations set version = ${one.version} where owner_id = ${ownerId}`
}

/** Stores certificates; those that are there already are marked as used by `version`. */
export async function keepFiles(
  sql: Statements,
  ownerId: Eui,
  version: number,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  if (files.size === 0) return
  await sql`
    insert into join_server_files (owner_id, digest, content, last_version)
    select ${ownerId}, f.digest, f.content, ${version}
      from unnest(${[...files.keys()]}::text[], ${[...files.values()]}::text[]) as f(digest, content)
    on conflict (owner_id, digest) do update set last_version = excluded.last_version`
}

/** Stores new secrets, and marks those in `used` as used by `version`. */
export async function keepSecrets(
  sql: Statements,
  ownerId: Eui,
  version: number,
  fresh: ReadonlyMap<string, Buffer>,
  used: readonly string[],
): Promise<void> {
  if (fresh.size > 0)
    await sql`
      insert into join_server_secrets (owner_id, id, value_enc, last_version)
      select ${ownerId}, s.id, decode(s.value, 'hex'), ${version}
        from unnest(${[...fresh.keys()]}::uuid[], ${[...fresh.values()].map((one) => one.toString('hex'))}::text[]) as s(id, value)`
  if (used.length > 0)
    await sql`
      update join_server_secrets set last_version = ${version}
       where owner_id = ${ownerId} and id = any(${used as string[]}::uuid[])`
}

/** The content of files by digest. */
export async function readFiles(
  sql: Statements,
  ownerId: Eui,
  digests: readonly string[],
): Promise<Map<string, string>> {
  if (digests.length === 0) return new Map()
  const rows = await sql<{ digest: string; content: string }[]>`
    select digest, content from join_server_files
     where owner_id = ${ownerId} and digest = any(${digests as string[]}::text[])`
  return new Map(rows.map(({ digest, content }) => [digest, content]))
}

/** Sealed secrets by id. */
export async function readSecrets(sql: Statements, ownerId: Eui, ids: readonly string[]): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map()
  const rows = await sql<{ id: string; valueEnc: Buffer }[]>`
    select id, value_enc as "valueEnc" from join_server_secrets
     where owner_id = ${ownerId} and id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, valueEnc }) => [id, valueEnc]))
}

/** Forgets versions before `oldest`, and the files and secrets that only they referred to. */
export async function forgetVersions(sql: Statements, ownerId: Eui, oldest: number): Promise<void> {
  await sql`delete from join_server_versions where owner_id = ${ownerId} and version < ${oldest}`
  await sql`delete from join_server_files where owner_id = ${ownerId} and last_version < ${oldest}`
  await sql`delete from join_server_secrets where owner_id = ${ownerId} and last_version < ${oldest}`
}
