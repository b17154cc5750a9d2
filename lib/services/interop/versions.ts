/** The history of a configuration: who saved what when, what changed, and the way back. */
import type { z } from 'zod'
import { listVersions } from '#lib/db/join-servers.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { diffConfigurations } from '#lib/domain/interop/diff-configurations.ts'
import type { versionAnswer, versionsAnswer } from '#lib/schemas/interop.ts'
import type { Context, OwnerActor } from '../context.ts'
import { exportFolder } from './export-configuration.ts'
import { changeConfiguration, openConfiguration, readStored } from './stored-configuration.ts'

/** Newest first. */
export async function listConfigurationVersions(
  context: Context,
  { ownerId, before, limit }: { ownerId: Eui; before: number | undefined; limit: number },
): Promise<z.infer<typeof versionsAnswer>> {
  const rows = await listVersions(context.sql, ownerId, { before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return {
    versions: page.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
    next: rows.length > limit ? (page.at(-1)?.version ?? null) : null,
  }
}

/** What changed between two versions, and the files of the newer one, without secrets. Throws `not_found`. */
export async function diffVersions(
  context: Context,
  { ownerId, version, against }: { ownerId: Eui; version: number; against: number | undefined },
): Promise<z.infer<typeof versionAnswer>> {
  const other = against ?? version - 1
  const after = await readStored(context, ownerId, version)
  // Before the first version there was nothing.
  const before = other === 0 ? { servers: [] } : (await readStored(context, ownerId, other)).document
  const { files } = await exportFolder(context, { ownerId, version })
  return { version, against: other, changes: diffConfigurations(before, after.document), files: [...files] }
}

/** Makes an old version the current one, as a new version. Throws `not_found`, or `conflict` for a stale revision. */
export async function restoreVersion(
  context: Context,
  actor: OwnerActor,
  { version, revision }: { version: number; revision: number | undefined },
): Promise<{ version: number }> {
  const source = await openConfiguration(context, actor.ownerId, context.sql, version)
  const restored = await changeConfiguration(context, actor, revision, () => ({
    action: 'restore',
    detail: { restored: version },
    servers: source.servers,
    source,
  }))
  return { version: restored }
}
