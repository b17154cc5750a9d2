/** The files of an interoperability configuration, from a folder or a zip, without a database. */
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AppError } from '#lib/domain/app-error.ts'
import type { Finding } from '#lib/domain/interop/finding.ts'
import type { Files } from '#lib/domain/interop/read-folder.ts'
import { readZip, ZIP_LIMITS } from '#lib/domain/interop/read-zip.ts'
import { pathOfCaller } from './caller-path.ts'

export interface FoundFiles {
  readonly files: Files
  /** Links that lead out of the folder. */
  readonly findings: readonly Finding[]
}

/** Throws `AppError` where there is nothing to read. */
export async function readInteropFolder(given: string): Promise<FoundFiles> {
  const path = pathOfCaller(given)
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new AppError(
      'bad_request',
      `${path} cannot be read (${error.code}). Give the folder that holds config.yml, or a zip of it.`,
    )
  })
  if (!found.isDirectory()) {
    if (found.size > ZIP_LIMITS.packed)
      throw new AppError('bad_request', `${path} is too large for a zip of a configuration.`)
    const zip = readZip(await readFile(path))
    if (!zip.ok) throw new AppError('bad_request', `${path}: ${zip.error}`)
    return { files: zip.value, findings: [] }
  }
  const files = new Map<string, Uint8Array>()
  const findings: Finding[] = []
  await collect(await realpath(path), '', files, findings)
  return { files, findings }
}

/** Links to files inside the folder are followed, as Kubernetes mounts have them; folders only by their own name. */
async function collect(
  root: string,
  folder: string,
  files: Map<string, Uint8Array>,
  findings: Finding[],
): Promise<void> {
  const names = (await readdir(join(root, folder))).sort()
  for (const name of names) {
    if (name.startsWith('..') || name === '.git' || name === 'node_modules') continue
    const path = folder ? `${folder}/${name}` : name
    const full = join(root, path)
    const entry = await lstat(full)
    if (entry.isDirectory()) await collect(root, path, files, findings)
    else if (entry.isFile()) await add(full, path, files)
    else if (entry.isSymbolicLink()) {
      const target = await realpath(full).catch(() => null)
      const inside =
        target !== null && !relative(root, target).startsWith(`..${sep}`) && relative(root, target) !== '..'
      if (inside && target && (await stat(target)).isFile()) await add(target, path, files)
      else
        findings.push(
          link(path, target === null ? 'leads nowhere' : inside ? 'is a link to a folder' : 'leads out of the folder'),
        )
    }
  }
}

async function add(full: string, path: string, files: Map<string, Uint8Array>): Promise<void> {
  const { size } = await stat(full)
  if (size > ZIP_LIMITS.file) return
  if (files.size >= ZIP_LIMITS.entries) {
    throw new AppError(
      'bad_request',
      `The folder holds more than ${ZIP_LIMITS.entries} files. Give the folder that holds config.yml.`,
    )
  }
  files.set(path, await readFile(full))
}

const link = (file: string, what: string): Finding => ({
  severity: 'warning',
  code: 'link',
  file,
  line: null,
  column: null,
  field: '',
  message: `This link ${what} and is not followed. Put the file itself here.`,
})
