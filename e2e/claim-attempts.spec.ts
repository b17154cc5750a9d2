/** An operator's pages of wrong claim PINs and of unknown gateways in the browser. */
import type { Page } from '@playwright/test'
import { type Eui, eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'

const PAGES = ['/operator/claim-attempts', '/operator/unknown-gateways'] as const

/** Wrong claims of owner A, one request each. */
async function guess(page: Page, owner: string, gateway: Eui, times: number): Promise<void> {
  await page.goto('/sign-in')
  for (let count = 0; count < times; count++) {
    const answer = await page.request.post('/api/v1/gateway/claim', {
      data: { ownerid: owner, gateway: formatId6(gateway), claim: '00000000' },
      headers: { origin: new URL(page.url()).origin },
    })
    expect((await answer.json())[0].error).toBeTruthy()
  }
}

async function knock(page: Page, consoleUrl: string, router: string): Promise<void> {
  const data = { router, cupsUri: 'https://localhost:1', tcUri: null, cupsCredCrc: 1, tcCredCrc: 2 }
  const headers = { authorization: 'no-token-of-ours' }
  await page.request.post(`${consoleUrl}/update-info`, { data, headers }).catch(() => undefined)
}

async function accessible(page: Page, name: string): Promise<void> {
  await expect(page.locator('.skeleton')).toHaveCount(0)
  await expectAccessible(page, `claim-attempts ${name}`)
}

test('an operator sees who guesses, looks at each try, and lets claims through again', async ({
  page,
  pageAs,
  operator,
  ownerA,
  batchGateway,
}) => {
  const { eui: gateway } = batchGateway()
  await guess(page, ownerA.id, gateway, 12)
  const site = await pageAs(operator)
  await site.goto('/operator/batches')
  await expect(site.getByText('Claim PINs are being guessed')).toBeVisible()
  await accessible(site, 'banner')
  await site.getByRole('link', { name: 'Look at the claim attempts' }).click()
  await expect(site.getByRole('heading', { name: 'Claim attempts', level: 1 })).toBeVisible()
  const alerts = site.getByRole('region', { name: 'Guessing' })
  await expect(alerts.getByText(/wrong claim PINs/).first()).toBeVisible()
  await accessible(site, 'alerts')
  while ((await alerts.getByRole('button', { name: 'Seen' }).count()) > 0) {
    const before = await alerts.getByRole('button', { name: 'Seen' }).count()
    await alerts.getByRole('button', { name: 'Seen' }).first().click()
    await expect(alerts.getByRole('button', { name: 'Seen' })).toHaveCount(before - 1)
  }
  await expect(alerts).toHaveCount(0)

  await site.getByLabel('Group').selectOption('gateway')
  await site.getByLabel('Search claim attempts').fill(formatId6(gateway))
  const row = site.getByRole('row').filter({ hasText: formatEui64(gateway) })
  await expect(row.getByText('On hold')).toBeVisible()
  await row.getByRole('button', { name: /^More for/ }).click()
  await site.getByRole('menuitem', { name: 'Refused claims' }).click()
  const dialog = site.getByRole('dialog')
  await expect(dialog.getByText(formatEui64(gateway)).first()).toBeVisible()
  await expect(dialog.getByRole('row')).toHaveCount(11)
  await site.keyboard.press('Escape')
  await row.getByRole('button', { name: /^More for/ }).click()
  await site.getByRole('menuitem', { name: 'Let claims through again' }).click()
  await dialog.getByRole('button', { name: 'End the pause' }).click()
  await expect(row.getByText('On hold')).toHaveCount(0)
  await row.getByRole('button', { name: /^More for/ }).click()
  await site.getByRole('menuitem', { name: 'Let claims through again' }).click()
  await dialog.getByRole('button', { name: 'Begin anew' }).click()
  await expect(site.getByText('Nothing found')).toBeVisible()
})

test('an unknown gateway is found in every notation, with the batch that was perhaps meant', async ({
  page,
  pageAs,
  operator,
  consoleUrl,
  batchGateway,
}) => {
  const { eui: meant } = batchGateway()
  // Another first digit: no batch of the tests begins so.
  const typo = eui(`${meant.startsWith('f') ? 'e' : 'f'}${meant.slice(1)}`)
  await knock(page, consoleUrl, formatId6(typo))
  await knock(page, consoleUrl, 'my-gateway 1')
  const site = await pageAs(operator)
  await site.goto('/operator/unknown-gateways')
  const search = site.getByLabel('Search unknown gateways')
  for (const notation of [formatEui64(typo), formatId6(typo), typo]) {
    await search.fill(notation)
    const row = site.getByRole('row').filter({ hasText: formatEui64(typo) })
    await expect(row.getByText('In no batch')).toBeVisible()
    await expect(row.getByText('One digit off')).toBeVisible()
    await expect(row.getByText(formatEui64(meant))).toBeVisible()
  }
  await search.fill('')
  await site.getByLabel('Standing').selectOption('malformed')
  await expect(site.getByRole('cell').getByText('my-gateway 1')).toBeVisible()
  await search.fill('nothing-has-this-name')
  await expect(site.getByText('Nothing found')).toBeVisible()
})

test('the pages are for operators, and say so when the server fails', async ({ page, pageAs, operator }) => {
  for (const path of PAGES) {
    await page.goto(path)
    await expect(page.getByText('by the operators of this installation. Ask one of them.')).toBeVisible()
  }
  const site = await pageAs(operator)
  await site.route('**/api/v1/operator/claim-attempts?**', (route) => route.fulfill({ status: 503, json: {} }))
  await site.route('**/api/v1/operator/unknown-gateways**', (route) => route.fulfill({ status: 503, json: {} }))
  for (const path of PAGES) {
    await site.goto(path)
    await expect(site.getByRole('button', { name: 'Try again' })).toBeVisible()
  }
})

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({
    browser,
    page: ownersPage,
    operator,
    ownerA,
    consoleUrl,
    batchGateway,
    newEui,
  }) => {
    test.setTimeout(120_000)
    const gateway = batchGateway()
    await guess(ownersPage, ownerA.id, gateway.eui, 11)
    await knock(ownersPage, consoleUrl, formatId6(newEui()))
    await knock(ownersPage, consoleUrl, formatId6(gateway.eui))
    await knock(ownersPage, consoleUrl, 'my-gateway 1')
    const page = await openAt(browser, width, operator.session)
    for (const [name, path] of [
      ['owners', '/operator/claim-attempts'],
      ['gateways', '/operator/claim-attempts?scope=gateway'],
      ['addresses', '/operator/claim-attempts?scope=address'],
      ['nothing', '/operator/claim-attempts?q=nothing-has-this-name'],
      ['unknown', '/operator/unknown-gateways'],
      ['unknown-nothing', '/operator/unknown-gateways?q=nothing-has-this-name'],
    ] as const) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await accessible(page, name)
    }
    await page.goto('/operator/claim-attempts?scope=gateway')
    for (const entry of ['Refused claims', 'Let claims through again']) {
      await page
        .getByRole('button', { name: /^More for/ })
        .first()
        .click()
      await page.getByRole('menuitem', { name: entry }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.waitForLoadState('networkidle')
      await accessible(page, entry.replaceAll(' ', '-'))
      await page.keyboard.press('Escape')
    }
    await page.context().close()
  })
}
