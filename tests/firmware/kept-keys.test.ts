/** Signing with a key that never leaves the key provider, verified by the strict Station (cups.md §5). */
import { execFileSync } from 'node:child_process'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Eui, eui, formatId6 } from '#lib/domain/identifiers.ts'
import { publicKeyOf } from '#lib/domain/signing-key.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { signFirmware } from '#lib/services/sign-firmware.ts'
import { listKeys, makeSigningKey, removeSigningKey } from '#lib/services/signing-keys.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'
import { type CallOptions, OWNER_A, openWorld, type World } from '../access/harness.ts'
import { makeImage, storeImage } from './firmware-maker.ts'

let plane: TestPlane
let owner: OwnerActor
let next = 0x0700_0000_0000_0000n
const TOKEN = 'a-token-of-the-gateway'

beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 1_000)
})
afterAll(() => plane?.close())

async function signatureOf(crc: number): Promise<Buffer> {
  const [row] = await plane.context.sql<{ der: Buffer }[]>`
    select s.der from firmware_signatures s join firmware_images i on i.id = s.image_id where i.crc = ${crc}`
  if (!row) throw new Error('there is no signature')
  return row.der
}

async function added(keys: readonly Buffer[]): Promise<Eui> {
  next += 1n
  const gateway = eui(next.toString(16).padStart(16, '0'))
  await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: TOKEN }])
  const set = { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` }
  const station = plane.station(gateway, { cups: set, package: '1.0', signatureKeys: keys })
  stations.set(gateway, station)
  return gateway
}
const stations = new Map<Eui, ReturnType<TestPlane['station']>>()

describe('an image signed here', () => {
  test('is collected, verified and executed by a strict Station that holds the public part', async () => {
    const image = makeImage(700_001)
    const crc = await storeImage(plane.context, owner, image)
    const key = await makeSigningKey(plane.context, owner, 'release')
    expect(key).toMatchObject({ kept: true, name: 'release' })
    const made = await signFirmware(plane.context, owner, { fwCrc: crc, keyCrc: key.crc })
    expect(made.keyCrc).toBe(key.crc)

    const gateway = await added([key.publicKey])
    await setupGateways(plane.context, owner, [{ gateway, fwcrc: crc }])
    const outcome = await stations.get(gateway)?.checkIn()
    expect(outcome?.harm).toEqual([])
    expect(outcome?.firmware).toMatchObject({ executed: true, size: image.length, keyCrc: key.crc })
  })

  test('verifies in Node and in openssl, and is made once', async () => {
    const image = makeImage(5_000)
    const crc = await storeImage(plane.context, owner, image)
    const key = await makeSigningKey(plane.context, owner, 'twice')
    const first = await signFirmware(plane.context, owner, { fwCrc: crc, keyCrc: key.crc })
    expect(await signFirmware(plane.context, owner, { fwCrc: crc, keyCrc: key.crc })).toEqual(first)
    const der = await signatureOf(crc)
    const publicKey = publicKeyOf(key.publicKey)
    expect(verify('sha512', image, { key: publicKey, dsaEncoding: 'der' }, der)).toBe(true)
    expect(verify('sha256', image, { key: publicKey, dsaEncoding: 'der' }, der)).toBe(false)

    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-signature-'))
    try {
      const file = (name: string, bytes: string | Buffer) => {
        writeFileSync(join(folder, name), bytes)
        return join(folder, name)
      }
      const pem = file('key.pem', String(publicKey.export({ format: 'pem', type: 'spki' })))
      const args = ['dgst', '-sha512', '-verify', pem, '-signature', file('sig', der), file('image', image)]
      expect(execFileSync('openssl', args, { encoding: 'utf8' })).toContain('Verified OK')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('needs a key whose private part is here, and an image of the same owner', async () => {
    const crc = await storeImage(plane.context, owner, makeImage())
    await expect(signFirmware(plane.context, owner, { fwCrc: crc, keyCrc: 1 })).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('0x00000001 is not kept here'),
    })
    const other = await createTestOwner(plane.context, '::2', 10)
    const key = await makeSigningKey(plane.context, other, 'theirs')
    await expect(signFirmware(plane.context, owner, { fwCrc: crc, keyCrc: key.crc })).rejects.toThrow('not kept here')
    await expect(signFirmware(plane.context, other, { fwCrc: crc, keyCrc: key.crc })).rejects.toThrow(
      'no firmware image',
    )
  })
})

describe('the private key', () => {
  test('lies sealed in the database, and opens only as this key', async () => {
    const key = await makeSigningKey(plane.context, owner, 'sealed')
    const [row] = await plane.context.sql<{ provider_key: Buffer }[]>`
      select provider_key from signing_keys where id = ${key.id}`
    const handle = row?.provider_key ?? Buffer.alloc(0)
    const digest = createHash('sha512').update('x').digest()
    expect(handle.length).toBeGreaterThan(32)
    await expect(plane.context.keys.sign(handle, 'another-key', digest)).rejects.toThrow()
    const stranger = createSoftwareProvider(Buffer.alloc(32, 7))
    await expect(stranger.sign(handle, key.id, digest)).rejects.toThrow()
    await expect(plane.context.keys.sign(handle, key.id, digest.subarray(0, 32))).rejects.toThrow('64 bytes')
    expect(await plane.context.keys.sign(handle, key.id, digest)).toHaveLength(64)
    const printed = JSON.stringify(await listKeys(plane.context, owner.ownerId))
    expect(printed).not.toContain(handle.toString('base64'))
    const rows = await plane.context.sql<{ action: string; detail: object }[]>`
      select action, detail from audit_entries where detail->>'name' = 'sealed'`
    expect(rows).toEqual([{ action: 'signing-key.make', detail: { name: 'sealed', keycrc: key.crc, kept: true } }])
  })

  test('is not deleted while a gateway holds its public part, unless that is meant', async () => {
    const key = await makeSigningKey(plane.context, owner, 'held')
    const gateway = await added([key.publicKey])
    await stations.get(gateway)?.checkIn()
    await plane.report(gateway)
    await expect(removeSigningKey(plane.context, owner, key.id)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('One gateway holds this key'),
    })
    await removeSigningKey(plane.context, owner, key.id, true)
    expect((await listKeys(plane.context, owner.ownerId)).some((one) => one.id === key.id)).toBe(false)
  })
})

describe('over the API', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())
  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, options: CallOptions) => {
    const response = await world.call('adminA', method, path, options)
    return { status: response.status, response }
  }
  const ownerid = formatId6(OWNER_A)

  test('a key is made here, its public part downloaded, an image signed', async () => {
    const made = await call('POST', '/api/v1/signing-keys', { body: { ownerid, name: 'CI', generate: true } })
    expect(made.status).toBe(201)
    const key = await made.response.json()
    expect(key).toMatchObject({ kept: true, name: 'CI', signatures: 0 })
    expect(Object.keys(key).sort()).toEqual(
      ['createdAt', 'createdBy', 'createdByName', 'id', 'keycrc', 'kept', 'name', 'publicKey', 'signatures'].sort(),
    )
    expect(key.createdByName).toEqual(expect.any(String))

    const query = { owner: ownerid }
    const { response } = await call('GET', '/api/v1/signing-keys/[id]/content', { query, params: { id: key.id } })
    const raw = Buffer.from(await response.arrayBuffer())
    expect(raw.toString('base64')).toBe(key.publicKey)
    expect(response.headers.get('content-disposition')).toContain('sig-0.key')
    expect(createPublicKey(publicKeyOf(raw).export({ format: 'pem', type: 'spki' })).asymmetricKeyType).toBe('ec')

    const image = makeImage()
    const upload = await world.call('adminA', 'POST', '/api/v1/firmware/images', {
      query: { owner: ownerid, version: '2.0' },
      upload: image,
    })
    const { fwcrc } = (await upload.json()) as { fwcrc: number }
    const path = '/api/v1/firmware/images/[crc]/signatures'
    const body = { ownerid, keycrc: key.keycrc | 0 }
    const signed = await call('POST', path, { body, params: { crc: String(fwcrc) } })
    expect(await signed.response.json()).toEqual({ sigcrc: expect.any(Number), keycrc: key.keycrc })
    const deleted = await call('DELETE', '/api/v1/signing-keys/[id]', { query, params: { id: key.id } })
    expect(deleted.status).toBe(409)
  })

  test.each([
    ['neither key nor generate', {}],
    ['both', { key: 'x', generate: true }],
    ['generate: false', { generate: false }],
  ])('%s is refused', async (_name, fields) => {
    const { status } = await call('POST', '/api/v1/signing-keys', { body: { ownerid, name: 'CI', ...fields } })
    expect(status).toBe(422)
  })
})
