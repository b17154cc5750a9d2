/** Images, keys and signatures over the API: what comes in whole, what does not, and whose it is. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { Method } from '#lib/http/other-methods.ts'
import { cleanUpLeftovers } from '#lib/services/clean-up-leftovers.ts'
import { listFirmware } from '#lib/services/view-firmware.ts'
import { type CallerName, type CallOptions, OWNER_A, OWNER_B, openWorld, type World } from '../access/harness.ts'
import { makeImage, makeSigner, signatureOf } from './firmware-maker.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const A = formatId6(OWNER_A)
const B = formatId6(OWNER_B)

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, compared by what they hold
  readonly body: any
}

async function call(
  method: Method,
  path: string,
  options: CallOptions,
  caller: CallerName = 'adminA',
): Promise<Answer> {
  const response = await world.call(caller, method, path, options)
  const json = response.headers.get('content-type')?.endsWith('json')
  return { status: response.status, body: json ? await response.json() : Buffer.from(await response.arrayBuffer()) }
}

const upload = (
  image: Uint8Array | ReadableStream<Uint8Array>,
  query: object = {},
  headers = {},
  caller?: CallerName,
) =>
  call(
    'POST',
    '/api/v1/firmware/images',
    { query: { owner: caller === 'adminB' ? B : A, version: '2.0', ...query }, upload: image, headers },
    caller,
  )
const post = (path: string, fields: object, caller?: CallerName) =>
  call('POST', `/api/v1/${path}`, { body: { ownerid: caller === 'adminB' ? B : A, ...fields } }, caller)

async function storedRows(): Promise<{ images: number; chunks: number }> {
  const [row] = await world.ctx.sql<{ images: number; chunks: number }[]>`
    select (select count(*) from firmware_images)::int as images, (select count(*) from firmware_chunks)::int as chunks`
  return row ?? { images: -1, chunks: -1 }
}

/** `image` with four bytes at its end that make its CRC-32 `crc`: the table is walked backwards. */
function withCrc(image: Buffer, crc: number): Buffer {
  const table = Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value >>> 0
  })
  let wanted = ~crc >>> 0
  const steps: number[] = []
  for (let step = 0; step < 4; step++) {
    const index = table.findIndex((value) => value >>> 24 === wanted >>> 24)
    steps.unshift(index)
    wanted = ((wanted ^ (table[index] ?? 0)) << 8) >>> 0
  }
  let state = ~crc32(image) >>> 0
  const tail = steps.map((index) => {
    const byte = (index ^ state) & 0xff
    state = (state >>> 8) ^ (table[index] ?? 0)
    return byte
  })
  return Buffer.concat([image, Buffer.from(tail)])
}

describe('uploading', () => {
  test('an image goes in and comes out, with its facts', async () => {
    const image = makeImage(600_000)
    const { status, body } = await upload(image, { model: 'mini', flavor: 'x', notes: 'First', name: 'upd €.bin' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      fwcrc: crc32(image),
      size: 600_000,
      version: '2.0',
      model: 'mini',
      flavor: 'x',
      notes: 'First',
      name: 'upd €.bin',
      duplicate: false,
      signatures: [],
    })
    const params = { crc: String(crc32(image)) }
    const content = await world.call('viewerA', 'GET', '/api/v1/firmware/images/[crc]/content', {
      query: { owner: A },
      params,
    })
    expect(content.headers.get('content-length')).toBe('600000')
    expect(content.headers.get('content-disposition')).toBe(
      `attachment; filename="upd _.bin"; filename*=UTF-8''upd%20%E2%82%AC.bin`,
    )
    expect(Buffer.from(await content.arrayBuffer())).toEqual(image)
    const changed = await call('PATCH', '/api/v1/firmware/images/[crc]', {
      body: { ownerid: A, notes: 'Second', version: '2.0.1' },
      params,
    })
    expect(changed.body).toMatchObject({ notes: 'Second', version: '2.0.1', model: 'mini' })
    const listed = await call('GET', '/api/v1/firmware/images', { query: { owner: A } })
    expect(listed.body.images.find((one: { fwcrc: number }) => one.fwcrc === crc32(image))).toEqual(changed.body)
  })

  test('the same content again is not stored twice; signed CRCs name it too', async () => {
    const image = makeImage()
    await upload(image, { version: 'first' })
    const before = await storedRows()
    const again = await upload(image, { version: 'second', crc: String(crc32(image) | 0) })
    expect(again).toMatchObject({ status: 201, body: { duplicate: true, version: 'first' } })
    const both = await Promise.all([upload(image), upload(image), upload(image)])
    expect(both.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(await storedRows()).toEqual(before)
  })

  test('of equal new images at once, one is stored', async () => {
    const before = await storedRows()
    const image = makeImage(300_000)
    const answers = await Promise.all(Array.from({ length: 4 }, () => upload(image)))
    expect(answers.map(({ body }) => body.duplicate).sort()).toEqual([false, true, true, true])
    expect(await storedRows()).toEqual({ images: before.images + 1, chunks: before.chunks + 2 })
  })

  test('other content with the same CRC is refused with the reason', async () => {
    const image = makeImage()
    await upload(image, { version: '7.7' })
    const other = withCrc(makeImage(), crc32(image))
    expect(crc32(other)).toBe(crc32(image))
    const before = await storedRows()
    const answer = await upload(other)
    expect(answer.status).toBe(409)
    expect(answer.body.detail).toContain(`7.7, has the same CRC ${formatCrc(crc32(image))}`)
    expect(await storedRows()).toEqual(before)
  })

  test('an image that ends with its own CRC is named by that', async () => {
    const inner = makeImage()
    const tail = Buffer.alloc(4)
    tail.writeUInt32LE(crc32(inner))
    const { body } = await upload(Buffer.concat([inner, tail]), { crc: String(crc32(inner)) })
    expect(body).toMatchObject({ fwcrc: crc32(inner), size: inner.length + 4 })
  })

  test.each([
    ['a wrong CRC', () => upload(makeImage(), { crc: '1' }), 422, 'not 0x00000001. Send the file again'],
    ['a wrong size', () => upload(makeImage(1000), { size: '999' }), 422, '1000 bytes came, 999 were announced'],
    ['nothing', () => upload(new Uint8Array(0)), 422, 'The file is empty'],
    ['a cut body', () => upload(makeImage(1000), {}, { 'content-length': '2000' }), 400, 'ended too early'],
    ['a body that breaks', () => upload(breaking(700_000)), 400, 'ended too early'],
    ['too much, announced', () => upload(makeImage(), {}, { 'content-length': String(2 ** 30 + 1) }), 413, '1024 MiB'],
    ['JSON', () => upload(makeImage(), {}, { 'content-type': 'application/json' }), 415, 'Send the file itself'],
    ['no version', () => upload(makeImage(), { version: ' ' }), 422, 'Name the version'],
    ['no CRC-32', () => upload(makeImage(), { crc: '4294967296' }), 422, 'This is not a CRC-32'],
  ])('%s leaves nothing', async (_name, send, status, sentence) => {
    const before = await storedRows()
    const answer = await send()
    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer.body)).toContain(sentence)
    expect(await storedRows()).toEqual(before)
  })

  function breaking(bytes: number): ReadableStream<Uint8Array> {
    let sent = 0
    return new ReadableStream({
      pull(controller) {
        if (sent >= bytes) return controller.error(new Error('connection lost'))
        sent += 50_000
        controller.enqueue(randomBytes(50_000))
      },
    })
  }

  test('an upload that runs is invisible, and what a killed process left is cleaned up', async () => {
    const old = new Date(world.ctx.now().getTime() - 3_600_000)
    await world.ctx.sql`
      insert into firmware_images (owner_id, version, touched_at, created_at, created_by)
      values (${OWNER_A}, 'dead', ${old}, ${old}, 'x'), (${OWNER_A}, 'alive', ${world.ctx.now()}, ${world.ctx.now()}, 'x')`
    expect((await listFirmware(world.ctx, OWNER_A)).map(({ version }) => version)).not.toContain('dead')
    await cleanUpLeftovers(world.ctx)
    const left = await world.ctx.sql<{ version: string }[]>`select version from firmware_images where not complete`
    expect(left.map(({ version }) => version)).toEqual(['alive'])
  })
})

describe('deleting', () => {
  test('is refused while a gateway waits for the image, and takes chunks and signatures along', async () => {
    const image = makeImage()
    const crc = crc32(image)
    await upload(image)
    const gateway = formatId6(await world.addGatewayOfA())
    const params = { eui: gateway }
    const path = '/api/v1/gateways/[eui]/firmware'
    const armed = await call('POST', path, { body: { ownerid: A, action: 'schedule', crc }, params })
    expect(armed).toMatchObject({
      status: 200,
      body: { gateway, firmware: { fwcrc: crc, state: 'scheduled', version: '2.0', size: image.length } },
    })
    expect(await post('firmware/delete', { fwcrc: crc })).toEqual({
      status: 200,
      body: { error: 'One gateway is scheduled for this image. Cancel the schedule, then delete the image.' },
    })
    const one = { query: { owner: A }, params: { crc: String(crc) } }
    expect((await call('DELETE', '/api/v1/firmware/images/[crc]', one)).status).toBe(409)
    await call('POST', path, { body: { ownerid: A, action: 'cancel' }, params })
    expect((await call('DELETE', '/api/v1/firmware/images/[crc]', one)).status).toBe(204)
    expect((await call('GET', '/api/v1/firmware/images/[crc]', one)).status).toBe(404)
    const shown = await call('GET', path, { query: { owner: A }, params })
    expect(shown.body.firmware).toMatchObject({ fwcrc: crc, state: 'cancelled', version: null })
    const again = await call('POST', path, { body: { ownerid: A, action: 'rearm' }, params })
    expect(again).toMatchObject({ status: 422, body: { detail: expect.stringContaining(`CRC ${formatCrc(crc)}`) } })
  })
})

describe('the spellings of the Owner API', () => {
  test('firmware/add, list, delete', async () => {
    const image = makeImage(70_000)
    const fields = { firmware: image.toString('base64'), version: '3.1' }
    expect(await post('firmware/add', fields)).toEqual({ status: 200, body: { fwcrc: crc32(image) } })
    expect((await post('firmware/add', { ...fields, fwcrc: crc32(image) })).body).toEqual({ fwcrc: crc32(image) })
    expect((await post('firmware/add', { ...fields, fwcrc: 5 })).body).toEqual({
      fwcrc: 5,
      error: `The bytes that came have the CRC ${formatCrc(crc32(image))}, not 0x00000005. Send the file again, or correct the CRC.`,
    })
    expect((await post('firmware/list', {})).body).toContainEqual({ version: '3.1', fwcrc: crc32(image), model: '' })
    expect((await post('firmware/delete', { fwcrc: crc32(image) | 0 })).body).toEqual({})
    expect((await post('firmware/delete', { fwcrc: crc32(image) })).body.error).toContain('no firmware image')
  })

  test.each([
    ['no Base64', { firmware: '%%%' }, 'firmware is not Base64.'],
    ['cut Base64', { firmware: 'AAAAA' }, 'firmware is not Base64.'],
    ['no firmware', { firmware: undefined }, 'firmware is not Base64.'],
    ['an empty one', { firmware: '' }, 'The file is empty.'],
    ['no version', { version: undefined }, 'version must be text'],
    ['a CRC as text', { fwcrc: '12' }, 'fwcrc is not a CRC-32'],
  ])('%s: 200 with an error, nothing stored', async (_name, fields, sentence) => {
    const before = await storedRows()
    const answer = await post('firmware/add', { firmware: 'AAAA', version: '1', ...fields })
    expect(answer).toMatchObject({ status: 200, body: { error: expect.stringContaining(sentence) } })
    expect(await storedRows()).toEqual(before)
  })

  test('signature/add verifies first; list, delete', async () => {
    const image = makeImage(300_000)
    await upload(image)
    const [signer, other] = [makeSigner(), makeSigner()]
    const key = await post('signing-keys', { name: 'Build', key: signer.pem })
    expect(key).toMatchObject({ status: 201, body: { name: 'Build', keycrc: signer.crc, signatures: 0 } })
    const fwcrc = crc32(image)
    const add = (signature: Buffer, fields: object = {}) =>
      post('signature/add', { fwcrc, keycrc: signer.crc, signature: signature.toString('base64'), ...fields })
    expect((await add(signatureOf(signer, image, 'sha256'))).body.error).toContain('is over SHA-256')
    expect((await add(signatureOf(other, image))).body.error).toContain(`The key ${formatCrc(signer.crc)} did not make`)
    expect((await add(signatureOf(signer, Buffer.from('x')))).body.error).toContain('did not make this signature')
    expect((await add(signatureOf(signer, image), { keycrc: other.crc })).body.error).toContain(
      'Register its public key',
    )
    expect((await add(signatureOf(signer, image), { fwcrc: 1 })).body.error).toContain(
      'no firmware image with CRC 0x00000001',
    )
    expect((await post('signature/list', {})).body).toEqual([])

    const der = signatureOf(signer, image)
    const sigcrc = crc32(der)
    expect((await add(der)).body).toEqual({ sigcrc, keycrc: signer.crc })
    expect((await add(der, { keycrc: undefined })).body).toEqual({ sigcrc, keycrc: signer.crc })
    expect((await post('signature/list', {})).body).toEqual([{ sigcrc, fwcrc, keycrc: signer.crc }])
    const shown = await call('GET', '/api/v1/firmware/images/[crc]', {
      query: { owner: A },
      params: { crc: String(fwcrc) },
    })
    expect(shown.body.signatures).toMatchObject([{ sigcrc, keycrc: signer.crc, size: der.length }])

    const remove = { query: { owner: A }, params: { id: key.body.id } }
    expect((await call('DELETE', '/api/v1/signing-keys/[id]', remove)).status).toBe(409)
    expect((await post('signature/delete', { sigcrc })).body).toEqual({})
    expect((await post('signature/delete', { sigcrc })).body.error).toContain('no signature')
    expect((await call('DELETE', '/api/v1/signing-keys/[id]', remove)).status).toBe(204)
  })

  test('a signing key that is none is refused with what it is', async () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'pem', type: 'spki' })
    expect(await post('signing-keys', { name: 'x', key: p384 })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/key', detail: expect.stringContaining('P-384') }] },
    })
    const { raw, crc } = makeSigner()
    const added = await post('signing-keys', { name: 'raw', key: raw.toString('base64') })
    expect(added.body).toMatchObject({ keycrc: crc, publicKey: raw.toString('base64') })
    const again = await post('signing-keys', { name: 'other name', key: raw.toString('base64') })
    expect(again.body).toEqual(added.body)
  })
})

describe('another owner', () => {
  test('sees nothing of it, has the same image for itself, and cannot schedule a foreign one', async () => {
    const image = makeImage()
    const crc = crc32(image)
    await upload(image, { version: 'of A' })
    expect((await call('GET', '/api/v1/firmware/images', { query: { owner: B } }, 'adminB')).body.images).toEqual([])
    expect((await post('firmware/list', {}, 'adminB')).body).toEqual([])
    const one = { query: { owner: B }, params: { crc: String(crc) } }
    expect((await call('GET', '/api/v1/firmware/images/[crc]/content', one, 'adminB')).status).toBe(404)
    expect((await post('firmware/delete', { fwcrc: crc }, 'adminB')).body.error).toContain('no firmware image')
    expect((await post('signature/add', { fwcrc: crc, signature: 'AAAA' }, 'adminB')).body.error).toBeDefined()

    const gateway = formatId6(world.freshEui())
    await post('gateway/add', { gateway, flavorid: 'x', token: 'SomeSecretGatewayToken1' }, 'adminB')
    expect((await post('gateway/setup', { gateway, fwcrc: crc }, 'adminB')).body).toEqual([
      { gateway, error: `There is no firmware image with CRC ${formatCrc(crc)}. Upload it first, then schedule it.` },
    ])
    expect(await upload(image, { version: 'of B' }, {}, 'adminB')).toMatchObject({
      status: 201,
      body: { duplicate: false, version: 'of B' },
    })
    expect((await post('gateway/setup', { gateway, fwcrc: crc }, 'adminB')).body).toEqual([{ gateway }])
  })
})
