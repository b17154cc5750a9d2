/** Takes over a whole folder: strictly, all or nothing. Secrets that an earlier download left out stay as they are. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { StoredServer } from '#lib/db/join-servers.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { checkFiles } from '#lib/domain/interop/check-files.ts'
import { type Change, diffConfigurations } from '#lib/domain/interop/diff-configurations.ts'
import type { Finding } from '#lib/domain/interop/finding.ts'
import { isSameServer, mapServer } from '#lib/domain/interop/model.ts'
import { type Files, type KeptSecrets, readFolder } from '#lib/domain/interop/read-folder.ts'
import { readZip, withoutOuterFolder, ZIP_LIMITS } from '#lib/domain/interop/read-zip.ts'
import { resolvePath } from '#lib/domain/interop/relative-path.ts'
import { tlsFilesOf } from '#lib/domain/interop/write-folder.ts'
import type { importAnswer, importFilesBody } from '#lib/schemas/interop.ts'
import type { Context, OwnerActor } from '../context.ts'
import { changeConfiguration, type OpenServer } from './stored-configuration.ts'

export type ImportAnswer = z.infer<typeof importAnswer>

export interface ImportOptions {
  readonly dryRun: boolean
  readonly revision: number | undefined
}

/** A zip as it is uploaded. Throws `invalid` for one that cannot be read. */
export async function importZip(
  context: Context,
  actor: OwnerActor,
  upload: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ImportAnswer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of upload) {
    size += piece.length
    if (size > ZIP_LIMITS.packed)
      throw new AppError(
        'payload_too_large',
        `The zip is larger than ${ZIP_LIMITS.packed / 1024 / 1024} MiB. Put only the configuration into it.`,
      )
    pieces.push(piece)
  }
  const zip = readZip(Buffer.concat(pieces))
  if (!zip.ok) throw new AppError('invalid', zip.error)
  return importFolder(context, actor, zip.value, options)
}

/** The files of a folder. Throws `invalid` for paths that leave it. */
export function importFiles(
  context: Context,
  actor: OwnerActor,
  given: z.infer<typeof importFilesBody>['files'],
  options: ImportOptions,
): Promise<ImportAnswer> {
  const files = new Map<string, Uint8Array>()
  for (const [index, { path, text, base64 }] of given.entries()) {
    const resolved = resolvePath('', path)
    const twice = resolved.ok && files.has(resolved.value)
    const detail = resolved.ok ? `“${resolved.value}” is there twice. Leave one out.` : resolved.error
    if (!resolved.ok || twice)
      throw new AppError('invalid', detail, { errors: [{ pointer: `/files/${index}`, detail, code: 'path' }] })
    files.set(resolved.value, Buffer.from(base64 ?? text ?? '', base64 === undefined ? 'utf8' : 'base64'))
  }
  return importFolder(context, actor, withoutOuterFolder(files), options)
}

async function importFolder(
  context: Context,
  actor: OwnerActor,
  files: Files,
  { dryRun, revision }: ImportOptions,
): Promise<ImportAnswer> {
  let findings: readonly Finding[] = []
  let changes: readonly Change[] = []
  let count = 0
  let imported = false
  const version = await changeConfiguration(context, actor, revision, ({ servers: before }) => {
    const read = readFolder(files, { now: context.now(), kept: keptFrom(before) })
    const idOf = new Map(before.map(({ file, id }) => [file, id]))
    const after = (read.configuration?.servers ?? []).map(
      (server): OpenServer => ({ ...server, id: idOf.get(server.file) ?? randomUUID() }),
    )
    const clashes = checkFiles({ servers: after }).map((one): Finding => ({ ...one, line: null, column: null }))
    findings = [...read.findings, ...clashes]
    count = after.length
    if (!read.configuration || clashes.length > 0) return undefined
    changes = diffOpen(before, after)
    imported = !dryRun
    if (dryRun || (changes.length === 0 && before.length > 0)) return undefined
    return { action: 'import', detail: { joinServers: after.length, changes: changes.length }, servers: after }
  })
  return { imported, version, joinServers: count, findings: [...findings], changes: [...changes] }
}

/** In memory, where contents can be compared as they are; nothing of a secret is in the answer. */
function diffOpen(before: readonly OpenServer[], after: readonly OpenServer[]): Change[] {
  const comparable = (servers: readonly OpenServer[]) => ({
    servers: servers.map(
      (server): StoredServer => ({
        id: server.id,
        ...mapServer(
          server,
          (value) => value,
          (content) => content,
        ),
      }),
    ),
  })
  return diffConfigurations(comparable(before), comparable(after))
}

function keptFrom(servers: readonly OpenServer[]): KeptSecrets {
  const keys = new Map(
    servers.flatMap((server) =>
      server.tls?.key ? tlsFilesOf(server).filter(([, content]) => content === server.tls?.key?.content) : [],
    ),
  )
  const byFile = new Map(servers.map((server) => [server.file, server]))
  // What was given for one server does not go to another one that is written into the same file.
  const storedFor = (file: string, target: Pick<OpenServer, 'scheme' | 'fqdn'>) => {
    const server = byFile.get(file)
    return server && isSameServer(server, target) ? server : undefined
  }
  return {
    key: (path) => keys.get(path),
    password: (file, username, target) => {
      const auth = storedFor(file, target)?.basicAuth
      return auth?.username === username ? auth.password : undefined
    },
    header: (file, name, target) =>
      storedFor(file, target)?.headers.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value,
  }
}
