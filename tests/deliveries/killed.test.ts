/** kill -9 of the server and of PostgreSQL under load: every report that was accepted is delivered, in order. */
import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#lib/server/embedded-postgres.ts'
import { clusterFolder, readServerFile } from '#lib/server/postgres-cluster.ts'
import type { Context } from '#lib/services/context.ts'
import { makeConnection } from '#tests/downlink/downlink-maker.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import type { ServerOrder } from './server-process.ts'

const CREDENTIAL = 'ghr_killed'
const DEVICES = 24
const WRAPPING = randomBytes(32)

let dataDir: string
let postgres: EmbeddedPostgres
let context: Context
let receiver: Receiver
let connectionId: string
let server: ChildProcess | undefined
let port = 0

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-killed-'))
  postgres = await startEmbeddedPostgres({ dataDir, purpose: 'a test' })
  await migrateDatabase(postgres.url)
  context = {
    ...openDatabase(postgres.url, { max: 3 }),
    keys: createSoftwareProvider(WRAPPING),
    site: { gatewayHosts: [], consoleUrl: '', tls: null },
    now: () => new Date(),
  }
  const owner = await createTestOwner(context)
  const reportDigest = createHash('sha256').update(CREDENTIAL).digest()
  const made = await makeConnection(context, owner.ownerId, { reportDigest })
  receiver = await openReceiver(made.key)
  connectionId = made.id
  await context.sql`update connections set url = ${receiver.url} where id = ${connectionId}`
})
afterAll(async () => {
  server?.kill('SIGKILL')
  await receiver?.close()
  await context?.close()
  await postgres?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function startServer(): Promise<void> {
  const child = fork(fileURLToPath(new URL('./server-process.ts', import.meta.url)), {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'silent' },
  })
  server = child
  const order: ServerOrder = { url: postgres.url, key: WRAPPING.toString('hex'), work: true }
  port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)))
    child.once('exit', () => reject(new Error('the server ended')))
    child.send(order)
  })
}

async function killServer(): Promise<void> {
  const child = server
  const gone = new Promise((resolve) => child?.once('exit', resolve))
  child?.kill('SIGKILL')
  await gone
  await startServer()
}

/** The postmaster and with it every connection. */
function killPostgres(): void {
  const pid = readServerFile(clusterFolder(dataDir))?.pid
  if (!pid) throw new Error('PostgreSQL has no process')
  process.kill(pid, 'SIGKILL')
}

const deviceOf = (device: number) => `20635F01080004${device.toString(16).padStart(2, '0').toUpperCase()}`

test('every accepted report arrives, and each device in order', async () => {
  await startServer()
  const accepted = new Set<string>()
  let running = true
  const send = async (device: number, count: number): Promise<boolean> => {
    const fields = { DevEUI: deviceOf(device), FPort: 1, FCntUp: count, payload_hex: '00', CustomerID: '1' }
    try {
      const response = await fetch(`http://127.0.0.1:${port}/${connectionId}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${CREDENTIAL}` },
        body: JSON.stringify({ DevEUI_uplink: fields }),
        signal: AbortSignal.timeout(5_000),
      })
      await response.arrayBuffer()
      return response.status === 202
    } catch {
      return false
    }
  }
  /** Each device repeats a report until it is accepted, as a network server with retries does. */
  const load = Array.from({ length: DEVICES }, async (_, device) => {
    for (let count = 0; running; ) {
      if (await send(device, count)) accepted.add(`${deviceOf(device)}:${count++}`)
      else await new Promise((resolve) => setImmediate(resolve))
    }
  })
  const reach = (count: number) =>
    vi.waitFor(() => expect(accepted.size).toBeGreaterThanOrEqual(count), { timeout: 90_000 })
  await reach(500)
  await killServer()
  await reach(1_000)
  killPostgres()
  await reach(1_500)
  await killServer()
  await reach(2_000)
  running = false
  await Promise.all(load)

  const arrived = () => new Set(receiver.received.map(({ fields }) => `${fields.DevEUI}:${fields.FCntUp}`))
  await vi.waitFor(
    () => {
      const there = arrived()
      expect([...accepted].filter((one) => !there.has(one))).toHaveLength(0)
    },
    { timeout: 150_000, interval: 500 },
  )
  expect(receiver.received.every(({ genuine }) => genuine)).toBe(true)
  for (let device = 0; device < DEVICES; device++) {
    const counts = receiver.received
      .filter(({ fields }) => fields.DevEUI === deviceOf(device))
      .map(({ fields }) => Number(fields.FCntUp))
    const firsts = [...new Set(counts)]
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
  }
  const twice = receiver.received.length - arrived().size
  console.log(`accepted ${accepted.size}, arrived ${arrived().size}, of which ${twice} more than once`)
  await vi.waitFor(
    async () => {
      const [row] = await context.sql`select count(*)::int as waiting from deliveries where state <> 'delivered'`
      expect(row?.waiting).toBe(0)
    },
    { timeout: 60_000, interval: 500 },
  )
}, 400_000)
