/** The way of an owner's gateway through the console without a mouse: each stop shows the focus, each dialog gives it back. */
import type { Page } from '@playwright/test'
import { formatEui64 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation } from '../lib/station/station.ts'
import { expect, test } from './fixtures.ts'
import { expectFocusShown, expectNoTrap, pressOn, tabTo } from './hands-on-keys.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })

test('from the sign-in to an earlier version of a gateway, by keyboard alone', async ({
  browser,
  ownerA,
  batchGateway,
  consoleUrl,
  gatewayPort,
}, info) => {
  test.setTimeout(300_000)
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL: consoleUrl })
  const page = await context.newPage()
  const gateway = batchGateway()
  const title = formatEui64(gateway.eui)

  await page.goto('/sign-in')
  await tabTo(page, page.getByLabel('E-mail'))
  await page.keyboard.type(ownerA.email)
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(ownerA.password)
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Overview')).toBeVisible()
  await expectNoTrap(page)

  // The way past the rail.
  await page.reload()
  await expect(heading(page, 'Overview')).toBeVisible()
  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }))
  await page.keyboard.press('Enter')
  await expect(page.locator('#content')).toBeFocused()

  // Claim.
  await page.keyboard.press('g')
  await page.keyboard.press('g')
  await expect(heading(page, 'Gateways')).toBeVisible()
  await expect(page.locator('main [aria-keyshortcuts="c"]').first()).toBeVisible()
  await page.keyboard.press('c')
  await expect(heading(page, 'Claim gateways')).toBeVisible()
  await expect(page.getByLabel('Identifiers and PINs')).toBeFocused()
  await expectFocusShown(page)
  await page.keyboard.type(`${title} ${gateway.claimPin}`)
  await pressOn(page, page.getByRole('button', { name: 'Claim gateway', exact: true }))
  await expect(page.getByRole('heading', { name: '1 claimed' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type(gateway.eui)
  await expect(palette(page).getByRole('option', { name: new RegExp(title) })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(heading(page, title)).toBeVisible()

  // Set up, twice. Where TLS ends the identifier is typed: a dialog that gives the focus back when it is left.
  const setUp = async (uri: string, version: number, doubted: boolean) => {
    await pressOn(page, page.getByRole('link', { name: 'Set up', exact: true }).first())
    await tabTo(page, page.getByRole('textbox', { name: 'URI' }))
    await page.keyboard.press('Control+a')
    await page.keyboard.type(uri)
    const save = page.getByRole('button', { name: 'Save', exact: true })
    const dialog = page.getByRole('dialog', { name: 'Save all the same?' })
    await pressOn(page, save)
    if (doubted) {
      await expect(dialog).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
      await expect(save).toBeFocused()
      await page.keyboard.press('Enter')
      await tabTo(page, dialog.getByRole('textbox'))
      await page.keyboard.type(title)
      await page.keyboard.press('Enter')
    }
    await expect(page.getByText(`Saved as version ${version}`)).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type(gateway.eui)
    await expect(palette(page).getByRole('option', { name: new RegExp(title) })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(heading(page, title)).toBeVisible()
    await expect(dialog).toHaveCount(0)
  }
  await setUp('ws://one.example.org:1887', 1, true)
  await setUp('ws://two.example.org:1887', 2, false)

  // Diagnosis: somebody comes with a wrong token.
  const { cupsTrust } = await (await page.request.get('/api/v1/site')).json()
  const home = makeHome(info.outputPath(`stranger-${gateway.eui}`), {
    eui: gateway.eui,
    package: '1.0',
    cups: { uri: `https://localhost:${gatewayPort}`, trust: cupsTrust, key: 'Authorization: not-the-token\r\n' },
  })
  await createStation({ home }).checkIn()
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('region', { name: 'Diagnosis' })).toContainText('a token that is not accepted')
  }).toPass()
  const evidence = page.getByRole('region', { name: 'Diagnosis' }).getByText('Evidence').first()
  await tabTo(page, page.getByRole('region', { name: 'Diagnosis' }).locator('summary, button').first())
  await page.keyboard.press('Enter')
  await expect(evidence).toBeVisible()
  await expect(page.getByRole('region', { name: 'Diagnosis' }).getByRole('listitem').nth(1)).toBeVisible()

  // Back to the first version.
  await tabTo(page, page.getByRole('tab', { name: 'Overview' }), 'Shift+Tab')
  const versions = page.getByRole('tab', { name: 'Versions' })
  for (let tabs = 0; tabs < 8 && !(await versions.evaluate((one) => one === document.activeElement)); tabs += 1)
    await page.keyboard.press('ArrowRight')
  await expect(versions).toBeFocused()
  await page.keyboard.press('Enter')
  const back = page.getByRole('table', { name: 'Versions of LNS' }).getByRole('button', { name: 'Return to version 1' })
  const dialog = page.getByRole('dialog', { name: 'Return to LNS version 1' })
  await pressOn(page, back)
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(back).toBeFocused()
  await page.keyboard.press('Enter')
  await pressOn(page, dialog.getByRole('button', { name: 'Return to version 1' }))
  await expect(page.getByRole('table', { name: 'Versions of LNS' }).getByRole('row', { name: /^3/ })).toContainText(
    'one.example.org',
  )
  await expect(dialog).toHaveCount(0)
  // The focus is on the page again, and goes round.
  await expectNoTrap(page)
  await context.close()
})
