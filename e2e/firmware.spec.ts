/** Firmware in the browser: upload, sign, schedule, and a strict Station that collects it. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Locator, Page } from '@playwright/test'
import { type Eui, formatId6 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation } from '../lib/station/station.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const hex = (crc: number) => `0x${crc.toString(16).padStart(8, '0')}`

/** A script that no other test uploads. */
const makeImage = (size = 300_000) => Buffer.concat([Buffer.from('#!/bin/sh\n'), randomBytes(size)])

function makeSigner() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-64)
  return { privateKey, raw, crc: crc32(raw), pem: String(publicKey.export({ type: 'spki', format: 'pem' })) }
}

const signatureOf = (key: KeyObject, image: Buffer, hash = 'sha512') => sign(hash, image, { key, dsaEncoding: 'der' })

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer })

/** Drops one file on the zone, as a hand does. */
async function drop(zone: Locator, name: string, bytes: Buffer): Promise<void> {
  const transfer = await zone.page().evaluateHandle(
    ({ name, base64 }) => {
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      data.items.add(new File([bytes], name))
      return data
    },
    { name, base64: bytes.toString('base64') },
  )
  await zone.dispatchEvent('dragover', { dataTransfer: transfer })
  await zone.dispatchEvent('drop', { dataTransfer: transfer })
}

const dropZone = (page: Page, label: string) => page.getByText(label).locator('xpath=../..')

async function uploadInBrowser(page: Page, owner: string, version: string, image: Buffer): Promise<void> {
  await page.goto(at(owner, '/firmware/upload'))
  await drop(dropZone(page, 'Drop the image,'), `station-${version}.bin`, image)
  await expect(page.getByLabel('Version')).toHaveValue(version)
  await page.getByRole('button', { name: 'Upload image' }).click()
  await expect(page.getByRole('heading', { name: version, level: 1 })).toBeVisible()
}

async function call(page: Page, owner: TestOwner, path: string, data: object): Promise<unknown> {
  const answer = await page.request.post(path, {
    data,
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

interface StationSeed {
  readonly package: string
  readonly signatureKeys?: readonly Buffer[]
}

/** A gateway that has checked in once, and its Station. */
async function makeStation(page: Page, owner: TestOwner, eui: Eui, gatewayPort: number, seed: StationSeed) {
  const gateway = formatId6(eui)
  const [{ token, error }] = (await call(page, owner, '/api/v1/gateway/token', {
    ownerid: owner.id,
    gateway,
    flavorid: 'station',
  })) as [{ token: string; error?: string }]
  expect(error).toBeUndefined()
  const site = await (await page.request.get('/api/v1/site')).json()
  const home = makeHome(test.info().outputPath(`station-${eui}`), {
    ...seed,
    eui,
    cups: { uri: `https://localhost:${gatewayPort}`, trust: site.cupsTrust, key: `Authorization: ${token}\r\n` },
    tc: { uri: 'ws://10.0.0.1:6000' },
  })
  const station = createStation({ home })
  expect((await station.checkIn()).reason).toBeNull()
  return { gateway, station, home }
}

const openTab = async (page: Page, owner: string, gateway: string) => {
  await page.goto(at(owner, `/gateways/${encodeURIComponent(gateway)}`))
  await page.getByRole('tab', { name: 'Firmware' }).click()
  await expect(page.getByRole('heading', { name: 'On the gateway' })).toBeVisible()
}

test('upload by drop, register the key, sign, schedule, and a Station runs it', async ({
  page,
  ownerA,
  newEui,
  gatewayPort,
}) => {
  test.setTimeout(120_000)
  const image = makeImage()
  const signer = makeSigner()
  await uploadInBrowser(page, ownerA.id, '2.1.0', image)
  await expect(page.getByText(hex(crc32(image)), { exact: true })).toBeVisible()
  await expect(page.getByText('300\u2009010 bytes')).toBeVisible()
  await page.getByRole('link', { name: 'Sign the image' }).click()

  // Commands with the name of the file that was uploaded.
  await expect(page.getByText('openssl dgst -sha512 -sign', { exact: false }).first()).toContainText(
    'station-2.1.0.bin.sig station-2.1.0.bin',
  )
  await page.getByLabel('File of your private key').fill('roof key.pem')
  await expect(page.getByLabel('the command: Sign the image', { exact: true })).toContainText("-sign 'roof key.pem'")

  await page.goto(at(ownerA.id, '/firmware?tab=keys'))
  await page.getByRole('button', { name: 'Add signing key' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add signing key' })
  const secret = String(signer.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.postData() ?? ''))
  await dialog.getByLabel('Or paste it').fill(secret)
  await dialog.getByLabel('Name').fill('release')
  await dialog.getByRole('button', { name: 'Add key' }).click()
  await expect(dialog.getByRole('alert')).toContainText('This is a private key. It was not sent.')
  await dialog.getByLabel('Or paste it').fill(signer.pem)
  await dialog.getByRole('button', { name: 'Add key' }).click()
  await expect(page.getByRole('row', { name: /release/ }).filter({ hasText: hex(signer.crc) })).toBeVisible()
  expect(sent.some((body) => body.includes('PRIVATE') || body.includes(btoa(secret)))).toBe(false)

  await page.goto(at(ownerA.id, `/firmware/${crc32(image)}`))
  const zone = dropZone(page, 'Drop the signature,')
  await drop(zone, 'wrong.sig', signatureOf(signer.privateKey, image, 'sha256'))
  await expect(page.getByRole('main').getByRole('alert')).toContainText('is over SHA-256')
  await drop(zone, 'right.sig', signatureOf(signer.privateKey, image))
  const signatures = page.getByRole('region', { name: 'Signatures' })
  await expect(signatures.getByRole('listitem')).toContainText(`release${hex(signer.crc)}`)
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)

  const seed = { package: '2.0.0', signatureKeys: [signer.raw] }
  const { gateway, station, home } = await makeStation(page, ownerA, newEui(), gatewayPort, seed)
  await openTab(page, ownerA.id, gateway)
  await expect(page.getByRole('region', { name: 'On the gateway' })).toContainText(`${hex(signer.crc)} release`)
  await expect(page.getByText('executed as root')).toBeVisible()
  await expect(page.getByText('Allow unsigned firmware')).toHaveCount(0)
  await page.getByLabel('Image', { exact: true }).selectOption(String(crc32(image)))
  await expect(page.getByText('Signed with a key that the gateway holds')).toBeVisible()
  await page.getByRole('button', { name: 'Schedule', exact: true }).click()
  const update = page.getByRole('region', { name: 'Update' })
  await expect(update).toContainText('Goes out at the next check-in.')
  await expect(update).toContainText('Next check-in expected by')

  const collected = await station.checkIn()
  expect(collected.harm).toEqual([])
  expect(collected.firmware).toMatchObject({ executed: true, keyCrc: signer.crc, size: image.length })
  await expect(update).toContainText('The next check-in tells whether the package changed.', { timeout: 20_000 })

  // The update wrote its version and restarted Station.
  await writeFile(join(home, 'version.txt'), '2.1.0')
  expect((await createStation({ home }).checkIn()).firmware).toBeNull()
  await expect(update).toContainText('The package changed from “2.0.0” to “2.1.0”.', { timeout: 20_000 })
  await expect(update).toContainText('Confirmed')
  await page.getByRole('tab', { name: 'Check-ins' }).click()
  await expect(page.getByText(`Firmware ${hex(crc32(image))}, 300 kB.`)).toBeVisible()
  await page.goto(at(ownerA.id, '/firmware'))
  await expect(page.getByRole('row', { name: /2\.1\.0/ }).filter({ hasText: hex(crc32(image)) })).toContainText(
    'Confirmed 1',
  )
})

test.describe('in another time zone', () => {
  test.use({ timezoneId: 'Europe/Berlin' })
  test('a time with its zone, why it waits, cancel, send once more', async ({ page, ownerA, newEui, gatewayPort }) => {
    test.setTimeout(90_000)
    const image = makeImage(2_000)
    await uploadInBrowser(page, ownerA.id, '3.0.1', image)
    const { gateway, station } = await makeStation(page, ownerA, newEui(), gatewayPort, { package: '3.0.0' })
    await openTab(page, ownerA.id, gateway)
    const update = page.getByRole('region', { name: 'Update' })
    await expect(update).toContainText('Nothing is scheduled.')
    await page.getByRole('button', { name: 'Schedule', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Choose an image.' })).toBeVisible()

    await page.getByLabel('Image', { exact: true }).selectOption(String(crc32(image)))
    await expect(page.getByText('It would wait.')).toBeVisible()
    await page.getByLabel('Not before a time').check()
    const year = new Date().getUTCFullYear() + 1
    await page.getByLabel('Not before', { exact: true }).fill(`${year}-05-01T02:00`)
    await expect(
      page.getByText(`Europe/Berlin: ${year}-05-01 02:00:00 UTC+02:00, which is ${year}-05-01 00:00 UTC.`),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Schedule', exact: true }).click()
    await expect(update).toContainText(`Not before ${year}-05-01 02:00:00 UTC+02:00`)
    expect((await station.checkIn()).firmware).toBeNull()
    await update.getByRole('button', { name: 'Cancel the update' }).click()
    await expect(update).toContainText('Cancelled before it was sent.')

    await update.getByRole('button', { name: 'Send it once more' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send once more' }).click()
    await expect(update).toContainText('it would run the file as root without any check')
    expect((await station.checkIn()).firmware).toBeNull()

    await page.getByLabel('Image', { exact: true }).selectOption(String(crc32(image)))
    await page.getByLabel('Allow unsigned firmware').check()
    await expect(page.getByText('It would wait.')).toHaveCount(0)
    await page.getByRole('button', { name: 'Schedule', exact: true }).click()
    await expect(update).toContainText('Allowed for this schedule')
    await expect(update).toContainText('Goes out at the next check-in.')
    expect((await station.checkIn()).firmware).toMatchObject({ executed: true, size: image.length })
  })
})

test('the same file again is recognised; an empty one is refused at once; a cancelled one is not stored', async ({
  page,
  ownerA,
}) => {
  const image = makeImage(5_000)
  await uploadInBrowser(page, ownerA.id, '4.0.0', image)
  await page.getByRole('button', { name: 'Upload another' }).click()
  await page.getByLabel('Drop the image,').setInputFiles(file('again.bin', image))
  await page.getByLabel('Version').fill('4.0.0-other')
  await page.getByRole('button', { name: 'Upload image' }).click()
  await expect(page.getByText('You have this image already')).toBeVisible()
  await expect(page.getByRole('heading', { name: '4.0.0', exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Upload another' }).click()
  await page.getByLabel('Drop the image,').setInputFiles(file('nothing.bin', Buffer.alloc(0)))
  await expect(page.getByRole('main').getByRole('alert')).toContainText('nothing.bin is empty.')

  // On a slow line: the bar moves, and the press ends it.
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 }
  await devtools.send('Network.emulateNetworkConditions', slow)
  const large = makeImage(20_000_000)
  await page.getByLabel('Drop the image,').setInputFiles(file('large-9.9.bin', large))
  await page.getByRole('button', { name: 'Upload image' }).click()
  const bar = page.getByRole('progressbar', { name: 'Upload' })
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Cancel upload' }).click()
  await expect(page.getByText('Cancelled. Nothing was stored.')).toBeVisible()
  await expect(page.getByLabel('Version')).toHaveValue('9.9')
  await page.goto(at(ownerA.id, '/firmware'))
  await expect(page.getByRole('row', { name: /4\.0\.0/ })).toBeVisible()
  await expect(page.getByText('large-9.9.bin')).toHaveCount(0)
})

test('notes are edited, the image is downloaded, and deleted by typing its version', async ({ page, ownerA }) => {
  const image = makeImage(5_000)
  await uploadInBrowser(page, ownerA.id, '5.0.0', image)
  await page.goto(at(ownerA.id, `/firmware/${crc32(image)}`))
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Notes').fill('For roofs.\nNot for cellars.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Not for cellars.')).toBeVisible()

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('station-5.0.0.bin')
  expect(image.equals(await readFile(await download.path()))).toBe(true)

  await page.getByRole('button', { name: 'Delete the image' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete this image' })
  await dialog.getByRole('textbox').fill('5.0')
  await dialog.getByRole('button', { name: 'Delete image' }).click()
  await expect(dialog.getByRole('alert')).toContainText('not the version')
  await dialog.getByRole('textbox').fill('5.0.0')
  await dialog.getByRole('button', { name: 'Delete image' }).click()
  await expect(page).toHaveURL(/\/firmware$/)
  await page.goto(at(ownerA.id, `/firmware/${crc32(image)}`))
  await expect(page.getByRole('heading', { name: 'No such image' })).toBeVisible()
})

test('another owner sees nothing of it', async ({ page, pageAs, ownerA, ownerB }) => {
  const image = makeImage(1_000)
  await uploadInBrowser(page, ownerA.id, '6.0.0', image)
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, '/firmware'))
  await expect(other.getByRole('heading', { name: 'No firmware yet' })).toBeVisible()
  await other.goto(at(ownerB.id, '/firmware?tab=keys'))
  await expect(other.getByRole('heading', { name: 'No signing keys yet' })).toBeVisible()
  await other.goto(at(ownerB.id, `/firmware/${crc32(image)}`))
  await expect(other.getByRole('heading', { name: 'No such image' })).toBeVisible()
})

test('a key is made here, signs at the press of a button, and is deleted by its name', async ({ page, ownerA }) => {
  await page.goto(at(ownerA.id, '/firmware?tab=keys'))
  await page.getByRole('button', { name: 'Add signing key' }).first().click()
  await page.getByText('Make a key here').click()
  await page.getByLabel('Name').fill('kept in the browser test')
  await page.getByRole('button', { name: 'Make key' }).click()
  const row = page.getByRole('row', { name: /kept in the browser test/ })
  await expect(row).toContainText('Kept here')
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save kept in the browser test as sig-0.key' }).click(),
  ])
  expect(await readFile(await saved.path())).toHaveLength(64)

  const image = makeImage(2_000)
  await call(page, ownerA, '/api/v1/firmware/add', {
    ownerid: ownerA.id,
    firmware: image.toString('base64'),
    version: '8.0-kept',
  })
  await page.goto(at(ownerA.id, `/firmware/${crc32(image)}`))
  await page.getByRole('button', { name: 'Sign with kept in the browser test' }).click()
  const signatures = page.getByRole('region', { name: 'Signatures' })
  await expect(signatures.getByRole('listitem')).toContainText('kept in the browser test')
  await expect(page.getByRole('button', { name: 'Sign with kept in the browser test' })).toBeHidden()

  await signatures.getByRole('button', { name: /Delete the signature/ }).click()
  await page.getByRole('button', { name: 'Delete signature' }).click()
  await expect(signatures.getByRole('listitem')).toBeHidden()
  await page.goto(at(ownerA.id, '/firmware?tab=keys'))
  await page.getByRole('button', { name: 'Delete the key kept in the browser test' }).click()
  await page.getByRole('button', { name: 'Delete key' }).click()
  await expect(page.getByRole('alert')).toContainText('Type kept in the browser test')
  await page.getByLabel('Type kept in the browser test').fill('kept in the browser test')
  await page.getByRole('button', { name: 'Delete key' }).click()
  await expect(row).toBeHidden()
})

test('an update script is made for this server, read, and waits to be signed', async ({ page, ownerA }) => {
  await page.goto(at(ownerA.id, '/firmware'))
  await page.getByRole('link', { name: 'Make an update script' }).click()
  await expect(page.getByRole('heading', { name: 'Make an update script' })).toBeVisible()
  await page.getByRole('button', { name: 'Make the script' }).click()
  expect(await page.getByLabel('Version').evaluate((input: HTMLInputElement) => input.validity.valueMissing)).toBe(true)
  await page.getByLabel('Version').fill('+boot-e2e')
  await page.getByRole('button', { name: 'Make the script' }).click()
  await expect(page.getByRole('alert').first()).toContainText('https://')
  await page.getByRole('button', { name: 'Use this Gatehouse' }).click()
  await expect(page.getByText('CA of this Gatehouse')).toBeVisible()
  await expect(page.getByText('each gateway keeps its own')).toBeVisible()
  await page.getByText('Renew the backup set').click()
  await page.getByRole('button', { name: 'Make the script' }).click()
  await expect(page.getByRole('heading', { name: '+boot-e2e' })).toBeVisible()
  await page.getByText('Read the script').click()
  await expect(page.getByLabel('the script', { exact: true })).toContainText('rm -f cups-bak.done')
  await page.getByRole('link', { name: 'Sign the script' }).click()
  await expect(page.getByText('It replaces the boot set, cups-boot.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Download' })).toBeVisible()
})

test('an image for another model is refused until that is chosen', async ({ page, ownerA, newEui, gatewayPort }) => {
  await page.goto(at(ownerA.id, '/firmware'))
  const signer = makeSigner()
  const image = makeImage(1_000)
  await call(page, ownerA, '/api/v1/signing-keys', { ownerid: ownerA.id, name: 'model key', key: signer.pem })
  const added = { ownerid: ownerA.id, firmware: image.toString('base64'), version: '8.1-model', model: 'corecell' }
  await call(page, ownerA, '/api/v1/firmware/add', added)
  const signature = signatureOf(signer.privateKey, image).toString('base64')
  await call(page, ownerA, '/api/v1/signature/add', { ownerid: ownerA.id, fwcrc: crc32(image), signature })
  const seed = { package: '1.0', signatureKeys: [signer.raw] }
  const { gateway, station } = await makeStation(page, ownerA, newEui(), gatewayPort, seed)
  await station.checkIn()
  await openTab(page, ownerA.id, gateway)
  await expect(page.getByRole('region', { name: 'On the gateway' })).toContainText('linux')
  await page.getByLabel('Image', { exact: true }).selectOption(String(crc32(image)))
  const unfit = page.getByRole('alert').filter({ hasText: 'It cannot be scheduled.' })
  await expect(unfit).toContainText('The image is for the model corecell; the gateway reports linux.')
  await page.getByRole('button', { name: 'Schedule', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'the gateway reports linux' }).first()).toBeVisible()
  await page.getByText('Send it to a linux all the same').click()
  await page.getByRole('button', { name: 'Schedule', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Update' })).toContainText('Scheduled')
})

test('the palette opens the upload', async ({ page, ownerA }) => {
  await page.goto(at(ownerA.id, '/gateways'))
  await expect(page.getByRole('heading', { name: 'Gateways', level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('upload')
  await page.getByRole('option', { name: 'Upload a firmware image' }).click()
  await expect(page.getByRole('heading', { name: 'Upload image' })).toBeVisible()
})

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({ browser, ownerA, newEui, gatewayPort }) => {
    test.setTimeout(180_000)
    const page = await openAt(browser, width, ownerA.session)
    await page.goto(at(ownerA.id, '/firmware'))
    const signer = makeSigner()
    const image = makeImage(1_000)
    await call(page, ownerA, '/api/v1/signing-keys', {
      ownerid: ownerA.id,
      name: `key ${width}`,
      key: signer.pem,
    })
    const added = { ownerid: ownerA.id, firmware: image.toString('base64'), version: `7.0.${width}` }
    await call(page, ownerA, '/api/v1/firmware/add', added)
    const seed = { package: '6.9', signatureKeys: [makeSigner().raw] }
    const { gateway } = await makeStation(page, ownerA, newEui(), gatewayPort, seed)
    const path = `/api/v1/gateways/${encodeURIComponent(gateway)}/firmware`
    await call(page, ownerA, path, { ownerid: ownerA.id, action: 'schedule', crc: crc32(image) })
    // A signature that the waiting gateway cannot use, kept all the same.
    const signature = signatureOf(signer.privateKey, image).toString('base64')
    const kept = { ownerid: ownerA.id, fwcrc: crc32(image), signature, force: true }
    await call(page, ownerA, '/api/v1/signature/add', kept)

    const visit = async (name: string, open: () => Promise<unknown>) => {
      await open()
      await page.waitForLoadState('networkidle')
      await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible()
      await expectAccessible(page, `firmware ${name}`)
    }
    const go = (to: string) => () => page.goto(at(ownerA.id, to))
    await visit('images', go('/firmware'))
    await visit('keys', go('/firmware?tab=keys'))
    await visit('add key', () => page.getByRole('button', { name: 'Add signing key' }).click())
    await visit('make key', () => page.getByText('Make a key here').click())
    await visit('script', async () => {
      await page.goto(at(ownerA.id, '/firmware/script'))
      await page.getByRole('button', { name: 'Use this Gatehouse' }).click()
      await expect(page.getByText('CA of this Gatehouse')).toBeVisible()
    })
    await visit('image', go(`/firmware/${crc32(image)}`))
    await visit('delete image', () => page.getByRole('button', { name: 'Delete the image' }).click())
    await visit('gateway', async () => {
      await openTab(page, ownerA.id, gateway)
      await expect(page.getByRole('region', { name: 'Update' })).toContainText(
        'Sign it with a key that the gateway holds.',
      )
      await page.getByLabel('Image', { exact: true }).selectOption(String(crc32(image)))
      await page.getByLabel('Not before a time').check()
    })
    await page.context().close()
  })
}
