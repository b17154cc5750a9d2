/** Downloads. Secrets are no part of them (rules.md 25): a file in the zip, and the TOML itself, say what to add. */

import { readFiles } from '#lib/db/join-servers.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { writeChirpStack } from '#lib/domain/interop/chirpstack.ts'
import { mapServer } from '#lib/domain/interop/model.ts'
import { type WrittenFolder, withoutSecrets, writeFolder } from '#lib/domain/interop/write-folder.ts'
import { writeZip } from '#lib/domain/interop/write-zip.ts'
import type { Context } from '../context.ts'
import { readStored } from './stored-configuration.ts'

/** The folder for The Things Stack as a zip, and what it leaves out. */
export async function exportZip(
  context: Context,
  { ownerId }: { ownerId: Eui },
): Promise<{ zip: Uint8Array; leftOut: WrittenFolder['leftOut'] }> {
  const { files, leftOut } = await exportFolder(context, { ownerId })
  return { zip: writeZip(files), leftOut }
}

/** The files of a version, the current one unless told, without secrets: none is even opened. */
export async function exportFolder(
  context: Context,
  { ownerId, version }: { ownerId: Eui; version?: number },
): Promise<WrittenFolder> {
  return writeFolder(await readPublic(context, ownerId, version))
}

/** For ChirpStack; `folder` is where the TLS files will lie on its server. */
export async function exportChirpStack(
  context: Context,
  { ownerId, folder }: { ownerId: Eui; folder?: string | undefined },
): Promise<string> {
  return writeChirpStack(await readPublic(context, ownerId), folder).toml
}

async function readPublic(context: Context, ownerId: Eui, version?: number) {
  const { document } = await readStored(context, ownerId, version)
  const digests = new Set<string>()
  for (const server of document.servers)
    mapServer(
      server,
      () => null,
      (digest) => digests.add(digest),
    )
  const contents = await readFiles(context.sql, ownerId, [...digests])
  const servers = document.servers.map((server) =>
    mapServer(
      server,
      (id) => id,
      (digest) => contents.get(digest) ?? '',
    ),
  )
  return withoutSecrets({ servers })
}
