/** Gateway events in the browser: a webhook whose secret is shown once, a test that verifies, pause, delete, the log. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { Webhook } from 'standardwebhooks'
import { formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'
import { comeBack, shoot } from './other-hands.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`

async function receiver() {
  const received: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { received, url: `http://127.0.0.1:${port}/hook`, close }
}

async function call(page: Page, owner: TestOwner, path: string, data: object): Promise<unknown> {
  const answer = await page.request.post(path, {
    data: { ownerid: owner.id, ...data },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

const unique = (name: string) => `${name} ${test.info().workerIndex}-${Date.now() % 1_000_000}`

test('a webhook: secret shown once, test verified, an event delivered, paused, deleted', async ({
  page,
  ownerA,
  newEui,
}) => {
  test.setTimeout(120_000)
  const server = await receiver()
  const name = unique('Night shift')
  await page.goto(at(ownerA.id, '/events/new'))
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByText('Give the target a name.')).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('URL', { exact: true }).fill('https://x y')
  await expect(page.getByLabel('URL', { exact: true })).toHaveAccessibleDescription(/blank/)
  await page.getByLabel('URL', { exact: true }).fill(server.url)
  await expect(page.getByLabel('Silent', { exact: true })).toBeChecked()
  await expect(page.getByLabel('Claimed or added')).not.toBeChecked()
  await page.getByLabel('Claimed or added').check()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} is ready`)
  const secret = (await page.locator('code').textContent()) ?? ''
  expect(secret).toMatch(/^whsec_/)
  await page.getByRole('link', { name: 'Open the target' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  expect(await page.content()).not.toContain(secret)

  await page.getByRole('button', { name: 'Send a test event' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Delivered' })).toContainText('2xx')
  expect(server.received).toHaveLength(1)
  const verify = ({ headers, body }: (typeof server.received)[number]) =>
    new Webhook(secret).verify(body, headers as Record<string, string>)
  for (const one of server.received) verify(one)

  const gateway = formatId6(newEui())
  await call(page, ownerA, '/api/v1/gateway/token', { gateway, flavorid: 'station' })
  const row = page.getByRole('table', { name: 'Deliveries' }).getByRole('row', { name: /Claimed or added/ })
  await expect(row.first()).toContainText('Delivered', { timeout: 30_000 })
  await expect.poll(() => server.received.some(({ body }) => body.includes(gateway))).toBe(true)
  for (const one of server.received) verify(one)
  const before = server.received.length
  await row.first().getByRole('button', { name: 'Replay' }).click()
  await expect.poll(() => server.received.length, { timeout: 20_000 }).toBeGreaterThan(before)

  await page.goto(at(ownerA.id, '/events?tab=log'))
  await page.getByLabel('Kind').selectOption('gateway.claimed')
  await expect(page.getByRole('row', { name: /Claimed or added/ }).first()).toBeVisible()

  await page.goto(at(ownerA.id, '/events'))
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  await expect(page.getByText('Paused. What happens meanwhile is not told.')).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByText('Paused. What happens meanwhile is not told.')).toHaveCount(0)

  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Back', { exact: true }).uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region', { name: 'About' })).not.toContainText('Back')

  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete this target' })
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Delete target' }).click()
  await expect(page).toHaveURL(/\/events$/)
  await expect(page.getByRole('link', { name })).toHaveCount(0)
  await server.close()
})

test('e-mail says where the server cannot send any; another owner sees no target', async ({
  page,
  pageAs,
  ownerA,
  ownerB,
}) => {
  await page.goto(at(ownerA.id, '/events/new'))
  await page.getByRole('radio', { name: /^E-mail/ }).check()
  await expect(page.getByText('E-mail is not set up on this server')).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(unique('Mail'))
  await page.getByLabel('Addresses', { exact: true }).fill('nobody')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByLabel('Addresses', { exact: true })).toHaveAccessibleDescription(/no e-mail address/)
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, '/events'))
  await expect(other.getByRole('heading', { name: 'Nobody is told yet' })).toBeVisible()
})

test('somebody else saved first: the stored target is read again, and yet a save that is out of date is refused', async ({
  page,
  ownerA,
}) => {
  const name = unique('Shared')
  const headers = { authorization: `Bearer ${ownerA.token}`, cookie: '' }
  const made = (await call(page, ownerA, '/api/v1/event-targets', {
    name,
    channel: 'webhook',
    url: 'http://127.0.0.1:9/before',
    kinds: ['gateway.silent'],
    tags: [],
    sites: [],
  })) as { id: string }
  await page.goto(at(ownerA.id, `/events/${made.id}/edit`))
  await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1:9/mine')
  await page.getByLabel('Name', { exact: true }).fill(`${name} mine`)
  const change = await page.request.patch(`/api/v1/event-targets/${made.id}`, {
    data: { ownerid: ownerA.id, url: 'http://127.0.0.1:9/theirs', sites: ['Roof'] },
    headers,
  })
  expect(change.ok(), await change.text()).toBe(true)
  await comeBack(page, `/api/v1/event-targets/${made.id}`)

  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Somebody else saved this target')
  await expect(page.getByText('Sites: Roof')).toBeVisible()
  const choice = page.getByRole('group', { name: 'URL' })
  await expect(choice.getByRole('radio', { name: /Yours/ })).toBeChecked()
  await shoot(page, 'event-conflict')
  await choice.getByRole('radio', { name: /Theirs/ }).check()
  await expect(page.getByLabel('URL', { exact: true }).last()).toHaveValue('http://127.0.0.1:9/theirs')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: `${name} mine`, level: 1 })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('http://127.0.0.1:9/theirs')
  await expect(page.getByRole('region', { name: 'About' })).toContainText('Roof')
})

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({ browser, ownerA }) => {
    test.setTimeout(120_000)
    const page = await openAt(browser, width, ownerA.session)
    const { id } = (await call(page, ownerA, '/api/v1/event-targets', {
      name: unique('Axe'),
      channel: 'webhook',
      url: 'http://127.0.0.1:9/a/rather/long/path/that/does/not/fit/on/a/phone/in/one/line',
    })) as { id: string }
    for (const path of ['/events', `/events/${id}`, `/events/${id}/edit`]) {
      await page.goto(at(ownerA.id, path))
      await page.waitForLoadState('networkidle')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page, path.replace(id, 'one'))
    }
    await page.context().close()
  })
}
