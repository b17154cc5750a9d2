/** Two people change the same thing: both values are shown, neither is lost; what was changed can be taken back. */
import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { type Eui, formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'
import { shoot } from './other-hands.ts'

const at = (owner: TestOwner, path = '') => `/o/${encodeURIComponent(owner.id)}${path}`
const gatewayAt = (owner: TestOwner, eui: Eui) => at(owner, `/gateways/${encodeURIComponent(formatId6(eui))}`)
const conflict = (page: Page) => page.getByRole('alert').filter({ hasText: 'Somebody else saved this' })

async function call(page: Page, owner: TestOwner, method: string, path: string, data: object) {
  const answer = await page.request.fetch(path, {
    method,
    data: { ownerid: owner.id, ...data },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

async function addGateway(page: Page, owner: TestOwner, eui: Eui, labels: object = {}): Promise<void> {
  await call(page, owner, 'POST', '/api/v1/gateway/token', { gateway: formatId6(eui), flavorid: 'Shared flavor' })
  await call(page, owner, 'PATCH', `/api/v1/gateways/${formatId6(eui)}`, labels)
}

const nameOf = async (page: Page, owner: TestOwner, eui: Eui): Promise<string> => {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.get(`/api/v1/gateways/${formatId6(eui)}`, { params: { owner: owner.id }, headers })
  return ((await answer.json()) as { name: string }).name
}

async function rename(page: Page, to: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit the name' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(to)
}

test('a name: who is second is shown both, and a rename is taken back', async ({ page, pageAs, ownerA, newEui }) => {
  const eui = newEui()
  await page.goto(at(ownerA))
  await addGateway(page, ownerA, eui, { name: 'Roof' })
  const other = await pageAs(ownerA)
  for (const one of [page, other]) await one.goto(gatewayAt(ownerA, eui))
  await rename(page, 'Mine')
  await rename(other, 'Theirs')
  await other.keyboard.press('Enter')
  await expect(other.getByText('Renamed to “Theirs”')).toBeVisible()

  await page.getByRole('textbox', { name: 'Name' }).press('Enter')
  await expect(conflict(page)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Mine')
  expect(await nameOf(page, ownerA, eui)).toBe('Theirs')
  await expectAccessible(page, 'name conflict')
  await shoot(page, 'name-conflict')
  const choice = page.getByRole('group', { name: 'Name' })
  await choice.getByRole('radio', { name: /Theirs/ }).check()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Theirs')
  await choice.getByRole('radio', { name: /Yours/ }).check()
  await page.getByRole('button', { name: 'Save the name' }).click()
  await expect(page.getByText('Renamed to “Mine”')).toBeVisible()
  await expect(page.getByText('Mine', { exact: true })).toBeVisible()
  expect(await nameOf(page, ownerA, eui)).toBe('Mine')

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back')).toBeVisible()
  await expect(page.getByText('Theirs', { exact: true })).toBeVisible()
  expect(await nameOf(page, ownerA, eui)).toBe('Theirs')
  await expect(page.getByRole('region', { name: 'History' })).toContainText('name “Theirs”, before “Mine”.')
})

test('an undo leaves what somebody else made of it since', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  await page.goto(at(ownerA))
  await addGateway(page, ownerA, eui, { name: 'Roof' })
  await page.goto(gatewayAt(ownerA, eui))
  await rename(page, 'Mine')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Renamed to “Mine”')).toBeVisible()
  await call(page, ownerA, 'PATCH', `/api/v1/gateways/${formatId6(eui)}`, { name: 'Later' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Somebody else changed this since you opened it.').first()).toBeVisible()
  expect(await nameOf(page, ownerA, eui)).toBe('Later')
})

test('a name that cannot be saved comes back as it was typed, with the reason', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  await page.goto(at(ownerA))
  await addGateway(page, ownerA, eui, { name: 'Roof' })
  await page.goto(gatewayAt(ownerA, eui))
  let refuse: () => void = () => {}
  const refused = new Promise<void>((resolve) => {
    refuse = resolve
  })
  await page.route('**/api/v1/gateways/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback()
    await refused
    return route.abort()
  })
  await rename(page, 'Mast')
  await page.keyboard.press('Enter')
  // Shown as saved at once.
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveCount(0)
  await expect(page.getByText('Mast', { exact: true })).toBeVisible()
  refuse()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Mast')
  await expect(page.getByRole('alert').filter({ hasText: 'The name is still “Roof”.' })).toContainText(
    'Check the connection and try again.',
  )
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Save the name' }).click()
  await expect(page.getByText('Renamed to “Mast”')).toBeVisible()
})

for (const width of WIDTHS) {
  test(`labels: theirs is taken over, both is a choice, the history tells the location, ${width} px`, async ({
    browser,
    page: ours,
    ownerA,
    newEui,
  }) => {
    const eui = newEui()
    await ours.goto(at(ownerA))
    await addGateway(ours, ownerA, eui, { tags: ['pilot'], site: 'Depot', latitude: 46.948, longitude: 7.4474 })
    const page = await openAt(browser, width, ownerA.session)
    await page.goto(gatewayAt(ownerA, eui))
    await page.getByRole('button', { name: 'Edit tags, site and location' }).click()
    await page.getByRole('textbox', { name: 'Location' }).fill('47.3769, 8.5417')
    await page.getByRole('textbox', { name: 'Tags' }).fill('pilot, roof')
    await call(ours, ownerA, 'PATCH', `/api/v1/gateways/${formatId6(eui)}`, {
      site: 'Harbour of Hamburg',
      latitude: 53.54,
      longitude: 9.98,
    })
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(conflict(page)).toBeVisible()
    // Only they changed the site; the tags are mine alone.
    await expect(page.getByText('Site: Harbour of Hamburg')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Site' })).toHaveValue('Harbour of Hamburg')
    await expect(page.getByRole('textbox', { name: 'Tags' })).toHaveValue('pilot, roof')
    const choice = page.getByRole('group', { name: 'Location' })
    await expect(choice.getByRole('radio', { name: /Yours/ })).toBeChecked()
    await expect(choice).toContainText('53.54, 9.98')
    await expectAccessible(page, 'labels conflict')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('link', { name: /47\.3769, 8\.5417/ })).toBeVisible()
    await expect(page.getByRole('link', { name: 'roof' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Harbour of Hamburg' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'History' })).toContainText(
      'location 47.3769, 8.5417, before 53.54, 9.98.',
    )
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByRole('link', { name: /53\.54, 9\.98/ })).toBeVisible()
    await page.context().close()
  })
}

test('the texts of an image, and the name of the owner', async ({ page, pageAs, ownerA }) => {
  const headers = { authorization: `Bearer ${ownerA.token}`, cookie: '', 'content-type': 'application/octet-stream' }
  const upload = await page.request.post('/api/v1/firmware/images', {
    params: { owner: ownerA.id, version: 'shared', notes: 'As it came' },
    data: Buffer.concat([Buffer.from('#!/bin/sh\n'), randomBytes(64)]),
    headers,
  })
  expect(upload.ok(), await upload.text()).toBe(true)
  const { fwcrc } = (await upload.json()) as { fwcrc: number }
  const other = await pageAs(ownerA)
  for (const one of [page, other]) {
    await one.goto(at(ownerA, `/firmware/${fwcrc}`))
    await one.getByRole('button', { name: 'Edit' }).click()
  }
  await page.getByLabel('Notes').fill('Tested on the roof')
  await page.getByLabel('Model').fill('indoor')
  await other.getByLabel('Notes').fill('Broken')
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByText('Broken')).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(conflict(page)).toBeVisible()
  await expectAccessible(page, 'image conflict')
  await shoot(page, 'image-conflict')
  await page
    .getByRole('group', { name: 'Notes' })
    .getByRole('radio', { name: /Theirs/ })
    .check()
  await page.getByRole('button', { name: 'Save' }).click()
  const about = page.getByRole('region', { name: 'Image', exact: true })
  await expect(about).toContainText('Broken')
  await expect(about).toContainText('indoor')

  for (const one of [page, other]) await one.goto(at(ownerA, '/settings/owner'))
  const before = await page.getByLabel('Name', { exact: true }).inputValue()
  await page.getByLabel('Name', { exact: true }).fill(`${before} mine`)
  await other.getByLabel('Name', { exact: true }).fill(`${before} theirs`)
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByText('Renamed the owner')).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(conflict(page)).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true }).last()).toHaveValue(`${before} mine`)
  await expectAccessible(page, 'owner conflict')
  await shoot(page, 'owner-conflict')
  await page.getByLabel('Name', { exact: true }).last().fill(before)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Renamed the owner')).toBeVisible()
})

test('notes on a flavor, by two operators', async ({ page, pageAs, operator, ownerA, newEui }) => {
  await page.goto(at(ownerA))
  await addGateway(page, ownerA, newEui(), { name: 'One of the flavor' })
  const pages = [await pageAs(operator), await pageAs(operator)] as const
  for (const [index, one] of pages.entries()) {
    await one.goto('/operator/flavors')
    await one.getByRole('button', { name: 'Notes on Shared flavor' }).click()
    await one
      .getByRole('dialog')
      .getByLabel('Notes')
      .fill(`Note ${index} ${formatId6(newEui())}`)
  }
  const [mine, theirs] = pages
  await theirs.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(theirs.getByText('Saved')).toBeVisible()
  await mine.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(conflict(mine)).toBeVisible()
  await expectAccessible(mine, 'flavor conflict')
  await shoot(mine, 'flavor-conflict')
  await mine.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(mine.getByRole('row', { name: /Shared flavor/ })).toContainText('Note 0')
})

test('a deleted view comes back', async ({ page, ownerA }) => {
  await page.goto(at(ownerA, '/gateways?state=silent'))
  const name = `Silent ${randomBytes(3).toString('hex')}`
  const menu = page.getByRole('button', { name: 'View', exact: true })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await menu.click()
  await page.getByRole('menuitem', { name: 'Rename or delete a view…' }).click()
  await page.getByRole('button', { name: `Delete the view ${name}` }).click()
  await expect(page.getByRole('button', { name: `Delete the view ${name}` })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText(`The view “${name}” is back`)).toBeVisible()
  await page.goto(at(ownerA, '/gateways'))
  await menu.click()
  await page.getByRole('menuitem', { name }).click()
  await expect(page).toHaveURL(/state=silent/)
})

test('an entry of a version opens that version', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  await page.goto(at(ownerA))
  await addGateway(page, ownerA, eui, { name: 'With versions' })
  const setup = (lnsUri: string) =>
    call(page, ownerA, 'POST', '/api/v1/gateway/setup', { gateway: formatId6(eui), lnsUri })
  await setup('ws://one.example.org:8887')
  await setup('ws://two.example.org:8887')
  await page.goto(gatewayAt(ownerA, eui))
  const history = page.getByRole('region', { name: 'History' })
  await history.getByRole('button', { name: 'Was set up' }).first().click()
  await expect(page).toHaveURL(/tab=versions.*version=tc%3A2/)
  await expect(page.locator('tr[aria-current=true]')).toContainText('ws://two.example.org:8887')
  const comparison = page.getByRole('region', { name: 'Comparison' })
  await expect(comparison).toContainText('− ws://one.example.org:8887')
  await expectAccessible(page, 'opened version')
  await comparison.getByRole('button', { name: 'Close the comparison' }).click()
  await expect(comparison).toHaveCount(0)
  await page.goBack()
  await history.getByRole('button', { name: 'Was set up' }).last().click()
  await expect(page.locator('tr[aria-current=true]')).toContainText('ws://one.example.org:8887')
  await expect(comparison).toHaveCount(0)
})
