/**
 * One process at a time on a folder. The lock is a listening socket, which the kernel closes when its holder dies, so
 * no crash leaves a stale lock behind; whoever finds it taken can ask the holder what it is doing.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface LockHolder {
  readonly pid: number
  /** What the holder runs as, e.g. `npm start`. */
  readonly purpose: string
  /** `starting` until the holder calls `announce`. */
  readonly state: string
}

export interface FolderLock {
  readonly held: true
  /** Changes the state that others read. */
  announce(state: string): void
  release(): Promise<void>
}

export type LockAttempt = FolderLock | { readonly held: false; readonly holder: LockHolder }

const ANSWER_TIME = 2_000

/** Takes the lock on `folder` (made when missing), or tells who has it. Never waits for the holder. */
export async function lockFolder(folder: string, purpose: string): Promise<LockAttempt> {
  mkdirSync(folder, { recursive: true })
  const address = addressOf(folder)
  for (let attempt = 0; ; attempt += 1) {
    let state = 'starting'
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.end(`${JSON.stringify({ pid: process.pid, purpose, state } satisfies LockHolder)}\n`)
    })
    if (await listen(server, address)) {
      server.unref()
      return {
        held: true,
        announce: (next) => {
          state = next
        },
        release: () => new Promise<void>((resolve) => server.close(() => resolve())),
      }
    }
    const holder = await ask(address)
    if (holder) return { held: false, holder }
    // A socket file without a listener: its owner died. (Linux and Windows have no file.) Or it ended just now.
    if (attempt >= 20) throw new Error(`the lock on ${folder} (${address}) can be neither taken nor asked`)
    if (address.endsWith('.sock')) rmSync(address, { force: true })
  }
}

/** Who holds the lock on `folder`, if anybody. */
export async function readLockHolder(folder: string): Promise<LockHolder | undefined> {
  return statSync(folder, { throwIfNoEntry: false }) ? ask(addressOf(folder)) : undefined
}

/** By device and inode, so that two paths to one folder are one lock. */
function addressOf(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true })
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 24)
  if (process.platform === 'linux') return `\0gatehouse-${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\gatehouse-${name}`
  return join(tmpdir(), `gatehouse-${name}.sock`)
}

function listen(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    })
    server.listen(address, () => resolve(true))
  })
}

/** The holder's own words; undefined when nobody listens. A holder too busy to answer is still a holder. */
function ask(address: string): Promise<LockHolder | undefined> {
  return new Promise((resolve) => {
    let text = ''
    const busy: LockHolder = { pid: 0, purpose: 'another process', state: 'busy' }
    const socket = connect(address)
    socket.setEncoding('utf8')
    socket.setTimeout(ANSWER_TIME, () => {
      socket.destroy()
      resolve(busy)
    })
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('end', () => {
      try {
        resolve(JSON.parse(text) as LockHolder)
      } catch {
        resolve(undefined)
      }
    })
    socket.on('error', () => resolve(undefined))
  })
}
