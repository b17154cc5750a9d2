/** `gatehouse batch …` as processes of their own: a twin ceremony in both directions, with OpenSSL as the twin. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aesCmac, keyCheckValue } from '#lib/domain/key-derivation.ts'
import { createTestDatabase, type TestDatabase } from '#tests/setup/test-database.ts'

const main = join(import.meta.dirname, '../../lib/cli/main.ts')
const run = promisify(execFile)
const OAEP = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_mgf1_md:sha256'].flatMap((one) => ['-pkeyopt', one])
let database: TestDatabase
let folder: string
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-batch-'))
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
    DATA_DIR: at('data'),
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

test('exports a root to a twin, imports one of the twin, and makes kit, labels and PINs', async () => {
  await run('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', at('twin.pem')])
  await run('openssl', ['pkey', '-in', at('twin.pem'), '-pubout', '-out', at('twin-public.pem')])
  const first = ['--from', '00-11-22-FF-FE-00-00-00', '--to', '00-11-22-FF-FE-00-00-FF', '--flavor', 'roof']
  const made = await gatehouse('batch', 'create', ...first, '--export-to', at('twin-public.pem'))
  expect(made).toMatchObject({ code: 0, err: expect.stringMatching(/Key check value [0-9a-f]{6}/) })
  await writeFile(at('root.wrapped'), Buffer.from(made.out, 'base64'))
  await run('openssl', [
    'pkeyutl',
    '-decrypt',
    '-inkey',
    at('twin.pem'),
    '-in',
    at('root.wrapped'),
    '-out',
    at('root.key'),
    ...OAEP,
  ])
  const root = await readFile(at('root.key'))
  expect(made.err).toContain(keyCheckValue(aesCmac(root)))

  const ours = await gatehouse('batch', 'transport-key')
  expect(ours).toMatchObject({ code: 0, err: expect.stringMatching(/SHA-256 [0-9a-f]{64}/) })
  await writeFile(at('ours.pem'), ours.out)
  await writeFile(at('own.key'), Buffer.alloc(32, 5))
  await run('openssl', [
    'pkeyutl',
    '-encrypt',
    '-pubin',
    '-inkey',
    at('ours.pem'),
    '-in',
    at('own.key'),
    '-out',
    at('own.wrapped'),
    ...OAEP,
  ])
  const second = [
    '--from',
    '001122fffe010000',
    '--to',
    '001122fffe0100ff',
    '--flavor',
    'roof',
    '--wrapped',
    at('own.wrapped'),
  ]
  const differs = await gatehouse('batch', 'import', ...second, '--key-check-value', '000000')
  expect(differs).toMatchObject({ code: 1, err: expect.stringMatching(/^The key check values differ/m) })
  expect((await gatehouse('batch', 'import', ...second)).out).toBe(`${keyCheckValue(aesCmac(Buffer.alloc(32, 5)))}\n`)
  const overlap = await gatehouse(
    'batch',
    'create',
    '--from',
    '001122fffe0000ff',
    '--to',
    '001122fffe000100',
    '--flavor',
    'x',
  )
  expect(overlap).toMatchObject({ code: 1, err: expect.stringMatching(/belongs to another batch/) })

  const part = ['--from', '001122fffe000000', '--to', '001122fffe000003']
  expect((await gatehouse('batch', 'personalise', ...part, '--out', at('kit'))).out).toBe('4 gateways\n')
  expect(await readdir(at('kit'))).toHaveLength(5)
  expect((await gatehouse('batch', 'labels', ...part, '--out', at('labels.pdf'))).out).toBe('4 labels\n')
  const again = await gatehouse('batch', 'labels', ...part, '--out', at('labels.pdf'))
  expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/is there already/) })

  await gatehouse('owner', 'create', '--id', '::7', '--name', 'Seven')
  const recipient = await identityToRecipient(await generateX25519Identity())
  const pins = ['batch', 'export-pins', ...part, '--owner', '::7', '--recipient', recipient, '--out']
  expect(await gatehouse(...pins, at('pins.age'))).toMatchObject({ code: 0, out: '4 claim PINs\n' })
  expect(await gatehouse(...pins, at('more.age'))).toMatchObject({ code: 1, err: expect.stringMatching(/go out once/) })
  expect(await readdir(folder)).not.toContain('more.age')

  await writeFile(at('codes.csv'), '\uFEFFeui;code\r\n58a0cbfffe801234;abcdef12\r\n58a0cbfffe801235;abc\r\n')
  const codes = ['batch', 'import-codes', '--file', at('codes.csv'), '--name', 'Indoor', '--flavor', 'indoor']
  const faulty = await gatehouse(...codes)
  expect(faulty).toMatchObject({ code: 1, err: expect.stringMatching(/line 3: The claim code has 3 characters/) })
  await writeFile(at('codes.csv'), '58a0cbfffe801234,abcdef12\n')
  expect((await gatehouse(...codes)).out).toBe('1 codes imported\n')
}, 120_000)
