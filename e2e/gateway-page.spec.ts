/** The page of one gateway in the browser, with a Station that checks in: facts, history, log, versions, diagnosis; A and B. */
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from '@playwright/test'
import { type Eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation, type Station } from '../lib/station/station.ts'
import { makeCa } from '../tests/support/certificates.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'

const SECRET = 'lns-token-that-is-never-shown'
const pathOf = (owner: TestOwner, id: string) => `/o/${encodeURIComponent(owner.id)}/gateways/${encodeURIComponent(id)}`

async function call(page: Page, owner: TestOwner, path: string, data: object) {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.post(path, { data: { ownerid: owner.id, ...data }, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  const json = await answer.json()
  expect(json[0]?.error).toBeUndefined()
  return json
}

const setLns = async (page: Page, owner: TestOwner, id: string, lnsUri: string, trust: string) =>
  call(page, owner, '/api/v1/gateway/setup', {
    gateway: id,
    lnsUri,
    lnsTrust: Buffer.from(trust).toString('base64'),
    lnsKey: Buffer.from(`Authorization: Bearer ${SECRET}`).toString('base64'),
  })

interface Played {
  readonly id: string
  readonly station: Station
  /** One with the right home and a wrong token. */
  readonly stranger: Station
}

async function makeGateway(page: Page, owner: TestOwner, eui: Eui, gatewayPort: number): Promise<Played> {
  const id = formatId6(eui)
  await page.goto('/sign-in')
  const { cupsTrust } = await (await page.request.get('/api/v1/site')).json()
  const [{ token }] = await call(page, owner, '/api/v1/gateway/token', { gateway: id, flavorid: 'station' })
  const home = (name: string, key: string) =>
    makeHome(test.info().outputPath(`${name}-${eui}`), {
      eui,
      package: '1.0',
      cups: { uri: `https://localhost:${gatewayPort}`, trust: cupsTrust, key: `Authorization: ${key}\r\n` },
    })
  return {
    id,
    station: createStation({ home: home('station', token) }),
    stranger: createStation({ home: home('stranger', 'not-the-token') }),
  }
}

/** First contact, an LNS that it takes, and a second one that waits. */
async function makeHistory(page: Page, owner: TestOwner, { id, station }: Played): Promise<void> {
  const trust = (await makeCa({ name: 'CN=LNS root' })).pem
  await station.checkIn()
  await setLns(page, owner, id, 'wss://one.example.org:8887', trust)
  await station.checkIn()
  await station.checkIn()
  await setLns(page, owner, id, 'wss://two.example.org:8887', trust)
}

test('what is wanted, what is said, what happened and what comes next', async ({
  page,
  ownerA,
  newEui,
  gatewayPort,
}) => {
  const gateway = await makeGateway(page, ownerA, newEui(), gatewayPort)
  await page.goto(pathOf(ownerA, gateway.id))
  await expect(page.getByRole('region', { name: 'Diagnosis' })).toContainText('Nothing was ever heard of it.')
  await gateway.stranger.checkIn()
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('region', { name: 'Diagnosis' })).toContainText('a token that is not accepted')
  }).toPass()

  await makeHistory(page, ownerA, gateway)
  await page.reload()
  const history = page.getByRole('region', { name: 'History' })
  await expect(history.getByText('LNS version 1 confirmed')).toBeVisible()
  await expect(history.getByText('First check-in')).toBeVisible()
  await expect(history.getByText('Was set up', { exact: true })).toHaveCount(2)
  await expect(page.getByRole('row', { name: /LNS URI/ })).toContainText('goes out at the next check-in, expected by')
  await expect(page.getByRole('row', { name: /LNS URI/ })).toContainText('the gateway still reports the old LNS')
  await expect(page.getByRole('row', { name: /LNS URI/ })).toContainText('Differs')

  await history.getByLabel('Kind of entry').selectOption('Setups')
  await expect(page).toHaveURL(/history=setup/)
  await expect(history.getByText('LNS version 1 confirmed')).toBeHidden()
  await page.reload()
  await expect(history.getByRole('listitem')).toHaveCount(2)

  const next = page.getByRole('region', { name: 'What it receives next' })
  await expect(next).toContainText('At the next check-in')
  await next.getByRole('button', { name: 'Open the answer' }).click()
  await next.getByRole('button', { name: 'Show the bytes' }).click()
  await expect(next.getByRole('list', { name: 'Answer 1' })).toContainText('wss://two.example.org:8887')
  await expect(next.getByRole('region', { name: 'Bytes of tc.key' })).toContainText('·· ··')
  expect(await page.content()).not.toContain(SECRET)
})

test('a check-in opens decoded, by its address too, and is downloaded without secrets', async ({
  page,
  ownerA,
  newEui,
  gatewayPort,
}) => {
  const gateway = await makeGateway(page, ownerA, newEui(), gatewayPort)
  await makeHistory(page, ownerA, gateway)
  await page.goto(`${pathOf(ownerA, gateway.id)}?tab=check-ins`)
  await expect(page.getByRole('table', { name: 'Check-ins' }).getByRole('row')).toHaveCount(4)
  await page.getByRole('button', { name: 'Updates', exact: true }).click()
  await expect(page).toHaveURL(/show=updates/)
  await page.getByRole('button', { name: 'Update sent' }).click()
  const dialog = page.getByRole('dialog', { name: 'Check-in' })
  await expect(dialog).toContainText('The gateway has no LNS URI: its file is missing.')
  await expect(dialog.getByRole('list', { name: 'Segments of the answer' })).toContainText('CA certificate CN=LNS root')
  await dialog.getByRole('button', { name: 'Show the bytes' }).click()
  await expect(dialog.getByRole('region', { name: 'Bytes of tcUri', exact: true })).toContainText('wss://one.exampl')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download JSON' }).click(),
  ])
  const json = await readFile(await download.path(), 'utf8')
  expect(JSON.parse(json).segments.length).toBeGreaterThan(5)
  expect(json).not.toContain(Buffer.from(SECRET).toString('hex'))
  await expect(page).toHaveURL(/check-in=/)
  await page.reload()
  await expect(dialog).toContainText('What it was answered')
  await dialog.getByRole('button', { name: 'Close' }).first().click()
  await expect(page).not.toHaveURL(/check-in=/)
})

test('an earlier version is compared, returned to and undone', async ({ page, ownerA, newEui, gatewayPort }) => {
  const gateway = await makeGateway(page, ownerA, newEui(), gatewayPort)
  await makeHistory(page, ownerA, gateway)
  await page.goto(`${pathOf(ownerA, gateway.id)}?tab=versions`)
  const table = page.getByRole('table', { name: 'Versions of LNS' })
  await expect(table.getByRole('row', { name: /one\.example/ })).toContainText('Confirmed')
  await table.getByRole('button', { name: 'Compare version 1' }).click()
  const comparison = page.getByRole('region', { name: 'Comparison' })
  await expect(comparison).toContainText('Changed')
  await expect(comparison).toContainText('− wss://two.example.org:8887')
  await expect(page).toHaveURL(/compare=tc%3A2%3A1/)
  await table.getByRole('button', { name: 'Return to version 1' }).click()
  const dialog = page.getByRole('dialog', { name: 'Return to LNS version 1' })
  await expect(dialog).toContainText('+ wss://one.example.org:8887')
  await dialog.getByRole('button', { name: 'Return to version 1' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'back to version 1, as version 3' })).toBeVisible()
  await expect(table.getByRole('row', { name: /^3/ })).toContainText('Desired')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(table.getByRole('row', { name: /^4/ })).toContainText('wss://two.example.org:8887')
  await page.goto(pathOf(ownerA, gateway.id))
  await expect(page.getByRole('region', { name: 'History' }).getByText('Returned to an earlier version')).toHaveCount(2)
})

test('B sees nothing of A’s gateway', async ({ page, pageAs, ownerA, ownerB, newEui, gatewayPort }) => {
  const gateway = await makeGateway(page, ownerA, newEui(), gatewayPort)
  await makeHistory(page, ownerA, gateway)
  const other = await pageAs(ownerB)
  for (const tab of ['', '?tab=check-ins', '?tab=versions']) {
    await other.goto(`${pathOf(ownerB, gateway.id)}${tab}`)
    await expect(other.getByRole('heading', { name: 'No such gateway' })).toBeVisible()
    await expect(other.getByText('one.example')).toHaveCount(0)
  }
  for (const part of ['timeline', 'next', 'versions', 'diagnosis']) {
    const path = `/api/v1/gateways/${encodeURIComponent(gateway.id)}/${part}`
    expect((await other.request.get(path, { params: { owner: ownerA.id } })).status()).toBe(403)
    expect((await other.request.get(path, { params: { owner: ownerB.id } })).status()).toBe(404)
  }
})

const TABS = ['', 'credentials', 'firmware', 'check-ins', 'versions', 'installation'] as const

test('axe finds nothing on any tab, in both themes and widths', async ({
  browser,
  page,
  ownerA,
  newEui,
  gatewayPort,
}) => {
  test.setTimeout(300_000)
  const eui = newEui()
  const gateway = await makeGateway(page, ownerA, eui, gatewayPort)
  await makeHistory(page, ownerA, gateway)
  for (const width of WIDTHS) await lookAtAll(browser, ownerA, gateway.id, eui, width)
})

async function lookAtAll(
  browser: Browser,
  owner: TestOwner,
  id: string,
  eui: Eui,
  width: (typeof WIDTHS)[number],
): Promise<void> {
  const page = await openAt(browser, width, owner.session)
  for (const tab of TABS) {
    await page.goto(`${pathOf(owner, id)}${tab && `?tab=${tab}`}`)
    await page.waitForLoadState('networkidle')
    await expect(page.getByRole('heading', { name: formatEui64(eui), level: 1 })).toBeVisible()
    if (tab === 'check-ins') {
      await page.getByRole('button', { name: 'Update sent' }).first().click()
      await page.getByRole('button', { name: 'Show the bytes' }).click()
    }
    if (tab === 'versions') await page.getByRole('button', { name: 'Compare version 1' }).click()
    if (tab === '') await page.getByRole('button', { name: 'Open the answer' }).click()
    await expectAccessible(page, `gateway ${tab || 'overview'}`)
  }
  await page.context().close()
}
