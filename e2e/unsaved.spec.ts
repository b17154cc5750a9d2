/** Input that is not saved: the rail, a row and the back button ask first, and nothing asks once it is saved. */
import type { Page } from '@playwright/test'
import { formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { shoot } from './other-hands.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const rail = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).first()
const question = (page: Page) => page.getByRole('dialog', { name: 'Leave and lose what you typed?' })

test('a setup that is not saved: the rail asks, staying keeps it, leaving drops it', async ({
  page,
  ownerA,
  newEui,
}) => {
  const gateway = formatId6(newEui())
  const made = await page.request.post('/api/v1/gateway/token', {
    data: { ownerid: ownerA.id, gateway, flavorid: 'station' },
    headers: { authorization: `Bearer ${ownerA.token}`, cookie: '' },
  })
  expect(made.ok()).toBe(true)
  const path = at(ownerA.id, `/gateways/${encodeURIComponent(gateway)}/setup`)
  await page.goto(at(ownerA.id, '/firmware'))
  await page.goto(path)
  // Nothing was typed: nothing is asked.
  await rail(page, 'Rollouts').click()
  await expect(page.getByRole('heading', { name: 'Rollouts', level: 1 })).toBeVisible()
  await page.goBack()
  await page.getByLabel('URI').first().fill('wss://lns.example.com:8887')
  await rail(page, 'Rollouts').click()
  await expect(question(page)).toBeVisible()
  await expectAccessible(page, 'the question')
  await shoot(page, 'leave')
  await question(page).getByRole('button', { name: 'Stay' }).click()
  await expect(question(page)).toHaveCount(0)
  await expect(page.getByLabel('URI').first()).toHaveValue('wss://lns.example.com:8887')
  expect(decodeURIComponent(new URL(page.url()).pathname)).toContain('/setup')
  await rail(page, 'Rollouts').click()
  await question(page).getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('heading', { name: 'Rollouts', level: 1 })).toBeVisible()
  // The form is gone, and so is the guard.
  await rail(page, 'Firmware').click()
  await expect(page.getByRole('heading', { name: 'Firmware', level: 1 })).toBeVisible()
})

test('the back button asks, too; a saved form lets go', async ({ page, ownerA }) => {
  await page.goto(at(ownerA.id, '/events'))
  await page.getByRole('link', { name: 'Add target' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Left behind')
  await page.evaluate(() => window.history.back())
  await expect(question(page)).toBeVisible()
  await question(page).getByRole('button', { name: 'Stay' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Left behind')
  await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1:9/hook')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Left behind is ready' })).toBeVisible()
  await expect(question(page)).toHaveCount(0)
  await rail(page, 'Rollouts').click()
  await expect(page.getByRole('heading', { name: 'Rollouts', level: 1 })).toBeVisible()
})
