import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeHome } from '#lib/station/make-home.ts'
import { createStation } from '#lib/station/station.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { type AnswerParts, ok, segment } from './answer-bytes.ts'
import { type RawServer, startRawServer } from './raw-server.ts'

const update = Buffer.from('#!/bin/sh\necho 1.1 > version.txt\n')

function signer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const raw = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return { privateKey, raw, crc: crc32(raw) }
}
const signed = (key: KeyObject, hash = 'sha512', bytes = update) => sign(hash, bytes, { key, dsaEncoding: 'der' })
const one = signer()
const two = signer()

let folder: string
let server: RawServer
beforeAll(async () => {
  server = await startRawServer()
})
afterAll(() => server.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'station-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function offer(keys: readonly Buffer[], parts: AnswerParts, cutAt?: number) {
  server.answer(ok(parts).subarray(0, cutAt))
  const uri = `http://127.0.0.1:${server.port}`
  makeHome(folder, { eui: '::1', cups: { uri }, package: '1.0', signatureKeys: keys })
  const executed: string[] = []
  const station = createStation({ home: folder, runUpdate: (path, bytes) => executed.push(`${path} ${bytes.length}`) })
  return { station, executed, outcome: await station.checkIn() }
}

describe('firmware (cups.md §5)', () => {
  it('executes an unsigned update when there are no keys', async () => {
    const { outcome, executed, station } = await offer([], { update })
    expect(outcome.firmware).toMatchObject({ executed: true, size: update.length, keyCrc: null })
    expect(executed).toEqual([`${folder}/update.bin ${update.length}`])
    expect(station.home.read('update.bin')).toEqual(update)
    expect(server.requests.at(-1)?.toString()).toContain('"keys":[]}')
  })

  it('executes an update that one of its keys verifies, and reports their CRCs in order', async () => {
    const { outcome, executed } = await offer([one.raw, two.raw], {
      update,
      keyCrc: two.crc,
      signature: signed(two.privateKey),
    })
    expect(outcome.firmware).toMatchObject({ executed: true, keyCrc: two.crc, harm: [] })
    expect(executed).toHaveLength(1)
    expect(server.requests.at(-1)?.toString()).toContain(`"keys":[${one.crc},${two.crc}]}`)
  })

  it.each([
    ['a signature without keys', () => [], () => ({ keyCrc: one.crc, signature: signed(one.privateKey) })],
    ['no signature with keys', () => [one.raw], () => ({})],
    ['the signature of a stranger', () => [one.raw], () => ({ keyCrc: one.crc, signature: signed(two.privateKey) })],
    [
      'a signature over SHA-256',
      () => [one.raw],
      () => ({ keyCrc: one.crc, signature: signed(one.privateKey, 'sha256') }),
    ],
    [
      'the signature of something else',
      () => [one.raw],
      () => ({ keyCrc: one.crc, signature: signed(one.privateKey, 'sha512', Buffer.from('x')) }),
    ],
    ['a signature that is not DER', () => [one.raw], () => ({ keyCrc: one.crc, signature: Buffer.alloc(64, 1) })],
    [
      'a key that is no point of the curve',
      () => [Buffer.alloc(64, 1)],
      () => ({ keyCrc: 1, signature: signed(one.privateKey) }),
    ],
    [
      'a key of another size',
      () => [Buffer.concat([one.raw, Buffer.of(0)])],
      () => ({ keyCrc: one.crc, signature: signed(one.privateKey) }),
    ],
  ] as const)('aborts %s: the file is deleted, the session looks normal', async (_what, keys, parts) => {
    const { outcome, executed, station } = await offer(keys(), { update, ...parts() })
    expect(outcome).toMatchObject({ result: 'done', reason: null, firmware: { executed: false } })
    expect(outcome.state.package).toBe('1.0')
    expect(executed).toEqual([])
    expect(station.home.exists('update.bin')).toBe(false)
  })

  it('takes a good signature under the CRC of another key, and notes the harm', async () => {
    const { outcome } = await offer([one.raw], { update, keyCrc: 1, signature: signed(one.privateKey) })
    expect(outcome.firmware?.executed).toBe(true)
    expect(outcome.harm.map((harm) => harm.code)).toEqual(['wrong-key-crc'])
  })

  it('executes a stored update again at each start', async () => {
    await offer([], { update })
    const again: number[] = []
    const station = createStation({ home: folder, runUpdate: (_path, bytes) => again.push(bytes.length) })
    expect(again).toEqual([update.length])
    expect(station.startup).toHaveLength(1)
  })

  it('commits credentials before the update: a transfer cut inside it leaves them written (§5)', async () => {
    const tcCred = segment((await makeCa()).der, null, Buffer.from('Authorization: lns\r\n'))
    const parts = { tcUri: 'wss://lns:443', tcCred, update: Buffer.alloc(30_000, 1) }
    const { outcome, executed } = await offer([], parts, 20_000)
    expect(outcome).toMatchObject({
      result: 'failed',
      firmware: null,
      written: ['tc.trust', 'tc.crt', 'tc.key', 'tc.uri'],
    })
    expect(outcome.state).toMatchObject({ tcUri: 'wss://lns:443', slot: 'reg', failures: 1 })
    expect(executed).toEqual([])
  })

  it('receives a large update', async () => {
    const large = Buffer.alloc(3_000_000, 7)
    const { outcome } = await offer([one.raw], {
      update: large,
      keyCrc: one.crc,
      signature: signed(one.privateKey, 'sha512', large),
    })
    expect(outcome.firmware).toMatchObject({ executed: true, size: large.length })
  })
})
