/** The keys of an installation (rules.md 22) on a real database and real files. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '#lib/db/client.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { loadKeyProvider, rotateWrappingKey } from '#lib/hsm/load-key-provider.ts'
import { createTestDatabase, type TestDatabase } from '#tests/setup/test-database.ts'

let testDatabase: TestDatabase
let database: Database
let folders: string[] = []

beforeEach(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.url, { max: 4 })
})
afterEach(async () => {
  await database.close()
  await testDatabase.drop()
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
  folders = []
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'gatehouse-keys-'))
  folders.push(path)
  return path
}

const load = (dataDir: string, wrappingKey?: string) => loadKeyProvider({ sql: database.sql, dataDir, wrappingKey })
const storedKeys = () => database.sql<{ value: Buffer }[]>`select value from site_secrets where name = 'data-key'`
const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'loaded',
    (error) => (error instanceof AppError ? error.detail : String(error)),
  )

describe('the first start', () => {
  test('makes a data key, wrapped in the database, and the key that opens it in a file for its owner alone', async () => {
    const dataDir = await folder()
    const sealed = (await load(dataDir)).seal(Buffer.from('secret'), 'p')
    const file = join(dataDir, 'wrapping-key')
    expect(await readdir(dataDir)).toEqual(['wrapping-key'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const wrappingKey = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
    const [record] = await storedKeys()
    expect(record?.value.includes(wrappingKey)).toBe(false)
    // The next start, from the file and from the environment.
    for (const provider of [await load(dataDir), await load(await folder(), wrappingKey.toString('hex'))])
      expect(provider.open(sealed, 'p').toString()).toBe('secret')
  })

  test('with a key of the environment, hex or Base64, writes no file', async () => {
    const dataDir = await folder()
    const wrappingKey = randomBytes(32)
    const sealed = (await load(dataDir, wrappingKey.toString('base64'))).seal(Buffer.from('secret'), 'p')
    expect(await readdir(dataDir)).toEqual([])
    for (const text of [wrappingKey.toString('hex').toUpperCase(), ` ${wrappingKey.toString('base64url')}\n`])
      expect((await load(dataDir, text)).open(sealed, 'p').toString()).toBe('secret')
  })

  test.each(['', 'x', 'ab'.repeat(31), `${'ab'.repeat(31)}g0`, randomBytes(31).toString('base64'), 'ä'.repeat(44)])(
    'refuses %j as a key',
    async (text) => {
      if (text === '') return expect(await refusal(load(await folder(), text))).toBe('loaded')
      expect(await refusal(load(await folder(), text))).toMatch(/^GATEHOUSE_WRAPPING_KEY is not a key/)
      expect(await storedKeys()).toHaveLength(0)
    },
  )

  test('of eight processes at once on one folder: one key, and all have it', async () => {
    const dataDir = await folder()
    const providers = await Promise.all(Array.from({ length: 8 }, () => load(dataDir)))
    const sealed = providers.map((provider) => provider.seal(Buffer.from('secret'), 'p'))
    for (const provider of providers)
      for (const one of sealed) expect(provider.open(one, 'p').toString()).toBe('secret')
    expect(await readdir(dataDir)).toEqual(['wrapping-key'])
    expect(await storedKeys()).toHaveLength(1)
  })

  test('of two machines at once, each with a key of its own: one is refused, and nothing is lost', async () => {
    const dataDirs = [await folder(), await folder()]
    const outcomes = await Promise.all(dataDirs.map((dataDir) => refusal(load(dataDir))))
    expect(outcomes.filter((one) => one === 'loaded')).toHaveLength(1)
    expect(outcomes.find((one) => one !== 'loaded')).toMatch(/^The wrapping key is not the one that this database/)
    expect(await storedKeys()).toHaveLength(1)
  })
})

describe('a later start', () => {
  test('without the key refuses, and makes none', async () => {
    await load(await folder())
    const before = await storedKeys()
    const empty = await folder()
    expect(await refusal(load(empty))).toMatch(/the key that opens them is missing\. Set GATEHOUSE_WRAPPING_KEY/)
    expect(await readdir(empty)).toEqual([])
    expect(await storedKeys()).toEqual(before)
  })

  test('with another key refuses, from the environment and from the file', async () => {
    const dataDir = await folder()
    await load(dataDir)
    const other = randomBytes(32).toString('hex')
    expect(await refusal(load(dataDir, other))).toMatch(/^The wrapping key is not the one/)
    await writeFile(join(dataDir, 'wrapping-key'), other)
    const refused = await refusal(load(dataDir))
    expect(refused).toMatch(/^The wrapping key is not the one/)
    expect(refused).not.toContain(other)
  })

  test('with a damaged key file names the file', async () => {
    const dataDir = await folder()
    await load(dataDir)
    await writeFile(join(dataDir, 'wrapping-key'), '')
    expect(await refusal(load(dataDir))).toContain(`${join(dataDir, 'wrapping-key')} is not a key`)
  })

  test.each([
    [
      'a batch',
      `insert into batches (eui_from, eui_to, span, flavor, root_key_enc, key_check_value)
                 values ('00', '01', '[0,1]', 'f', '\\x01', 'aa')`,
    ],
    ['a token', `insert into gateways (eui, origin, flavor, token_enc) values ('01', 'added', 'f', '\\x01')`],
    [
      'a key',
      `insert into credential_sets (eui, category, version, owner_id, uri, key_kind, key_enc, created_by)
               values ('01', 'cups', 1, '01', 'https://a:1', 'token', '\\x01', 'x')`,
    ],
    ['a site secret', `insert into site_secrets (name, value) values ('ca', '\\x01')`],
  ])('with %s in the database and no data key refuses: a new one would make it unreadable', async (_, statement) => {
    await database.sql.unsafe(statement)
    const dataDir = await folder()
    expect(await refusal(load(dataDir))).toMatch(/not the data key that they were encrypted with\. Restore/)
    expect(await readdir(dataDir)).toEqual([])
    expect(await storedKeys()).toHaveLength(0)
  })
})

describe('a rotation of the wrapping key', () => {
  const rotate = (dataDir: string, wrappingKey?: string, next?: string, destroyOld?: boolean) =>
    rotateWrappingKey({ sql: database.sql, dataDir, wrappingKey }, { next, destroyOld })

  test('makes a new file, keeps the old one for backups, and what was sealed opens as before', async () => {
    const dataDir = await folder()
    const sealed = (await load(dataDir)).seal(Buffer.from('secret'), 'p')
    const old = await readFile(join(dataDir, 'wrapping-key'), 'utf8')
    expect(await rotate(dataDir)).toBe('file')
    expect((await load(dataDir)).open(sealed, 'p').toString()).toBe('secret')
    const files = (await readdir(dataDir)).sort()
    expect(files).toEqual(['wrapping-key', expect.stringMatching(/^wrapping-key\.[0-9a-f]{16}$/)])
    expect(await readFile(join(dataDir, files[1] ?? ''), 'utf8')).toBe(old)
    expect(await rotate(dataDir, undefined, undefined, true)).toBe('file')
    expect((await readdir(dataDir)).length).toBe(2)
    expect((await load(dataDir)).open(sealed, 'p').toString()).toBe('secret')
  })

  test('that was killed between the database and the file still starts', async () => {
    const dataDir = await folder()
    const sealed = (await load(dataDir)).seal(Buffer.from('secret'), 'p')
    const before = await readFile(join(dataDir, 'wrapping-key'), 'utf8')
    await rotate(dataDir, undefined, undefined, true)
    const after = await readFile(join(dataDir, 'wrapping-key'), 'utf8')
    await writeFile(join(dataDir, 'wrapping-key'), before)
    await writeFile(join(dataDir, 'wrapping-key.next'), after)
    expect((await load(dataDir)).open(sealed, 'p').toString()).toBe('secret')
  })

  test('of a key in the environment needs the next one', async () => {
    const [one, next] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
    const dataDir = await folder()
    const sealed = (await load(dataDir, one)).seal(Buffer.from('secret'), 'p')
    expect(await refusal(rotate(dataDir, one))).toMatch(/^The wrapping key comes from GATEHOUSE_WRAPPING_KEY/)
    expect(await rotate(dataDir, one, next)).toBe('given')
    expect((await load(dataDir, next)).open(sealed, 'p').toString()).toBe('secret')
    expect(await refusal(load(dataDir, one))).toMatch(/^The wrapping key is not the one/)
  })
})
