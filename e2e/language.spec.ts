/** The console in German: pages, constants of modules, sentences of the API, the title, and the way back to English. */
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

test.describe('a browser that speaks German', () => {
  test.use({ locale: 'de-DE', storageState: { cookies: [], origins: [] } })

  test('signing in, and a refusal of the API', async ({ page, ownerA }) => {
    await page.goto('/sign-in')
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await expect(page).toHaveTitle('Anmelden · Gatehouse')
    await page.getByLabel('E-Mail').fill(ownerA.email)
    await page.getByLabel('Passwort').fill('not the password')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText('passen nicht zusammen')
    await page.getByLabel('Passwort').fill(ownerA.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('heading', { name: 'Überblick', level: 1 })).toBeVisible()
  })
})

test('the language is chosen in the account menu, kept, and changed back', async ({ page, ownerA }) => {
  await page.goto(`/o/${encodeURIComponent(ownerA.id)}/gateways`)
  await expect(page.getByRole('heading', { name: 'Gateways', level: 1 })).toBeVisible()
  const account = page.getByRole('button', { name: new RegExp(ownerA.email) })
  await account.click()
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page.getByRole('link', { name: 'Gateway hinzufügen' })).toBeVisible()
  await page.goto(`/o/${encodeURIComponent(ownerA.id)}/gateways/add`)
  await page.getByRole('textbox').first().fill('not-an-eui')
  await page.getByRole('button', { name: /hinzufügen/ }).click()
  await expect(page.getByText('ist keine Kennung eines Gateways').first()).toBeVisible()
  await expectAccessible(page, 'german form')

  await account.click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.getByRole('link', { name: 'Gateways' }).first()).toBeVisible()
})
