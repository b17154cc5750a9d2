import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type HomeContents, makeHome } from '#lib/station/make-home.ts'
import { keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { ok, segment, status } from './answer-bytes.ts'
import { type RawServer, startRawServer } from './raw-server.ts'

const main = join(import.meta.dirname, '../../lib/station/main.ts')
const secret = 'Authorization: very-secret-token\r\n'
let folder: string
let ca: TestCertificate
let server: RawServer

beforeAll(async () => {
  ca = await makeCa()
  const leaf = await makeLeaf(ca, { dnsNames: ['localhost'] })
  server = await startRawServer({ cert: leaf.pem, key: keyPem(leaf.key) })
})
afterAll(() => server.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'station-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const home = (contents: HomeContents = {}) =>
  makeHome(folder, {
    eui: 'B8-27-EB-FF-FE-A6-7A-72',
    'cups-boot': { uri: `https://localhost:${server.port}`, trust: ca.der, key: secret },
    ...contents,
  })

async function station(...args: string[]) {
  const child = spawn(process.execPath, [main, '--home', folder, ...args])
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const [code] = await once(child, 'close')
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }
}

describe('npm run station', () => {
  it('makes one contact with the bootstrap token and tells about it, without any secret', async () => {
    home()
    const cupsUri = `https://localhost:${server.port}`
    server.answer(ok({ cupsUri, tcUri: 'wss://lns:443', tcCred: segment(ca.der, null, Buffer.from(secret)) }))
    const { code, out, err } = await station('--once', '--verbose')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('B8-27-EB-FF-FE-A6-7A-72  (b827:ebff:fea6:7a72)')
    expect(out).toContain('with cups-boot, authenticating with a token')
    expect(out).toContain('cups.uri')
    expect(out).toContain('tc.key')
    expect(out).toContain('in 1 minute, with cups, LNS link taken as up')
    expect(out).toContain('> Authorization: …')
    expect(out).not.toContain('very-secret')
  })

  it('speaks JSON', async () => {
    home({ package: '1.0' })
    server.answer(ok())
    const { code, out } = await station('--once', '--json', '--model', 'corecell', '--package', '2.0')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      result: 'done',
      set: 'cups-boot',
      skipped: ['cups', 'cups-bak'],
      unchanged: true,
      harm: [],
      state: { router: 'b827:ebff:fea6:7a72', model: 'corecell', package: '2.0' },
    })
    expect(server.requests.at(-1)?.toString()).toContain('"model":"corecell","package":"2.0","keys":[]}')
  })

  it('ends with 1 when the server refuses', async () => {
    home()
    server.answer(status(401))
    const { code, out } = await station('--once')
    expect(code).toBe(1)
    expect(out).toContain('rejected: HTTP status 401')
  })

  it.each([
    ['no home', () => rmSync(folder, { recursive: true }), /is not a folder/],
    ['no URI', () => makeHome(folder, { eui: '::1' }), /No server URIs configured/],
    ['no EUI', () => makeHome(folder, { cups: { uri: 'http://a:1' } }), /--eui/],
    ['a malformed URI', () => home({ cups: { uri: 'https://a:1/' } }), /cups\.uri: Misconfigured URI/],
  ] as const)('ends with 2 and one sentence: %s', async (_what, make, sentence) => {
    make()
    const { code, out, err } = await station('--once')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(sentence)
    expect(err).not.toMatch(/^\s+at /m)
  })

  it('runs on with its timers until Ctrl-C', async () => {
    home({ cups: { uri: `https://localhost:${server.port}`, trust: ca.der, key: secret } })
    server.answer(ok())
    const before = server.requests.length
    const child = spawn(process.execPath, [main, '--home', folder, '--json', '--resync', '0.01'])
    const results: string[] = []
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        results.push(...chunk.toString().trim().split('\n'))
        if (results.length >= 3) resolve()
      })
    })
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([0, null])
    expect(server.requests.length - before).toBeGreaterThanOrEqual(3)
    expect(JSON.parse(results[0] ?? '')).toMatchObject({ result: 'done', backedUp: true })
    expect(JSON.parse(results[1] ?? '')).toMatchObject({ result: 'done', backedUp: false })
  })
})
