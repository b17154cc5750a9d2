/** The first run: a simulated gateway joins, and all of it goes with the keyboard alone. */
import type { Page } from '@playwright/test'
import { expectAccessible, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'

const tour = (owner: string) => `/o/${encodeURIComponent(owner)}/tour`

/** Presses Tab until the control has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, role: 'button' | 'link', name: string): Promise<void> {
  const control = page.getByRole(role, { name, exact: true })
  await expect(control).toBeEnabled()
  await expect(async () => {
    await page.keyboard.press('Tab')
    expect(await control.evaluate((element) => element === document.activeElement)).toBe(true)
  }).toPass({ intervals: [0], timeout: 20_000 })
}
const press = async (page: Page, name: string) => {
  await tabTo(page, 'button', name)
  await page.keyboard.press('Enter')
}

test('a simulated gateway joins, by keyboard alone', async ({ page, ownerA }, info) => {
  await page.goto(tour(ownerA.id))
  const now = page.locator('li[aria-current="step"]')
  await press(page, 'Make a simulated gateway')
  await expect(now.getByRole('heading')).toHaveText('It calls for the first time')
  await expect(now.getByRole('heading')).toBeFocused()
  await press(page, 'Let it call')
  await expect(now.getByRole('heading')).toHaveText('Tell it where to go')
  await expect(page.getByLabel('what the gateway logged', { exact: true })).toContainText('nothing changes')
  await page.screenshot({ path: info.outputPath('set.png'), fullPage: true })
  await press(page, 'Set it up')
  await expect(now.getByRole('heading')).toHaveText('It collects what you set')
  await press(page, 'Let it call')
  await expect(now.getByRole('heading')).toHaveText('It proves it')
  await expect(page.getByLabel('what the gateway logged', { exact: true }).last()).toContainText('tc.uri')
  // A reload goes on where it was.
  await page.reload()
  await expect(now.getByRole('heading')).toHaveText('It proves it')
  await press(page, 'Let it call')
  await expect(page.getByRole('heading', { name: 'It is in sync' })).toBeVisible()
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expectAccessible(page, 'tour end')
  }
  await press(page, 'Delete it')
  await expect(page.getByRole('button', { name: 'Make a simulated gateway' })).toBeVisible()
})

test('another owner does not see it, and a viewer is told whom to ask', async ({ page, ownerA, ownerB, request }) => {
  const made = await request.post('/api/v1/simulated-gateways', {
    data: { ownerid: ownerA.id },
    headers: { authorization: `Bearer ${ownerA.token}` },
  })
  const { gateway } = await made.json()
  const asB = { headers: { authorization: `Bearer ${ownerB.token}` } }
  const list = await request.get('/api/v1/simulated-gateways', { params: { owner: ownerB.id }, ...asB })
  expect(JSON.stringify(await list.json())).not.toContain(gateway)
  await page.route('**/api/v1/me', async (route) => {
    const answer = await route.fetch()
    const me = await answer.json()
    const owners = me.owners.map((one: { role: string }) => ({ ...one, role: 'viewer' }))
    await route.fulfill({ response: answer, json: { ...me, owners } })
  })
  await page.goto(tour(ownerA.id))
  await expect(page.getByText('Ask an admin or operator')).toBeVisible()
})
