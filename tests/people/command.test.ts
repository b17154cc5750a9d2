/** `gatehouse audit verify` as a process of its own. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { createTestDatabase, type TestDatabase } from '#tests/setup/test-database.ts'

const main = join(import.meta.dirname, '../../lib/cli/main.ts')
const run = promisify(execFile)
let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-audit-'))
})
afterAll(async () => {
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

async function gatehouse(...args: string[]) {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    DATA_DIR: folder,
  }
  return run(process.execPath, [main, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  )
}

test('says that the trail fits and what its head is, and exits 1 with what does not', {
  timeout: 120_000,
}, async () => {
  expect((await gatehouse('owner', 'create', '--id', '::5', '--name', 'Five')).code).toBe(0)
  const good = await gatehouse('audit', 'verify', '--owner', '::5')
  expect(good).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^1 entries fit their seals\.\nHead: 1:[0-9a-f]{64}\n$/),
  })
  const [, head = ''] = /Head: (\S+)/.exec(good.out) ?? []
  expect((await gatehouse('audit', 'verify', '--owner', '::5', '--head', head)).code).toBe(0)
  const { sql, close } = openDatabase(database.url, { max: 1 })
  await sql`update audit_entries set detail = '{"name": "Six"}' where seq = 1 and owner_id is not null`
  await close()
  const bad = await gatehouse('audit', 'verify', '--owner', '::5', '--json')
  expect(bad.code).toBe(1)
  expect(JSON.parse(bad.out)).toMatchObject({ intact: false, checked: 1, faults: [{ kind: 'altered', seq: 1 }] })
  expect(await gatehouse('audit', 'verify')).toMatchObject({ code: 0 })
  expect(await gatehouse('audit', 'verify', '--head', 'x')).toMatchObject({
    code: 1,
    err: expect.stringContaining('noted head'),
  })
})

test('takes a second factor away, where there is one', { timeout: 120_000 }, async () => {
  const { sql, close } = openDatabase(database.url, { max: 1 })
  const [person] = await sql<{ id: string }[]>`
    insert into users (email, name) values ('lost@example.org', 'Lost') returning id`
  await sql`
    insert into second_factors (user_id, secret_enc, created_at, confirmed_at)
    values (${person?.id ?? ''}, '\\x00', now(), now())`
  const reset = () => gatehouse('user', 'reset-second-factor', '--email', 'Lost@example.org')
  expect(await reset()).toMatchObject({ code: 0, out: '' })
  expect(await reset()).toMatchObject({ code: 1, err: expect.stringContaining('no second factor') })
  const [entry] = await sql`select actor, detail from audit_entries where action = 'second-factor.reset'`
  expect(entry).toEqual({ actor: 'cli', detail: { user: person?.id } })
  await close()
})
