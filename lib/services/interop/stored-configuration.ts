/** How a configuration is kept: secrets sealed one by one, certificates by their digest, each save a version. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import {
  findVersion,
  forgetVersions,
  insertVersion,
  keepFiles,
  keepSecrets,
  lockConfiguration,
  readFiles,
  readSecrets,
  type StoredDocument,
  type StoredServer,
  type VersionAction,
} from '#lib/db/join-servers.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type JoinServer, mapServer } from '#lib/domain/interop/model.ts'
import type { Context, OwnerActor } from '../context.ts'

/** A join server in the open, in memory only. */
export type OpenServer = JoinServer & { readonly id: string }

export interface OpenConfiguration {
  /** 0 before the first save. */
  readonly version: number
  readonly servers: readonly OpenServer[]
  readonly stored: StoredDocument
}

/** More than anybody reads through; restoring goes back as far. */
const KEPT_VERSIONS = 200
const NOTHING: StoredDocument = { servers: [] }

const purpose = (ownerId: Eui, id: string): string => `join-server-secret:${ownerId}:${id}`
const digestOf = (content: string): string => createHash('sha256').update(content).digest('hex')

/** A version with its files and secrets, the current one unless told. Throws `not_found` for one that is not there. */
export async function openConfiguration(
  context: Context,
  ownerId: Eui,
  sql: Statements = context.sql,
  version?: number,
): Promise<OpenConfiguration> {
  const found = await findVersion(sql, ownerId, version)
  if (!found && version !== undefined)
    throw new AppError('not_found', `There is no version ${version}. The history keeps the last ${KEPT_VERSIONS}.`)
  const stored = found?.document ?? NOTHING
  return { version: found?.version ?? 0, stored, servers: await openServers(context, ownerId, sql, stored.servers) }
}

/** The current version without its secrets: for reading. */
export async function readStored(
  context: Context,
  ownerId: Eui,
  version?: number,
): Promise<{ version: number; document: StoredDocument }> {
  const found = await findVersion(context.sql, ownerId, version)
  if (!found && version !== undefined)
    throw new AppError('not_found', `There is no version ${version}. The history keeps the last ${KEPT_VERSIONS}.`)
  return { version: found?.version ?? 0, document: found?.document ?? NOTHING }
}

async function openServers(
  context: Context,
  ownerId: Eui,
  sql: Statements,
  servers: readonly StoredServer[],
): Promise<OpenServer[]> {
  const { secrets, files } = referencesOf(servers)
  const [sealed, contents] = await Promise.all([readSecrets(sql, ownerId, secrets), readFiles(sql, ownerId, files)])
  return servers.map((server) => ({
    id: server.id,
    ...mapServer(
      server,
      (id) => context.keys.open(needed(sealed.get(id)), purpose(ownerId, id)).toString('utf8'),
      (digest) => needed(contents.get(digest)),
    ),
  }))
}

export interface Save {
  readonly action: VersionAction
  readonly detail: Readonly<Record<string, unknown>>
  readonly servers: readonly OpenServer[]
  /** Where the servers come from, when it is not the current version: their secrets keep their rows. */
  readonly source?: OpenConfiguration
}

/**
 * Changes the configuration under its lock: `change` gets what is there and answers what shall be. `revision` is the
 * version that the caller saw: with another one in between, `conflict`. Undefined from `change` saves nothing.
 */
export async function changeConfiguration(
  context: Context,
  actor: OwnerActor,
  revision: number | undefined,
  change: (current: OpenConfiguration) => Save | undefined,
): Promise<number> {
  const { ownerId } = actor
  return context.sql.begin(async (tx) => {
    const version = await lockConfiguration(tx, ownerId)
    if (revision !== undefined && revision !== version)
      throw new AppError(
        'conflict',
        'Somebody else changed the join servers meanwhile. Load the page again and repeat the change.',
      )
    const current = await openConfiguration(context, ownerId, tx)
    const save = change(current)
    if (!save) return version
    await store(context, tx, actor, current, version + 1, save)
    return version + 1
  })
}

async function store(
  context: Context,
  tx: Statements,
  actor: OwnerActor,
  current: OpenConfiguration,
  version: number,
  save: Save,
): Promise<void> {
  const { ownerId } = actor
  const fresh = new Map<string, Buffer>()
  const files = new Map<string, string>()
  const known = new Map([current, ...(save.source ? [save.source] : [])].flatMap((one) => [...knownSecrets(one)]))
  const servers = save.servers.map(
    (server): StoredServer => ({
      id: server.id,
      ...mapServer(
        server,
        (value, place) => {
          const before = known.get(`${server.id} ${place}`)
          // The same secret keeps its row, so that a diff says “changed” only of one that did.
          if (before && same(before.value, value)) return before.id
          const id = randomUUID()
          fresh.set(id, context.keys.seal(Buffer.from(value), purpose(ownerId, id)))
          return id
        },
        (content) => {
          const digest = digestOf(content)
          files.set(digest, content)
          return digest
        },
      ),
    }),
  )
  const document = { servers }
  await keepFiles(tx, ownerId, version, files)
  await keepSecrets(
    tx,
    ownerId,
    version,
    fresh,
    referencesOf(servers).secrets.filter((id) => !fresh.has(id)),
  )
  await insertVersion(tx, ownerId, {
    version,
    createdAt: context.now(),
    createdBy: actor.id,
    action: save.action,
    detail: save.detail,
    document,
  })
  if (version > KEPT_VERSIONS) await forgetVersions(tx, ownerId, version - KEPT_VERSIONS + 1)
  const action = `join-server.${save.action}` as const
  await insertAuditEntries(tx, [
    { ownerId, actor: actor.id, address: actor.address, action, detail: { ...save.detail, version } },
  ])
}

/** Every secret in the open, by join server and place, with the id of its row. */
function knownSecrets({
  servers,
  stored,
}: OpenConfiguration): Map<string, { readonly id: string; readonly value: string }> {
  const known = new Map<string, { id: string; value: string }>()
  const ids = new Map<string, string>()
  for (const server of stored.servers)
    mapServer(
      server,
      (id, place) => ids.set(`${server.id} ${place}`, id),
      () => null,
    )
  for (const server of servers)
    mapServer(
      server,
      (value, place) => known.set(`${server.id} ${place}`, { id: ids.get(`${server.id} ${place}`) ?? '', value }),
      () => null,
    )
  return known
}

function referencesOf(servers: readonly StoredServer[]): { secrets: string[]; files: string[] } {
  const secrets = new Set<string>()
  const files = new Set<string>()
  for (const server of servers)
    mapServer(
      server,
      (id) => secrets.add(id),
      (digest) => files.add(digest),
    )
  return { secrets: [...secrets], files: [...files] }
}

/** In constant time; digests, because lengths differ. */
const same = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a stored configuration refers to something that is not there')
  return value
}
