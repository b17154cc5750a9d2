/** ⌘K and the keys of a single character. */
import type { Page } from '@playwright/test'
import { makeCa } from '../tests/support/certificates.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { expectFocusShown } from './hands-on-keys.ts'
import type { TestOwner } from './installation.ts'

const at = (owner: TestOwner, path = '') => `/o/${encodeURIComponent(owner.id)}${path}`
const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' })
const help = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })

async function make(page: Page, owner: TestOwner, path: string, data: object): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.post(path, { data: { ownerid: owner.id, ...data }, headers })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return answer.json()
}

/** One thing each of several kinds, under a name that only this test has. */
async function makeSome(page: Page, owner: TestOwner, name: string): Promise<void> {
  const https = { url: 'http://127.0.0.1:9/uplinks' }
  await make(page, owner, '/api/v1/connections', { name: `${name} meters`, contentType: 'json', ...https })
  await make(page, owner, '/api/v1/event-targets', { name: `${name} alerts`, channel: 'webhook', ...https })
  await make(page, owner, '/api/v1/client-cas', { name: `${name} CA`, certificate: (await makeCa()).pem })
  await make(page, owner, '/api/v1/gateways/views', { name: `${name} view`, shared: true, query: { state: 'silent' } })
  await make(page, owner, '/api/v1/firmware/add', {
    firmware: Buffer.from(name).toString('base64'),
    version: `${name} 2.0`,
  })
}

const nameOf = (word: string) => `${word} ${Date.now().toString(36)}`

test('the palette finds what the owner has, opens it, and offers it first the next time; B finds nothing', async ({
  page,
  pageAs,
  ownerA,
  ownerB,
}) => {
  const name = nameOf('Quokka')
  await makeSome(page, ownerA, name)
  await page.goto(at(ownerA, '/audit'))
  await expect(heading(page, 'Audit')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('combobox')).toBeFocused()
  await page.keyboard.type(name.toUpperCase())
  for (const kind of ['view', '2.0', 'meters', 'alerts', 'CA'])
    await expect(
      palette(page)
        .getByRole('option', { name: `${name} ${kind}` })
        .first(),
    ).toBeVisible()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  await palette(page).getByRole('combobox').fill(`${name} met`)
  await expect(palette(page).getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(heading(page, `${name} meters`)).toBeVisible()
  await expect(palette(page)).toHaveCount(0)

  await page.goto(at(ownerA, '/gateways'))
  await expect(heading(page, 'Gateways')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('option').first()).toContainText(`${name} meters`)
  await page.keyboard.press('Enter')
  await expect(heading(page, `${name} meters`)).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type(`${name} view`)
  await expect(palette(page).getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/gateways\?state=silent/)

  const other = await pageAs(ownerB)
  await other.goto(at(ownerB, '/audit'))
  await expect(heading(other, 'Audit')).toBeVisible()
  await other.keyboard.press('Control+k')
  await other.keyboard.type(name)
  await expect(palette(other).getByText('Nothing here has that name or identifier.')).toBeVisible()
  const foreign = await other.request.get('/api/v1/search', { params: { owner: ownerA.id, q: name } })
  expect(foreign.status()).toBe(403)
})

test('the palette does what the person may do, and no more', async ({ page, ownerA }) => {
  await page.goto(at(ownerA))
  await expect(heading(page, 'Overview')).toBeVisible()
  const run = async (text: string, option: string) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(text)
    await expect(palette(page).getByRole('option', { name: option }).first()).toBeVisible()
    await expect(palette(page).getByRole('option', { name: option }).first()).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(palette(page)).toHaveCount(0)
  }
  await run('invite', 'Invite a member')
  await expect(page.getByRole('dialog', { name: 'Invite' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/settings\/members$/)
  await run('theme: d', 'Theme: Dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await run('theme: s', 'Theme: System')
  await run('keyboard', 'Keyboard shortcuts')
  await expect(help(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await run('new roll', 'New rollout')
  await expect(page).toHaveURL(/rollouts\/new$/)

  await page.route('**/api/v1/me', async (route) => {
    const answer = await route.fetch()
    const me = await answer.json()
    const owners = me.owners.map((one: { role: string }) => ({ ...one, role: 'viewer' }))
    await route.fulfill({ response: answer, json: { ...me, owners } })
  })
  await page.goto(at(ownerA))
  await expect(heading(page, 'Overview')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('option', { name: 'Create an API token' })).toBeVisible()
  for (const name of ['Claim gateways', 'Invite a member', 'New rollout', 'Upload a firmware image', 'New batch'])
    await expect(palette(page).getByRole('option', { name })).toHaveCount(0)
})

test('an operator finds batches and owners', async ({ pageAs, operator, ownerB }) => {
  const page = await pageAs(operator)
  await page.goto('/operator/owners')
  await expect(heading(page, 'Owners')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type(ownerB.name)
  await expect(palette(page).getByRole('option', { name: new RegExp(`${ownerB.name}.*${ownerB.id}`) })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/operator\/owners\?q=Birch/)
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await expect(heading(page, 'Batches')).toBeVisible()
})

test('keys go to sections and rows, create, and rest while somebody types, in dialogs, or when switched off', async ({
  page,
  ownerA,
}) => {
  const name = nameOf('Numbat')
  await makeSome(page, ownerA, name)
  await page.goto(at(ownerA))
  await expect(heading(page, 'Overview')).toBeVisible()
  for (const [letter, title] of [
    ['g', 'Gateways'],
    ['f', 'Firmware'],
    ['r', 'Rollouts'],
    ['j', 'Join servers'],
    ['t', 'Trust'],
    ['a', 'Audit'],
    ['s', 'Members'],
    ['o', 'Overview'],
    ['c', 'Connections'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await expect(heading(page, title)).toBeVisible()
  }
  // Rows, in a list that knows nothing of the keys.
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search connections' })).toBeFocused()
  await page.keyboard.type(name)
  await expect(page).toHaveURL(/q=Numbat/)
  await expect(page.getByRole('table', { name: 'Connections' }).getByRole('row')).toHaveCount(2)
  // While typing, letters are text.
  await page.keyboard.type('gogc?')
  await expect(page.getByRole('searchbox', { name: 'Search connections' })).toHaveValue(`${name}gogc?`)
  await expect(help(page)).toHaveCount(0)
  await page.getByRole('searchbox', { name: 'Search connections' }).fill(name)
  await expect(page.getByRole('link', { name: `${name} meters` })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search connections' }).blur()
  await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: `${name} meters` })).toBeFocused()
  await expectFocusShown(page)
  await page.keyboard.press('Enter')
  await expect(heading(page, `${name} meters`)).toBeVisible()

  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(heading(page, 'Rollouts')).toBeVisible()
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/rollouts\/new$/)
  await page.goto(at(ownerA, '/tokens'))
  await expect(page.getByRole('button', { name: 'Create token' })).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.getByRole('dialog', { name: 'Create token' })).toBeVisible()
  // In a dialog no key acts on the page below.
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).focus()
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await expect(help(page)).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Create token' })).toBeFocused()

  // Entries of the audit trail open in a dialog, and give the focus back.
  await page.goto(at(ownerA, '/audit'))
  await expect(page.getByRole('table', { name: 'Audit entries' }).getByRole('button').first()).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const entry = page.getByRole('table', { name: 'Audit entries' }).getByRole('row').nth(2).locator('[data-row-stop]')
  await expect(entry).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(entry).toBeFocused()

  await page.keyboard.press('?')
  await expect(help(page)).toContainText('Next row')
  await help(page).getByRole('checkbox', { name: 'Keys of a single character' }).uncheck()
  await page.keyboard.press('Escape')
  await expect(help(page)).toHaveCount(0)
  await expect(entry).toBeFocused()
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await page.keyboard.press('j')
  await expect(entry).toBeFocused()
  await expect(help(page)).toHaveCount(0)
  await page.reload()
  await expect(heading(page, 'Audit')).toBeVisible()
  await page.keyboard.press('?')
  await expect(help(page)).toHaveCount(0)
  // The account has the same switch.
  await page.goto(at(ownerA, '/settings/account'))
  await page.getByRole('checkbox', { name: 'Keys of a single character' }).check()
  await page.getByRole('checkbox', { name: 'Keys of a single character' }).blur()
  await page.keyboard.press('?')
  await expect(help(page)).toBeVisible()
})

for (const width of WIDTHS) {
  test(`axe finds nothing in the palette, the help and the second sign-in, ${width} px`, async ({
    browser,
    ownerA,
  }) => {
    test.setTimeout(120_000)
    const page = await openAt(browser, width, ownerA.session)
    await page.goto(at(ownerA, '/rollouts'))
    const name = nameOf('Bilby')
    await makeSome(page, ownerA, name)
    await page.reload()
    await expect(heading(page, 'Rollouts')).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(palette(page)).toBeVisible()
    await expectAccessible(page, 'palette empty')
    await page.keyboard.type(name)
    await expect(palette(page).getByRole('option', { name: `${name} meters` })).toBeVisible()
    await expectAccessible(page, 'palette results')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/gateways\?state=silent/)
    await page.goto(at(ownerA, '/connections'))
    await page.getByRole('link', { name: `${name} meters` }).click()
    await expect(heading(page, `${name} meters`)).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(palette(page).getByRole('option').first()).toContainText(`${name} meters`)
    await expectAccessible(page, 'palette opened last')
    await page.keyboard.type('no such thing at all')
    await expect(palette(page).getByText('Nothing here has that name or identifier.')).toBeVisible()
    await expectAccessible(page, 'palette nothing')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(help(page)).toBeVisible()
    await expectAccessible(page, 'shortcuts')
    await page.keyboard.press('Escape')

    // The session ends in the middle of a form.
    await page.goto(at(ownerA, '/gateways/add'))
    await page.getByLabel('EUI', { exact: true }).fill('AA-55-5A-00-00-00-00-01')
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Add gateway' }).click()
    await expect(page.getByRole('dialog', { name: 'Sign in again' })).toBeVisible()
    await expectAccessible(page, 'sign in again')
    await page.context().close()
  })
}
