/** Files that commands of `batch` write: never over another one, and readable by their owner alone. */
import { mkdir, open, readdir, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { AppError } from '#lib/domain/app-error.ts'
import { kitFiles, kitLine } from '#lib/domain/batches/kit-files.ts'
import { type Kit, kitCsv, kitZip } from '#lib/services/batches/personalise.ts'
import { pathOfCaller } from './caller-path.ts'

const PRIVATE = 0o600

/** Writes a new file piece by piece. */
export async function writeNewFile(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const target = pathOfCaller(path)
  const file = await open(target, 'wx', PRIVATE).catch((error: NodeJS.ErrnoException) => {
    throw new AppError(
      'invalid',
      error.code === 'EEXIST'
        ? `${path} is there already. Give another name, or remove it.`
        : `${path} cannot be written (${error.code}): check the path.`,
    )
  })
  try {
    for await (const piece of pieces) await file.write(piece)
  } catch (error) {
    // Half a file would be taken for a whole one.
    await unlink(target)
    throw error
  } finally {
    await file.close()
  }
}

/** A kit as the name says: `.csv`, `.zip`, or a folder with one folder per gateway. */
export async function writeKit(path: string, open: () => Promise<Kit>): Promise<number> {
  if (/\.(csv|zip)$/i.test(path)) {
    let count = 0
    const pieces = async function* () {
      const kit = await open()
      count = kit.count
      yield* /\.csv$/i.test(path) ? kitCsv(kit) : kitZip(kit)
    }
    await writeNewFile(path, pieces())
    return count
  }
  const folder = pathOfCaller(path)
  await makeEmptyFolder(folder)
  return writeFolders(folder, await open())
}

async function makeEmptyFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if ((await readdir(path)).length > 0) throw new AppError('invalid', `${path} is not empty. Give a new folder.`)
}

/** Gateways whose folders are written at once. */
const AT_ONCE = 32

async function writeFolders(path: string, kit: Kit): Promise<number> {
  const lines: string[][] = [[...kit.columns]]
  let under: Promise<void>[] = []
  for await (const gateway of kit.gateways) {
    lines.push(kitLine(kit.site, gateway))
    const folder = join(path, gateway.eui.toUpperCase())
    under.push(writeFiles(folder, kitFiles(kit.site, gateway)))
    if (under.length < AT_ONCE) continue
    await Promise.all(under)
    under = []
  }
  await Promise.all(under)
  await writeFile(join(path, 'gateways.csv'), stringify(lines, { record_delimiter: '\r\n' }), { mode: PRIVATE })
  return kit.count
}

async function writeFiles(
  folder: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes, { mode: PRIVATE })
}
