/** “Same as curl”: what stands beside a form is taken from the page, run by a real bash and curl with an API token, and does it. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Locator, Page } from '@playwright/test'
import { formatId6 } from '../lib/domain/identifiers.ts'
import { freshKey, keyPem, makeCa, makeLeaf } from '../tests/support/certificates.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { newOwner } from './new-owner.ts'
import { shoot } from './other-hands.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const run = promisify(execFile)

type Owner = Awaited<ReturnType<typeof newOwner>>
let owner: Owner
let folder: string
test.beforeAll(async ({ consoleUrl }, { workerIndex }) => {
  owner = await newOwner(`::c:${(workerIndex + 1).toString(16)}`, consoleUrl)
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-terminal-'))
})
test.afterAll(async () => rm(folder, { recursive: true, force: true }))

const commands = (scope: Page | Locator) => scope.getByRole('region', { name: 'the command' })

/** Opens the block and reads the command, which must not hold any of these. */
async function shown(scope: Page | Locator, ...secrets: string[]): Promise<string> {
  if ((await commands(scope).count()) === 0) await scope.getByText('Same as curl').click()
  const command = (await commands(scope).first().textContent()) ?? ''
  for (const secret of [owner.token, ...secrets]) expect(command).not.toContain(secret)
  return command
}

/** In a terminal that knows the token: the answer of the API. */
async function terminal(command: string, env: Readonly<Record<string, string>> = {}) {
  const { stdout } = await run('bash', ['--norc', '-c', command], {
    cwd: folder,
    env: { NODE_ENV: 'test', PATH: process.env.PATH, GATEHOUSE_TOKEN: owner.token, ...env },
  })
  const answer = JSON.parse(stdout)
  expect(answer.title, stdout).toBeUndefined()
  return answer
}

async function stored(page: Page, path: string, query: Readonly<Record<string, string>> = {}) {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.get(path, { params: { owner: owner.id, ...query }, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

const gatewayPath = (gateway: string) => `/api/v1/gateways/${encodeURIComponent(gateway)}`

test('claims: one with its PIN in a variable, a file of a dozen as a body to be saved', async ({
  pageAs,
  batchGateway,
}) => {
  const page = await pageAs(owner.admin)
  const one = batchGateway()
  await page.goto(at(owner.id, '/gateways/claim'))
  await page.getByText('Same as curl').click()
  await expect(page.getByText('There is nothing to send yet.')).toBeVisible()
  await page.getByLabel('Identifiers and PINs').fill(`${one.eui} ${one.claimPin}`)
  await expect(page.getByText('From the environment: GATEHOUSE_TOKEN, CLAIM_PIN')).toBeVisible()
  const answer = await terminal(await shown(page, one.claimPin), { CLAIM_PIN: one.claimPin })
  expect(answer).toEqual([expect.not.objectContaining({ error: expect.anything() })])
  await stored(page, gatewayPath(formatId6(one.eui)))

  const many = Array.from({ length: 12 }, batchGateway)
  const lines = [
    'eui,pin,name',
    ...many.map(({ eui, claimPin }, index) => `${eui},${claimPin},"Roof ""${index}"" $HOME"`),
  ]
  await page.getByRole('tab', { name: 'File' }).click()
  await page
    .getByLabel('Drop a CSV file,')
    .setInputFiles({ name: 'order.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await expect(page.getByRole('button', { name: 'Claim 12 gateways' })).toBeEnabled()
  await expect(commands(page)).toContainText('--data @claim.json')
  await expectAccessible(page, 'curl claim')
  await shoot(page, 'curl-claim')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save claim.json' }).click(),
  ])
  await writeFile(join(folder, 'claim.json'), await readFile(await download.path()))
  const answers = await terminal(await shown(page, ...many.map(({ claimPin }) => claimPin)))
  expect(answers).toHaveLength(12)
  for (const each of answers) expect(each.error).toBeUndefined()
  const last = await stored(page, gatewayPath(formatId6(many[11]?.eui ?? one.eui)))
  expect(last.name).toBe('Roof "11" $HOME')
})

test('a gateway is added, and tags and sites are changed for one and for several', async ({ pageAs, newEui }) => {
  const page = await pageAs(owner.admin)
  const [eui, other] = [newEui(), newEui()]
  await page.goto(at(owner.id, '/gateways/add'))
  await page.getByLabel('EUI').fill(eui)
  await page.getByLabel('Flavor').fill("roof's $(id)")
  const [made] = await terminal(await shown(page))
  expect(made).toMatchObject({ gateway: formatId6(eui), token: expect.any(String) })
  await page.getByLabel('EUI').fill(other)
  await page.getByText('Use a token that is on the gateway already').click()
  await page.getByLabel('Token on the gateway').fill('OnTheGateway1')
  await expect(commands(page)).toContainText('"token": "$GATEWAY_TOKEN"')
  await shoot(page, 'curl-add')
  const [given] = await terminal(await shown(page, 'OnTheGateway1'), { GATEWAY_TOKEN: 'OnTheGateway1' })
  expect(given.error).toBeUndefined()
  expect((await stored(page, gatewayPath(formatId6(eui)))).flavor).toBe("roof's $(id)")

  await page.goto(at(owner.id, '/gateways'))
  await page.getByRole('checkbox', { name: 'Select the gateways of this page' }).check()
  await page.getByRole('region', { name: 'Selected gateways' }).getByRole('button', { name: 'Tags and site' }).click()
  const dialog = page.getByRole('dialog', { name: /^Tags and site of/ })
  await dialog.getByLabel('Add tags').fill('harbour, quay')
  await dialog.getByLabel('Site', { exact: true }).fill('Pier `4`')
  const changed = await terminal(await shown(dialog))
  expect(changed.left).toEqual([])
  await shoot(page, 'curl-tags')
  for (const one of [eui, other])
    expect(await stored(page, gatewayPath(formatId6(one)))).toMatchObject({
      tags: ['harbour', 'quay'],
      site: 'Pier `4`',
    })
})

test('a setup of one and of several, with the files that the form was given', async ({ pageAs, newEui }) => {
  const page = await pageAs(owner.admin)
  const gateways = [newEui(), newEui()].map(formatId6)
  await page.goto(at(owner.id, '/gateways'))
  const added = await page.request.post('/api/v1/gateway/token', {
    data: { ownerid: owner.id, gateways: gateways.map((gateway) => ({ gateway, flavorid: 'station' })) },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(await added.json()).toHaveLength(2)
  const lns = await makeCa({ name: 'CN=LNS root' })
  const key = 'Authorization: Bearer lns-secret-token\r\n'
  await writeFile(join(folder, 'tc.trust'), lns.pem)
  await writeFile(join(folder, 'tc.key'), key)
  await page.goto(at(owner.id, `/gateways/setup?${new URLSearchParams({ gateways: gateways.join(',') })}`))
  await page.getByLabel('URI for all').fill('wss://lns.example.org:8887')
  await page.getByLabel('Drop a folder, a zip, a CSV or any number of files,', { exact: true }).setInputFiles([
    { name: 'tc.trust', mimeType: 'text/plain', buffer: Buffer.from(lns.pem) },
    { name: 'tc.key', mimeType: 'text/plain', buffer: Buffer.from(key) },
  ])
  const summary = page.getByRole('complementary', { name: 'What will change' })
  await expect(summary.getByRole('button', { name: 'Save 2 gateways' })).toBeEnabled()
  const command = await shown(summary, 'lns-secret-token', Buffer.from(key).toString('base64'))
  await expect(summary.getByText('From files: tc.trust, tc.key')).toBeVisible()
  await expectAccessible(page, 'curl setup of many')
  await shoot(page, 'curl-setup-many')
  for (const each of await terminal(command)) expect(each.error).toBeUndefined()
  for (const gateway of gateways)
    expect((await stored(page, gatewayPath(gateway))).desired.tc.uri).toBe('wss://lns.example.org:8887')
})

test('a join server with its key and password, and a domain', async ({ pageAs }) => {
  const page = await pageAs(owner.admin)
  const ca = await makeCa({ name: 'CN=Clients' })
  const key = await freshKey('EC P-256')
  const leaf = await makeLeaf(ca, { name: 'CN=Acme', key })
  await writeFile(join(folder, 'cert.pem'), leaf.pem)
  await writeFile(join(folder, 'key.pem'), keyPem(key))
  await page.goto(at(owner.id, '/join-servers/new'))
  await page.getByLabel('Host name (fqdn)').fill('js.curl.example')
  await page.getByLabel('Prefixes, one in each line').fill('70B3D57ED0001000/52')
  await page.getByRole('radio', { name: /^Files/ }).check()
  for (const [label, text] of [
    ['Client certificate', leaf.pem],
    ['Private key', keyPem(key)],
  ] as const)
    await page
      .getByLabel(`${label}: drop a file,`)
      .setInputFiles({ name: 'file.pem', mimeType: 'text/plain', buffer: Buffer.from(text) })
  await page.getByLabel('Username').fill('acme')
  await page.getByLabel('Password').fill('js-secret-password')
  await expect(page.getByText('New file, checked when you save')).toHaveCount(2)
  const inner = keyPem(key).split('\n')[1] ?? 'none'
  const saved = await terminal(await shown(page, 'js-secret-password', inner), { PASSWORD: 'js-secret-password' })
  expect(saved.joinServer).toMatchObject({ fqdn: 'js.curl.example', basicAuth: { username: 'acme' } })
  await commands(page).first().scrollIntoViewIfNeeded()
  await shoot(page, 'curl-join-server')

  await page.goto(at(owner.id, '/connections/domains'))
  await page.getByRole('button', { name: 'Switch domains on' }).click()
  await terminal(await shown(page.getByRole('dialog')))
  await page.reload()
  await page.getByLabel('First group').fill('Region')
  const group = await terminal(await shown(page))
  expect((await stored(page, '/api/v1/domains')).groups).toEqual([
    expect.objectContaining({ id: group.id, name: 'Region' }),
  ])
})

test('API tokens, invitations and a CA', async ({ pageAs }) => {
  const page = await pageAs(owner.admin)
  const dialog = page.getByRole('dialog')
  await page.goto(at(owner.id, '/tokens'))
  await page.getByRole('button', { name: 'Create token' }).first().click()
  await dialog.getByLabel('Name').fill('From a "terminal"')
  const made = await terminal(await shown(dialog))
  const own = { authorization: `Bearer ${made.token}`, cookie: '' }
  expect((await page.request.get('/api/v1/gateways', { params: { owner: owner.id }, headers: own })).ok()).toBe(true)
  await shoot(page, 'curl-token')
  await dialog.getByText('Bound to you').click()
  await expect(dialog.getByText('Same as curl')).toHaveCount(0)

  await page.goto(at(owner.id, '/settings/members'))
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await dialog.getByLabel('E-mail').fill("o'neil@canopy.example")
  const invited = await terminal(await shown(dialog))
  expect(invited.link).toContain('/invite')
  expect((await stored(page, '/api/v1/invitations')).invitations).toEqual([
    expect.objectContaining({ email: "o'neil@canopy.example", role: 'operator' }),
  ])
  await shoot(page, 'curl-invite')

  const ca = await makeCa({ name: 'CN=Acme gateways' })
  await page.goto(at(owner.id, '/client-cas'))
  await page.getByRole('button', { name: 'Add a CA' }).first().click()
  await dialog.getByText('Upload your own').click()
  await dialog.getByLabel('Or paste it').fill(ca.pem)
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Acme')
  const kept = await terminal(await shown(dialog))
  expect(kept).toMatchObject({ name: 'Acme', subject: 'CN=Acme gateways' })
  await shoot(page, 'curl-client-ca')
})

test('a connection, an event target, and gateways offered to another owner', async ({ pageAs, newEui, ownerB }) => {
  const page = await pageAs(owner.admin)
  await page.goto(at(owner.id, '/connections/new'))
  await page.getByLabel('Name', { exact: true }).fill('Billing')
  await page.getByLabel('URL', { exact: true }).fill('https://ada:s3cret@billing.example/up?tenant=4')
  const url = 'https://ada:s3cret@billing.example/up?tenant=4'
  const made = await terminal(await shown(page, 's3cret'), { URL_WITH_LOGIN: url })
  expect(await stored(page, `/api/v1/connections/${made.id}`)).toMatchObject({ name: 'Billing', hasLogin: true })
  await shoot(page, 'curl-connection')

  await page.goto(at(owner.id, '/events/new'))
  await page.getByLabel('Name', { exact: true }).fill('On call')
  await page.getByLabel('URL', { exact: true }).fill('https://hooks.example/gatehouse')
  const target = await terminal(await shown(page))
  expect(await stored(page, `/api/v1/event-targets/${target.id}`)).toMatchObject({ name: 'On call' })

  const gateway = formatId6(newEui())
  await page.request.post('/api/v1/gateway/token', {
    data: { ownerid: owner.id, gateway, flavorid: 'station' },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  await page.goto(at(owner.id, `/gateways/${encodeURIComponent(gateway)}`))
  await page.getByRole('button', { name: 'Transfer to another owner' }).click()
  const dialog = page.getByRole('dialog', { name: 'Transfer one gateway' })
  await dialog.getByLabel('Receiving owner').fill(ownerB.id)
  await dialog.getByLabel('Note').fill('Roofs of `Chur`')
  const { transfer } = await terminal(await shown(dialog))
  expect(await stored(page, `/api/v1/transfers/${transfer.id}`)).toMatchObject({ to: ownerB.id, open: 1 })
  await shoot(page, 'curl-transfer')
})
