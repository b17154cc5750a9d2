/** Connections that end while they are used (docs/decisions/0112): who waits is told, nobody else is, the pool goes on. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase, type Statements } from '#lib/db/client.ts'
import { createTestDatabase, type TestDatabase } from '#tests/setup/test-database.ts'
import { eventually } from '#tests/support/eventually.ts'

let database: TestDatabase
/** Looks on, and ends the connections of the other. */
let observer: Database
/** One connection, so that whoever comes next gets the one that was lost. */
let used: Database
let proxy: Proxy | undefined
const faults: unknown[] = []
const onFault = (fault: unknown) => faults.push(fault)

beforeAll(async () => {
  database = await createTestDatabase()
  observer = openDatabase(database.url, { max: 2 })
  await observer.sql`create table marks (name text primary key)`
})
beforeEach(async () => {
  await observer.sql`truncate marks`
  used = openDatabase(database.url, { max: 1 })
  process.prependListener('uncaughtException', onFault)
  process.prependListener('unhandledRejection', onFault)
})
afterEach(async () => {
  await used.close()
  await proxy?.close()
  proxy = undefined
  process.off('uncaughtException', onFault)
  process.off('unhandledRejection', onFault)
  expect(faults.splice(0)).toEqual([])
})
afterAll(async () => {
  await observer?.close()
  await database?.drop()
})

/** As `CONNECTION_CLOSED`, or as the system says it where something was written before the end was noticed. */
const LOST = { code: expect.stringMatching(/^(CONNECTION_CLOSED|ECONNRESET|EPIPE)$/) }

async function backendOf(statements: Statements): Promise<number> {
  const [row] = await statements<{ pid: number }[]>`select pg_backend_pid() as pid`
  if (!row) throw new Error('no answer')
  return row.pid
}

/** Ends the server's side and waits until it is gone. */
async function endBackend(pid: number): Promise<void> {
  await observer.sql`select pg_terminate_backend(${pid})`
  await eventually(async () => {
    expect([...(await observer.sql`select pid from pg_stat_activity where pid = ${pid}`)]).toEqual([])
  })
}

/** Waits until the server works at the statement. */
const working = (pid: number) =>
  eventually(async () => {
    const [row] = await observer.sql`select wait_event from pg_stat_activity where pid = ${pid}`
    expect(row?.wait_event).toBe('PgSleep')
  })

const marks = async () =>
  (await observer.sql<{ name: string }[]>`select name from marks order by name`).map((m) => m.name)

async function expectPoolToWork(): Promise<void> {
  for (const name of ['first', 'second']) {
    await used.sql.begin((tx) => tx`insert into marks (name) values (${name})`)
  }
  expect(await marks()).toEqual(['first', 'second'])
}

describe('a transaction', () => {
  test('is rejected when its connection ends during a statement', async () => {
    const transaction = used.sql.begin(async (tx) => {
      const pid = await backendOf(tx)
      const sleeping = tx`select pg_sleep(600)`
      const ended = working(pid).then(() => endBackend(pid))
      await Promise.all([sleeping, ended])
    })
    await expect(transaction).rejects.toMatchObject(LOST)
    await expectPoolToWork()
  })

  test('is rejected when its connection ends between two statements', async () => {
    let late: Promise<unknown> | undefined
    const transaction = used.sql.begin(async (tx) => {
      await tx`insert into marks (name) values ('lost')`
      await endBackend(await backendOf(tx))
      late = Promise.resolve(tx`insert into marks (name) values ('late')`)
      await late
    })
    await expect(transaction).rejects.toMatchObject(LOST)
    await eventually(() => expect(late).toBeDefined())
    await expect(late).rejects.toMatchObject(LOST)
    await expectPoolToWork()
  })

  test('settles the statements that were still to be sent', async () => {
    let outcomes: PromiseSettledResult<unknown>[] = []
    let settled: Promise<unknown> | undefined
    const transaction = used.sql.begin(async (tx) => {
      const pid = await backendOf(tx)
      // Parameters of unknown types are asked for first: meanwhile the others queue.
      const statements = [tx`select pg_sleep(${600}::int)`, tx`select ${1}::int`, tx`select ${2}::int`]
      settled = Promise.allSettled(statements).then((all) => {
        outcomes = all
      })
      await working(pid)
      await endBackend(pid)
      await settled
    })
    await expect(transaction).rejects.toMatchObject(LOST)
    await settled
    expect(outcomes).toMatchObject(Array(3).fill({ status: 'rejected', reason: LOST }))
    await expectPoolToWork()
  })

  test('does nothing in the connection that takes the place of its own', async () => {
    const replaced = Promise.withResolvers<void>()
    let late: Promise<unknown> | undefined
    const transaction = used.sql.begin(async (tx) => {
      await endBackend(await backendOf(tx))
      await replaced.promise
      late = Promise.resolve(tx`insert into marks (name) values ('late')`)
      await late
    })
    await expect(transaction).rejects.toMatchObject(LOST)
    await used.sql.begin(async (tx) => {
      await tx`insert into marks (name) values ('next')`
      replaced.resolve()
      await eventually(() => expect(late).toBeDefined())
      await expect(late).rejects.toMatchObject(LOST)
      // Neither the late statement nor the rollback of the lost transaction came through here.
      await tx`insert into marks (name) values ('next, too')`
    })
    expect(await marks()).toEqual(['next', 'next, too'])
  })

  test('is rejected when its connection is reset, and the next one has a connection', async () => {
    proxy = await openProxy(database.url)
    const proxied = openDatabase(proxy.url, { max: 1 })
    const reset = proxy.reset
    const transaction = proxied.sql.begin(async (tx) => {
      const pid = await backendOf(tx)
      const sleeping = tx`select pg_sleep(600)`
      await Promise.all([sleeping, working(pid).then(reset)])
    })
    await expect(transaction).rejects.toMatchObject(LOST)
    for (const name of ['first', 'second']) {
      await proxied.sql.begin((tx) => tx`insert into marks (name) values (${name})`)
    }
    expect(await marks()).toEqual(['first', 'second'])
    await proxied.close()
  })
})

test('a reserved connection that ended rejects every further statement', async () => {
  const reserved = await used.sql.reserve()
  await endBackend(await backendOf(reserved))
  for (let count = 0; count < 3; count += 1) await expect(reserved`select ${count}::int`).rejects.toMatchObject(LOST)
  await expectPoolToWork()
})

test('the end of one connection is not told to the statement that gets the next', async () => {
  const pid = await backendOf(used.sql)
  const sleeping = used.sql`select pg_sleep(600)`
  const rejected = expect(sleeping).rejects.toMatchObject(LOST)
  await working(pid)
  await endBackend(pid)
  await rejected
  expect(await backendOf(used.sql)).not.toBe(pid)
})

test('a connection that ends while it learns the types is opened anew', async () => {
  proxy = await openProxy(database.url, 'pg_catalog.pg_type')
  const proxied = openDatabase(proxy.url, { max: 1 })
  const names = ['a', 'b']
  expect([...(await proxied.sql`select ${names}::text[] as names`)]).toEqual([{ names }])
  expect(proxy.cuts()).toBe(1)
  await proxied.close()
})

interface Proxy {
  readonly url: string
  /** Resets what is connected. */
  reset(): void
  /** How many connections were ended for what they sent. */
  cuts(): number
  close(): Promise<void>
}

/** Stands before the server. The first connection that sends `poison` is ended as the server does it. */
async function openProxy(databaseUrl: string, poison?: string): Promise<Proxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let cuts = 0
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
    upstream.on('data', (data) => client.write(data))
    client.on('data', (data) => {
      if (!poison || cuts > 0 || !data.includes(poison)) return upstream.write(data)
      cuts += 1
      client.end(shutdownMessage())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy()
      sockets.clear()
    },
    cuts: () => cuts,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The server's last words to a connection that it ends. */
function shutdownMessage(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0')
  const head = Buffer.from([0x45, 0, 0, 0, 0])
  head.writeUInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
