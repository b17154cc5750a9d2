/** A real PKCS#11 token for tests: SoftHSM2, with a token folder of its own. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenSettings } from '#lib/hsm/pkcs11-token.ts'

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
]

/** The module, or undefined when it is not installed. */
export function findSoftHsm(): string | undefined {
  return MODULES.find((path) => existsSync(path))
}

/** Whether it can be used here: the module is there, and the binding was compiled at install. */
export async function hasSoftHsm(): Promise<boolean> {
  if (!findSoftHsm()) return false
  return import('pkcs11js').then(
    () => true,
    () => false,
  )
}

export interface SoftHsm {
  readonly settings: TokenSettings
  /** Path of SoftHSM's own configuration, for other processes (`SOFTHSM2_CONF`). */
  readonly config: string
  /** Pulls the token out, and puts it back. */
  remove(): void
  insert(): void
  delete(): void
}

const PIN = '4711-gatehouse'

/** Makes a token and lets this process see it: SoftHSM reads `SOFTHSM2_CONF` when it is initialised. */
export function makeSoftHsm(label = 'gatehouse'): SoftHsm {
  const module = findSoftHsm()
  if (!module) throw new Error('SoftHSM2 is not installed: apt-get install softhsm2')
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-hsm-'))
  const tokens = join(folder, 'tokens')
  const config = join(folder, 'softhsm2.conf')
  mkdirSync(tokens)
  writeFileSync(config, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  process.env.SOFTHSM2_CONF = config
  const args = ['--init-token', '--free', '--label', label, '--pin', PIN, '--so-pin', 'so-4711']
  execFileSync('softhsm2-util', args, { env: { ...process.env, SOFTHSM2_CONF: config }, stdio: 'ignore' })
  return {
    settings: { module, label, pin: PIN },
    config,
    remove: () => renameSync(tokens, `${tokens}.out`),
    insert: () => renameSync(`${tokens}.out`, tokens),
    delete: () => rmSync(folder, { recursive: true, force: true }),
  }
}
