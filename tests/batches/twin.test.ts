/** Twin ceremonies and claim codes of other makers (issue 6, seed 004) on a real database. */
import { constants, createPublicKey, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, euiFromBigInt, formatEui64 } from '#lib/domain/identifiers.ts'
import { aesCmac, deriveMasterKey, keyCheckValue, secretsOfMasterKey } from '#lib/domain/key-derivation.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { importClaimCodes, removeCodeList } from '#lib/services/batches/import-claim-codes.ts'
import { transportKey } from '#lib/services/batches/transport-key.ts'
import { viewBatch } from '#lib/services/batches/view-batches.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { dumpDatabase, holds } from '../gateways/fleet.ts'

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
const operator = { id: 'user:operator', address: '192.0.2.1' }
const twin = generateKeyPairSync('rsa', { modulusLength: 2048 })
const twinPem = String(twin.publicKey.export({ type: 'spki', format: 'pem' }))
let context: TestContext
let a: OwnerActor
let b: OwnerActor
let next = 0x0011_2200_0000_0000n
const range = (size = 16n) => {
  const from = next
  next += 0x10000n
  return { from: euiFromBigInt(from), to: euiFromBigInt(from + size - 1n) }
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error) => (error instanceof AppError ? error.detail : String(error)),
  )
const claim = async (owner: OwnerActor, gateway: Eui, code: unknown) =>
  (await claimGateways(context, owner, [{ gateway, claim: code }]))[0]

beforeAll(async () => {
  context = await createTestContext()
  a = await createTestOwner(context, '::a')
  b = await createTestOwner(context, '::b')
})
afterAll(() => context?.close())

describe('twin ceremony', () => {
  test('what was exported derives the gateways’ secrets on the other side, and is nowhere in the database', async () => {
    const { from, to } = range()
    const made = await createBatch(context, { from, to, flavor: 'Roof', twinKey: twinPem }, operator)
    const root = privateDecrypt({ key: twin.privateKey, ...OAEP }, made.exported ?? Buffer.alloc(0))
    expect(root).toHaveLength(32)
    expect(keyCheckValue(aesCmac(root))).toBe(made.keyCheckValue)
    const { claimPin } = secretsOfMasterKey(deriveMasterKey(aesCmac(root), from), from)
    expect(await claim(a, from, claimPin)).toEqual({ gateway: from })
    const dump = await dumpDatabase(context)
    expect(holds(dump, root)).toBe(false)
    expect(holds(dump, made.exported ?? '')).toBe(false)
    expect(await viewBatch(context, made.id)).toMatchObject({ origin: 'exported', claimed: 1, createdBy: operator.id })
    const [row] =
      await context.sql`select detail from audit_entries where action = 'batch.create' and detail->>'id' = ${made.id}`
    expect(row?.detail).toMatchObject({ root: 'exported', keyCheckValue: made.keyCheckValue })
  })

  test('a root of the twin comes in wrapped to our key, and both have the same key check value', async () => {
    const [ours, same] = await Promise.all([transportKey(context, operator), transportKey(context, operator)])
    expect(same.publicKey).toBe(ours.publicKey)
    const root = Buffer.alloc(32, 9)
    const wrappedRoot = publicEncrypt({ key: createPublicKey(ours.publicKey), ...OAEP }, root)
    const { from, to } = range()
    const wanted = { from, to, flavor: 'Roof', wrappedRoot }
    expect(await refusal(createBatch(context, { ...wanted, keyCheckValue: 'ffffff' }))).toMatch(
      /^The key check values differ: this key has [0-9a-f]{6}, the twin says ffffff\./,
    )
    const said = keyCheckValue(aesCmac(root))
    const made = await createBatch(context, { ...wanted, keyCheckValue: said.toUpperCase() })
    expect(made.keyCheckValue).toBe(said)
    const { claimPin } = secretsOfMasterKey(deriveMasterKey(aesCmac(root), to), to)
    expect(await claim(a, to, claimPin)).toEqual({ gateway: to })
    expect(holds(await dumpDatabase(context), root)).toBe(false)
  })

  test('what does not open, is too short, or was wrapped otherwise is refused', async () => {
    const { publicKey } = await transportKey(context, operator)
    const wrap = (bytes: Buffer, hash: string) =>
      publicEncrypt({ key: createPublicKey(publicKey), ...OAEP, oaepHash: hash }, bytes)
    const tryWith = (wrappedRoot: Buffer) => refusal(createBatch(context, { ...range(), flavor: 'x', wrappedRoot }))
    expect(await tryWith(Buffer.alloc(384, 1))).toMatch(/^This does not open with our transport key\./)
    expect(await tryWith(wrap(Buffer.alloc(32), 'sha1'))).toMatch(/^This does not open/)
    expect(await tryWith(wrap(Buffer.alloc(16), 'sha256'))).toMatch(/^What was wrapped has 16 bytes\./)
  })

  test('only an RSA public key of 2048 bits or more takes a root', async () => {
    const tryWith = (twinKey: string) => refusal(createBatch(context, { ...range(), flavor: 'x', twinKey }))
    const spki = (key: { publicKey: { export(o: object): unknown } }) =>
      String(key.publicKey.export({ type: 'spki', format: 'pem' }))
    expect(await tryWith(spki(generateKeyPairSync('rsa', { modulusLength: 1024 })))).toMatch(/has 1024 bits/)
    expect(await tryWith(spki(generateKeyPairSync('ec', { namedCurve: 'P-256' })))).toMatch(/not an RSA key/)
    expect(await tryWith(String(twin.privateKey.export({ type: 'pkcs8', format: 'pem' })))).toMatch(
      /^This is a private key\./,
    )
    expect(await tryWith('hello')).toMatch(/^This is not a public key in PEM\./)
  })
})

describe('claim codes of another maker', () => {
  const importOf = (csv: string, more: object = {}) =>
    importClaimCodes(context, operator, { name: 'Indoor', flavor: 'indoor', csv, ...more })

  test('claim exactly as written, and are not in the database', async () => {
    const { from, to } = range()
    const csv = `eui;code\n${formatEui64(from)};aBcdeFgh01\n${to};"q;w-OIl10"\n`
    expect(await importOf(csv, { dryRun: true })).toMatchObject({ id: null, good: 2, faultCount: 0 })
    expect(await importOf(csv)).toMatchObject({ id: expect.any(String), good: 2, faultCount: 0 })
    const refused = { gateway: from, error: expect.stringMatching(/^This gateway cannot be claimed with this PIN\./) }
    expect(await claim(a, from, 'abcdefgh01')).toEqual(refused)
    expect(await claim(a, from, 'aBcdeFghO1')).toEqual(refused)
    expect(await claim(a, from, 'q;w-OIl10')).toEqual(refused)
    expect(await claim(a, from, undefined)).toEqual(refused)
    expect(await claim(a, from, ' aBcdeFgh01\n')).toEqual({ gateway: from })
    expect(await claim(b, from, 'aBcdeFgh01')).toEqual(refused)
    expect(await claim(a, from, 'aBcdeFgh01')).toEqual({ gateway: from })
    expect(await claim(a, to, 'q;w-OIl10')).toEqual({ gateway: to })
    const dump = await dumpDatabase(context)
    expect(dump.includes('aBcdeFgh01')).toBe(false)
    expect(holds(dump, 'q;w-OIl10')).toBe(false)
    // Delete releases, and the next owner claims with the same code.
    await deleteGateways(context, a, [from])
    expect(await claim(b, from, 'aBcdeFgh01')).toEqual({ gateway: from })
  })

  test('a token of the list lets the gateway in, before and after the claim', async () => {
    const { from } = range()
    const token = 'TokenOfTheMaker'
    await importOf(`eui,code,token\n${from},abcdef1234,${token}\n`)
    const digests = async () =>
      context.sql`select owner_id, encode(token_digest, 'hex') as digest, token_enc from gateways where eui = ${from}`
    const [before] = await digests()
    expect(before).toMatchObject({ owner_id: null, digest: expect.stringMatching(/^[0-9a-f]{64}$/), token_enc: null })
    expect(await claim(a, from, 'abcdef1234')).toEqual({ gateway: from })
    const [after] = await digests()
    expect(after?.digest).toBe(before?.digest)
    expect(context.keys.open(after?.token_enc, `added-token:${from}`).toString()).toBe(token)
  })

  test('a code beats an add by hand, and keeps the owner’s own token', async () => {
    const { from } = range()
    await addGateways(context, a, [{ gateway: from, flavorid: 'x', token: 'SomeSecretGatewayToken1' }])
    await importOf(`${from},abcdef1234\n`)
    expect(await claim(b, from, 'abcdef1234')).toEqual({ gateway: from, warning: expect.any(String) })
    const [row] = await context.sql`select owner_id, token_digest, token_enc from gateways where eui = ${from}`
    expect(row).toEqual({ owner_id: b.ownerId, token_digest: null, token_enc: null })
    const [other] = [range().from]
    await importOf(`${other},abcdef1234\n`)
    const [answer] = await addGateways(context, a, [
      { gateway: other, flavorid: 'x', token: 'SomeSecretGatewayToken1' },
    ])
    expect(answer?.error).toMatch(/cannot be added/)
  })

  test('with one fault nothing is stored: doubles of another list, and gateways of a batch', async () => {
    const { from, to } = range()
    const batch = range()
    await createBatch(context, { ...batch, flavor: 'x' })
    await importOf(`${from},abcdef1234\n`)
    const answer = await importOf(
      `${to},abcdef1234\n${from},abcdef1234\n${batch.from},abcdef1234\nnonsense,abcdef1234\n`,
    )
    expect(answer).toMatchObject({
      id: null,
      good: 1,
      faultCount: 3,
      faults: [
        { line: 2, error: expect.stringMatching(/has a claim code already/) },
        { line: 3, error: expect.stringMatching(/falls in a batch/) },
        { line: 4, error: expect.stringMatching(/not a gateway identifier/) },
      ],
    })
    expect((await claim(a, to, 'abcdef1234'))?.error).toBeDefined()
    expect(await refusal(createBatch(context, { from, to, flavor: 'x' }))).toMatch(
      /^1 gateways of this range are in a list of claim codes\./,
    )
  })

  test('a deleted list claims nothing any more; claimed gateways stay', async () => {
    const { from, to } = range()
    const { id } = await importOf(`${from},abcdef1234,TokenOfTheMaker\n${to},abcdef1234,TokenOfTheMaker\n`)
    await claim(a, from, 'abcdef1234')
    await removeCodeList(context, operator, id ?? '')
    const rows = await context.sql`select eui, owner_id from gateways where eui in (${from}, ${to})`
    expect(rows).toEqual([{ eui: from, owner_id: a.ownerId }])
    expect((await claim(a, to, 'abcdef1234'))?.error).toBeDefined()
    expect(await refusal(removeCodeList(context, operator, id ?? ''))).toBe('There is no such list of claim codes.')
  })

  test('10,000 codes are imported and claimed', async () => {
    const { from } = range()
    const euis = Array.from({ length: 10_000 }, (_, i) => euiFromBigInt(BigInt(`0x${from}`) + BigInt(i)))
    const codes = euis.map((_, i) => `code-${i}-${'x'.repeat(4)}`)
    const answer = await importOf(euis.map((one, i) => `${one},${codes[i]}`).join('\r\n'))
    expect(answer).toMatchObject({ good: 10_000, faultCount: 0 })
    const answers = await claimGateways(
      context,
      a,
      euis.map((gateway, i) => ({ gateway, claim: codes[i] })),
    )
    expect(answers.filter(({ error }) => error)).toEqual([])
  })
})
