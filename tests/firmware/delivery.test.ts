/** Firmware through the real listener, collected and judged by the strict Station (cups.md §5, rules.md 5 and 20). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { formatUtc } from '#lib/domain/time-text.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { addSignature, removeSignature } from '#lib/services/add-signature.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { scheduleFirmware } from '#lib/services/schedule-firmware.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { addSigningKey } from '#lib/services/signing-keys.ts'
import { storeFirmware } from '#lib/services/store-firmware.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import type { CheckInOutcome, Station } from '#lib/station/station.ts'
import { makeCa, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'
import { inPieces, makeImage, makeSigner, signatureOf, storeImage } from './firmware-maker.ts'

let plane: TestPlane
let owner: OwnerActor
let ca: TestCertificate
let next = 0x0300_0000_0000_0000n
const TOKEN = 'a-token-of-the-gateway'
const signer = makeSigner()
const stranger = makeSigner()

beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 1_000)
  ca = await makeCa({ name: 'CN=LNS CA' })
})
afterAll(() => plane?.close())

async function added(keys: readonly Buffer[] = []): Promise<{ gateway: Eui; station: Station }> {
  next += 1n
  const gateway = eui(next.toString(16).padStart(16, '0'))
  await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: TOKEN }])
  const station = plane.station(gateway, {
    cups: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
    package: '1.0',
    signatureKeys: keys,
  })
  return { gateway, station }
}

const setup = (gateway: Eui, entry: object) => setupGateways(plane.context, owner, [{ gateway, ...entry }])

/** One contact, a minute after the last. */
async function contact(station: Station): Promise<CheckInOutcome> {
  plane.context.clock.now = new Date(plane.context.clock.now.getTime() + 60_000)
  const outcome = await station.checkIn()
  expect(outcome.harm).toEqual([])
  expect(outcome.reason).toBeNull()
  return outcome
}

const firmwareOf = async (gateway: Eui) => (await viewGateway(plane.context, owner.ownerId, gateway))?.firmware
/** The end of a transfer is written behind it. */
const firmwareOnce = (gateway: Eui, state: string) =>
  expect.poll(async () => (await firmwareOf(gateway))?.schedule.state).toBe(state)
const transferred = (gateway: Eui) =>
  expect.poll(async () => (await firmwareOf(gateway))?.schedule.endedAt).toBeTruthy()

/** What a good update does. */
function runUpdate(station: Station, version: string): void {
  writeFileSync(join(station.home.folder, 'version.txt'), version)
}

describe('a signed update', () => {
  test('is collected, verified, executed and confirmed, and never sent again', async () => {
    const image = makeImage(700_001)
    const crc = await storeImage(plane.context, owner, image, [signer])
    const { gateway, station } = await added([stranger.raw, signer.raw])
    await contact(station)
    await plane.report(gateway)
    expect(await setup(gateway, { fwcrc: crc | 0 })).toEqual([{ gateway }])
    expect(await firmwareOf(gateway)).toMatchObject({ sentence: 'Goes out at the next check-in.', waits: null })

    const next = (await viewGateway(plane.context, owner.ownerId, gateway))?.next
    expect(next).toMatchObject({ firmware: { crc, size: image.length, keyCrc: signer.crc } })
    const outcome = await contact(station)
    // What the page foretells is what goes over the wire, to the byte.
    expect(next?.bytes).toBe(outcome.answer?.body.length)
    expect(outcome.firmware).toMatchObject({ executed: true, size: image.length, keyCrc: signer.crc, harm: [] })
    expect(station.home.read('update.bin')).toEqual(image)
    const report = await plane.report(gateway, (row) => row.answer.kind === 'update')
    expect(report.answer).toMatchObject({
      bytes: outcome.answer?.body.length,
      firmware: { crc, bytes: image.length, keyCrc: signer.crc },
    })
    await transferred(gateway)
    expect(await firmwareOf(gateway)).toMatchObject({
      sentence: 'Sent. The next check-in tells whether the package changed.',
      schedule: { state: 'offered', bytesSent: image.length, packageBefore: '1.0', keyCrc: signer.crc },
    })

    runUpdate(station, '2.0')
    const proof = await contact(station)
    expect(proof.answer).toMatchObject({ unchanged: true, update: null })
    expect(await firmwareOf(gateway)).toMatchObject({
      schedule: { state: 'confirmed' },
      sentence: 'The package changed from “1.0” to “2.0”.',
    })

    // The same values again do nothing; not even a look-up finds it now.
    expect(await setup(gateway, { fwcrc: crc })).toEqual([{ gateway }])
    expect((await contact(station)).answer?.unchanged).toBe(true)
    expect((await firmwareOf(gateway))?.schedule.state).toBe('confirmed')
    await scheduleFirmware(plane.context, owner, gateway, { action: 'rearm' })
    expect((await contact(station)).firmware?.executed).toBe(true)
  })

  test('that changes nothing shows “no change”, and is confirmed when the package changes after all', async () => {
    const crc = await storeImage(plane.context, owner, makeImage(), [signer])
    const { gateway, station } = await added([signer.raw])
    await setup(gateway, { fwcrc: crc })
    expect((await contact(station)).firmware?.executed).toBe(true)
    await transferred(gateway)
    expect((await contact(station)).answer?.unchanged).toBe(true)
    expect(await firmwareOf(gateway)).toMatchObject({ schedule: { state: 'no-change' } })
    expect((await firmwareOf(gateway))?.sentence).toContain('the package is still “1.0”')
    runUpdate(station, '1.1')
    await contact(station)
    expect((await firmwareOf(gateway))?.schedule.state).toBe('confirmed')
  })
})

describe('each row of cups.md §5', () => {
  test('no keys: nothing unsigned without the choice, and never a signature', async () => {
    const image = makeImage()
    const crc = await storeImage(plane.context, owner, image, [signer])
    const { gateway, station } = await added([])
    await setup(gateway, { fwcrc: crc })
    expect((await contact(station)).answer?.unchanged).toBe(true)
    await plane.report(gateway)
    expect(await firmwareOf(gateway)).toMatchObject({ waits: 'unsigned', schedule: { state: 'scheduled' } })
    await scheduleFirmware(plane.context, owner, gateway, { action: 'rearm', allowUnsigned: true })
    const outcome = await contact(station)
    expect(outcome.answer?.signature).toBeNull()
    expect(outcome.firmware).toMatchObject({ executed: true, size: image.length })
  })

  test('the choice holds for its schedule only', async () => {
    const crc = await storeImage(plane.context, owner, makeImage())
    const { gateway, station } = await added([])
    await scheduleFirmware(plane.context, owner, gateway, { action: 'schedule', crc, allowUnsigned: true })
    await setup(gateway, { fwcrc: await storeImage(plane.context, owner, makeImage()) })
    expect((await contact(station)).answer?.unchanged).toBe(true)
  })

  test('keys and no signature, or that of another key: it waits, and goes once it is signed', async () => {
    const image = makeImage()
    const crc = await storeImage(plane.context, owner, image)
    const { gateway, station } = await added([signer.raw])
    await scheduleFirmware(plane.context, owner, gateway, { action: 'schedule', crc, allowUnsigned: true })
    expect((await contact(station)).answer?.unchanged).toBe(true)
    await plane.report(gateway)
    expect((await firmwareOf(gateway))?.waits).toBe('no-signature')
    // One that the waiting gateway could not use is refused, unless it is kept for others.
    await addSigningKey(plane.context, owner, { name: 'stranger', file: stranger.raw })
    const other = { fwCrc: crc, keyCrc: stranger.crc, signature: signatureOf(stranger, image) }
    expect(await addSignature(plane.context, owner, other)).toMatchObject({
      ok: false,
      unheld: true,
      error: expect.stringContaining(`does not hold the key stranger (${formatCrc(stranger.crc)})`),
    })
    expect(await addSignature(plane.context, owner, { ...other, force: true })).toMatchObject({ ok: true })
    expect((await contact(station)).answer?.unchanged).toBe(true)
    expect(await firmwareOf(gateway)).toMatchObject({ waits: 'other-key' })
    expect((await firmwareOf(gateway))?.sentence).toContain(
      `; the image is signed with the key stranger (${formatCrc(stranger.crc)}).`,
    )
    await storeImage(plane.context, owner, image, [signer])
    expect((await contact(station)).firmware).toMatchObject({ executed: true, keyCrc: signer.crc })
  })

  test('a signature that was deleted is not sent', async () => {
    const crc = await storeImage(plane.context, owner, makeImage(), [signer])
    const [signature] = await plane.context.sql<{ sig_crc: string }[]>`
      select s.sig_crc from firmware_signatures s join firmware_images i on i.id = s.image_id where i.crc = ${crc}`
    await removeSignature(plane.context, owner, Number(signature?.sig_crc))
    const { gateway, station } = await added([signer.raw])
    await setup(gateway, { fwcrc: crc })
    expect((await contact(station)).answer?.unchanged).toBe(true)
  })
})

describe('what can never go is refused when it is scheduled', () => {
  const images = async (model: string, signers = [signer]) => {
    const image = makeImage()
    const names = { version: '2.0', model, flavor: '', notes: '', fileName: 'update.bin' }
    await storeFirmware(plane.context, owner, names, inPieces(image))
    return storeImage(plane.context, owner, image, signers)
  }
  const schedule = (gateway: Eui, more: object) =>
    scheduleFirmware(plane.context, owner, gateway, { action: 'schedule', ...more })

  test('a signature of no key that the gateway holds, by both ways', async () => {
    const crc = await storeImage(plane.context, owner, makeImage(), [stranger])
    const { gateway, station } = await added([signer.raw])
    // Never seen: it may hold the key, and waits.
    expect(await setup(gateway, { fwcrc: crc })).toEqual([{ gateway }])
    await setup(gateway, { fwcrc: '' })
    await contact(station)
    await plane.report(gateway)
    const sentence = expect.stringContaining(`The gateway holds the key ${formatCrc(signer.crc)}; the image is signed`)
    expect(await setup(gateway, { fwcrc: crc })).toEqual([{ gateway, error: sentence }])
    await expect(schedule(gateway, { crc })).rejects.toMatchObject({ code: 'conflict', detail: sentence })
    expect((await firmwareOf(gateway))?.schedule.state).toBe('cancelled')
  })

  test('another model, unless that is meant; the choice is recorded', async () => {
    const crc = await images('corecell')
    const { gateway, station } = await added([signer.raw])
    await contact(station)
    await plane.report(gateway)
    const sentence = expect.stringContaining('The image is for the model corecell; the gateway reports linux.')
    expect(await setup(gateway, { fwcrc: crc })).toEqual([{ gateway, error: sentence }])
    await expect(schedule(gateway, { crc })).rejects.toMatchObject({ detail: sentence })
    await schedule(gateway, { crc, anyModel: true })
    const [entry] = await plane.context.sql<{ detail: object }[]>`
      select detail from audit_entries where eui = ${gateway} and action = 'firmware.schedule'`
    expect(entry?.detail).toMatchObject({ anyModel: true })
    expect((await contact(station)).firmware?.executed).toBe(true)
  })

  test('a gateway that was never seen is not sent what is for another model', async () => {
    const crc = await images('corecell')
    const { gateway, station } = await added([signer.raw])
    await schedule(gateway, { crc })
    expect((await contact(station)).answer?.unchanged).toBe(true)
    await plane.report(gateway)
    expect(await firmwareOf(gateway)).toMatchObject({ waits: 'other-model', schedule: { state: 'scheduled' } })
  })
})

describe('when it goes', () => {
  test('only with an answer that changes nothing else (rules.md 5)', async () => {
    const crc = await storeImage(plane.context, owner, makeImage(), [signer])
    const { gateway, station } = await added([signer.raw])
    await contact(station)
    await plane.report(gateway)
    await setup(gateway, {
      lnsUri: 'wss://lns.example.com:8887',
      lnsTrust: ca.pem,
      lnsKey: 'Authorization: Bearer abc',
      fwcrc: crc,
    })
    expect((await firmwareOf(gateway))?.waits).toBe('other-changes')
    const first = await contact(station)
    expect(first).toMatchObject({ firmware: null, answer: { tcUri: 'wss://lns.example.com:8887', updateLength: 0 } })
    const second = await contact(station)
    expect(second).toMatchObject({ firmware: { executed: true }, answer: { tcUri: null, cupsUri: null } })
  })

  test('nor in place of a change that is held back: that one goes first, when its next window opens', async () => {
    const crc = await storeImage(plane.context, owner, makeImage(), [signer])
    const { gateway, station } = await added([signer.raw])
    await contact(station)
    await setup(gateway, { lnsUri: 'ws://10.0.0.7:1887', fwcrc: crc })
    await plane.context.sql`update credential_sets set not_after = ${plane.context.clock.now} where eui = ${gateway}`
    expect((await contact(station)).answer?.unchanged).toBe(true)
    await plane.context.sql`update credential_sets set not_after = null where eui = ${gateway}`
    expect((await contact(station)).answer).toMatchObject({ tcUri: 'ws://10.0.0.7:1887', updateLength: 0 })
    expect((await contact(station)).firmware?.executed).toBe(true)
  })

  test('not before fwafter', async () => {
    const crc = await storeImage(plane.context, owner, makeImage(), [signer])
    const { gateway, station } = await added([signer.raw])
    const after = new Date(plane.context.clock.now.getTime() + 3_600_000)
    await setup(gateway, { fwcrc: crc, fwafter: after.toISOString() })
    expect((await contact(station)).answer?.unchanged).toBe(true)
    expect(await firmwareOf(gateway)).toMatchObject({
      waits: 'time',
      sentence: `Not before ${formatUtc(after)}; then with the first check-in.`,
    })
    plane.context.clock.now = after
    expect((await contact(station)).firmware?.executed).toBe(true)
  })

  test('not after it was cancelled, nor to the next owner of the gateway', async () => {
    const crc = await storeImage(plane.context, owner, makeImage(), [signer])
    const { gateway, station } = await added([signer.raw])
    await setup(gateway, { fwcrc: crc })
    await setup(gateway, { fwcrc: '' })
    expect((await contact(station)).answer?.unchanged).toBe(true)
    expect(await firmwareOf(gateway)).toMatchObject({ schedule: { state: 'cancelled' } })
    await setup(gateway, { fwcrc: crc })
    await deleteGateways(plane.context, owner, [gateway])
    const other = await createTestOwner(plane.context, '::2', 10)
    await addGateways(plane.context, other, [{ gateway, flavorid: 'x', token: TOKEN }])
    expect((await contact(station)).answer?.unchanged).toBe(true)
    const rows = await plane.context.sql`select 1 from firmware_schedules where eui = ${gateway}`
    expect(rows).toHaveLength(0)
  })
})

test('an image of several chunks arrives byte for byte with its Content-Length', async () => {
  const image = makeImage(3 * 256 * 1024)
  const crc = await storeImage(plane.context, owner, image, [signer])
  const { gateway, station } = await added([signer.raw])
  await setup(gateway, { fwcrc: crc })
  const outcome = await contact(station)
  expect(outcome.response.toString('latin1', 0, 200)).toMatch(
    new RegExp(
      `^HTTP/1.1 200 OK\\r\\nContent-Type: application/octet-stream\\r\\nContent-Length: ${outcome.answer?.body.length}\\r\\nConnection: close\\r\\n\\r\\n`,
    ),
  )
  expect(outcome.answer?.update).toEqual(image)
  await firmwareOnce(gateway, 'offered')
})
