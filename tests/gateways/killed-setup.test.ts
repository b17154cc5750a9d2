/** kill -9 in the middle of a bulk setup: every gateway is wholly set, with its version and its line in the trail, or untouched. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { type Eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import type { Context } from '#lib/services/context.ts'
import { keyPurpose } from '#lib/services/credential-store.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { createTestDatabase, type TestDatabase } from '#tests/setup/test-database.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { SIZE, setupEntries, WORKER_OWNER } from './setup-worker.ts'

let database: TestDatabase
let context: Context
let trust: string
const wrappingKey = randomBytes(32).toString('hex')

beforeAll(async () => {
  trust = (await makeCa()).pem
  database = await createTestDatabase()
  const opened = openDatabase(database.url, { max: 3 })
  const keys = await loadKeyProvider({ sql: opened.sql, dataDir: '/nonexistent', wrappingKey })
  context = {
    ...opened,
    keys,
    site: { gatewayHosts: ['localhost:9191'], consoleUrl: '', tls: null },
    now: () => new Date(),
  }
  await createTestOwner(context, WORKER_OWNER)
  const euis = Array.from({ length: SIZE }, (_, index) => euiFromBigInt(BigInt(index + 1)))
  await context.sql`
    insert into gateways (eui, owner_id, origin, flavor) select eui, ${WORKER_OWNER}, 'added', 'x' from unnest(${euis}::text[]) as e(eui)`
})
afterAll(async () => {
  await context?.close()
  await database?.drop()
})

const setRows = async () =>
  (await context.sql<{ count: number }[]>`select count(*)::int as count from credential_sets`)[0]?.count ?? 0

async function runAndKill(atLeast: number): Promise<number> {
  const worker = spawn(process.execPath, [fileURLToPath(new URL('./setup-worker.ts', import.meta.url))], {
    env: {
      ...process.env,
      WORKER_DATABASE: database.url,
      WORKER_KEY: wrappingKey,
      WORKER_TRUST: trust,
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = new Promise<NodeJS.Signals | null>((resolve) => worker.on('exit', (_, signal) => resolve(signal)))
  while ((await setRows()) < atLeast && worker.exitCode === null) await new Promise((resolve) => setImmediate(resolve))
  worker.kill('SIGKILL')
  expect(await gone).toBe('SIGKILL')
  // The server notices that its client is gone: only then has the last transaction been decided.
  for (;;) {
    const [row] = await context.sql<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name = 'gatehouse'
         and state <> 'idle' and pid <> pg_backend_pid()`
    if (row?.count === 0) break
  }
  return setRows()
}

test('a bulk that is killed leaves whole gateways only, and its repetition finishes it', async () => {
  const counts: number[] = []
  for (const atLeast of [1, 2_000]) {
    const count = await runAndKill(atLeast)
    counts.push(count)
    expect(count).toBeGreaterThanOrEqual(atLeast)
    expect(count).toBeLessThan(SIZE * 2)
    const rows = await context.sql<
      {
        eui: Eui
        cups: number | null
        tc: number | null
        revision: number
        sets: number
        audits: number
        seen: boolean
      }[]
    >`
      select g.eui, g.cups_version as cups, g.tc_version as tc, g.revision, g.last_setup_at is not null as seen,
             (select count(*)::int from credential_sets s where s.eui = g.eui and s.retired_at is null) as sets,
             (select count(*)::int from audit_entries a where a.eui = g.eui and a.action = 'gateway.setup') as audits
        from gateways g`
    const states = rows.map(({ eui: _, ...row }) => JSON.stringify(row))
    const whole = JSON.stringify({ cups: 1, tc: 1, revision: 1, sets: 2, audits: 1, seen: true })
    const untouched = JSON.stringify({ cups: null, tc: null, revision: 0, sets: 0, audits: 0, seen: false })
    const sorted = (text: string) => JSON.stringify(Object.entries(JSON.parse(text)).toSorted())
    expect(new Set(states.map(sorted))).toEqual(new Set([whole, untouched].map(sorted)))
  }
  // Every key that was stored opens: none is half a key.
  const keys = await context.sql<{ eui: Eui; category: 'cups' | 'tc'; version: number; key_enc: Buffer }[]>`
    select eui, category, version, key_enc from credential_sets where key_enc is not null`
  for (const row of keys)
    expect(context.keys.open(row.key_enc, keyPurpose(row.eui, row.category, row.version)).toString()).toBe(
      `Authorization: token-of-${row.eui}\r\n`,
    )
  // The same request again: what is stored is left as it is, the rest is done.
  const answers = await setupGateways(context, { ownerId: WORKER_OWNER, id: 'cli', address: null }, setupEntries(trust))
  expect(answers.filter((one) => one.error)).toEqual([])
  const [row] =
    await context.sql`select count(*)::int as gateways, sum(revision)::int as revisions from gateways where cups_version = 1 and tc_version = 1`
  expect(row).toEqual({ gateways: SIZE, revisions: SIZE })
})
