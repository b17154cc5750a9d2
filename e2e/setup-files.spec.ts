/** Setup in the browser: any heap of files, for one gateway and for many; live checks, doubts, and what goes wrong on the way. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page, TestInfo } from '@playwright/test'
import { strToU8, zipSync } from 'fflate'
import { type Eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation } from '../lib/station/station.ts'
import { startTestCups, type TestCups } from '../tests/live-check/test-cups.ts'
import { startTestLns, type TestLns } from '../tests/lns/test-lns.ts'
import { freshKey, keyPem, makeCa, makeLeaf } from '../tests/support/certificates.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const LNS = 'wss://lns.example.org:8887'
const TOKEN = 'Authorization: Bearer lns-secret-token'

async function call(page: Page, owner: TestOwner, path: string, data: object) {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.post(path, { data: { ownerid: owner.id, ...data }, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

async function added(page: Page, owner: TestOwner, eui: Eui): Promise<string> {
  const gateway = formatId6(eui)
  const [{ error, token }] = await call(page, owner, '/api/v1/gateway/token', { gateway, flavorid: 'station' })
  expect(error).toBeUndefined()
  return token
}

/** Files as a script drops them: without entries of a file system. */
async function drop(zone: Locator, files: readonly { name: string; text: string; size?: number }[]): Promise<void> {
  const transfer = await zone.page().evaluateHandle((list) => {
    const data = new DataTransfer()
    for (const { name, text, size } of list) data.items.add(new File([size ? new Uint8Array(size) : text], name))
    return data
  }, files)
  await zone.dispatchEvent('dragover', { dataTransfer: transfer })
  await zone.dispatchEvent('drop', { dataTransfer: transfer })
}

const oneZone = (page: Page) => page.getByText('Drop trust, certificate and key here,').locator('xpath=../..')
const fleetZone = (page: Page) => page.getByText('Drop a folder, a zip, a CSV').locator('xpath=../..')
const summary = (page: Page) => page.getByRole('complementary', { name: 'What will change' })
const setupOf = (owner: TestOwner, eui: Eui, target = 'tc') =>
  at(owner.id, `/gateways/${encodeURIComponent(formatId6(eui))}/setup?target=${target}`)
const fleetOf = (owner: TestOwner, euis: readonly Eui[]) =>
  at(owner.id, `/gateways/setup?${new URLSearchParams({ gateways: euis.map(formatId6).join(',') })}`)

async function stored(page: Page, owner: TestOwner, eui: Eui) {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const path = `/api/v1/gateways/${encodeURIComponent(formatId6(eui))}`
  return (await page.request.get(path, { params: { owner: owner.id }, headers })).json()
}

/** A drop from the desktop, with folders as the browser sees them. */
async function dropFromDisk(page: Page, zone: Locator, path: string): Promise<void> {
  await zone.scrollIntoViewIfNeeded()
  const box = await zone.boundingBox()
  const point = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10 }
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, ...point, data })
}

let lns: TestLns
let cups: TestCups
test.beforeAll(async () => {
  lns = await startTestLns()
  cups = await startTestCups()
})
test.afterAll(async () => {
  await lns.close()
  await cups.close()
})

test('a folder of 200 files: certificate and key for each of a hundred gateways', async ({
  page,
  ownerA,
  batchGateway,
}, info) => {
  test.setTimeout(240_000)
  const gateways = Array.from({ length: 100 }, () => batchGateway())
  await page.goto(at(ownerA.id, '/gateways'))
  await call(page, ownerA, '/api/v1/gateway/claim', {
    gateways: gateways.map(({ eui, claimPin }) => ({ gateway: eui, claim: claimPin })),
  })
  const ca = await makeCa({ name: 'CN=LNS root' })
  const clients = await makeCa({ name: 'CN=Clients' })
  const folder = info.outputPath('fleet')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'ca.pem'), ca.pem)
  for (const [index, { eui }] of gateways.entries()) {
    const key = await freshKey('EC P-256')
    const leaf = await makeLeaf(clients, { name: `CN=${eui}`, key })
    // As people name them: in any notation, flat and in folders of their own.
    if (index % 2) {
      await mkdir(join(folder, formatEui64(eui)))
      await writeFile(join(folder, formatEui64(eui), 'tc.crt'), leaf.pem)
      await writeFile(join(folder, formatEui64(eui), 'tc.key'), keyPem(key))
    } else {
      await writeFile(join(folder, `${eui.toUpperCase()}.crt`), leaf.der)
      await writeFile(join(folder, `${eui}.key`), keyPem(key, 'sec1'))
    }
  }
  await page.goto(
    fleetOf(
      ownerA,
      gateways.map(({ eui }) => eui),
    ),
  )
  await expect(page.getByRole('heading', { name: 'Set up 100 gateways' })).toBeVisible()
  await page.getByLabel('URI for all').fill(LNS)
  await dropFromDisk(page, fleetZone(page), folder)
  await expect(page.getByText('200 files for 100 of 100 gateways.')).toBeVisible()
  await expect(page.getByRole('heading', { name: /^CA/ })).toContainText('ca.pem')
  await expect(summary(page)).toContainText(/Changes\s*100/, { timeout: 60_000 })
  await expect(page.getByRole('row', { name: /CN=58a0cbfffe/i }).first()).toContainText('private key')
  await page.screenshot({ path: info.outputPath('fleet.png'), fullPage: true })
  await summary(page).getByRole('button', { name: 'Save 100 gateways' }).click()
  await expect(page.getByRole('heading', { name: '100 saved.' })).toBeVisible({ timeout: 60_000 })
  const last = await stored(page, ownerA, gateways[99]?.eui as Eui)
  expect(last.desired.tc).toMatchObject({ uri: LNS, key: 'private-key', version: 1 })
})

test('a zip: one fault is named and left out, the others are set; a table does the tokens', async ({
  page,
  ownerA,
  newEui,
}, info) => {
  test.setTimeout(120_000)
  const [one, two, three] = [newEui(), newEui(), newEui()] as const
  await page.goto(at(ownerA.id, '/gateways'))
  for (const eui of [one, two, three]) await added(page, ownerA, eui)
  const ca = await makeCa({ name: 'CN=LNS root' })
  const leaf = await makeLeaf(ca, { name: 'CN=roof' })
  const zip = zipSync({
    'fleet/lns.trust': strToU8(ca.pem),
    [`fleet/${one}/tc.key`]: strToU8(`${TOKEN}\r\n`),
    [`fleet/${formatEui64(two)}/tc.crt`]: strToU8(leaf.pem),
    [`fleet/${formatEui64(two)}/tc.key`]: strToU8(keyPem(ca.key)),
    'fleet/deadbeefdeadbeef/tc.key': strToU8(TOKEN),
    'fleet/photo.jpg': strToU8('no certificate'),
  })
  await page.goto(fleetOf(ownerA, [one, two, three]))
  await page.getByLabel('URI for all').fill(LNS)
  const chooser = page.getByLabel('Drop a folder, a zip, a CSV or any number of files,', { exact: true })
  await chooser.setInputFiles({ name: 'fleet.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) })
  await expect(page.getByText('3 files for 2 of 3 gateways.')).toBeVisible()
  await expect(page.getByText('Files of one gateway that is not in this selection were left out.')).toBeVisible()
  await expect(page.getByRole('main').getByRole('alert').filter({ hasText: 'photo.jpg' })).toBeVisible()
  await expect(page.getByRole('row', { name: new RegExp(formatEui64(two)) })).toContainText('do not belong together')
  await expect(page.getByRole('row', { name: new RegExp(formatEui64(three)) })).toContainText('LNS key: ')
  await expect(summary(page).getByRole('button', { name: /^Save/ })).toBeDisabled()
  await page.screenshot({ path: info.outputPath('faults.png'), fullPage: true })
  await page.getByRole('button', { name: `Leave out ${formatEui64(two)}` }).click()

  // The third by a table, with the token alone.
  const csv = `EUI;token;lnsTrust\r\n${formatEui64(three)};NNSXS.OF-THE-THIRD;"${ca.pem}"\r\nnonsense;x;\r\n`
  await chooser.setInputFiles({ name: 'tokens.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await expect(page.getByRole('main').getByRole('alert').filter({ hasText: 'tokens.csv, line' })).toBeVisible()
  await summary(page).getByRole('button', { name: 'Save 2 gateways' }).click()
  await expect(page.getByRole('heading', { name: '2 saved.' })).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ])
  const rows = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(rows).toHaveLength(3)
  expect(rows[1]).toContain(`${formatEui64(one)},,set,`)
  expect((await stored(page, ownerA, three)).desired.tc).toMatchObject({ key: 'token' })
  expect((await stored(page, ownerA, two)).desired.tc).toBeNull()
})

test('wrong files, a 30 MB “certificate”, and two that fit one place', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  await page.goto(at(ownerA.id, '/gateways'))
  await added(page, ownerA, eui)
  await page.goto(setupOf(ownerA, eui))
  await page.getByRole('textbox', { name: 'URI' }).fill(LNS)
  const [one, two] = [
    await makeCa({ name: 'CN=First root' }),
    await makeCa({ name: 'CN=Second root', key: await freshKey('EC P-256') }),
  ]
  await drop(oneZone(page), [
    { name: 'huge.crt', text: '', size: 30 * 1024 * 1024 },
    { name: 'holiday.jpg', text: 'JFIF' },
    { name: 'first.pem', text: one.pem },
    { name: 'second.pem', text: two.pem },
    { name: '58A0CBFFFE00BEEF.key', text: TOKEN },
    { name: 'cups.uri', text: 'https://cups.example.org:443\n' },
  ])
  const alert = page.getByRole('main').getByRole('alert')
  await expect(alert.filter({ hasText: 'huge.crt' })).toContainText('This file has 30 MB; at most 64 kB are read')
  await expect(alert.filter({ hasText: 'holiday.jpg' })).toBeVisible()
  await expect(page.getByText('Files of another gateway were left out')).toContainText('58-A0-CB-FF-FE-00-BE-EF')
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await page.getByRole('radio', { name: /second\.pem/ }).click()
  await expect(page.getByRole('heading', { name: /^Trust/ })).toContainText('second.pem')
  // A file that names its server lands there, whatever tab is open.
  await page.getByRole('tab', { name: 'CUPS' }).click()
  await expect(page.getByRole('textbox', { name: 'URI' })).toHaveValue('https://cups.example.org:443')
})

test('the live check of an LNS and of a CUPS, right and wrong; leaving Gatehouse is typed', async ({
  page,
  ownerA,
  newEui,
}, info) => {
  test.setTimeout(120_000)
  const eui = newEui()
  await page.goto(at(ownerA.id, '/gateways'))
  await added(page, ownerA, eui)
  await page.goto(setupOf(ownerA, eui))
  await page.getByRole('textbox', { name: 'URI' }).fill(lns.uri)
  const wrong = await makeCa({ name: 'CN=Another root', key: await freshKey('EC P-256') })
  await drop(oneZone(page), [
    { name: 'wrong.pem', text: wrong.pem },
    { name: 'tc.key', text: TOKEN },
  ])
  const found = page.getByRole('list', { name: 'What the check found' })
  await page.getByRole('button', { name: 'Check live' }).click()
  await expect(found).toContainText('does not lead to this CA')
  expect(lns.asked).toEqual([])
  await drop(oneZone(page), [{ name: 'right.pem', text: lns.ca.pem }])
  await expect(found).toBeHidden()
  await page.getByRole('button', { name: 'Check live' }).click()
  await expect(found).toContainText('The LNS knows this gateway')
  await expect(found.getByRole('listitem').first()).toContainText(/\d+ ms/)
  expect(lns.asked.at(-1)?.authorization).toBe('Bearer lns-secret-token')

  await page.getByRole('tab', { name: 'CUPS' }).click()
  await page.getByRole('textbox', { name: 'URI' }).fill(cups.uri)
  await drop(oneZone(page), [
    { name: 'cups.trust', text: cups.ca.pem },
    { name: 'cups.key', text: 'Authorization: Bearer cups-secret' },
  ])
  await expect(page.getByText('The gateway leaves Gatehouse').first()).toBeVisible()
  cups.behave({ status: 401 })
  await page.getByRole('button', { name: 'Check live' }).click()
  await expect(found).toContainText('The server refused the token (401)')
  cups.behave({ status: 200 })
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(found).toContainText('It knows this gateway and accepts the token')
  expect(cups.seen.at(-1)).toMatchObject({ authorization: 'Bearer cups-secret', body: { router: formatId6(eui) } })
  await page.screenshot({ path: info.outputPath('checked.png'), fullPage: true })

  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save all the same?' })
  await expect(dialog).toContainText('The gateway leaves Gatehouse')
  await dialog.getByRole('textbox').fill('yes')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toContainText('This is not the identifier of the gateway')
  expect((await stored(page, ownerA, eui)).desired.cups).toBeNull()
  await dialog.getByRole('textbox').fill(formatEui64(eui))
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved as version 1')).toBeVisible()
  await expect(dialog).toBeHidden()

  // What was saved is what a gateway would hold: no secret in the address or in what the browser keeps.
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, url: location.href }))
  expect(kept).not.toContain('secret')
})

test('a save can be undone while nothing was sent', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  await page.goto(at(ownerA.id, '/gateways'))
  await added(page, ownerA, eui)
  const ca = await makeCa()
  await call(page, ownerA, '/api/v1/gateway/setup', { gateway: eui, lnsUri: LNS, lnsTrust: ca.pem, lnsKey: TOKEN })
  await page.goto(setupOf(ownerA, eui))
  await page.getByRole('textbox', { name: 'URI' }).fill('wss://mistake.example.org:8887')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('Undone. It is as it was before.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'URI' })).toHaveValue(LNS)
  expect((await stored(page, ownerA, eui)).desired.tc).toMatchObject({ uri: LNS, key: 'token', version: 3 })
})

test('somebody else saved first: both are shown, and neither is lost', async ({ page, ownerA, newEui }, info) => {
  const eui = newEui()
  await page.goto(at(ownerA.id, '/gateways'))
  await added(page, ownerA, eui)
  const [ca, theirs] = [
    await makeCa({ name: 'CN=First root' }),
    await makeCa({ name: 'CN=Their root', key: await freshKey('EC P-256') }),
  ]
  await call(page, ownerA, '/api/v1/gateway/setup', { gateway: eui, lnsUri: LNS, lnsTrust: ca.pem, lnsKey: TOKEN })
  await page.goto(setupOf(ownerA, eui))
  await page.getByRole('textbox', { name: 'URI' }).fill('wss://mine.example.org:8887')
  await call(page, ownerA, '/api/v1/gateway/setup', { gateway: eui, lnsTrust: theirs.pem })
  const panel = page.getByRole('region', { name: 'Somebody else saved first' })
  await expect(panel).toContainText('wss://mine.example.org:8887')
  await expect(panel).toContainText('CN=Their root')
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await page.screenshot({ path: info.outputPath('stale.png'), fullPage: true })
  await panel.getByRole('button', { name: 'Keep mine on top of theirs' }).click()
  await expect(page.getByRole('textbox', { name: 'URI' })).toHaveValue('wss://mine.example.org:8887')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved as version 3')).toBeVisible()
  expect((await stored(page, ownerA, eui)).desired.tc).toMatchObject({
    uri: 'wss://mine.example.org:8887',
    trust: { subject: 'CN=Their root' },
  })
})

test('without a network, and with an answer that got lost: the input stays, and saving again is safe', async ({
  page,
  context,
  ownerA,
  newEui,
}) => {
  const eui = newEui()
  await page.goto(at(ownerA.id, '/gateways'))
  await added(page, ownerA, eui)
  const ca = await makeCa()
  await page.goto(setupOf(ownerA, eui))
  await page.getByRole('textbox', { name: 'URI' }).fill(LNS)
  await drop(oneZone(page), [
    { name: 'ca.pem', text: ca.pem },
    { name: 'tc.key', text: TOKEN },
  ])
  const save = page.getByRole('button', { name: 'Save' })
  await expect(save).toBeEnabled()
  await context.setOffline(true)
  await save.click()
  await expect(summary(page).getByText('Gatehouse did not answer')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'URI' })).toHaveValue(LNS)
  await context.setOffline(false)

  // It is stored, and the answer never comes.
  await page.route('**/api/v1/gateway/setup', async (route) => {
    await route.fetch({ maxRetries: 3 })
    await route.abort('connectionreset')
  })
  await save.click()
  await expect.poll(async () => (await stored(page, ownerA, eui)).revision).toBe(1)
  await page.unroute('**/api/v1/gateway/setup')
  // The page sees that what is stored is what is typed here, or the same save once more says so.
  await expect(page.getByText('Saved as version 1')).toBeVisible()
  expect((await stored(page, ownerA, eui)).desired.tc).toMatchObject({ version: 1, uri: LNS })
})

test('a session that ends in the middle of the form keeps every file', async ({ browser, ownerA, newEui }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(ownerA.email)
  await page.getByLabel('Password').fill(ownerA.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/o\//)
  const eui = newEui()
  await added(page, ownerA, eui)
  const ca = await makeCa()
  await page.goto(setupOf(ownerA, eui))
  await page.getByRole('textbox', { name: 'URI' }).fill(LNS)
  await drop(oneZone(page), [
    { name: 'ca.pem', text: ca.pem },
    { name: 'tc.key', text: TOKEN },
  ])
  await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled()
  await context.clearCookies()
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('Password').fill(ownerA.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Saved as version 1')).toBeVisible()
  expect((await stored(page, ownerA, eui)).desired.tc).toMatchObject({ uri: LNS, key: 'token' })
  await page.context().close()
})

test('many at once: an answer that got lost is told, and sending again sets each one once', async ({
  page,
  ownerA,
  newEui,
}) => {
  const euis = [newEui(), newEui()]
  await page.goto(at(ownerA.id, '/gateways'))
  for (const eui of euis) await added(page, ownerA, eui)
  await page.goto(fleetOf(ownerA, euis))
  await page.getByLabel('URI for all').fill('ws://lns.example.org:1887')
  await expect(summary(page)).toContainText(/To confirm\s*2/)
  await summary(page).getByRole('button', { name: 'Save 2 gateways' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save all the same?' })
  await expect(dialog).toContainText('2 gateways: ws goes without TLS')
  await page.route('**/api/v1/gateway/setup', async (route) => {
    await route.fetch({ maxRetries: 3 })
    await route.abort('connectionreset')
  })
  await dialog.getByRole('textbox').fill('2 gateways')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: '2 of 2 were not saved.' })).toBeVisible()
  await page.unroute('**/api/v1/gateway/setup')
  await page.getByRole('button', { name: 'Send the 2 again' }).click()
  await expect(page.getByRole('heading', { name: '2 saved.' })).toBeVisible()
  for (const eui of euis) expect(await stored(page, ownerA, eui)).toMatchObject({ revision: 1 })
})

test('another owner’s gateways are not in the form', async ({ page, pageAs, ownerA, ownerB, newEui }) => {
  const eui = newEui()
  await page.goto(at(ownerA.id, '/gateways'))
  await added(page, ownerA, eui)
  const other = await pageAs(ownerB)
  await other.goto(fleetOf(ownerB, [eui]))
  await expect(other.getByRole('heading', { name: 'No gateway matches' })).toBeVisible()
})

test('what was set by files reaches a strict Station', async ({ page, ownerA, newEui, gatewayPort }, info) => {
  const eui = newEui()
  await page.goto(at(ownerA.id, '/gateways'))
  const token = await added(page, ownerA, eui)
  const { cupsTrust } = await (await page.request.get('/api/v1/site')).json()
  const station = createStation({ home: stationHome(info, eui, gatewayPort, cupsTrust, token) })
  expect((await station.checkIn()).reason).toBeNull()
  await page.goto(fleetOf(ownerA, [eui]))
  await page.getByLabel('URI for all').fill(lns.uri)
  await drop(fleetZone(page), [
    { name: 'ca.pem', text: lns.ca.pem },
    { name: `${eui}.key`, text: TOKEN },
  ])
  await expect(page.getByText('1 file for 1 of one gateway.')).toBeVisible()
  await expect(summary(page)).toContainText(/Changes\s*1/)
  await page.getByRole('button', { name: 'Check live' }).click()
  await expect(page.getByRole('list', { name: 'What the check found' })).toContainText('The LNS knows this gateway')
  await summary(page).getByRole('button', { name: 'Save 1 gateway' }).click()
  await expect(page.getByRole('heading', { name: '1 saved.' })).toBeVisible()
  expect((await station.checkIn()).harm).toEqual([])
  expect(await station.connectLns()).toMatchObject({ result: 'up', authentication: 'token' })
})

const stationHome = (info: TestInfo, eui: Eui, port: number, trust: string, token: string) =>
  makeHome(info.outputPath('station'), {
    eui,
    cups: { uri: `https://localhost:${port}`, trust, key: `Authorization: ${token}\r\n` },
  })

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({ browser, ownerA, newEui }) => {
    test.setTimeout(180_000)
    const page = await openAt(browser, width, ownerA.session)
    const [one, two] = [newEui(), newEui()]
    await page.goto(at(ownerA.id, '/gateways'))
    for (const eui of [one, two]) await added(page, ownerA, eui)
    const look = async (name: string) => {
      await expectAccessible(page, `setup-files ${name}`)
    }
    const ca = await makeCa({ name: 'CN=LNS root' })
    await call(page, ownerA, '/api/v1/gateway/setup', { gateway: one, lnsUri: LNS, lnsTrust: ca.pem, lnsKey: TOKEN })
    await page.goto(setupOf(ownerA, one))
    await page.getByRole('textbox', { name: 'URI' }).fill(lns.uri)
    await drop(oneZone(page), [
      { name: 'lns.pem', text: lns.ca.pem },
      { name: 'tc.key', text: TOKEN },
      { name: 'photo.jpg', text: 'JFIF' },
    ])
    await expect(page.getByText('Token, tc.key')).toBeVisible()
    await page.getByRole('button', { name: 'Check live' }).click()
    await expect(page.getByRole('list', { name: 'What the check found' })).toContainText('The LNS knows this gateway')
    await look('one-checked')
    await call(page, ownerA, '/api/v1/gateway/setup', { gateway: one, lnsUri: 'wss://theirs.example.org:8887' })
    await expect(page.getByRole('region', { name: 'Somebody else saved first' })).toBeVisible()
    await look('one-stale')

    await page.goto(setupOf(ownerA, two, 'cups'))
    await page.getByRole('textbox', { name: 'URI' }).fill(cups.uri)
    await drop(oneZone(page), [
      { name: 'cups.trust', text: cups.ca.pem },
      { name: 'cups.key', text: TOKEN },
    ])
    await expect(page.getByText('The gateway leaves Gatehouse').first()).toBeVisible()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('dialog', { name: 'Save all the same?' })).toBeVisible()
    await look('one-doubt')

    await page.goto(fleetOf(ownerA, [one, two]))
    await page.getByLabel('URI for all').fill(lns.uri)
    await drop(fleetZone(page), [
      { name: 'ca.pem', text: lns.ca.pem },
      { name: `${one}.key`, text: TOKEN },
      { name: `${two}.key`, text: keyPem(ca.key) },
      { name: 'photo.jpg', text: 'JFIF' },
    ])
    await expect(summary(page)).toContainText(/To mend\s*1/)
    await look('fleet')
    await page.getByRole('button', { name: 'Leave it out' }).click()
    await summary(page).getByRole('button', { name: 'Save 1 gateway' }).click()
    await expect(page.getByRole('heading', { name: '1 saved.' })).toBeVisible()
    await look('fleet-results')
    await page.context().close()
  })
}

test('a setup of many is undone for all: one that somebody changed since is left, and all of it is exported', async ({
  page,
  ownerA,
  newEui,
}) => {
  test.setTimeout(120_000)
  const [one, two, three] = [newEui(), newEui(), newEui()] as const
  const all = [one, two, three]
  await page.goto(at(ownerA.id, '/gateways'))
  for (const eui of all) await added(page, ownerA, eui)
  const before = 'ws://old.example.org:1887'
  await call(page, ownerA, '/api/v1/gateway/setup', {
    gateways: all.map((eui) => ({ gateway: formatId6(eui), lnsUri: before })),
  })
  await page.goto(fleetOf(ownerA, all))
  await page.getByLabel('URI for all').fill('ws://wrong.example.org:1887')
  await summary(page).getByRole('button', { name: 'Save 3 gateways' }).click()
  await expect(page.getByRole('heading', { name: '3 saved.' })).toBeVisible()
  await call(page, ownerA, '/api/v1/gateway/setup', {
    gateway: formatId6(three),
    lnsUri: 'ws://theirs.example.org:1887',
  })
  await expectAccessible(page, 'setup to be undone')
  await page.getByRole('button', { name: 'Undo for all 3' }).click()
  await expect(page.getByRole('heading', { name: '1 of 3 were not undone.' })).toBeVisible()
  await expect(page.getByText('2: taken back before the gateway proved the new values.')).toBeVisible()
  await expect(page.getByText('1: changed by somebody else since, and left as they are now.')).toBeVisible()
  const results = page.getByRole('list', { name: 'Results' }).getByRole('listitem')
  await expect(results.filter({ hasText: formatEui64(one) })).toContainText('Taken back')
  await expect(results.filter({ hasText: formatEui64(one) })).toContainText('the gateway keeps what it has')
  await expect(results.filter({ hasText: formatEui64(three) })).toContainText('left as it is now')
  const uris = await Promise.all(all.map(async (eui) => (await stored(page, ownerA, eui)).desired.tc.uri))
  expect(uris).toEqual([before, before, 'ws://theirs.example.org:1887'])
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const exported = await readFile(await (await download).path(), 'utf8')
  expect(exported).toContain(`${formatEui64(two)},,withdrawn,`)
  expect(exported).toContain(`${formatEui64(three)},,not undone,`)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expectAccessible(page, 'setup undone')
  }
})

test('files are read in a worker, which can be stopped, and in the page where no worker starts', async ({
  page,
  ownerA,
  newEui,
}) => {
  const gateways = Array.from({ length: 40 }, newEui)
  await page.goto(at(ownerA.id, '/gateways'))
  await call(page, ownerA, '/api/v1/gateway/token', {
    gateways: gateways.map((eui) => ({ gateway: formatId6(eui), flavorid: 'station' })),
  })
  const files = gateways.map((eui) => ({ name: `${eui}.key`, text: TOKEN }))
  const refused: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text())
  })
  await page.goto(fleetOf(ownerA, gateways))
  await expect(page.getByRole('heading', { name: 'Set up 40 gateways' })).toBeVisible()
  const worker = page.waitForEvent('worker')
  await drop(fleetZone(page), files)
  await worker
  await expect(page.getByText('40 files for 40 of 40 gateways.')).toBeVisible()
  expect(page.workers()).toEqual([])
  expect(refused).toEqual([])

  // A worker that never answers: the person stops it, and nothing is taken.
  await page.addInitScript(() => {
    Reflect.set(
      window,
      'Worker',
      class extends EventTarget {
        constructor() {
          super()
          setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data: { kind: 'ready' } })))
        }
        postMessage() {
          this.dispatchEvent(
            new MessageEvent('message', { data: { kind: 'progress', progress: { done: 12, total: 40 } } }),
          )
        }
        terminate() {}
      },
    )
  })
  page.once('dialog', (dialog) => void dialog.accept())
  await page.goto(fleetOf(ownerA, gateways))
  await drop(fleetZone(page), files)
  await expect(page.getByText('12 of 40')).toBeVisible()
  await expectAccessible(page, 'setup files being read')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('12 of 40')).toBeHidden()
  await expect(page.getByText('40 files for')).toBeHidden()

  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'Worker')
  })
  await page.goto(fleetOf(ownerA, gateways))
  await drop(fleetZone(page), files)
  await expect(page.getByText('40 files for 40 of 40 gateways.')).toBeVisible()
})
