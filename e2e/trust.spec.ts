/** Trust in the browser: who holds what, what breaks, and a change of a root that real Stations prove. */
import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'
import { type Eui, formatId6 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation, type Station } from '../lib/station/station.ts'
import { makeLeaf } from '../tests/support/certificates.ts'
import { type LnsServer, makeRoots, type Roots, startLns } from '../tests/trust/trust-world.ts'
import { expectAccessible, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`

let roots: Roots
let lns: LnsServer
test.beforeAll(async () => {
  roots = await makeRoots()
  lns = await startLns(roots.old)
})
test.afterAll(() => lns.close())

async function call(page: Page, owner: TestOwner, path: string, data: object) {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.post(path, { data: { ownerid: owner.id, ...data }, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

/** A gateway with the LNS under the old root, proven by its Station. */
async function provenGateway(page: Page, owner: TestOwner, eui: Eui, gatewayPort: number): Promise<Station> {
  const gateway = formatId6(eui)
  const { cupsTrust } = await (await page.request.get('/api/v1/site')).json()
  const [{ token }] = await call(page, owner, '/api/v1/gateway/token', { gateway, flavorid: 'station' })
  const lnsKey = Buffer.from('Authorization: lns-key').toString('base64')
  await call(page, owner, '/api/v1/gateway/setup', { gateway, lnsUri: lns.uri, lnsTrust: roots.old.pem, lnsKey })
  const home = makeHome(test.info().outputPath(`station-${eui}`), {
    eui,
    cups: { uri: `https://localhost:${gatewayPort}`, trust: cupsTrust, key: `Authorization: ${token}\r\n` },
  })
  const station = createStation({ home })
  for (let contact = 0; contact < 2; contact += 1) expect((await station.checkIn()).reason).toBeNull()
  return station
}

/** In both widths, where the state of the page stays as it is. */
async function looksGood(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expectAccessible(page, `trust ${name}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('from the list of certificates to a new root that every gateway has proven', async ({
  page,
  pageAs,
  ownerA,
  ownerB,
  newEui,
  gatewayPort,
}) => {
  test.setTimeout(400_000)
  await page.goto(at(ownerA.id, '/trust'))
  const stations = [
    await provenGateway(page, ownerA, newEui(), gatewayPort),
    await provenGateway(page, ownerA, newEui(), gatewayPort),
  ]
  const fingerprint = createHash('sha256').update(roots.old.der).digest('hex')

  // Who holds it.
  const row = page.getByRole('row', { name: /Old LNS root/ })
  await expect
    .poll(
      async () => {
        // The owner of the tests has more certificates than a page of the list.
        await page.goto(at(ownerA.id, `/trust?q=${fingerprint}`))
        await expect(page.getByLabel('Search certificates')).toHaveValue(fingerprint)
        await expect(row.or(page.getByText('No certificate here'))).toBeVisible()
        return (await row.allTextContents()).join()
      },
      { timeout: 90_000 },
    )
    .toContain('2 LNS trust')
  await page.getByLabel('Search certificates').fill('no such name')
  await expect(page.getByText('No certificate here')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await looksGood(page, 'list')
  await page.goto(at(ownerA.id, `/trust?q=${fingerprint}`))
  await row.getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Old LNS root' })).toBeVisible()
  const holders = page.getByRole('table', { name: 'Gateways that hold it' })
  await expect
    .poll(async () => {
      await page.reload()
      await expect(holders.getByRole('row')).toHaveCount(3)
      return holders.getByText('Proven', { exact: true }).count()
    })
    .toBeGreaterThanOrEqual(2)
  await looksGood(page, 'certificate')

  // What breaks: with the new root alone everybody, as it is nobody.
  await page.getByRole('link', { name: 'What breaks when' }).click()
  await page.getByRole('button', { name: 'Show what breaks' }).click()
  await expect(page.getByRole('heading', { name: 'No gateway breaks' })).toBeVisible()
  await page.getByLabel('Its new chain').selectOption('From a file')
  const leaf = await makeLeaf(roots.fresh, { name: 'CN=localhost', dnsNames: ['localhost'] })
  await page.getByLabel('Chain: drop the file').setInputFiles({
    name: 'chain.pem',
    mimeType: 'application/x-pem-file',
    buffer: Buffer.from(leaf.pem),
  })
  await page.getByRole('button', { name: 'Show what breaks' }).click()
  await expect(page.getByRole('heading', { name: '2 gateways break' })).toBeVisible()
  await expect(page.getByText('Does not verify', { exact: true })).toBeVisible()
  await looksGood(page, 'breaks')
  await page.getByText('A day comes').click()
  await page.getByLabel('Day', { exact: true }).fill('2090-01-01')
  await expect(page.getByRole('heading', { name: 'Ended by 2090-01-01' })).toBeVisible()
  await expect(page.getByText('stop trusting the server').first()).toBeVisible()
  await looksGood(page, 'day')

  // The change: nothing starts while the server would lock them out.
  await page.goto(at(ownerA.id, `/trust/${fingerprint}`))
  await page.getByRole('link', { name: 'Change this root' }).click()
  await page.getByLabel('New root, pasted').fill(`${roots.old.pem}${roots.fresh.pem}`)
  await page.getByRole('button', { name: 'Prepare' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '2 certificates' })).toBeVisible()
  await page.getByLabel('New root, pasted').fill(roots.fresh.pem)
  await looksGood(page, 'new-change')
  await page.getByRole('button', { name: 'Prepare' }).click()
  await expect(page.getByText('The new root does not verify it')).toBeVisible()
  await page.getByRole('button', { name: 'Start step 1' }).click()
  // A message of what was done is a dialog too.
  const dialog = page.getByRole('dialog', { name: 'Give the new root' })
  await expect(dialog).toContainText('2 gateways get the new root')
  await dialog.getByRole('button', { name: 'Start step 1' }).click()
  await expect(dialog.getByRole('alert')).toContainText('locked out')
  await looksGood(page, 'refused')
  await dialog.getByRole('button', { name: 'Not now' }).click()

  await lns.present(roots.fresh, roots.cross)
  await page.getByRole('button', { name: 'Look at the servers' }).click()
  await expect(page.getByText('The new root verifies it')).toBeVisible()
  // Without the quiet minutes after which the console counts a link as one that stays.
  const id = page.url().split('/').at(-1)?.split('?')[0] ?? ''
  await call(page, ownerA, `/api/v1/trust/changes/${id}/actions`, {
    action: 'give',
    quietMinutes: 0,
    waves: { by: 'share', shares: [] },
  })
  await expect(page.getByText('Step 1 is under way:').first()).toBeVisible()
  const [first, second] = stations
  await expect
    .poll(
      async () => {
        await first?.checkIn()
        return page.getByText('1 of 2 gateways have proven').count()
      },
      { timeout: 120_000, intervals: [3_000] },
    )
    .toBeGreaterThan(0)
  await page.getByRole('tab', { name: /Gateways/ }).click()
  await expect(page.getByRole('table', { name: 'Gateways of the change' }).getByText('Step 1 under way')).toBeVisible()
  await looksGood(page, 'change-gateways')
  await page.getByRole('tab', { name: 'Steps' }).click()
  await looksGood(page, 'change')
  await expect
    .poll(
      async () => {
        await second?.checkIn()
        return page.getByText('All 2 gateways have proven the new root').count()
      },
      { timeout: 120_000, intervals: [3_000] },
    )
    .toBeGreaterThan(0)
  await expect(page.getByRole('button', { name: 'Finish' })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('dialog', { name: 'Finish the change' }).getByRole('button', { name: 'Finish' }).click()
  await expect(page.getByText('Finished.').first()).toBeVisible()
  await page.goto(at(ownerA.id, '/trust?tab=changes'))
  await expect(page.getByRole('row', { name: /New root for localhost/ })).toContainText('2 of 2')
  await looksGood(page, 'changes')

  // Another owner sees nothing of it.
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, `/trust/${fingerprint}`))
  await expect(other.getByRole('heading', { name: 'No such certificate' })).toBeVisible()
  await other.goto(at(ownerB.id, `/trust/changes/${id}`))
  await expect(other.getByRole('heading', { name: 'No such change of trust' })).toBeVisible()
})
