/** Members, invitations, second factor, sessions and the audit trail in the browser, with owners A and B. */
import type { Browser, Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from './fixtures.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const unique = () => `${test.info().workerIndex}-${Date.now() % 10_000_000}`
const PASSWORD = 'long enough for a test'
const anonymous = { storageState: { cookies: [], origins: [] } }

async function signedOut(browser: Browser): Promise<Page> {
  return (await browser.newContext({ ...anonymous, baseURL: test.info().project.use.baseURL })).newPage()
}

async function shoot(page: Page, name: string) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/people-${name}.png`, fullPage: true })
}

/** Invites somebody new and lets them in; answers their page. */
async function bringIn(page: Page, browser: Browser, owner: string, email: string, role: string): Promise<Page> {
  await page.goto(at(owner, '/settings/members'))
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Role', { exact: true }).selectOption(role)
  await page.getByRole('button', { name: 'Make invitation' }).click()
  await expect(page.getByRole('heading', { name: 'Copy the link now' })).toBeVisible()
  const link = (await page.locator('code').textContent()) ?? ''
  expect(link).toMatch(/\/invite#[\w-]{43}$/)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('table', { name: 'Open invitations' })).toContainText(email)
  const theirs = await signedOut(browser)
  await theirs.goto(`/invite${link.slice(link.indexOf('#'))}`)
  await expect(theirs.getByText(new RegExp(`as “${role}”`, 'i'))).toBeVisible()
  expect(theirs.url()).not.toContain('#')
  await shoot(theirs, 'invite')
  await theirs.getByLabel('Your name').fill('Nora Field')
  await theirs.getByLabel('Password').fill('short')
  await theirs.getByRole('button', { name: 'Create account and join' }).click()
  await expect(theirs.getByText('fewer than')).toBeVisible()
  await theirs.getByLabel('Password').fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Create account and join' }).click()
  await expect(theirs).toHaveURL(/\/gateways$/)
  // The link is spent.
  const late = await signedOut(browser)
  await late.goto(`/invite${link.slice(link.indexOf('#'))}`)
  await expect(late.getByRole('heading', { name: 'This invitation does not count' })).toBeVisible()
  await late.context().close()
  return theirs
}

test('a person is invited, comes in, gets another role, is removed; owner B sees nothing of it', async ({
  page,
  browser,
  pageAs,
  ownerA,
  ownerB,
}) => {
  test.setTimeout(120_000)
  const email = `nora-${unique()}@acme.example`
  const theirs = await bringIn(page, browser, ownerA.id, email, 'viewer')
  await theirs.goto(at(ownerA.id, '/settings/members'))
  await expect(theirs.getByText('Members are kept by the owner’s admins')).toBeVisible()

  await page.reload()
  const row = page.getByRole('row').filter({ hasText: email })
  await expect(row).toContainText('Viewer')
  await shoot(page, 'members')
  await row.getByRole('button', { name: 'More for Nora Field' }).click()
  await page.getByRole('menuitem', { name: 'Change role' }).click()
  await page.getByLabel('Role', { exact: true }).selectOption('operator')
  await page.getByRole('button', { name: 'Change role' }).click()
  await expect(row).toContainText('Operator')

  await theirs.goto(at(ownerA.id, '/tokens'))
  await theirs.getByRole('button', { name: 'Create token' }).first().click()
  await expect(theirs.getByText('owner:admin')).toHaveCount(0)
  await theirs.getByLabel('Name').fill('Roof script')
  await theirs.getByRole('button', { name: 'Create token' }).last().click()
  await theirs.getByRole('button', { name: 'I have copied it' }).click()
  await expect(theirs.getByText('bound to Nora Field')).toBeVisible()

  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, '/settings/members'))
  await expect(other.getByRole('table', { name: 'Members' })).toContainText(ownerB.email)
  expect(await other.content()).not.toContain(email)
  await other.goto(at(ownerA.id, '/settings/members'))
  await expect(other.getByRole('heading', { name: 'No access to this owner' })).toBeVisible()

  await page.reload()
  await row.getByRole('button', { name: 'More for Nora Field' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(page.getByText('Revoke the API token that Nora Field made.')).toBeVisible()
  await page.getByLabel(/^Type/).fill(email)
  await page.getByRole('button', { name: 'Remove member' }).click()
  await expect(row).toHaveCount(0)
  await theirs.goto(at(ownerA.id, '/gateways'))
  await expect(theirs.getByRole('heading', { name: 'No access to this owner' })).toBeVisible()

  // Somebody who has an account accepts with it.
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Make invitation' }).click()
  const link = (await page.locator('code').textContent()) ?? ''
  const again = await signedOut(browser)
  await again.goto(`/invite${link.slice(link.indexOf('#'))}`)
  await again.getByRole('link', { name: `Sign in as ${email}` }).click()
  await again.getByLabel('E-mail').fill(email)
  await again.getByLabel('Password').fill(PASSWORD)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await again.getByRole('button', { name: 'Accept' }).click()
  await expect(again).toHaveURL(/\/gateways$/)
  await again.context().close()
  await theirs.context().close()
})

test('a second factor is set up, asked for at signing in, and sessions end one by one', async ({
  page,
  browser,
  pageAs,
  operator,
  ownerB,
}) => {
  test.setTimeout(150_000)
  const email = `otto-${unique()}@birch.example`
  const admin = await pageAs(ownerB)
  const theirs = await bringIn(admin, browser, ownerB.id, email, 'operator')
  await theirs.goto(at(ownerB.id, '/settings/account'))
  await theirs.getByRole('button', { name: 'Set up' }).click()
  await theirs.getByLabel('Your password').fill('not the password')
  await theirs.getByRole('button', { name: 'Continue' }).click()
  await expect(theirs.getByText('The password is not right')).toBeVisible()
  await theirs.getByLabel('Your password').fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Continue' }).click()
  await expect(theirs.getByRole('img', { name: 'QR code of the secret' })).toBeVisible()
  await shoot(theirs, 'enrol')
  const secret = (await theirs.locator('code').first().textContent()) ?? ''
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  await theirs.getByLabel('Code of the app').fill('000000')
  await theirs.getByRole('button', { name: 'Confirm' }).click()
  await expect(theirs.getByText('The code is not right')).toBeVisible()
  await theirs.getByLabel('Code of the app').fill(totp.generate())
  await theirs.getByRole('button', { name: 'Confirm' }).click()
  await expect(theirs.getByRole('heading', { name: 'Keep the recovery codes' })).toBeVisible()
  const [recovery = ''] = await theirs.getByRole('dialog').getByRole('listitem').allTextContents()
  await theirs.getByRole('button', { name: 'I have kept them' }).click()
  await expect(theirs.getByText('10 recovery codes left')).toBeVisible()

  const phone = await signedOut(browser)
  await phone.goto('/sign-in')
  await phone.getByLabel('E-mail').fill(email)
  await phone.getByLabel('Password').fill(PASSWORD)
  await phone.getByRole('button', { name: 'Sign in' }).click()
  await expect(phone.getByLabel('Code')).toBeFocused()
  await shoot(phone, 'code')
  await phone.getByLabel('Code').fill('999999')
  await phone.getByRole('button', { name: 'Continue' }).click()
  await expect(phone.getByText('The code is not right')).toBeVisible()
  await phone.getByLabel('Code').fill(recovery)
  await phone.getByRole('button', { name: 'Continue' }).click()
  await expect(phone).toHaveURL(new RegExp(`/o/${encodeURIComponent(ownerB.id)}`))

  await theirs.reload()
  const sessions = theirs.getByRole('table', { name: 'Sessions' })
  await expect(sessions.getByRole('row')).toHaveCount(3)
  await expect(sessions.getByText('this browser')).toHaveCount(1)
  await shoot(theirs, 'account')
  await sessions.getByRole('button', { name: /^End the session/ }).click()
  await expect(sessions.getByRole('row')).toHaveCount(2)
  await phone.goto(at(ownerB.id, '/gateways'))
  await expect(phone).toHaveURL(/\/sign-in/)
  await phone.context().close()

  const site = await pageAs(operator)
  await site.goto('/operator/people')
  await site.getByLabel('Search people').fill(email)
  await expect(site).toHaveURL(/q=/)
  await site.getByLabel('Show').selectOption('Without a second factor')
  await expect(site.getByRole('heading', { name: 'Nobody found' })).toBeVisible()
  await expect(site).toHaveURL(/only=no-second-factor/)
  await site.goBack()
  await expect(site.getByLabel('Show')).toHaveValue('')
  await site.getByRole('button', { name: /^Reset the second factor/ }).click()
  await site.getByLabel(/^Type/).fill(email)
  await site.getByRole('button', { name: 'Reset', exact: true }).click()
  await expect(site.getByRole('row').filter({ hasText: email })).toContainText('Off')
  await site.goto('/operator/audit?action=second-factor.reset')
  await expect(site.getByRole('button', { name: 'Reset a person’s second factor' }).first()).toBeVisible()
  await theirs.reload()
  await expect(theirs.getByRole('button', { name: 'Set up' })).toBeVisible()
  await theirs.context().close()
  expect(page).toBeDefined()
})

test('the audit trail: filter in the URL, an entry, files, and a verdict', async ({ page, ownerA, ownerB, pageAs }) => {
  test.setTimeout(90_000)
  const name = `audit ${unique()}`
  await page.goto(at(ownerA.id, '/tokens'))
  const made = await page.request.post('/api/v1/tokens', {
    data: { ownerid: ownerA.id, name, rights: ['gateway:read'] },
    headers: { origin: new URL(page.url()).origin },
  })
  expect(made.ok()).toBe(true)
  await page.goto(at(ownerA.id, '/audit'))
  await page.getByLabel('Search by object').fill(name)
  await expect(page).toHaveURL(/object=audit/)
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(1)
  await page.getByLabel('Action').selectOption('token.create')
  await page.getByRole('button', { name: 'Created an API token' }).click()
  const entry = page.getByRole('dialog', { name: 'Created an API token' })
  await expect(entry).toContainText(name)
  await expect(entry).toContainText('Chrome')
  await shoot(page, 'audit-entry')
  await entry.getByRole('button', { name: 'Close' }).click()
  await page.reload()
  await expect(page.getByLabel('Action')).toHaveValue('token.create')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  expect((await download).suggestedFilename()).toBe('audit.csv')
  await page.getByRole('button', { name: 'Verify' }).click()
  const dialog = page.getByRole('dialog', { name: 'Verify the trail' })
  await dialog.getByRole('button', { name: 'Verify' }).click()
  await expect(dialog.getByRole('status')).toContainText('fit their seals')
  await shoot(page, 'audit-verify')
  await dialog.getByLabel('A head that was noted earlier').fill('12')
  await dialog.getByRole('button', { name: 'Verify' }).click()
  await expect(dialog.getByText('A noted head is a number')).toBeVisible()
  await dialog.getByLabel('A head that was noted earlier').fill(`1:${'0'.repeat(64)}`)
  await dialog.getByRole('button', { name: 'Verify' }).click()
  await expect(dialog.getByRole('status')).toContainText('tampered')
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, `/audit?object=${encodeURIComponent(name)}`))
  await expect(other.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
})
