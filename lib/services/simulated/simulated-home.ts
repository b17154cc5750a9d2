/** The home folder of a simulated gateway between two contacts: one sealed value. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { KeyProvider } from '#lib/hsm/key-provider.ts'

/** In bytes. Larger files are not kept: an update that came along, never a credential. */
const MAX_FILE = 16 * 1024

export type HomeFiles = Readonly<Record<string, string>>

const purpose = (eui: Eui): string => `simulated-home:${eui}`

export const sealHome = (keys: KeyProvider, eui: Eui, files: HomeFiles): Buffer =>
  keys.seal(
    Buffer.from(
      JSON.stringify(
        Object.fromEntries(
          Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'latin1').toString('base64')]),
        ),
      ),
    ),
    purpose(eui),
  )

/** Writes the sealed files to a folder of their own, lets `use` work in it, and seals what is there afterwards. */
export async function withHome<T>(
  keys: KeyProvider,
  eui: Eui,
  sealed: Buffer,
  use: (folder: string) => Promise<T>,
): Promise<{ readonly value: T; readonly sealed: Buffer }> {
  const files = JSON.parse(keys.open(sealed, purpose(eui)).toString()) as Record<string, string>
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-simulated-'))
  try {
    for (const [name, base64] of Object.entries(files)) {
      await writeFile(join(folder, basename(name)), Buffer.from(base64, 'base64'), { mode: 0o600 })
    }
    const value = await use(folder)
    const left: Record<string, string> = {}
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      if ((await stat(path)).size <= MAX_FILE) left[name] = (await readFile(path)).toString('latin1')
    }
    return { value, sealed: sealHome(keys, eui, left) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
