/** The overview and the list of gateways as a fleet, in a real browser; owner B sees nothing of owner A's. */
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { type Eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { type BatchGateway, expect, test } from './fixtures.ts'
import { BATCH } from './installation.ts'

const at = (owner: string, path = '') => `/o/${encodeURIComponent(owner)}${path}`

async function post(page: Page, path: string, data: Record<string, unknown>): Promise<unknown> {
  const answer = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } })
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  return answer.json()
}

/** Claims gateways for the owner, with a name each and a tag that is theirs alone. */
async function claim(page: Page, owner: string, gateways: readonly BatchGateway[], tag: string): Promise<Eui[]> {
  const claimed = (await post(page, '/api/v1/gateway/claim', {
    ownerid: owner,
    gateways: gateways.map(({ eui, claimPin }) => ({ gateway: eui, claim: claimPin })),
  })) as { error?: string }[]
  expect(claimed.filter(({ error }) => error)).toEqual([])
  const euis = gateways.map(({ eui }) => eui)
  await post(page, '/api/v1/gateways/labels', {
    ownerid: owner,
    gateways: euis.map((gateway, index) => ({ gateway, name: `${tag} ${index}`, tags: [tag], site: 'Harbour' })),
  })
  return euis
}

test('the overview counts, tells what to look at, and leads there; of another owner it shows nothing', async ({
  page,
  ownerA,
  ownerB,
  batchGateway,
  pageAs,
}) => {
  await page.goto(at(ownerA.id, '/audit'))
  await claim(page, ownerA.id, [batchGateway(), batchGateway()], 'overview')
  await page.goto('/')
  await expect(page).toHaveURL(new RegExp(`${at(ownerA.id)}$`))
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  const states = page.getByRole('list', { name: 'Gateways by state' })
  const never = states.getByRole('link', { name: /Never seen/ })
  await expect.poll(async () => Number((await never.innerText()).replace(/\D/g, ''))).toBeGreaterThanOrEqual(2)
  await expect(page.getByRole('region', { name: 'Needs attention first' })).toContainText('never seen')
  await expect(page.getByRole('region', { name: 'Trust and certificates' })).toContainText('Expired')
  await page.getByRole('region', { name: 'Connections' }).getByRole('link', { name: 'Add a connection' }).click()
  await expect(page).toHaveURL(/connections\/new/)
  await page.goBack()
  await never.click()
  await expect(page).toHaveURL(/gateways\?state=never-seen$/)
  await expect(page.getByRole('button', { name: /Never seen/ })).toHaveAttribute('aria-pressed', 'true')

  const other = await pageAs(ownerB)
  await other.goto(at(ownerA.id))
  await expect(other.getByText('No access to this owner')).toBeVisible()
  for (const path of ['overview', 'gateways/facets', 'gateways/export', 'gateways/views'])
    expect((await other.request.get(`/api/v1/${path}?owner=${encodeURIComponent(ownerA.id)}`)).status()).toBe(403)
})

test('search, facets, columns and pages are in the address; a saved view brings them back; the list goes out as CSV', async ({
  page,
  ownerA,
  batchGateway,
}) => {
  await page.goto(at(ownerA.id, '/audit'))
  const euis = await claim(page, ownerA.id, Array.from({ length: 53 }, batchGateway), 'paged')
  await post(page, '/api/v1/gateways/labels', {
    ownerid: ownerA.id,
    gateways: [{ gateway: euis[7], name: '=cmd()' }],
  })
  await page.goto(at(ownerA.id, '/gateways?tag=paged&sort=name'))
  const table = page.getByRole('table', { name: 'Gateways' })
  await expect(table.getByRole('row')).toHaveCount(51)
  await expect(page.getByRole('button', { name: 'Previous page' })).toBeDisabled()
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(table.getByRole('row')).toHaveCount(4)
  await page.getByRole('button', { name: 'Previous page' }).click()
  await expect(table.getByRole('row')).toHaveCount(51)
  await expect(page.getByRole('button', { name: 'Previous page' })).toBeDisabled()

  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByRole('combobox', { name: 'Flavor' }).selectOption(BATCH.flavor)
  await expect(page).toHaveURL(/flavor=/)
  await page.getByRole('searchbox', { name: 'Search gateways' }).fill('paged 5')
  await expect(table.getByRole('row')).toHaveCount(5)
  await page.getByRole('searchbox', { name: 'Search gateways' }).fill(formatEui64(euis[7] as Eui))
  await expect(table.getByRole('row')).toHaveCount(2)

  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Columns…' }).click()
  await page.getByRole('checkbox', { name: 'Model' }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(table.getByRole('columnheader', { name: 'Model' })).toBeVisible()
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Number seven')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved the view “Number seven”')).toBeVisible()
  await page.goto(at(ownerA.id, '/gateways'))
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Number seven' }).click()
  await expect(table.getByRole('row')).toHaveCount(2)
  await expect(table.getByRole('columnheader', { name: 'Model' })).toBeVisible()
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename or delete a view…' }).click()
  await page.getByRole('button', { name: 'Rename the view Number seven' }).click()
  await page.getByLabel('New name of the view Number seven').fill('Number 7')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Rename the view Number 7' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.getByRole('button', { name: 'View', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export as CSV' }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  expect(text.split('\r\n')).toHaveLength(3)
  expect(text).toContain(formatEui64(euis[7] as Eui))
  expect(text).toContain("'=cmd()")
})

test('all that match are tagged, which can be undone, and deleted in sight', async ({ page, ownerA, batchGateway }) => {
  await page.goto(at(ownerA.id, '/audit'))
  await claim(page, ownerA.id, Array.from({ length: 55 }, batchGateway), 'bulk')
  await page.goto(at(ownerA.id, '/gateways?tag=bulk'))
  await page.getByRole('checkbox', { name: 'Select the gateways of this page' }).check()
  const bar = page.getByRole('region', { name: 'Selected gateways' })
  await bar.getByRole('button', { name: /Select all 55/ }).click()
  await bar.getByRole('button', { name: 'Tags and site' }).click()
  await page.getByLabel('Add tags').fill('fresh')
  await page.getByLabel('Site', { exact: true }).last().fill('Elsewhere')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(page.getByText('Changed 55 gateways')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Gateways' })).toContainText('Elsewhere')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Gateways' })).not.toContainText('Elsewhere')
  await expect(page.getByRole('table', { name: 'Gateways' })).toContainText('Harbour')

  await bar.getByRole('button', { name: 'Delete' }).click()
  // Not the toast, which is a dialog to assistive technology too.
  const dialog = page.getByRole('dialog').filter({ hasText: /Deleted?:? 55/ })
  await expect(dialog).toContainText('Delete 55 gateways')
  await dialog.getByRole('textbox').fill('delete 55')
  await dialog.getByRole('button', { name: 'Delete 55 gateways' }).click()
  await expect(dialog.getByText('Deleted: 55')).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export the results' }).click(),
  ])
  expect((await readFile(await download.path(), 'utf8')).trim().split('\r\n')).toHaveLength(56)
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('Nothing found')).toBeVisible()
})

test('all that match stay what they were when they were chosen, until a row is unticked or the filter changes', async ({
  page,
  ownerA,
  batchGateway,
}) => {
  await page.goto(at(ownerA.id, '/audit'))
  const euis = await claim(page, ownerA.id, Array.from({ length: 105 }, batchGateway), 'pinned')
  await post(page, '/api/v1/gateways/labels', {
    ownerid: ownerA.id,
    gateways: euis.map((gateway, index) => ({ gateway, site: `Pier ${index}` })),
  })
  await page.goto(at(ownerA.id, '/gateways?tag=pinned&sort=name'))
  // More sites than a list of values shows.
  await page.getByRole('combobox', { name: 'Site' }).selectOption({ label: '100 of 105: search…' })
  await page.getByRole('searchbox', { name: 'Search: Site' }).fill('pier 104')
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(1)
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/fleet-facet-search.png` })
  await page.getByRole('button', { name: /Pier 104/ }).click()
  await expect(page).toHaveURL(/site=Pier\+104/)
  await page.goto(at(ownerA.id, '/gateways?tag=pinned&sort=name'))
  const everyOne = page.getByRole('checkbox', { name: 'Select the gateways of this page' })
  const rows = page.getByRole('checkbox', { name: /^Select pinned \d/ })
  const bar = page.getByRole('region', { name: 'Selected gateways' })
  await everyOne.check()
  await bar.getByRole('button', { name: 'Select all 105 that match' }).click()
  await expect(bar).toContainText('All 105 selected')
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page.getByRole('button', { name: 'Previous page' })).toBeEnabled()
  await expect(rows).toHaveCount(50)
  for (const row of await rows.all()) await expect(row).toBeChecked()
  await expect(bar).toContainText('All 105 selected')

  await rows.nth(3).uncheck()
  await expect(page.getByText('Not all are selected any more.')).toBeVisible()
  await expect(bar).toContainText('49 selected')
  await expect(rows.nth(3)).not.toBeChecked()
  await page.getByRole('button', { name: 'First page' }).click()
  await expect(rows.first()).not.toBeChecked()
  await bar.getByRole('button', { name: 'Clear the selection' }).click()

  await everyOne.check()
  await bar.getByRole('button', { name: 'Select all 105 that match' }).click()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page.getByText('Nothing is selected any more: the filter has changed.')).toBeVisible()
  await expect(bar).toBeHidden()

  // One by one, and more than an address names.
  await page.goto(at(ownerA.id, '/gateways?tag=pinned&sort=name'))
  for (const left of [2, 1, 0]) {
    await expect(everyOne).not.toBeChecked()
    await everyOne.check()
    if (left > 0) await page.getByRole('button', { name: 'Next page' }).click()
  }
  await expect(bar).toContainText('105 selected')
  await bar.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByRole('heading', { name: 'Set up 105 gateways' })).toBeVisible()
  await page.evaluate(() => sessionStorage.clear())
  await page.reload()
  await expect(page.getByText('The selection is not here any more')).toBeVisible()
})

test('of all that match those that cannot take a tag are named; the columns that were chosen come back', async ({
  page,
  ownerA,
  batchGateway,
}) => {
  await page.goto(at(ownerA.id, '/audit'))
  const tag = `named-${Date.now().toString(36)}`
  const [full = '' as Eui] = await claim(page, ownerA.id, [batchGateway(), batchGateway()], tag)
  await post(page, '/api/v1/gateways/labels', {
    ownerid: ownerA.id,
    gateways: [{ gateway: full, tags: [tag, ...Array.from({ length: 31 }, (_, index) => `n${index}`)] }],
  })
  await page.goto(at(ownerA.id, `/gateways?tag=${tag}`))
  await expect(page.getByRole('row', { name: new RegExp(formatEui64(full)) })).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select the gateways of this page' }).check()
  await page.getByRole('region', { name: 'Selected gateways' }).getByRole('button', { name: 'Tags and site' }).click()
  await page.getByLabel('Add tags').fill('fresh')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  const failed = page.getByRole('list', { name: 'What failed' })
  await expect(failed).toContainText(formatEui64(full))
  await expect(failed).toContainText('at most 32 tags')
  await expect(page.getByText('Changed: 1')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try the failed ones again' })).toBeVisible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/fleet-tags-failed.png` })
  await page.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('Changed one gateway')).toBeVisible()

  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Columns…' }).click()
  await page.getByRole('checkbox', { name: 'Model' }).check()
  await page.goto(at(ownerA.id, '/gateways'))
  await page.getByRole('button', { name: 'Model', exact: true }).click()
  await expect(page).toHaveURL(/sort=model/)
  await page.goto(at(ownerA.id, '/gateways?update=interrupted&refused=1'))
  await expect(page.getByRole('button', { name: 'Refused within a day' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('combobox', { name: 'Update' })).toHaveValue('interrupted')
  await expect(page.getByText('Nothing found')).toBeVisible()
})

test('on a phone rows are chosen and sorted too', async ({ browser, ownerA, batchGateway }) => {
  const context = await browser.newContext({
    storageState: ownerA.session,
    viewport: { width: 390, height: 800 },
    hasTouch: true,
  })
  const page = await context.newPage()
  await page.goto(at(ownerA.id, '/audit'))
  await claim(page, ownerA.id, [batchGateway(), batchGateway(), batchGateway()], 'phone')
  await page.goto(at(ownerA.id, '/gateways?tag=phone'))
  const bar = page.getByRole('region', { name: 'Selected gateways' })
  const boxes = page.getByRole('checkbox', { name: /^Select phone/ })
  await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Name, descending' })
  await expect(page).toHaveURL(/sort=name&order=desc/)
  await expect(boxes).toHaveCount(0)
  await page.getByRole('button', { name: 'Select', exact: true }).click()
  await expect(boxes).toHaveCount(3)
  await expect(page.getByRole('table', { name: 'Gateways' }).getByRole('row').nth(1)).toContainText('phone 2')
  // The whole row is the target, its link too.
  await page.getByRole('table', { name: 'Gateways' }).getByRole('link').first().click()
  await expect(boxes.first()).toBeChecked()
  await expect(bar).toContainText('1 selected')
  await page.getByRole('checkbox', { name: 'Select the gateways of this page' }).first().check()
  await expect(bar).toContainText('3 selected')
  await expect(bar.getByRole('button', { name: 'Delete' })).toBeAttached()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/fleet-phone-selected.png` })
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(bar).toBeHidden()
  await context.close()
})

test('keys go from row to row, choose, and are told of', async ({ page, ownerA, batchGateway }) => {
  await page.goto(at(ownerA.id, '/audit'))
  const euis = (await claim(page, ownerA.id, [batchGateway(), batchGateway(), batchGateway()], 'keys')).sort()
  await page.goto(at(ownerA.id, '/gateways?tag=keys'))
  await expect(page.getByRole('table', { name: 'Gateways' }).getByRole('row')).toHaveCount(4)
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.keyboard.press('k')
  await expect(page.getByRole('region', { name: 'Selected gateways' })).toContainText('1 selected')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Select the row')
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search gateways' })).toBeFocused()
  await page.getByRole('searchbox', { name: 'Search gateways' }).blur()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(encodeURIComponent(formatId6(euis[0] as Eui))))

  await page.getByRole('button', { name: 'Edit tags, site and location' }).click()
  await page.getByRole('textbox', { name: 'Location' }).fill('over there')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('This is no location.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Location' }).fill('47.3769 N 8.5417 E')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('link', { name: /47\.3769, 8\.5417/ })).toBeVisible()
})

for (const width of WIDTHS) {
  test(`overview, list and dialogs, ${width} px`, async ({ browser, ownerA, batchGateway }) => {
    const page = await openAt(browser, width, ownerA.session)
    await page.goto(at(ownerA.id, '/audit'))
    await claim(page, ownerA.id, [batchGateway(), batchGateway(), batchGateway()], `shown-${width}`)
    const clean = (what: string) => expectAccessible(page, `fleet ${what}`)
    await page.goto(at(ownerA.id))
    await expect(
      page.getByRole('region', { name: 'Needs attention first' }).getByRole('listitem').first(),
    ).toBeVisible()
    await page.waitForLoadState('networkidle')
    await clean('overview')
    await page.goto(at(ownerA.id, '/gateways'))
    await expect(page.getByRole('table', { name: 'Gateways' }).getByRole('link').first()).toBeVisible()
    await page.getByRole('button', { name: 'More filters' }).click()
    await clean('list')
    await page.getByRole('button', { name: 'View', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Columns…' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await clean('columns')
    await page.getByRole('button', { name: 'Done' }).click()
    if (width === 1440) {
      await page.getByRole('checkbox', { name: 'Select the gateways of this page' }).check()
      await clean('selected')
      await page.getByRole('region', { name: 'Selected gateways' }).getByRole('button', { name: 'Delete' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await clean('delete')
    }
    await page.context().close()
  })
}

test('an owner without gateways sees the first steps', async ({ ownerB, pageAs }) => {
  const page = await pageAs(ownerB)
  await page.route('**/api/v1/overview?*', async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    await route.fulfill({ response: answer, json: { ...body, gateways: { ...body.gateways, all: 0 } } })
  })
  await page.goto(at(ownerB.id))
  await expect(page.getByRole('list', { name: 'First steps' })).toContainText('Bring a gateway here')
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/fleet-first-steps.png` })
  await page.getByRole('link', { name: 'Add gateway' }).click()
  await expect(page).toHaveURL(/gateways\/add$/)
})
