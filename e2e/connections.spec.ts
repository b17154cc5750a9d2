/** Connections in the browser: the form rule by rule, secrets shown once, deliveries to a receiver, and who sees what. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator, Page } from '@playwright/test'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'
import { newOwner } from './new-owner.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`

interface Received {
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An application server: keeps what it gets and answers with `answer`. */
async function receiver() {
  const received: Received[] = []
  const behaviour = { answer: 200 }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      received.push({ url: new URL(request.url ?? '/', 'http://receiver'), headers: request.headers, body })
      response.writeHead(behaviour.answer).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { received, behaviour, origin: `http://127.0.0.1:${port}`, close }
}

/** The Token of a report, computed from the query and the body as the facts say (tunnel.md §1). */
function tokenOf({ url, body }: Received, key: string): string {
  const { DevEUI_uplink: report } = JSON.parse(body)
  // What the user's own URL has in its query is not signed.
  const query = decodeURIComponent(/LrnDevEui=.*(?=&Token=)/.exec(url.search)?.[0] ?? '')
  const elements = [report.CustomerID, report.DevEUI, report.FPort, report.FCntUp, report.payload_hex].join('')
  return createHash('sha256')
    .update(elements + query + key)
    .digest('hex')
}

const uplink = (devEui: string, count: number) => ({
  DevEUI_uplink: {
    Time: '2026-03-01T12:00:00.000+00:00',
    DevEUI: devEui,
    FPort: 2,
    FCntUp: count,
    payload_hex: '0103',
    Lrrid: '10203040',
    CustomerID: '100000001',
  },
})

/** As a network server does. */
async function post(url: string, header: string, body: unknown): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: header, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.status
}

async function call<T>(page: Page, owner: TestOwner, method: string, path: string, data: object): Promise<T> {
  const answer = await page.request.fetch(path, {
    method,
    data: { ownerid: owner.id, ...data },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

interface Made {
  readonly id: string
  readonly name: string
  readonly asId: string
  readonly revision: number
  readonly reports: { readonly url: string }
  readonly secrets: { readonly key: string; readonly reportCredential: string }
}

const make = (page: Page, owner: TestOwner, body: object) =>
  call<Made>(page, owner, 'POST', '/api/v1/connections', {
    url: 'https://127.0.0.1/up',
    contentType: 'json',
    source: 'thingpark',
    ...body,
  })

const unique = (name: string) =>
  `${name} ${test.info().testId.slice(-6)}-${test.info().workerIndex}-${Date.now() % 100_000}`

/** Fills a field as somebody types, and waits for the sentence under it. */
async function expectRefused(field: Locator, text: string, sentence: string | RegExp): Promise<void> {
  await field.fill(text)
  await expect(field).toHaveAccessibleDescription(sentence)
  await expect(field).toHaveAttribute('aria-invalid', 'true')
}

test('the form says which rule is broken, while it is typed', async ({ page, ownerA }) => {
  await page.goto(at(ownerA.id, '/connections/new'))
  const url = page.getByLabel('URL', { exact: true })
  await expectRefused(url, 'as.example.com', /does not begin with https/)
  await expectRefused(url, 'https://as.example.com/a b', /blank.*%20/)
  await expectRefused(url, 'https:\\\\as.example.com', /backslash/)
  await expectRefused(url, 'https://as.example.com/%zz', /no percent-encoding/)
  await expectRefused(url, 'https:///x', /no host/)
  await expectRefused(url, 'https://0x7f.1/', /disguised notation of the address 127\.0\.0\.1/)
  await expectRefused(url, 'https://as.example.com/#top', /fragment/)
  await expectRefused(url, 'https://as.example.com:70000/', /Port 70000/)
  await expectRefused(url, 'https://as.example.com/?Token=1', /“Token”/)
  await url.fill('https://ada:secret@as.example.com/up')
  await expect(url).not.toHaveAttribute('aria-invalid')
  await expect(url).toHaveAccessibleDescription(/Login ada noticed/)
  const preview = page.getByRole('region', { name: 'the request' })
  await expect(preview).toContainText('Authorization: Basic ••••••')
  await expect(preview).not.toContainText('secret')

  // A login beside an Authorization header is allowed and warned of.
  await page.getByRole('button', { name: 'Add header' }).click()
  const first = page.getByRole('group', { name: 'Header 1' })
  await first.getByLabel('Name').fill('Authorization')
  await first.getByLabel('Value').fill('Bearer AbCdEf123456')
  await expect(page.getByText('they are sent, and the Authorization header is not')).toBeVisible()
  await url.fill('https://as.example.com/up')
  await expect(page.getByText('they are sent, and the Authorization header is not')).toHaveCount(0)

  await expectRefused(first.getByLabel('Name'), 'Content-Length', /set by the connection itself/)
  await expectRefused(first.getByLabel('Name'), 'Transfer-Encoding', /between two machines/)
  await expectRefused(first.getByLabel('Name'), 'X Key', /RFC 7230/)
  await expectRefused(first.getByLabel('Name'), 'X-Key:', /without the colon/)
  await first.getByLabel('Name').fill('X-Api-Key')
  await expectRefused(first.getByLabel('Value'), 'ünicode', /outside printable ASCII/)
  await expectRefused(first.getByLabel('Value'), ' x', /begins or ends with a blank/)
  await expectRefused(first.getByLabel('Value'), 'x'.repeat(502), /511 characters together/)
  await first.getByLabel('Value').fill('x'.repeat(501))
  await expect(first.getByLabel('Value')).not.toHaveAttribute('aria-invalid')
  await page.getByRole('button', { name: 'Add header' }).click()
  const second = page.getByRole('group', { name: 'Header 2' })
  await expectRefused(second.getByLabel('Name'), 'x-api-KEY', /Header 1 has this name already/)
  await second.getByRole('button', { name: /Remove/ }).click()
  for (const index of [2, 3, 4, 5]) {
    await page.getByRole('button', { name: 'Add header' }).click()
    await page
      .getByRole('group', { name: `Header ${index}` })
      .getByLabel('Name')
      .fill(`X-${index}`)
  }
  await expect(page.getByRole('button', { name: 'Add header' })).toBeDisabled()
  for (const index of [5, 4, 3, 2]) await page.getByRole('button', { name: `Remove the header X-${index}` }).click()

  await page.getByLabel('Use a key that exists').check()
  const key = page.getByLabel('Key', { exact: true })
  await expectRefused(key, 'abc', /3 hex digits. It needs 32/)
  await expectRefused(key, '00000000000000000000000000000000', /easily guessed/)
  await expectRefused(key, 'f3203a20a2e8dfaf6686b621f56d05e3', /public documents/)
  await key.fill('9B3F-6C1D-0A77-4E52-8899-D1E0-F2C4-5A6B')
  await expect(key).not.toHaveAttribute('aria-invalid')

  await page.getByLabel('Network side', { exact: true }).selectOption('things-stack')
  await expectRefused(page.getByLabel('URL of the network side'), 'https://a:b@ns.example.com', /Use the token/)
  await expectRefused(page.getByLabel('Application id'), 'no blanks', /letters, digits and dashes/)
  await expectRefused(page.getByLabel('Maximum deviation'), '0', /1 to 86400/)
  await page.getByLabel('Network side', { exact: true }).selectOption('none')
  await expectRefused(page.getByLabel('CustomerID'), '12a', /1 to 20 digits/)
  await page.getByLabel('CustomerID').fill('')

  // Save goes to the first mistake, and says it.
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByLabel('Name', { exact: true }).first()).toBeFocused()
  await expect(page.getByText('Give the connection a name.')).toBeVisible()
})

test('what the server refuses is said at its field, and nothing typed is lost', async ({ page, ownerA }) => {
  await page.goto(at(ownerA.id, '/connections/new'))
  await page.getByLabel('Name', { exact: true }).fill(unique('Inside'))
  await page.getByLabel('URL', { exact: true }).fill('https://10.1.2.3/up')
  await page.getByLabel('Additional information').fill('Call 1234.')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const url = page.getByLabel('URL', { exact: true })
  await expect(url).toHaveAccessibleDescription(/not public/)
  await expect(page.getByLabel('Additional information')).toHaveValue('Call 1234.')
  await url.fill('https://127.0.0.1/up')
  await expect(url).not.toHaveAttribute('aria-invalid')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('is ready')
})

test('add, share the key, test, deliver, fail, replay', async ({ page, ownerA }) => {
  test.setTimeout(120_000)
  const server = await receiver()
  const name = unique('Billing')
  await page.goto(at(ownerA.id, '/connections'))
  await page.getByRole('link', { name: 'Add connection' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('URL', { exact: true }).fill(`${server.origin.replace('//', '//ada:s3cret@')}/up?tenant=4`)
  await page.getByRole('button', { name: 'Add header' }).click()
  await page.getByRole('group', { name: 'Header 1' }).getByLabel('Name').fill('X-Api-Key')
  await page.getByRole('group', { name: 'Header 1' }).getByLabel('Value').fill('the-key')
  await page.getByRole('radio', { name: /^ThingPark/ }).check()
  await page.getByRole('radio', { name: /^As ThingPark does/ }).check()
  await page.getByText('Same as curl').click()
  const command = page.getByRole('region', { name: 'the command' })
  await expect(command).toContainText('"url": "$URL_WITH_LOGIN"')
  await expect(command).not.toContainText('the-key')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} is ready`)

  const share = page.getByRole('region', { name: 'Share the key with your application server' })
  const key = (await share.locator('code').textContent()) ?? ''
  expect(key).toMatch(/^[0-9a-f]{32}$/)
  const guide = page.getByRole('region', { name: 'Send reports from ThingPark here' })
  const url = (await guide.getByText('/reports').textContent()) ?? ''
  const header = (await guide.getByText('Bearer ghr_').textContent()) ?? ''
  await page.getByRole('button', { name: 'Send a test report' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Delivered' })).toContainText(/2xx in \d+ ms/)
  expect(server.received).toHaveLength(1)
  const [tested] = server.received
  if (!tested) throw new Error('nothing was received')
  expect(tested.url.searchParams.get('Token')).toBe(tokenOf(tested, key))
  expect(tested.url.searchParams.get('tenant')).toBe('4')
  expect(tested.headers).toMatchObject({ 'x-api-key': 'the-key', authorization: `Basic ${btoa('ada:s3cret')}` })

  await page.getByLabel('I have copied the key and the credential').check()
  await page.getByRole('link', { name: 'Open the connection' }).click()
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  const text = await page.content()
  expect(text).not.toContain(key)
  expect(text).not.toContain('s3cret')
  await expect(page.getByText('X-Api-Key: ••••••')).toBeVisible()

  // At once, while the answer of this page is still fresh.
  await page.getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByLabel('Name', { exact: true }).first()).toHaveValue(name)
  await page.goBack()
  await page.getByRole('tab', { name: 'Deliveries' }).click()
  await expect(page.getByRole('heading', { name: 'No deliveries yet' })).toBeVisible()
  expect(await post(url, header, uplink('20635F0108000496', 1))).toBe(202)
  const row = page.getByRole('row', { name: /20635F0108000496/ })
  await expect(row).toContainText('Delivered', { timeout: 20_000 })
  server.behaviour.answer = 500
  expect(await post(url, header, uplink('20635F0108000497', 2))).toBe(202)
  const lost = page.getByRole('row', { name: /20635F0108000497/ })
  await expect(lost).toContainText('Lost', { timeout: 20_000 })
  await expect(lost).toContainText('Error 5xx')

  // Filters are in the address.
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: /Lost/ }).click()
  await expect(page).toHaveURL(/state=lost/)
  await expect(row).toHaveCount(0)
  await page.reload()
  await expect(lost).toBeVisible()
  await expect(row).toHaveCount(0)

  server.behaviour.answer = 204
  await lost.click()
  const dialog = page.getByRole('dialog', { name: 'DevEUI_uplink' })
  await expect(dialog.getByRole('table', { name: 'Attempts' })).toContainText('Error 5xx')
  await expect(dialog).toContainText('"payload_hex": "0103"')
  await dialog.getByRole('button', { name: 'Replay' }).click()
  await expect(dialog).toContainText('Delivered', { timeout: 20_000 })
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: /Lost/ }).click()

  // A range: everything that was delivered, of one device.
  const before = server.received.length
  await page.getByRole('button', { name: 'Replay a range' }).click()
  const range = page.getByRole('dialog', { name: 'Replay a range' })
  await range.getByLabel(/^Dead/).uncheck()
  await range.getByLabel(/^Lost/).uncheck()
  await expect(range.getByRole('alert')).toContainText('Choose at least one.')
  await range.getByLabel(/^Delivered/).check()
  await range.getByLabel('Device').fill('20-63-5F-01-08-00-04-96')
  await range.getByRole('button', { name: 'Replay', exact: true }).click()
  await expect(page.getByText('Put 1 report back into the queue')).toBeVisible()
  await expect.poll(() => server.received.length).toBe(before + 1)
  await server.close()
})

test('regenerate with a grace period, rotate the credential', async ({ page, ownerA }) => {
  const server = await receiver()
  const made = await make(page, ownerA, { name: unique('Keys'), url: `${server.origin}/up` })
  await page.goto(at(ownerA.id, `/connections/${made.id}?tab=keys`))
  await page.getByRole('button', { name: 'Regenerate' }).click()
  const ask = page.getByRole('dialog', { name: 'Regenerate the key' })
  await expect(ask.getByLabel('Grace period')).toHaveValue('168')
  await ask.getByLabel('Grace period').selectOption('0')
  await expect(ask.getByText('Refused at once: downlinks signed with the old key.')).toBeVisible()
  await expect(ask.getByRole('radio')).toHaveCount(0)
  await ask.getByLabel('Grace period').selectOption('24')
  await ask.getByRole('button', { name: 'Regenerate key' }).click()
  const shown = page.getByRole('dialog', { name: 'Copy the new key now' })
  await expect(shown).toContainText('Share the new key with your application server')
  const key = (await shown.locator('code').textContent()) ?? ''
  expect(key).toMatch(/^[0-9a-f]{32}$/)
  expect(key).not.toBe(made.secrets.key)
  await shown.getByRole('button', { name: 'I have copied it' }).click()
  await expect(page.getByText('Grace period: downlinks with the old key are taken until')).toBeVisible()
  expect(await page.content()).not.toContain(key)

  await page.getByRole('button', { name: 'End it now' }).click()
  const end = page.getByRole('dialog', { name: 'End the grace period' })
  await end.getByRole('button', { name: 'End it now' }).click()
  await expect(page.getByText('Grace period: downlinks with the old key')).toHaveCount(0)

  await page.getByRole('button', { name: 'Rotate credential' }).click()
  const rotate = page.getByRole('dialog', { name: 'Rotate the credential' })
  await rotate.getByLabel('Grace period').selectOption('0')
  await rotate.getByRole('button', { name: 'Rotate credential' }).click()
  const fresh = page.getByRole('dialog', { name: 'Copy the new credential now' })
  const header = (await fresh.locator('code').textContent()) ?? ''
  await fresh.getByRole('button', { name: 'I have copied it' }).click()
  const old = `Bearer ${made.secrets.reportCredential}`
  expect(await post(made.reports.url, old, uplink('20635F0108000001', 1))).toBe(401)
  expect(await post(made.reports.url, header, uplink('20635F0108000001', 1))).toBe(202)

  // Reports are signed with the new key from now on.
  await expect.poll(() => server.received.length, { timeout: 20_000 }).toBe(1)
  const [report] = server.received
  if (!report) throw new Error('nothing was received')
  expect(report.url.searchParams.get('Token')).toBe(tokenOf(report, key))
  await server.close()
})

test('somebody else saved first: both are shown, neither is lost', async ({ page, pageAs, ownerA }) => {
  const made = await make(page, ownerA, { name: unique('Shared'), additionalInformation: 'before' })
  await page.goto(at(ownerA.id, `/connections/${made.id}/edit`))
  const other = await pageAs(ownerA)
  await other.goto(at(ownerA.id, `/connections/${made.id}/edit`))
  await page.getByLabel('Additional information').fill('mine')
  await page.getByLabel('CustomerID').fill('77')
  await other.getByLabel('Additional information').fill('theirs')
  await other.getByRole('radio', { name: /^XML/ }).check()
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByRole('heading', { name: made.name, level: 1 })).toBeVisible()

  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Somebody else saved this connection')
  await expect(page.getByText('Content type: XML')).toBeVisible()
  const choice = page.getByRole('group', { name: 'Additional information' })
  await expect(choice.getByRole('radio', { name: /Yours/ })).toBeChecked()
  await choice.getByRole('radio', { name: /Theirs/ }).check()
  await expect(page.getByLabel('Additional information').last()).toHaveValue('theirs')
  await choice.getByRole('radio', { name: /Yours/ }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: made.name, level: 1 })).toBeVisible()
  const settings = page.getByRole('region', { name: 'Settings' })
  await expect(settings).toContainText('XML')
  await expect(settings).toContainText('mine')
  await expect(settings).toContainText('77')
})

test('another origin asks for the secrets again', async ({ page, ownerA }) => {
  const made = await make(page, ownerA, {
    name: unique('Moved'),
    url: 'https://u:p@127.0.0.1/up',
    headers: [{ name: 'X-Api-Key', value: 'k1' }],
  })
  await page.goto(at(ownerA.id, `/connections/${made.id}/edit`))
  const url = page.getByLabel('URL', { exact: true })
  await expect(url).toHaveValue('https://127.0.0.1/up')
  const value = page.getByRole('group', { name: 'Header 1' }).getByLabel('Value')
  await expect(value).toHaveValue('')
  await expect(value).toHaveAccessibleDescription('Stored. Type a value to replace it.')
  await url.fill('https://127.0.0.2/up')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(url).toHaveAccessibleDescription(/stored login was given for https:\/\/127\.0\.0\.1:443/)
  await expect(value).toHaveAccessibleDescription(/given for https:\/\/127\.0\.0\.1:443/)
  await page.getByLabel('Remove the stored login and password').check()
  await value.fill('k2')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: made.name, level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Settings' })).toContainText('https://127.0.0.2/up')
})

test('list: search, filter, CSV, deactivate, duplicate, delete', async ({ page, ownerA }) => {
  const name = unique('List')
  const made = await make(page, ownerA, { name, headers: [{ name: 'X-Api-Key', value: 'k1' }], contentType: 'xml' })
  await page.goto(at(ownerA.id, '/connections'))
  await page.getByRole('searchbox').fill(name)
  const row = page.getByRole('row', { name: new RegExp(name) })
  await expect(row).toHaveCount(1)
  await expect(page).toHaveURL(/q=List/)
  await expect(row).toContainText('Initialising')
  await expect(row).toContainText('cross-domain')
  await page.getByLabel('Content type').selectOption('json')
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
  await page.getByLabel('Content type').selectOption('xml')
  await expect(row).toHaveCount(1)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain(made.asId)
  expect(lines.join()).not.toContain('k1')

  const menu = (entry: string) => async () => {
    await row
      .first()
      .getByRole('button', { name: /^More for/ })
      .click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  await menu('Deactivate')()
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
  await expect(row).toContainText('Deactivated')
  await menu('Activate')()
  await expect(row).toContainText('Initialising')

  await menu('Duplicate')()
  const dialog = page.getByRole('dialog', { name: `Duplicate ${name}` })
  await expect(dialog.getByLabel('Name')).toHaveValue(`${name} (copy)`)
  await dialog.getByRole('button', { name: 'Duplicate' }).click()
  const secrets = page.getByRole('dialog', { name: /Copy the secrets/ })
  await expect(secrets).toContainText('Not copied: header X-Api-Key')
  await secrets.getByRole('button', { name: 'Close', exact: true }).click()
  const copy = page.getByRole('row', { name: /\(copy\)/ })
  await expect(copy).toContainText('Deactivated')

  await copy.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const confirm = page.getByRole('dialog', { name: 'Delete this connection' })
  await confirm.getByRole('textbox').fill(name)
  await confirm.getByRole('button', { name: 'Delete connection' }).click()
  await expect(confirm.getByRole('alert')).toContainText('not the name')
  await confirm.getByRole('textbox').fill(`${name} (copy)`)
  await confirm.getByRole('button', { name: 'Delete connection' }).click()
  await expect(page.getByText(`Deleted ${name} (copy)`)).toBeVisible()
  await expect(page.getByRole('row', { name: /\(copy\)/ })).toHaveCount(0)
})

test('another owner sees nothing of it', async ({ page, pageAs, ownerA, ownerB }) => {
  const made = await make(page, ownerA, { name: unique('Private') })
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, '/connections'))
  await expect(other.getByRole('heading', { name: 'No connections yet' })).toBeVisible()
  for (const path of ['', '/edit', '?tab=deliveries', '?tab=keys']) {
    await other.goto(at(ownerB.id, `/connections/${made.id}${path}`))
    await expect(other.getByRole('heading', { name: 'No such connection' })).toBeVisible()
  }
  await other.goto(at(ownerA.id, `/connections/${made.id}`))
  await expect(other.getByRole('heading', { name: 'No access to this owner' })).toBeVisible()
})

test('domains: an admin restricts a member, who sees what is his', async ({ page, pageAs, consoleUrl }) => {
  test.setTimeout(120_000)
  const { id, token, admin, operator } = await newOwner(`::c${100 + test.info().retry}`, consoleUrl)
  const owner: TestOwner = { id, token, name: '', email: '', password: '', session: '' }
  const boss = await pageAs(admin)
  await boss.goto(at(id, '/connections/domains'))
  await boss.getByRole('button', { name: 'Switch domains on' }).click()
  await boss.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click()
  await expectRefused(boss.getByLabel('First group'), 'a'.repeat(21), /21 characters/)
  await boss.getByLabel('First group').fill('Region')
  await boss.getByRole('button', { name: 'Add group' }).click()
  const region = boss.getByRole('region', { name: 'Region' })
  await expectRefused(region.getByRole('textbox'), 'a/b/c/d/e/f', /6 levels/)
  for (const path of ['EMEA/France', 'EMEA/Spain', 'APAC']) {
    await region.getByRole('textbox').fill(path)
    await region.getByRole('button', { name: 'Add domain' }).click()
    await expect(region.getByRole('listitem').filter({ hasText: path })).toBeVisible()
  }
  await boss.getByRole('button', { name: /^Restrict operator/ }).click()
  const restrict = boss.getByRole('dialog')
  await restrict.getByLabel('Domain').fill('EMEA/*')
  await restrict.getByRole('button', { name: 'Save' }).click()
  await expect(boss.getByRole('row', { name: new RegExp(operator.email) })).toContainText('Region: EMEA/*')

  // The admin adds one in France by the form, and by the API one elsewhere and one for all.
  await boss.goto(at(id, '/connections/new'))
  await boss.getByLabel('Name', { exact: true }).fill('In France')
  await boss.getByLabel('URL', { exact: true }).fill('https://127.0.0.1/fr')
  await boss.getByLabel('Domain: Region').selectOption({ label: 'EMEA/France' })
  await boss.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(boss.getByRole('heading', { level: 1 })).toContainText('In France is ready')
  const answer = await page.request.get(`/api/v1/domains?owner=${encodeURIComponent(id)}`, {
    headers: { authorization: `Bearer ${token}`, cookie: '' },
  })
  const { groups } = (await answer.json()) as { groups: { domains: { id: string; path: string }[] }[] }
  const apac = groups[0]?.domains.find(({ path }) => path === 'APAC')?.id
  const far = await make(page, owner, { name: 'In Asia', domains: [apac] })
  const open = await make(page, owner, { name: 'For all', url: 'https://127.0.0.1/hidden-path' })

  const member = await pageAs(operator)
  await member.goto(at(id, '/connections'))
  await expect(member.getByRole('row', { name: /In France/ })).toContainText('EMEA/France')
  await expect(member.getByRole('row', { name: /For all/ })).toContainText('URL hidden')
  await expect(member.getByRole('row', { name: /For all/ }).getByRole('button')).toHaveCount(0)
  await expect(member.getByText('In Asia')).toHaveCount(0)
  await expect(member.getByRole('link', { name: 'Domains' })).toHaveCount(0)
  await member.goto(at(id, `/connections/${far.id}`))
  await expect(member.getByRole('heading', { name: 'No such connection' })).toBeVisible()
  await member.goto(at(id, `/connections/${open.id}`))
  await expect(member.getByText('Hidden: the connection is cross-domain')).toBeVisible()
  await expect(member.getByRole('link', { name: 'Edit' })).toHaveCount(0)
  expect(await member.content()).not.toContain('hidden-path')
  await member.goto(at(id, `/connections/${open.id}/edit`))
  await expect(member.getByText('only members without domain restrictions change it')).toBeVisible()

  // The member adds one: inside the restriction only.
  await member.goto(at(id, '/connections/new'))
  await member.getByLabel('Name', { exact: true }).fill('In Spain')
  await member.getByLabel('URL', { exact: true }).fill('https://127.0.0.1/es')
  await member.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(member.getByRole('main').getByRole('alert').first()).toContainText(
    'Assign a domain inside your own restriction',
  )
  await member.getByLabel('Domain: Region').selectOption({ label: 'EMEA/Spain' })
  await member.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(member.getByRole('heading', { level: 1 })).toContainText('In Spain is ready')
})

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({ browser, ownerA }) => {
    test.setTimeout(180_000)
    const page = await openAt(browser, width, ownerA.session)
    const server = await receiver()
    const made = await make(page, ownerA, {
      name: unique('Axe'),
      url: `${server.origin}/a/rather/long/path/that/does/not/fit/on/a/phone/in/one/line?tenant=4711`,
      headers: [{ name: 'X-Api-Key', value: 'k1' }],
      downlink: { kind: 'chirpstack', url: 'https://127.0.0.1', token: 'x' },
    })
    const header = `Bearer ${made.secrets.reportCredential}`
    expect(await post(made.reports.url, header, uplink('20635F0108000496', 1))).toBe(202)
    await expect.poll(() => server.received.length, { timeout: 20_000 }).toBe(1)

    const visit = async (name: string, open: () => Promise<unknown>) => {
      await open()
      await page.waitForLoadState('networkidle')
      await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible()
      await expectAccessible(page, `connections ${name}`)
    }
    const go = (to: string) => () => page.goto(at(ownerA.id, to))
    const one = `/connections/${made.id}`
    await visit('list', go('/connections'))
    await visit('form with mistakes', async () => {
      await page.goto(at(ownerA.id, '/connections/new'))
      await page.getByRole('button', { name: 'Add header' }).click()
      await page.getByLabel('Network side', { exact: true }).selectOption('things-stack')
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await expect(page.getByText('Give the connection a name.')).toBeVisible()
    })
    await visit('overview', go(one))
    await visit('deliveries', async () => {
      await page.goto(at(ownerA.id, `${one}?tab=deliveries`))
      await expect(page.getByRole('row', { name: /20635F0108000496/ })).toContainText('Delivered')
    })
    await visit('delivery', () => page.getByRole('row', { name: /20635F0108000496/ }).click())
    await visit('replay', async () => {
      await page.goto(at(ownerA.id, `${one}?tab=deliveries`))
      await page.getByRole('button', { name: 'Replay a range' }).click()
    })
    await visit('downlinks', go(`${one}?tab=downlinks`))
    await visit('keys', go(`${one}?tab=keys`))
    await visit('regenerate', () => page.getByRole('button', { name: 'Regenerate' }).click())
    await visit('edit', go(`${one}/edit`))
    await server.close()
    await page.context().close()
  })
}
