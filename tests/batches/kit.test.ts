/** Kit, labels and claim PINs of an order: what comes out is opened, decrypted, unpacked and read by others' programs. */
import { execFile, spawnSync } from 'node:child_process'
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createCanvas } from '@napi-rs/canvas'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import jsQR from 'jsqr'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeKit } from '#lib/cli/batch-output.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { readCode } from '#lib/domain/claiming/read-code.ts'
import { eui, formatEui64, formatMac } from '#lib/domain/identifiers.ts'
import { secretsOfMasterKey } from '#lib/domain/key-derivation.ts'
import { LABEL_FORMATS } from '#lib/domain/labels/label-formats.ts'
import { labelLink, readLabelLink } from '#lib/domain/labels/label-link.ts'
import { deriveGateways, findPart } from '#lib/services/batches/batch-part.ts'
import { encrypterTo, encryptStream } from '#lib/services/batches/encrypt-to.ts'
import { exportPins } from '#lib/services/batches/export-pins.ts'
import { kitZip, openKit } from '#lib/services/batches/personalise.ts'
import { printLabels } from '#lib/services/batches/print-labels.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

const operator = { id: 'user:operator', address: '192.0.2.1' }
const ROOT = Buffer.from(Array.from({ length: 32 }, (_, i) => i))
const from = eui('000000FFFE000000')
const to = eui('000000FFFE00FFFF')
/** The vector's gateway and its two neighbours. */
const part = { from: eui('000000FFFE000ABB'), to: eui('000000FFFE000ABD') }
const TOKEN = 'uTYUghSBI98vJPDN6aimXwmSQcQFRQCYcWG5TxdlkHI'
let context: TestContext
let a: OwnerActor
let b: OwnerActor
let id = ''
let folder = ''

const collect = async (pieces: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error) => (error instanceof AppError ? error.detail : String(error)),
  )
const trail = async (action: string) =>
  (
    await context.sql`select owner_id, actor, detail from audit_entries where action = ${action} order by id desc limit 1`
  )[0]

beforeAll(async () => {
  context = await createTestContext()
  a = await createTestOwner(context, '::a')
  b = await createTestOwner(context, '::b')
  id = (await createBatch(context, { from, to, flavor: 'Roof (3)', rootKey: Buffer.from(ROOT) })).id
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-kit-'))
})
afterAll(async () => {
  await context?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the manufacturing kit', () => {
  test('as folders, ready to flash, and a CSV', async () => {
    const out = join(folder, 'kit')
    expect(await writeKit(out, () => openKit(context, operator, { range: part }))).toBe(3)
    expect((await readdir(out)).sort()).toEqual([
      '000000FFFE000ABB',
      '000000FFFE000ABC',
      '000000FFFE000ABD',
      'gateways.csv',
    ])
    const file = (name: string) => readFile(join(out, '000000FFFE000ABC', name), 'latin1')
    expect(await file('cups-boot.key')).toBe(`Authorization: ${TOKEN}\r\n`)
    expect(await file('cups-boot.uri')).toBe('https://localhost:9191')
    expect(await file('cups-boot.trust')).toMatch(/^-----BEGIN CERTIFICATE-----/)
    expect((await stat(join(out, '000000FFFE000ABC', 'cups-boot.key'))).mode & 0o777).toBe(0o600)
    const rows = parse(await readFile(join(out, 'gateways.csv')), { columns: true }) as Record<string, string>[]
    expect(rows[1]).toEqual({
      eui: '00-00-00-FF-FE-00-0A-BC',
      mac: '00:00:00:00:0a:bc',
      pin: 'Q55XGEAM',
      token: TOKEN,
      'cups-boot.uri': 'https://localhost:9191',
    })
    expect(await trail('batch.personalise')).toMatchObject({ actor: operator.id, detail: { count: 3, ...part } })
    expect(await refusal(writeKit(out, () => openKit(context, operator, { range: part })))).toMatch(/is not empty/)
  })

  test('as a zip that is encrypted to the production line, with master keys that only it can open', async () => {
    const line = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const masterKeyFor = String(line.publicKey.export({ type: 'spki', format: 'pem' }))
    const identity = await generateX25519Identity()
    const { encrypter } = encrypterTo(await identityToRecipient(identity))
    const kit = await openKit(context, operator, { id, range: part, masterKeyFor })
    const file = await collect(await encryptStream(encrypter, kitZip(kit)))
    expect(file.includes(TOKEN)).toBe(false)
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const zip = unzipSync(await decrypter.decrypt(file))
    expect(Object.keys(zip)).toHaveLength(3 * 4 + 1)
    const master = privateDecrypt(
      { key: line.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      zip['000000FFFE000ABC/gateway-master.key.wrapped'] ?? Buffer.alloc(0),
    )
    expect(master.toString('hex')).toBe('83034109e81010261c32b830bdb2b00717159f76df8250bd7206c8ead8a70a63')
    expect(secretsOfMasterKey(master, eui('000000FFFE000ABC')).claimPin).toBe('Q55XGEAM')
    expect(Buffer.from(zip['gateways.csv'] ?? []).toString()).toMatch(
      /^eui,mac,pin,token,cups-boot.uri,wrapped-master-key\r\n/,
    )
  })

  test('10,000 gateways in one CSV', async () => {
    const range = { from, to: eui('000000FFFE00270F') }
    const out = join(folder, 'many.csv')
    expect(await writeKit(out, () => openKit(context, operator, { range }))).toBe(10_000)
    const rows = parse(await readFile(out), { columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(10_000)
    expect(new Set(rows.map((row) => row.token)).size).toBe(10_000)
    expect(rows[0xabc]).toMatchObject({ eui: '00-00-00-FF-FE-00-0A-BC', pin: 'Q55XGEAM' })
  })

  test('a range outside of the batch, turned round, or in no batch is refused', async () => {
    const open = (wanted: object) => refusal(openKit(context, operator, wanted))
    expect(await open({ range: { from: part.to, to: part.from } })).toMatch(/^The range ends before it begins\./)
    expect(await open({ range: { from, to: eui('000000FFFE010000') } })).toBe('No batch holds this whole range.')
    expect(await open({ id, range: { from, to: eui('000000FFFE010000') } })).toMatch(
      /^The range is not inside the batch/,
    )
    expect(await open({})).toBe('Name a batch or a range.')
  })
})

describe('claim PINs of an order', () => {
  test('go to one owner, once, and only that owner can read them', async () => {
    const identity = await generateX25519Identity()
    const recipient = await identityToRecipient(identity)
    const range = { from: eui('000000FFFE001000'), to: eui('000000FFFE001009') }
    const { file, count } = await exportPins(context, operator, { id, range, ownerId: a.ownerId, recipient })
    expect(count).toBe(10)
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const rows = parse(await decrypter.decrypt(file, 'text'), { columns: true }) as Record<string, string>[]
    const entries = rows.map(({ eui: gateway, pin: claim }) => ({ gateway, claim }))
    expect((await claimGateways(context, a, entries)).filter(({ error }) => error)).toEqual([])
    expect(await trail('batch.export-pins')).toMatchObject({ owner_id: a.ownerId, detail: { recipient, count: 10 } })

    const overlapping = { id, range: { from: range.to, to: eui('000000FFFE001020') }, recipient }
    expect(await refusal(exportPins(context, operator, { ...overlapping, ownerId: a.ownerId }))).toMatch(
      /^The PINs from 00-00-00-FF-FE-00-10-00 to 00-00-00-FF-FE-00-10-09 went to the owner ::a on 2026-03-01\./,
    )
    const again = { ...overlapping, again: true }
    expect(await refusal(exportPins(context, operator, { ...again, ownerId: b.ownerId }))).toMatch(
      /^1 gateways of this range belong to another owner\./,
    )
    expect((await exportPins(context, operator, { ...again, ownerId: a.ownerId })).count).toBe(24)
  })

  test('of two at once one is refused', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity())
    const range = { from: eui('000000FFFE002000'), to: eui('000000FFFE002009') }
    const both = await Promise.allSettled(
      [a, b].map(({ ownerId }) => exportPins(context, operator, { id, range, ownerId, recipient })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a secret key, a damaged key and another thing are no recipients', async () => {
    const identity = await generateX25519Identity()
    const recipient = await identityToRecipient(identity)
    const damaged = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`
    const tryWith = (text: string) =>
      refusal(exportPins(context, operator, { id, range: part, ownerId: a.ownerId, recipient: text }))
    expect(await tryWith(identity)).toMatch(/^This is a secret key of age\./)
    expect(await tryWith(damaged)).toMatch(/is damaged/)
    expect(await tryWith('somebody@example.com')).toMatch(/^This is no public key of age\./)
  })
})

describe('label sheets', () => {
  const SCALE = 5
  async function read(pdf: Uint8Array) {
    const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0, disableFontFace: true }).promise
    const pages = await Promise.all(
      Array.from({ length: document.numPages }, async (_, i) => {
        const page = await document.getPage(i + 1)
        const viewport = page.getViewport({ scale: SCALE })
        const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height))
        const canvasContext = canvas.getContext('2d')
        await page.render({ canvas: null, canvasContext: canvasContext as never, viewport }).promise
        const { items } = await page.getTextContent()
        return {
          canvas: canvasContext,
          text: items.map((item) => ('str' in item ? item.str : '')).join('|'),
          millimetres: [viewport.width, viewport.height].map((length) => (length / SCALE / 72) * 25.4),
        }
      }),
    )
    return pages
  }

  test.each(LABEL_FORMATS)('$name: text and QR code of each label', async (format) => {
    const perPage = format.columns * format.rows
    const skip = perPage > 1 ? perPage - 1 : 0
    const { pdf, count } = await printLabels(context, operator, { id, range: part, format: format.name, skip })
    expect(count).toBe(3)
    const pages = await read(await collect(pdf))
    expect(pages).toHaveLength(perPage > 1 ? 2 : 3)
    const derived = await collectGateways()
    const places =
      perPage > 1
        ? [
            [0, skip],
            [1, 0],
            [1, 1],
          ]
        : [
            [0, 0],
            [1, 0],
            [2, 0],
          ]
    for (const [index, [number = 0, place = 0]] of places.entries()) {
      const page = pages[number]
      const gateway = derived[index]
      if (!page || !gateway) throw new Error('a page is missing')
      expect(page.millimetres[0]).toBeCloseTo(format.page.width, 1)
      expect(page.millimetres[1]).toBeCloseTo(format.page.height, 1)
      const text = page.text.replaceAll('|', '')
      expect(text).toContain(`PIN ${gateway.claimPin.slice(0, 4)} ${gateway.claimPin.slice(4)}`)
      expect(text).toContain((formatMac(gateway.eui) ?? '').toUpperCase())
      const dots = (SCALE * 72) / 25.4
      const box = [
        (format.left + (place % format.columns) * format.stepX) * dots,
        (format.top + Math.floor(place / format.columns) * format.stepY) * dots,
        format.label.width * dots,
        format.label.height * dots,
      ].map(Math.floor) as [number, number, number, number]
      const image = page.canvas.getImageData(...box)
      const code = jsQR(new Uint8ClampedArray(image.data), image.width, image.height)
      expect(code?.data).toBe(labelLink('http://localhost:3000', gateway.eui, gateway.claimPin))
      expect(readCode(code?.data ?? '')).toMatchObject({ kind: 'gateway', claim: gateway.claimPin })
    }
    expect(await trail('batch.labels')).toMatchObject({ actor: operator.id, detail: { format: format.name, count: 3 } })
  })

  const collectGateways = async () => {
    const all: { eui: ReturnType<typeof eui>; claimPin: string }[] = []
    for await (const one of deriveGateways(context, await findPart(context, { id, range: part }, 10))) all.push(one)
    return all
  }

  test('an unknown format and a sheet that is used up are refused', async () => {
    const print = (more: object) =>
      refusal(printLabels(context, operator, { id, range: part, format: 'a4-65', ...more }))
    expect(await print({ format: 'a5' })).toMatch(/^There is no label format “a5”\. There are a4-65,/)
    expect(await print({ skip: 65 })).toMatch(/^A sheet has 65 labels/)
  })

  test('the link carries the PIN behind the #, where no server sees it', () => {
    const link = labelLink('https://gatehouse.example/', eui('000000FFFE000ABC'), 'Q55XGEAM')
    expect(link).toBe('https://gatehouse.example/claim#000000FFFE000ABC/Q55XGEAM')
    expect(new URL(link).pathname + new URL(link).search).toBe('/claim')
    expect(readLabelLink(link.toLowerCase())).toEqual({ eui: eui('000000FFFE000ABC'), pin: 'Q55XGEAM' })
    expect(readLabelLink('https://ttig.pro/c/ec656efffe000128/abcdef12')).toBeUndefined()
  })
})

const compiler = spawnSync('cc', ['--version']).status === 0

describe.skipIf(!compiler)('the gateway’s own side (kit/gateway-secrets.c, needs cc)', () => {
  const run = promisify(execFile)
  let program = ''
  beforeAll(async () => {
    program = join(folder, 'gateway-secrets')
    await run('cc', ['-std=c99', '-Wall', '-Wextra', '-Werror', '-O2', '-o', program, 'kit/gateway-secrets.c'])
  })

  test.each([
    ['00-00-00-FF-FE-00-0A-BC', '83034109e81010261c32b830bdb2b00717159f76df8250bd7206c8ead8a70a63', 'Q55XGEAM', TOKEN],
    [
      'B827EBFFFEA67A72',
      '1284054764e7808bf585c27dac74e09832fa903e0fa7f2a4e1b37b8d2bbe4dec',
      'MTNSB7DH',
      'kUgxjU5Ye1a0XHdlBK7wn7BSoY-n96pb_rjO6eQm4TY',
    ],
  ])('derives PIN and token of %s as published', async (gateway, master, pin, token) => {
    const key = join(folder, `${formatEui64(eui(gateway))}.key`)
    await writeFile(key, Buffer.from(master, 'hex'))
    expect((await run(program, ['pin', gateway, key])).stdout).toBe(`${pin}\n`)
    expect((await run(program, ['token', gateway, key])).stdout).toBe(`${token}\n`)
    expect((await run(program, ['key-file', gateway, key])).stdout).toBe(`Authorization: ${token}\r\n`)
    await writeFile(key, `${master}\n`)
    expect((await run(program, ['pin', gateway, key])).stdout).toBe(`${pin}\n`)
    await writeFile(key, master.slice(2))
    await expect(run(program, ['pin', gateway, key])).rejects.toMatchObject({ code: 1 })
    await expect(run(program, ['pin', 'nonsense', key])).rejects.toMatchObject({ code: 2 })
  })
})
