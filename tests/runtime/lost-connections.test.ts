/** Processes of ours when all their connections to the database end at once (docs/decisions/0112): they go on. */
import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { eui, formatId6 } from '#lib/domain/identifiers.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { openReceiver } from '#tests/deliveries/receiver.ts'
import { makeConnection } from '#tests/downlink/downlink-maker.ts'
import { createTestDatabase, type TestDatabase } from '#tests/setup/test-database.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { checkInRequest, sendRaw } from '#tests/support/raw-request.ts'

const ROUNDS = 3
const TOKEN = 'a-token-of-the-gateway'
const CREDENTIAL = 'ghr_lost'
const WRAPPING = randomBytes(32)
/** By this name PostgreSQL knows the connections of the process. */
const NAME = 'to be ended'

let database: TestDatabase
let context: Context & { close(): Promise<void> }
let owner: OwnerActor
let child: ChildProcess | undefined

beforeAll(async () => {
  database = await createTestDatabase()
  context = {
    ...openDatabase(database.url, { max: 4 }),
    keys: createSoftwareProvider(WRAPPING),
    site: { gatewayHosts: ['localhost:1'], consoleUrl: '', tls: null },
    now: () => new Date(),
  }
  owner = await createTestOwner(context, '::1', 1_000)
})
afterEach(() => {
  child?.kill('SIGKILL')
})
afterAll(async () => {
  await context?.close()
  await database?.drop()
})

async function startProcess(entry: string, order: object): Promise<number> {
  const url = new URL(database.url)
  url.searchParams.set('application_name', NAME)
  child = fork(fileURLToPath(new URL(entry, import.meta.url)), {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'silent' },
  })
  child.send({ url: url.href, ...order })
  const [port] = (await once(child, 'message')) as [number]
  return port
}

/** Ends every connection of the process while a statement that begins so, and comes of `work`, waits for `table`. */
async function endAll<T>(table: string, statement: string, work: () => Promise<T>): Promise<T> {
  let working: Promise<T> | undefined
  await context.sql.begin(async (tx) => {
    await tx`lock table ${tx(table)} in access exclusive mode`
    working = work()
    await eventually(async () => {
      const [row] = await context.sql`
        select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and application_name = ${NAME} and wait_event_type = 'Lock'
           and query ~ ${`^\\s*${statement}`}`
      expect(row?.waiting).toBeGreaterThan(0)
    })
    const ended = await tx<{ pid: number }[]>`
      select pid, pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = ${NAME}`
    const pids = ended.map(({ pid }) => pid)
    await eventually(async () => {
      const left = await context.sql`select pid from pg_stat_activity where pid = any(${pids}::int[])`
      expect([...left]).toEqual([])
    })
  })
  return working as Promise<T>
}

const isRunning = () => child?.exitCode === null && child.signalCode === null

test('a gateway plane goes on answering check-ins', async () => {
  const port = await startProcess('../firmware/plane-process.ts', { tls: await serverCertificate(context) })
  const gateways = Array.from({ length: 8 }, (_, index) => eui(`030000000000000${index}`))
  await addGateways(
    context,
    owner,
    gateways.map((gateway) => ({ gateway, flavorid: 'x', token: TOKEN })),
  )
  const checkIn = (gateway: (typeof gateways)[number], package_: string, token = TOKEN) =>
    sendRaw(port, [
      checkInRequest(
        {
          router: formatId6(gateway),
          cupsUri: null,
          tcUri: null,
          cupsCredCrc: 1,
          tcCredCrc: 2,
          package: package_,
          keys: [],
        },
        token,
      ),
    ])
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await endAll('gateways', 'select g.eui', () =>
      Promise.all(gateways.map((gateway) => checkIn(gateway, `during ${round}`))),
    )
    expect(answers.map(({ status }) => status)).toEqual(gateways.map(() => 200))
    // Only who can look the gateway up refuses: our own faults are answered with 200.
    await eventually(async () => expect((await checkIn(gateways[0] ?? eui('1'), '1', 'wrong')).status).toBe(401))
    for (const gateway of gateways) expect((await checkIn(gateway, `after ${round}`)).status).toBe(200)
    await eventually(async () => {
      const rows = await context.sql<{ eui: string }[]>`
        select distinct eui from check_ins where reported->>'package' = ${`after ${round}`}`
      expect(rows).toHaveLength(gateways.length)
    })
    expect(isRunning()).toBe(true)
  }
})

test('a server of reports refuses what it could not store, and goes on storing and delivering', async () => {
  const made = await makeConnection(context, owner.ownerId, {
    reportDigest: createHash('sha256').update(CREDENTIAL).digest(),
  })
  const receiver = await openReceiver(made.key)
  await context.sql`update connections set url = ${receiver.url} where id = ${made.id}`
  const port = await startProcess('../deliveries/server-process.ts', { key: WRAPPING.toString('hex'), work: true })
  let counter = 0
  const report = async () => {
    counter += 1
    const fields = { DevEUI: '20635F0108000401', FPort: 1, FCntUp: counter, payload_hex: '00', CustomerID: '1' }
    const response = await fetch(`http://127.0.0.1:${port}/${made.id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CREDENTIAL}` },
      body: JSON.stringify({ DevEUI_uplink: fields }),
    })
    await response.arrayBuffer()
    return { status: response.status, count: fields.FCntUp }
  }
  const delivered = () => receiver.received.map(({ fields }) => Number(fields.FCntUp))
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      expect((await report()).status).toBe(202)
      const lost = await endAll('deliveries', 'insert into deliveries', report)
      expect(lost.status).toBe(503)
      const accepted = await eventually(async () => {
        const next = await report()
        expect(next.status).toBe(202)
        return next.count
      })
      await eventually(() => expect(delivered()).toContain(accepted))
      expect(delivered()).not.toContain(lost.count)
      expect(isRunning()).toBe(true)
    }
  } finally {
    await receiver.close()
  }
})
