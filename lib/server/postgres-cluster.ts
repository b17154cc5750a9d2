/** The folder of an embedded PostgreSQL: who owns it, how it is made, and which process still serves it. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { DATABASE_ROLE, databaseRecordFile, readDatabaseRecord, writeDatabaseRecord } from './database-record.ts'
import type { Account, PostgresBinaries } from './postgres-binaries.ts'

export interface Cluster {
  /** The folder that PostgreSQL calls its data directory. */
  readonly folder: string
  /** How PostgreSQL is told about it. */
  readonly address: string
  /** Undefined: this process's own. */
  readonly account: Account | undefined
  readonly password: string
}

const PORT_LINE = 3
const STATUS_LINE = 7

export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'postgres')
}

/**
 * The account for PostgreSQL: root gives way to the owner of the cluster or of the data folder (somebody who starts
 * Gatehouse as an ordinary user), else to `nobody`; anybody else stays who they are.
 */
export function accountFor(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owners = [clusterFolder(dataDir), dataDir].map((folder) => statSync(folder, { throwIfNoEntry: false }))
  const owner = owners.find((folder) => folder && folder.uid !== 0)
  return owner ? { uid: owner.uid, gid: owner.gid } : nobody()
}

function nobody(): Account {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  // macOS writes -2 for 4294967294.
  return { uid: Number(uid ?? 65_534) >>> 0, gid: Number(gid ?? 65_534) >>> 0 }
}

/**
 * Opens the cluster under `dataDir`, and makes it when there is none.
 * @throws Error with a sentence for the reader.
 */
export async function openCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
  durable: boolean,
): Promise<Cluster> {
  const folder = clusterFolder(dataDir)
  const record = readDatabaseRecord(dataDir)
  if (existsSync(folder)) {
    if (!record) {
      throw new Error(
        `${databaseRecordFile(dataDir)} is missing, and with it the password of the database in ${folder}: put the file back from a backup.`,
      )
    }
    if (account) giveTo(folder, account)
    return clusterAt(folder, account, record.password)
  }
  const password = record?.password ?? randomBytes(24).toString('base64url')
  writeDatabaseRecord(dataDir, { ...record, password })
  // Made beside its place and moved there whole: a start that is killed half-way leaves nothing to be mistaken for a database.
  const draft = `${folder}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  if (account) chownSync(draft, account.uid, account.gid)
  await initialise(clusterAt(draft, account, password), binaries, dataDir, durable)
  renameSync(draft, folder)
  return clusterAt(folder, account, password)
}

/**
 * Another account than ours cannot walk to a folder that only we can enter. It need not: the process is placed in the
 * folder before it changes account, and /proc/self/cwd is a door that leads there without the way to it.
 */
function clusterAt(folder: string, account: Account | undefined, password: string): Cluster {
  return { folder, address: account && process.platform === 'linux' ? '/proc/self/cwd' : folder, account, password }
}

function giveTo(folder: string, account: Account): void {
  const { uid } = statSync(folder)
  if (uid === account.uid) return
  spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, folder])
  chmodSync(folder, 0o700)
}

async function initialise(
  cluster: Cluster,
  binaries: PostgresBinaries,
  dataDir: string,
  durable: boolean,
): Promise<void> {
  const passwordFile = join(dataDir, 'password.new')
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 })
  if (cluster.account) chownSync(passwordFile, cluster.account.uid, cluster.account.gid)
  const input = openSync(passwordFile, 'r')
  try {
    const args = ['-D', cluster.address, '-U', DATABASE_ROLE, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C']
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions')
    args.push(`--pwfile=${cluster.account ? '/dev/stdin' : passwordFile}`)
    if (!durable) args.push('--no-sync')
    const child = spawn(binaries.initdb, args, {
      ...cluster.account,
      cwd: cluster.folder,
      env: environmentFor(),
      stdio: [input, 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    }
    const code = await new Promise<number | string | null>((resolve) => {
      child.on('error', (error) => resolve(error.message))
      child.on('close', (status, signal) => resolve(status ?? signal))
    })
    if (code !== 0) {
      throw new Error(`The database could not be made in ${cluster.folder} (initdb: ${code}). ${lastLines(said)}`)
    }
  } finally {
    closeSync(input)
    rmSync(passwordFile, { force: true })
  }
}

/** Nothing of ours but what a C program needs: no PG… variable of the user changes the embedded server. */
export function environmentFor(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TMPDIR', 'SystemRoot', 'SYSTEMROOT', 'TEMP', 'TMP']
  const entries = Object.entries(process.env).filter(([name]) => kept.includes(name))
  return { ...Object.fromEntries(entries), LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv
}

export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').slice(0, 600)
}

export interface ServerFile {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** What a running (or killed) server wrote into its folder. */
export function readServerFile(folder: string): ServerFile | undefined {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (!Number.isInteger(pid) || pid <= 0) return undefined
    return { pid, port: Number(lines[PORT_LINE]), ready: lines[STATUS_LINE]?.trim() === 'ready' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The process that serves this folder now although no Gatehouse supervises it. */
export function findOrphan(folder: string): number | undefined {
  const file = readServerFile(folder)
  return file && isAlive(file.pid) && servesFolder(file.pid, folder) ? file.pid : undefined
}

/**
 * After a kill the file stays. PostgreSQL sees through that, except when its old number now belongs to a process of the
 * same account (as after the restart of a container). The number is then replaced by our own, which PostgreSQL ignores
 * as its parent's; the rest stays, because by it PostgreSQL finds children of a killed server that still run.
 */
export function disarmServerFile(folder: string): void {
  const path = join(folder, 'postmaster.pid')
  const file = readServerFile(folder)
  if (!file) {
    // Empty or unreadable: the machine stopped while it was written. PostgreSQL refuses to start over such a file.
    rmSync(path, { force: true })
    return
  }
  if (!isAlive(file.pid)) return
  const lines = readFileSync(path, 'utf8').split('\n')
  writeFileSync(path, [String(process.pid), ...lines.slice(1)].join('\n'))
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function servesFolder(pid: number, folder: string): boolean {
  if (process.platform === 'linux') {
    try {
      const [theirs, ours] = [statSync(`/proc/${pid}/cwd`), statSync(folder)]
      const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''))
      return program === 'postgres' && theirs.dev === ours.dev && theirs.ino === ours.ino
    } catch {
      // Another account's process: not one that this account started.
      return false
    }
  }
  const [command, args] =
    process.platform === 'win32'
      ? ['tasklist', ['/FI', `PID eq ${pid}`, '/NH']]
      : ['ps', ['-p', String(pid), '-o', 'command=']]
  return /postgres/.test(spawnSync(command as string, args as string[], { encoding: 'utf8' }).stdout ?? '')
}
