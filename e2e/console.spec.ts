/** What owners do in the browser, from signing in to a gateway in sync, on the real server with a strict Station. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { createStation } from '../lib/station/station.ts'
import { keyPem, makeCa, makeLeaf } from '../tests/support/certificates.ts'
import { expect, test } from './fixtures.ts'

const signedOut = { cookies: [], origins: [] }
const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`

/** Drops files on the zone, as a hand does. */
async function drop(zone: Locator, files: readonly { name: string; text: string }[]): Promise<void> {
  const transfer = await zone.page().evaluateHandle((list) => {
    const data = new DataTransfer()
    for (const { name, text } of list) data.items.add(new File([text], name))
    return data
  }, files)
  await zone.dispatchEvent('dragover', { dataTransfer: transfer })
  await zone.dispatchEvent('drop', { dataTransfer: transfer })
}

const dropZone = (page: Page) => page.getByText('Drop trust, certificate and key here,').locator('xpath=../..')

async function downloadZip(page: Page, button: string): Promise<Record<string, Uint8Array>> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ])
  return unzipSync(new Uint8Array(await readFile(await download.path())))
}

/** Adds a gateway with a generated token and gives the home of a Station made from the downloaded files. */
async function addGateway(
  page: Page,
  owner: string,
  eui: string,
): Promise<{ home: string; files: Record<string, Uint8Array> }> {
  await page.goto(at(owner, '/gateways/add'))
  await page.getByLabel('EUI', { exact: true }).fill(eui)
  await page.getByRole('button', { name: 'Add gateway' }).click()
  await expect(page.getByText('The token is shown once.')).toBeVisible()
  const files = await downloadZip(page, 'Download CUPS files')
  const home = test.info().outputPath('station')
  await mkdir(home, { recursive: true })
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(home, name), bytes)
  await writeFile(join(home, 'eui'), eui)
  return { home, files }
}

test.describe('signed out', () => {
  test.use({ storageState: signedOut })

  test('a wrong password is refused in place, the right one returns to the page that was asked for', async ({
    page,
    ownerA,
  }) => {
    await page.goto(at(ownerA.id, '/audit'))
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    await page.getByLabel('E-mail').fill(ownerA.email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText('do not match')
    await expect(page.getByLabel('E-mail')).toHaveValue(ownerA.email)
    await page.getByLabel('Password').fill(ownerA.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible()
  })

  test('without script the page says what it needs', async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto('/sign-in')
    // Playwright's locators see nothing in it.
    expect(await page.content()).toContain('The console needs JavaScript')
    await context.close()
  })

  test('the address after signing in is never another site', async ({ page, ownerA }) => {
    await page.goto('/sign-in?next=//evil.example/')
    await page.getByLabel('E-mail').fill(ownerA.email)
    await page.getByLabel('Password').fill(ownerA.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(new RegExp(`/o/${encodeURIComponent(ownerA.id)}$`))
  })
})

test('add, set up by dropping files, check in with a Station, see “In sync”', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  const { home, files } = await addGateway(page, ownerA.id, formatEui64(eui))
  expect(Object.keys(files)).toEqual(['cups.uri', 'cups.trust', 'cups.key'])
  expect(Buffer.from(files['cups.uri'] ?? []).toString()).toMatch(/^https:\/\/localhost:\d+$/)
  expect(Buffer.from(files['cups.key'] ?? []).toString()).toMatch(/^Authorization: \S+\r\n$/)
  const station = createStation({ home })
  expect((await station.checkIn()).reason).toBeNull()

  await page.getByRole('link', { name: 'Set up the gateway' }).click()
  const lns = await makeCa({ name: 'CN=LNS root' })
  await page.getByRole('textbox', { name: 'URI' }).fill('wss://lns.example.org:8887')
  await drop(dropZone(page), [
    { name: 'anything.txt', text: lns.pem },
    { name: 'token', text: 'Authorization: Bearer lns-secret-token\n' },
  ])
  await expect(page.getByRole('heading', { name: /^Trust/ })).toContainText('anything.txt')
  await expect(page.getByText('CN=LNS root').first()).toBeVisible()
  await expect(page.getByText('Token, token')).toBeVisible()
  const changes = page.getByRole('complementary', { name: 'What will change' })
  await expect(changes.getByRole('region', { name: 'LNS' })).toContainText('new')
  await changes.getByText('Same as curl').click()
  const command = changes.getByLabel('the command', { exact: true })
  await expect(command).toContainText('wss://lns.example.org:8887')
  await expect(command).toContainText('base64 < tc.key')
  await expect(command).not.toContainText('lns-secret-token')
  await changes.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved as version 1')).toBeVisible()
  const tc = await downloadZip(page, 'Download files')
  expect(Object.keys(tc)).toEqual(['tc.uri', 'tc.trust', 'tc.key'])
  expect(Buffer.from(tc['tc.key'] ?? []).toString()).toBe('Authorization: Bearer lns-secret-token\r\n')

  const update = await station.checkIn()
  expect(update.harm).toEqual([])
  expect(update.answer?.tcUri).toBe('wss://lns.example.org:8887')
  await station.checkIn()
  await expect(page.getByText('Proven by the gateway')).toBeVisible()

  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(formatId6(eui))}`))
  await expect(page.getByText('In sync')).toBeVisible()
  await expect(page.getByRole('row', { name: /LNS URI/ })).toContainText('Equal')
  await expect(page.getByRole('row', { name: /LNS credentials/ })).toContainText('Equal')
  await expect(page.getByText('LNS version 1 confirmed')).toBeVisible()
  await page.getByRole('tab', { name: 'Credentials' }).click()
  const later = await downloadZip(page, 'Files')
  expect(Object.keys(later)).toEqual(['tc.uri', 'tc.trust'])
})

test('this Gatehouse as CUPS in one press, with the token that the gateway has', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  const { home } = await addGateway(page, ownerA.id, formatEui64(eui))
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(formatId6(eui))}/setup?target=cups`))
  await page.getByRole('button', { name: 'Use this Gatehouse' }).click()
  await expect(page.getByRole('complementary', { name: 'What will change' })).toContainText(
    'The token that the gateway uses now',
  )
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved as version 1')).toBeVisible()
  const station = createStation({ home })
  await station.checkIn()
  const proof = await station.checkIn()
  expect(proof.harm).toEqual([])
  expect(proof.authentication).toBe('token')
  await expect(page.getByText('Proven by the gateway')).toBeVisible()
})

test('a certificate and the wrong key: the sentence stands at the field and nothing is saved', async ({
  page,
  ownerA,
  newEui,
}) => {
  const eui = newEui()
  await addGateway(page, ownerA.id, formatEui64(eui))
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(formatId6(eui))}/setup`))
  const ca = await makeCa()
  const leaf = await makeLeaf(ca, { name: 'CN=roof-17' })
  await page.getByRole('textbox', { name: 'URI' }).fill('wss://lns.example.org:8887')
  await drop(dropZone(page), [
    { name: 'tc.trust', text: ca.pem },
    { name: 'tc.crt', text: leaf.pem },
    { name: 'tc.key', text: keyPem(ca.key) },
  ])
  await expect(page.getByText(/key does not belong/i).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await drop(dropZone(page), [{ name: 'right.key', text: keyPem(leaf.key) }])
  await expect(page.getByText('belongs to the certificate')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled()
  await page.getByRole('textbox', { name: 'URI' }).fill('wss://lns.example.org:8887/path')
  await expect(page.getByRole('textbox', { name: 'URI' })).toHaveAttribute('aria-invalid', 'true')
})

test('claim several at once: each line has its result, refused ones stay to be mended', async ({
  page,
  ownerA,
  batchGateway,
}) => {
  const [good, bad] = [batchGateway(), batchGateway()]
  await page.goto(at(ownerA.id, '/gateways/claim'))
  await page
    .getByLabel('Identifiers and PINs')
    .fill(`${formatEui64(good.eui)} ${good.claimPin.toLowerCase()}\n${bad.eui} AAAAAAAA\nnonsense`)
  await expect(page.getByText('2 ready, 1 to mend.')).toBeVisible()
  await page.getByRole('button', { name: 'Claim 2 gateways' }).click()
  await expect(page.getByRole('heading', { name: '1 claimed, 1 refused' })).toBeVisible()
  await expect(page.getByLabel('Identifiers and PINs')).toHaveValue(`${bad.eui} AAAAAAAA\nnonsense`)
  await expect(page.getByText('it stays on its former network server')).toBeVisible()
})

test('find a gateway in any notation, name it, delete it by typing its identifier', async ({
  page,
  ownerA,
  newEui,
}) => {
  const eui = newEui()
  await addGateway(page, ownerA.id, formatEui64(eui))
  await page.goto(at(ownerA.id, '/gateways'))
  await page.getByLabel('Search gateways').fill(formatId6(eui))
  await expect(page).toHaveURL(/q=/)
  await expect(page.getByRole('row').filter({ hasText: formatEui64(eui) })).toHaveCount(1)
  await page
    .getByRole('row')
    .filter({ hasText: formatEui64(eui) })
    .getByText('Never seen')
    .click()
  await page.getByRole('button', { name: 'Edit the name' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Roof 17')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Roof 17', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Delete the gateway' }).click()
  // Not the toast, which is a dialog to assistive technology too.
  const dialog = page.getByRole('dialog').filter({ hasText: 'Delete gateway' })
  await expect(dialog).toContainText('What is on the gateway stays there.')
  await dialog.getByRole('textbox').fill('00-00-00-00-00-00-00-01')
  await dialog.getByRole('button', { name: 'Delete gateway' }).click()
  await expect(dialog.getByRole('alert')).toContainText('not the identifier')
  await dialog.getByRole('textbox').fill(eui)
  await dialog.getByRole('button', { name: 'Delete gateway' }).click()
  await expect(page).toHaveURL(/\/gateways$/)
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(formatId6(eui))}`))
  await expect(page.getByText('No such gateway')).toBeVisible()
})

test('another owner sees nothing of it', async ({ page, pageAs, ownerA, ownerB, newEui }) => {
  const eui = newEui()
  await addGateway(page, ownerA.id, formatEui64(eui))
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, `/gateways/${encodeURIComponent(formatId6(eui))}`))
  await expect(other.getByText('No such gateway')).toBeVisible()
  await other.goto(at(ownerB.id, `/gateways?q=${eui}`))
  await expect(other.getByText('Nothing found')).toBeVisible()
  await other.goto(at(ownerA.id, '/gateways'))
  await expect(other.getByText('No access to this owner')).toBeVisible()
})

test('a session that ends in the middle of a form keeps the input and goes on', async ({ browser, ownerA, newEui }) => {
  // A session of its own: the shared one must outlive this test.
  const context = await browser.newContext({ storageState: signedOut })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(ownerA.email)
  await page.getByLabel('Password').fill(ownerA.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  await page.goto(at(ownerA.id, '/gateways/add'))
  await page.getByLabel('EUI', { exact: true }).fill(formatEui64(newEui()))
  await context.clearCookies()
  await page.getByRole('button', { name: 'Add gateway' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('Password').fill(ownerA.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('The token is shown once.')).toBeVisible()
  await context.close()
})

test('an API token is shown once, works, and is refused after it is revoked', async ({ page, request, ownerA }) => {
  await page.goto(at(ownerA.id, '/tokens'))
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByLabel('Name').fill('provisioning script')
  await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  const token = await page.getByRole('dialog').getByRole('code').innerText()
  const list = () =>
    request.get(`/api/v1/gateways?owner=${encodeURIComponent(ownerA.id)}`, {
      headers: { authorization: `Bearer ${token}`, cookie: '' },
    })
  expect((await list()).status()).toBe(200)
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await expect(page.getByText(token)).toHaveCount(0)
  await page.getByRole('button', { name: 'Revoke provisioning script' }).click()
  await page.getByRole('button', { name: 'Revoke token' }).click()
  await expect(page.getByRole('row', { name: /provisioning script/ })).toContainText('Revoked')
  expect((await list()).status()).toBe(401)
})

test('the keyboard opens the palette, finds a gateway and goes there', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  await addGateway(page, ownerA.id, formatEui64(eui))
  await page.goto(at(ownerA.id, '/audit'))
  await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill(eui)
  await expect(page.getByRole('option', { name: new RegExp(formatEui64(eui)) })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: formatEui64(eui) })).toBeVisible()
})

test('menus open by keyboard, and the theme is kept without a flash', async ({ page, ownerA }) => {
  await page.goto(at(ownerA.id, '/gateways'))
  await page.getByRole('button', { name: new RegExp(ownerA.email) }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload({ waitUntil: 'commit' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
