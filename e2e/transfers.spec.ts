/** Transfers, owners, flavors and limits of bootstrap tokens in the browser. */
import type { Page } from '@playwright/test'
import { type Eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'
import { expectSmallFirstLoad } from './script-budget.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`

async function post(page: Page, owner: TestOwner, path: string, data: object) {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.post(path, { data: { ownerid: owner.id, ...data }, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

async function addGateways(page: Page, owner: TestOwner, euis: readonly Eui[]): Promise<string[]> {
  const gateways = euis.map((eui) => ({ gateway: formatId6(eui), flavorid: 'Transfer test', token: 'SomeSecretToken' }))
  const answers = await post(page, owner, '/api/v1/gateway/add', { gateways })
  expect(answers.every((one: { error?: string }) => !one.error)).toBe(true)
  return gateways.map((one) => one.gateway)
}

async function offer(page: Page, from: TestOwner, to: string, gateways: readonly string[]): Promise<string> {
  const body = { to, target: { by: 'gateways', gateways }, note: 'Roofs of Chur' }
  const { transfer } = await post(page, from, '/api/v1/transfers', body)
  return transfer.id
}

test('an owner offers gateways, the other one sees it everywhere and decides on each', async ({
  page,
  pageAs,
  ownerA,
  ownerB,
  newEui,
}) => {
  await page.goto(at(ownerA.id, '/gateways'))
  const euis = [newEui(), newEui()]
  const [one = '', two = ''] = await addGateways(page, ownerA, euis)
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(one)}`))
  await page.getByRole('button', { name: 'Transfer to another owner' }).click()
  const dialog = page.getByRole('dialog', { name: 'Transfer one gateway' })
  await dialog.getByLabel('Receiving owner').fill('nobody at all')
  await dialog.getByRole('button', { name: 'Offer' }).click()
  await expect(dialog.getByText(/^Give the owner as ID6/)).toBeVisible()
  await dialog.getByLabel('Receiving owner').fill(ownerA.id)
  await dialog.getByRole('button', { name: 'Offer' }).click()
  await expect(dialog.getByText('Name another owner.')).toBeVisible()
  await dialog.getByLabel('Receiving owner').fill(ownerB.id)
  await dialog.getByLabel('Note').fill('Roofs of Chur')
  await dialog.getByRole('button', { name: 'Offer' }).click()
  await expect(page.getByRole('heading', { name: `Offered to ${ownerB.id}` })).toBeVisible()
  const first = new URL(page.url()).pathname.split('/').at(-1)
  const second = await offer(page, ownerA, ownerB.id, [two])

  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, '/gateways'))
  const notice = other.getByRole('region', { name: 'Offered gateways' })
  await expect(notice).toContainText('Nothing changes until you accept.')
  await notice.getByRole('link', { name: 'Look and decide' }).click()
  await expect(other.getByRole('heading', { name: 'Transfers', level: 1 })).toBeVisible()
  await expect(notice).toHaveCount(0)
  await expect(other.getByRole('row', { name: /Roofs of Chur/ }).first()).toBeVisible()
  await other.goto(at(ownerB.id, `/transfers/${first}`))
  await other.getByRole('button', { name: 'Accept all' }).click()
  const accept = other.getByRole('dialog', { name: 'Accept one gateway' })
  await expect(accept).toContainText('Their former owner knows a credential of some.')
  await accept.getByRole('button', { name: 'Accept' }).click()
  await expect(other.getByText('Accepted one gateway')).toBeVisible()
  await other.getByRole('link', { name: formatEui64(euis[0] as Eui), exact: false }).click()
  await other.getByRole('tab', { name: 'Credentials' }).click()
  const token = other.getByRole('region', { name: 'Bootstrap token' })
  await expect(token).toContainText('with a credential that its former owner knows')
  await expect(token.getByRole('button', { name: 'Revoke' })).toBeDisabled()

  await other.goto(at(ownerB.id, `/transfers/${second}`))
  await other.getByRole('checkbox', { name: formatEui64(euis[1] as Eui) }).check()
  await other.getByRole('button', { name: /^Decline/ }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Decline' }).click()
  await expect(other.getByText('Declined one gateway')).toBeVisible()

  await page.goto(at(ownerA.id, '/transfers?direction=outgoing'))
  await expect(page.getByRole('row', { name: /Accepted/ }).first()).toBeVisible()
  await expect(page.getByRole('row', { name: /Ended/ }).first()).toBeVisible()
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(one)}`))
  await expect(page.getByRole('heading', { name: /^No such gateway/ })).toBeVisible()
})

test('a selection is offered, and withdrawn', async ({ page, ownerA, newEui }) => {
  await page.goto(at(ownerA.id, '/gateways'))
  const [one = ''] = await addGateways(page, ownerA, [newEui()])
  await page.goto(at(ownerA.id, `/gateways?q=${encodeURIComponent(one)}`))
  await page.getByLabel('Select the gateways of this page').check()
  await page.getByRole('region', { name: 'Selected gateways' }).getByRole('button', { name: 'Transfer' }).click()
  await page.getByLabel('Receiving owner').fill('ffff::77')
  await page.getByRole('button', { name: 'Offer' }).click()
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText('Withdrew one gateway')).toBeVisible()
  await expect(page.getByRole('row', { name: /Withdrawn/ })).toBeVisible()
})

test('an operator makes an owner, raises a limit, notes a flavor and limits bootstrap tokens', async ({
  pageAs,
  operator,
  ownerA,
  page,
  newEui,
}) => {
  await page.goto(at(ownerA.id, '/gateways'))
  await addGateways(page, ownerA, [newEui()])
  const site = await pageAs(operator)
  await site.goto('/operator/owners')
  await site.getByRole('button', { name: 'Create owner' }).click()
  const name = `Fresh ${Date.now()}`
  await site.getByRole('dialog').getByLabel('Name').fill(name)
  await site.getByRole('dialog').getByRole('button', { name: 'Create owner' }).click()
  await expect(site.getByText(new RegExp(`^Created ${name}`))).toBeVisible()
  await site.getByLabel('E-mail').fill(`first-${Date.now()}@example.org`)
  await site.getByRole('button', { name: 'Make invitation' }).click()
  await expect(site.getByText(/\/invite#/)).toBeVisible()
  await site.getByRole('button', { name: 'Done' }).click()
  await site.getByRole('searchbox', { name: 'Search owners' }).fill(name)
  await expect(site.getByRole('table', { name: 'Owners' }).getByRole('row')).toHaveCount(2)
  await site.getByRole('button', { name: `Change ${name}` }).click()
  await site.getByLabel('Gateways that it may add by hand').fill('many')
  await site.getByRole('button', { name: 'Save' }).click()
  await expect(site.getByText('Give a number, 0 or more.')).toBeVisible()
  await site.getByLabel('Gateways that it may add by hand').fill('500')
  await site.getByRole('button', { name: 'Save' }).click()
  await expect(site.getByRole('cell', { name: '0 of 500' })).toBeVisible()

  await site.goto('/operator/flavors')
  await site.getByRole('button', { name: 'Notes on Transfer test' }).click()
  await site.getByRole('dialog').getByLabel('Notes').fill('Sold since May')
  await site.getByRole('button', { name: 'Save' }).click()
  await expect(site.getByText('Sold since May')).toBeVisible()

  await site.goto('/operator/batches')
  await site.getByRole('table').getByRole('link').first().click()
  await site.getByRole('button', { name: 'Set the limit' }).click()
  const limit = site.getByRole('dialog', { name: 'Bootstrap tokens of this batch' })
  await limit.getByRole('radio', { name: /^Limited/ }).check()
  await limit.getByLabel('Uses').fill('0')
  await limit.getByRole('button', { name: 'Save' }).click()
  await expect(limit.getByText(/^Give a number of uses/)).toBeVisible()
  await limit.getByLabel('Uses').fill('100')
  await limit.getByRole('button', { name: 'Save' }).click()
  await expect(site.getByRole('region', { name: 'Bootstrap tokens' })).toContainText('100 uses. Set for this batch')
  // As it was, for the tests beside this one.
  await site.getByRole('button', { name: 'Set the limit' }).click()
  await limit.getByRole('radio', { name: /^As for the flavor/ }).check()
  await limit.getByRole('button', { name: 'Save' }).click()
  await expect(site.getByRole('region', { name: 'Bootstrap tokens' })).toContainText('No limit. The default.')
})

test('a first load of a transfer stays within the script budget', async ({
  browser,
  ownerA,
  page,
  newEui,
  consoleUrl,
}) => {
  await page.goto(at(ownerA.id, '/gateways'))
  const id = await offer(page, ownerA, 'ffff::78', await addGateways(page, ownerA, [newEui()]))
  await expectSmallFirstLoad(browser, ownerA.session, `${consoleUrl}${at(ownerA.id, `/transfers/${id}`)}`)
})

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({ browser, ownerA, ownerB, operator, newEui, consoleUrl }) => {
    test.setTimeout(240_000)
    const open = ({ session }: { readonly session: string }) => openAt(browser, width, session, consoleUrl)
    const look = async (page: Page, name: string) => {
      await expect(page.locator('.skeleton')).toHaveCount(0)
      await expectAccessible(page, `transfers ${name}`)
    }
    const page = await open(ownerA)
    await page.goto(at(ownerA.id, '/transfers'))
    await look(page, 'incoming')
    const gateways = await addGateways(page, ownerA, [newEui(), newEui(), newEui()])
    const id = await offer(page, ownerA, ownerB.id, gateways.slice(0, 2))
    await page.goto(at(ownerA.id, '/transfers?direction=outgoing'))
    await expect(page.getByRole('row', { name: /Roofs of Chur/ }).first()).toBeVisible()
    await look(page, 'outgoing')
    await page.goto(at(ownerA.id, `/transfers/${id}`))
    await expect(page.getByRole('button', { name: 'Withdraw' })).toBeVisible()
    await look(page, 'given')
    await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(gateways[2] ?? '')}?tab=credentials`))
    await expect(page.getByRole('region', { name: 'Bootstrap token' })).toContainText('No limit')
    await look(page, 'bootstrap')
    await page.getByRole('button', { name: 'Transfer to another owner' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look(page, 'offer')

    const other = await open(ownerB)
    await other.goto(at(ownerB.id, '/gateways'))
    await expect(other.getByRole('region', { name: 'Offered gateways' })).toBeVisible()
    await look(other, 'notice')
    await other.goto(at(ownerB.id, `/transfers/${id}`))
    await expect(other.getByRole('button', { name: 'Accept all' })).toBeVisible()
    await look(other, 'decide')
    await other.getByRole('button', { name: 'Accept all' }).click()
    await expect(other.getByRole('dialog')).toBeVisible()
    await look(other, 'accept')
    await other.getByRole('dialog').getByRole('button', { name: 'Accept' }).click()
    await expect(other.getByText('Accepted 2 gateways')).toBeVisible()

    const site = await open(operator)
    await site.goto('/operator/owners')
    await expect(site.getByRole('table', { name: 'Owners' })).toBeVisible()
    await site
      .getByRole('button', { name: /^Change / })
      .first()
      .click()
    await expect(site.getByRole('dialog')).toBeVisible()
    await look(site, 'owner')
    await site.goto('/operator/flavors')
    await expect(site.getByRole('table', { name: 'Flavors' })).toBeVisible()
    await site.getByRole('button', { name: 'Set for all' }).click()
    await site.getByRole('radio', { name: /^Limited/ }).check()
    await look(site, 'limit')
    await site.goto('/operator/batches')
    await site.getByRole('table').getByRole('link').first().click()
    await expect(site.getByRole('region', { name: 'Bootstrap tokens' })).toContainText('A limit counts once')
    for (const one of [page, other, site]) await one.context().close()
  })
}
