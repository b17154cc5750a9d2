/** The supervisor of the embedded database, with real servers that are really killed. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, FolderInUseError, startEmbeddedPostgres } from '#lib/server/embedded-postgres.ts'
import { isAlive, readServerFile } from '#lib/server/postgres-cluster.ts'
import { eventually } from '#tests/support/eventually.ts'

let dataDir: string
let servers: EmbeddedPostgres[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-pg-'))
  servers = []
})

afterEach(async () => {
  for (const server of servers) await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const cluster = () => join(dataDir, 'postgres')

/** Not durable, which is faster, unless a test is about what a crash leaves. */
async function start(
  events: string[] = [],
  { folder = dataDir, durable = false }: { folder?: string; durable?: boolean } = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, durable, onEvent: (line) => events.push(line) })
  servers.push(server)
  return server
}

async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 2 })
  try {
    return [...(await sql.unsafe(statement))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function serverPid(): number {
  const file = readServerFile(cluster())
  if (!file) throw new Error('the server wrote no postmaster.pid')
  return file.pid
}

test('a server is durable, listens on 127.0.0.1 only, and keeps its rows and its port from start to start', async () => {
  const first = await start([], { durable: true })
  expect(await query(first.url, `select current_setting('fsync') f, current_setting('listen_addresses') l`)).toEqual([
    { f: 'on', l: '127.0.0.1' },
  ])
  expect(statSync(join(dataDir, 'database.json')).mode & 0o777).toBe(0o600)
  await query(first.url, 'create table kept as select 1 as one')
  await first.stop()
  expect(readServerFile(cluster())).toBeUndefined()
  const second = await start()
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'select one from kept')).toEqual([{ one: 1 }])
})

test('only the password of the folder opens the database', async () => {
  const { url } = await start()
  const wrong = new URL(url)
  wrong.password = 'wrong'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
})

test('a second server on the folder is refused with the name of the first', async () => {
  await start()
  await expect(start()).rejects.toThrow(FolderInUseError)
  await expect(start()).rejects.toThrow(new RegExp(`in use by .* \\(process ${process.pid}\\): stop it first`))
})

test('after a crash the server comes back on the same address with every committed row', async () => {
  const events: string[] = []
  const { url } = await start(events, { durable: true })
  await query(url, 'create table kept as select 1 as one')
  process.kill(serverPid(), 'SIGKILL')
  await eventually(() => expect(events).toContain('the database is back'))
  expect(events[0]).toMatch(/^the database ended unexpectedly \(SIGKILL\), restarting it$/)
  expect(await query(url, 'select one from kept')).toEqual([{ one: 1 }])
})

test('a server that a killed launcher left is stopped, and nothing that was acknowledged is lost', async () => {
  const module = JSON.stringify(new URL('../../lib/server/embedded-postgres.ts', import.meta.url).href)
  const program = `const { startEmbeddedPostgres } = await import(${module})
    const { url } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} })
    process.send(url)`
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const url = await new Promise<string>((resolve) => launcher.once('message', (message) => resolve(String(message))))
  await query(url, 'create table kept as select 1 as one')
  launcher.kill('SIGKILL')
  await new Promise((resolve) => launcher.once('exit', resolve))
  const orphan = serverPid()
  expect(isAlive(orphan)).toBe(true)

  const events: string[] = []
  const server = await start(events)
  expect(events).toEqual(['stopping the database that an earlier start left running'])
  expect(isAlive(orphan)).toBe(false)
  expect(await query(server.url, 'select one from kept')).toEqual([{ one: 1 }])
})

test.each([
  [
    'the number of a process that lives and is no PostgreSQL',
    (lines: string[]) => [String(process.pid), ...lines.slice(1)],
  ],
  ['the number of nobody', (lines: string[]) => ['4194300', ...lines.slice(1)]],
  ['nothing', () => []],
])('a postmaster.pid that was left and names %s does not keep the server from starting', async (_what, change) => {
  const first = await start()
  const path = join(cluster(), 'postmaster.pid')
  const left = readFileSync(path, 'utf8')
  await first.stop()
  writeFileSync(path, change(left.split('\n')).join('\n'))
  const second = await start()
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a start that was killed while the database was made begins anew', async () => {
  mkdirSync(join(dataDir, 'postgres.new', 'base'), { recursive: true })
  const { url } = await start()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a folder that only its owner can enter serves, for root too, whose server is not root', async () => {
  chmodSync(dataDir, 0o700)
  const inner = join(dataDir, 'deep', 'data')
  const { url } = await start([], { folder: inner })
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  const owner = statSync(join(inner, 'postgres')).uid
  expect(owner).toBe(process.getuid?.() === 0 ? 65_534 : process.getuid?.())
})

test('without the record of its password an existing database is not touched', async () => {
  const first = await start()
  await first.stop()
  rmSync(join(dataDir, 'database.json'))
  await expect(start()).rejects.toThrow(/database\.json is missing.*put the file back/)
})
