/** “Connect to a network” in the browser: a real LNS is checked, gateways are set, and a strict Station collects it. */
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { type Eui, eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation } from '../lib/station/station.ts'
import { startTestLns, type TestLns } from '../tests/lns/test-lns.ts'
import { freshKey, makeCa } from '../tests/support/certificates.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'
import { shoot } from './other-hands.ts'

const KEY = 'NNSXS.U4H3ZFFCMSR42BUAZPW2UWGFBV4WCNI5EXDJXDY.SHIF3PP5PBMJNZESN5XLR5TZJTJUIGKVUTM2I22IVBUVCD6VIQIA'

let lns: TestLns
test.beforeAll(async () => {
  lns = await startTestLns({ token: `Bearer ${KEY}` })
})
test.afterAll(() => lns.close())

async function addGateway(page: Page, owner: TestOwner, eui: Eui): Promise<{ gateway: string; token: string }> {
  const gateway = formatId6(eui)
  const answer = await page.request.post('/api/v1/gateway/token', {
    data: { ownerid: owner.id, gateway, flavorid: 'station' },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  const [{ token, error }] = (await answer.json()) as [{ token: string; error?: string }]
  expect(error).toBeUndefined()
  return { gateway, token }
}

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const file = (name: string, text: string) => ({ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(text) })

test('from an API key to a gateway that is set, with the live check between', async ({
  page,
  ownerA,
  newEui,
  gatewayPort,
}, info) => {
  test.setTimeout(120_000)
  const eui = newEui()
  const { gateway, token } = await addGateway(page, ownerA, eui)
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(gateway)}`))
  await page.getByRole('link', { name: 'Connect to a network' }).click()
  await expect(page.getByRole('heading', { name: 'Connect to a network' })).toBeVisible()
  await expect(page.getByText('Link as Gateway to a Gateway Server for traffic exchange')).toBeVisible()
  await expect(page.getByLabel('Identifiers, one per line')).toHaveValue(gateway)
  await expect(page.getByRole('button', { name: 'Set the gateway' })).toBeDisabled()

  await page.getByLabel('Cluster address').fill('eu1.cloud.thethings.network')
  await expect(page.getByRole('link', { name: 'Add the key in the console of' })).toHaveAttribute(
    'href',
    `https://eu1.cloud.thethings.network/console/gateways/eui-${eui}/api-keys/add`,
  )
  await page.getByLabel('Cluster address').fill(lns.uri)
  await page.getByLabel('API key', { exact: true }).fill(`Authorization: Bearer ${KEY}`)
  await page.getByText('Write lns.key by hand').click()
  await expect(page.getByLabel('the command that writes lns.key', { exact: true })).toContainText(
    `printf '%s\\r\\n' 'Authorization: Bearer ${KEY}' > lns.key`,
  )

  // A CA that has nothing to do with the server: nothing of the key is sent, and the remedy is said.
  const wrong = await makeCa({ name: 'CN=Another CA', key: await freshKey('EC P-256') })
  const drop = page.getByLabel('Drop a CA certificate or other files here,')
  await drop.setInputFiles(file('wrong.pem', wrong.pem))
  await page.getByRole('button', { name: 'Check live' }).click()
  const found = page.getByRole('list', { name: 'What the check found' })
  await expect(found).toContainText('does not lead to this CA')
  expect(lns.asked).toEqual([])
  await expect(page.getByRole('button', { name: 'Set all the same' })).toBeEnabled()
  await page.screenshot({ path: info.outputPath('wrong-root.png'), fullPage: true })

  await drop.setInputFiles(file('lns-ca.pem', lns.ca.pem))
  await page.getByRole('checkbox', { name: /Also open the data link/ }).check()
  await page.getByRole('button', { name: 'Check live' }).click()
  await expect(found).toContainText('The LNS knows this gateway')
  await expect(found).toContainText('The data link opened with these credentials')
  expect(lns.asked.at(-1)?.authorization).toBe(`Bearer ${KEY}`)
  await expectAccessible(page, 'connect to a network')
  await page.screenshot({ path: info.outputPath('checked.png'), fullPage: true })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: info.outputPath('checked-dark.png'), fullPage: true })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: info.outputPath('checked-dark-390.png'), fullPage: true })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.screenshot({ path: info.outputPath('checked-390.png'), fullPage: true })
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.getByRole('button', { name: 'Set the gateway' }).click()
  await expect(page.getByRole('heading', { name: 'Set. It goes out at the next check-in.' })).toBeVisible()

  const site = await (await page.request.get('/api/v1/site')).json()
  const home = makeHome(info.outputPath('station'), {
    eui,
    cups: { uri: `https://localhost:${gatewayPort}`, trust: site.cupsTrust, key: `Authorization: ${token}\r\n` },
  })
  const station = createStation({ home })
  expect((await station.checkIn()).harm).toEqual([])
  expect(await station.connectLns()).toMatchObject({ result: 'up', authentication: 'token' })
})

test('a selection of gateways at once, and one that is not theirs', async ({ page, ownerA, newEui }) => {
  const euis = [newEui(), newEui()] as const
  const [one, two] = [await addGateway(page, ownerA, euis[0]), await addGateway(page, ownerA, euis[1])]
  // The owner of all tests has more than a page of gateways.
  await page.goto(at(ownerA.id, `/gateways?q=${euis[0].slice(0, 14)}`))
  for (const eui of euis)
    await page
      .getByRole('row', { name: new RegExp(formatEui64(eui)) })
      .getByRole('checkbox')
      .check()
  await page
    .getByRole('region', { name: 'Selected gateways' })
    .getByRole('link', { name: 'Connect to a network' })
    .click()
  await expect(page.getByLabel('Identifiers, one per line')).toHaveValue(`${one.gateway}\n${two.gateway}`)
  await page.getByLabel('Another network server').check()
  await page.getByLabel('Address and port').fill(lns.uri)
  await page.getByLabel('API key', { exact: true }).fill(KEY)
  await page.getByLabel('Drop a CA certificate or other files here,').setInputFiles(file('ca.pem', lns.ca.pem))
  await page.getByLabel('Identifiers, one per line').fill(`${one.gateway}\n${two.gateway}\ndead:beef:0:1\nnot one`)
  await expect(page.getByText('“not” is no identifier')).toBeVisible()
  await page.getByLabel('Identifiers, one per line').fill(`${one.gateway}\n${two.gateway}\ndead:beef:0:1`)
  await page.getByRole('button', { name: 'Check live' }).click()
  await page.getByRole('button', { name: 'Set 3 gateways' }).click()
  await expect(page.getByRole('heading', { name: '1 of 3 were not set.' })).toBeVisible()
  await expect(page.getByLabel('Set', { exact: true })).toHaveCount(2)
  await shoot(page, 'lns-results')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export the results' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv).toContain(`${formatEui64(euis[0])},${one.gateway},Set,`)
  expect(csv.split('\r\n').filter((line) => line.includes('Not set'))).toHaveLength(1)
  // The one that failed is sent again, alone; the others stay on the list as they are.
  const again = page.waitForRequest((request) => request.url().endsWith('/api/v1/gateway/setup'))
  await page.getByRole('button', { name: 'Try the failed ones again' }).click()
  expect((await again).postDataJSON()).toMatchObject({
    confirm: [],
    gateways: [{ gateway: formatId6(eui('deadbeef00000001')) }],
  })
  await expect(page.getByRole('heading', { name: '1 of 3 were not set.' })).toBeVisible()
})

test('what is doubtful is typed before it is set: ws without TLS', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  const { gateway } = await addGateway(page, ownerA, eui)
  await page.goto(at(ownerA.id, `/gateways/connect?gateway=${encodeURIComponent(gateway)}`))
  await page.getByLabel('Another network server').check()
  await page.getByLabel('Address and port').fill('ws://lns.example.com:1887')
  await page.getByRole('button', { name: 'Check live' }).click()
  await page.getByRole('button', { name: 'Set all the same' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set all the same?' })
  await expect(dialog).toContainText('The check failed')
  await expect(dialog).toContainText('goes without TLS')
  await shoot(page, 'lns-doubts')
  await dialog.getByRole('textbox').fill('something else')
  await dialog.getByRole('button', { name: 'Set all the same' }).click()
  await expect(dialog.getByText('This is not the identifier of the gateway')).toBeVisible()
  const stored = async () => {
    const answer = await page.request.get(
      `/api/v1/gateways/${encodeURIComponent(gateway)}?owner=${encodeURIComponent(ownerA.id)}`,
    )
    return ((await answer.json()) as { desired: { tc: { uri: string } | null } }).desired.tc
  }
  expect(await stored()).toBeNull()
  await dialog.getByRole('textbox').fill(gateway)
  await dialog.getByRole('button', { name: 'Set all the same' }).click()
  await expect(page.getByRole('heading', { name: 'Set. It goes out at the next check-in.' })).toBeVisible()
  expect(await stored()).toMatchObject({ uri: 'ws://lns.example.com:1887' })
})

test('discovery here is refused where one trust cannot cover both', async ({ page, ownerA, newEui }) => {
  const { gateway } = await addGateway(page, ownerA, newEui())
  await page.goto(at(ownerA.id, `/gateways/connect?gateway=${encodeURIComponent(gateway)}`))
  await page.getByLabel('Another network server').check()
  await page.getByLabel('Address and port').fill(lns.uri)
  await page.getByLabel('API key', { exact: true }).fill(KEY)
  await page.getByLabel('Drop a CA certificate or other files here,').setInputFiles(file('ca.pem', lns.ca.pem))
  await page.getByText('Its limits').click()
  await expect(page.getByText('Station uses one trust')).toBeVisible()
  await page.getByRole('checkbox', { name: /Discovery by Gatehouse/ }).check()
  await page.getByRole('button', { name: 'Check live' }).click()
  await expect(page.getByRole('list', { name: 'What the check found' })).toContainText('discovery here cannot be used')
  await page.getByRole('button', { name: 'Set all the same' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set all the same?' })
  await dialog.getByRole('textbox').fill(gateway)
  await dialog.getByRole('button', { name: 'Set all the same' }).click()
  await expect(page.getByText('lnsDiscovery: this lnsTrust does not cover')).toBeVisible()
})

test('the installation guide is filled in with this gateway', async ({ page, ownerA, newEui, gatewayPort }, info) => {
  const { gateway } = await addGateway(page, ownerA, newEui())
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(gateway)}`))
  await page.getByRole('tab', { name: 'Installation' }).click()
  await page.getByLabel('Maker').selectOption('kerlink')
  await expect(page.getByText(`klk_bs_config --enable --cups-uri "https://localhost:${gatewayPort}"`)).toBeVisible()
  await expect(page.getByText('Depends on the firmware of the gateway')).toBeVisible()
  await expectAccessible(page, 'connect to a network')
  await page.screenshot({ path: info.outputPath('guide.png'), fullPage: true })
})
