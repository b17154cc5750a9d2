/** The join server workbench in the browser: add, edit, import with mistakes, resolve, compare, restore, check live. */

import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { strToU8, zipSync } from 'fflate'
import { readZip } from '../lib/domain/interop/read-zip.ts'
import { freshKey, keyPem, makeCa, makeLeaf } from '../tests/support/certificates.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'
import { comeBack, shoot } from './other-hands.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const toZip = (files: Readonly<Record<string, string>>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))))
const zipFile = (files: Readonly<Record<string, string>>) => ({
  name: 'interop.zip',
  mimeType: 'application/zip',
  buffer: toZip(files),
})

const FOLDER = {
  'config.yml': `join-servers:
  - file: tti/js.yml
    join-euis: ["70B3D57ED0000000/40"]
  - file: own/js.yml
    join-euis: ["70B3D57ED0001000/52"]
`,
  'tti/js.yml': 'fqdn: tti.example\nprotocol: BI1.1\n',
  'own/js.yml': 'fqdn: own.example\nprotocol: BI1.0\n',
}

/** Tests of one file share an owner and run one after the other: each begins with this configuration. */
async function reset(page: Page, owner: TestOwner, files: Readonly<Record<string, string>>): Promise<void> {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }))
  const answer = await page.request.post('/api/v1/join-servers/import/files', {
    data: { ownerid: owner.id, files: list },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(await answer.json()).toMatchObject({ imported: true })
}

test.describe.configure({ mode: 'serial', timeout: 180_000 })

test('import: mistakes by file and line, nothing is taken; then the mended folder', async ({ page, ownerA }) => {
  await reset(page, ownerA, { 'config.yml': 'join-servers: []\n' })
  await page.goto(at(ownerA.id, '/join-servers'))
  await expect(page.getByRole('heading', { name: 'No join servers yet' })).toBeVisible()
  await page.getByRole('link', { name: 'Import a folder' }).click()
  const bad = { ...FOLDER, 'own/js.yml': 'fqdn: own.example\nprotocol: BI1.0\nsender-ns-id: 0000000000000017\n' }
  await page.getByLabel('Drop a zip,').setInputFiles(zipFile(bad))
  const findings = page.getByRole('list', { name: 'Findings' })
  await expect(findings).toContainText('own/js.yml, line 3')
  await expect(findings).toContainText('Quote it: "0000000000000017"')
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  await expectAccessible(page, 'join servers')

  await page.getByLabel('Drop a zip,').setInputFiles(zipFile(FOLDER))
  await expect(page.getByText('interop.zip can be imported: 2 join servers.')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Changes' })).toContainText('Join server tti.example')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page).toHaveURL(/\/join-servers$/)
  await expect(page.getByRole('row', { name: /own\.example/ })).toContainText('70B3D57ED0001000/52')
})

test('resolver and map: who answers for which JoinEUIs', async ({ page, ownerA }) => {
  await reset(page, ownerA, FOLDER)
  await page.goto(at(ownerA.id, '/join-servers?tab=map'))
  await page.getByLabel('Who is asked for a JoinEUI').fill('70-B3-D5-7E-D0-00-10-01')
  const resolver = page.getByRole('region', { name: 'Resolver' })
  await expect(resolver.getByRole('link', { name: 'own/js.yml' })).toBeVisible()
  await expect(resolver).toContainText('/52 beats /40')
  await page.getByLabel('Who is asked for a JoinEUI').fill('0016C00000000001')
  await expect(resolver).toContainText('Nobody')
  const map = page.getByRole('region', { name: 'All JoinEUIs' })
  await expect(map.getByRole('listitem')).toHaveCount(5)
  await expect(map.getByRole('listitem').nth(2)).toContainText('70B3D57ED0001FFF')
  await expect(map.getByRole('listitem').nth(4)).toContainText('No prefix: joins fail')
  await expectAccessible(page, 'join servers')
})

test('add with certificate and key, edit without typing secrets again, a stale page is refused', async ({
  page,
  ownerA,
}) => {
  await reset(page, ownerA, FOLDER)
  const ca = await makeCa()
  const client = await makeLeaf(ca, { name: 'CN=network 000013' })
  await page.goto(at(ownerA.id, '/join-servers'))
  await page.getByRole('link', { name: 'Add join server' }).click()
  await page.getByLabel('Host name (fqdn)').fill('js.example.com')
  await page.getByLabel('Prefixes, one in each line').fill('11AA/16')
  await page.getByRole('button', { name: 'Add join server' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '11AA000000000000/16' })).toBeVisible()
  await page.getByLabel('Prefixes, one in each line').fill('11AA000000000000/16')
  await page.getByLabel('Files').check()
  const pem = (name: string, text: string) => ({ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(text) })
  await page.getByLabel('Client certificate: drop a file,').setInputFiles(pem('cert.pem', client.pem))
  await page.getByLabel('Private key: drop a file,').setInputFiles(pem('key.pem', keyPem(await freshKey('EC P-256'))))
  await page.getByRole('button', { name: 'Add join server' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'does not belong to the certificate' })).toBeVisible()
  await page.getByLabel('Private key: drop another file,').setInputFiles(pem('key.pem', keyPem(client.key)))
  await page.getByRole('button', { name: 'Add join server' }).click()
  await expect(page.getByRole('heading', { name: 'js.example.com', level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Settings' })).toContainText('CN=network 000013')
  expect(await page.content()).not.toContain('PRIVATE KEY')
  await expectAccessible(page, 'join servers')

  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await expect(page.getByLabel('Host name (fqdn)')).toHaveValue('js.example.com')
  await page.getByLabel('Port').fill('7009')
  await expectAccessible(page, 'join servers')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('https://js.example.com:7009')).toBeVisible()

  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Port').fill('7010')
  await reset(page, ownerA, FOLDER)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('No such join server')
  await expect(page.getByLabel('Port')).toHaveValue('7010')
})

test('somebody else saved first: the stored join server is read again, and yet a save that is out of date is refused', async ({
  page,
  ownerA,
}) => {
  await reset(page, ownerA, FOLDER)
  const write = async (method: 'POST' | 'PATCH', path: string, data: object) => {
    const answer = await page.request.fetch(`/api/v1/join-servers${path}`, {
      method,
      data: { ownerid: ownerA.id, ...data },
      headers: { authorization: `Bearer ${ownerA.token}`, cookie: '' },
    })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { joinServer: { id: string } }
  }
  const entries = [{ components: [], joinEuis: ['22BB000000000000/16'] }]
  const shared = await write('POST', '', { fqdn: 'shared.example.com', protocol: 'BI1.0', entries })
  const other = await write('POST', '', {
    fqdn: 'other.example.com',
    protocol: 'BI1.0',
    entries: [{ components: [], joinEuis: ['33CC000000000000/16'] }],
  })
  const { id } = shared.joinServer
  await page.goto(at(ownerA.id, `/join-servers/${id}/edit`))
  await page.getByLabel('Port').fill('7011')
  await write('PATCH', `/${id}`, { port: 7012, scheme: 'http' })
  await comeBack(page, `/api/v1/join-servers/${id}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Somebody else saved this join server')
  await expect(page.getByText('Scheme: http')).toBeVisible()
  const choice = page.getByRole('group', { name: 'Port' })
  await expect(choice.getByRole('radio', { name: /Yours/ })).toBeChecked()
  await expectAccessible(page, 'join servers, stale')
  await shoot(page, 'join-server-conflict')
  // Another join server: nothing here is out of date, though the version of the whole is another.
  await write('PATCH', `/${other.joinServer.id}`, { port: 7013 })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('http://shared.example.com:7011')).toBeVisible()
})

test('a preset asks for what it needs', async ({ page, ownerA }) => {
  await reset(page, ownerA, FOLDER)
  await page.goto(at(ownerA.id, '/join-servers/new'))
  await page.getByLabel('The Things Join Server').check()
  await page.getByRole('button', { name: 'Add The Things Join Server' }).click()
  await expect(page.getByRole('heading', { name: 'js.cloud.thethings.industries' })).toBeVisible()
  await expect(page.getByText('In the key vault of the stack')).toBeVisible()
  await page.goto(at(ownerA.id, '/join-servers/new?preset=semtech-join-server'))
  await page.getByRole('button', { name: 'Add Semtech Join Server' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Give the RENS' })).toBeVisible()
})

test('files and downloads; history shows what changed and brings it back', async ({ page, ownerA }) => {
  await reset(page, ownerA, FOLDER)
  await reset(page, ownerA, { ...FOLDER, 'own/js.yml': 'fqdn: own.example\nprotocol: BI1.0\npaths: {join: /x}\n' })
  await page.goto(at(ownerA.id, '/join-servers?tab=files'))
  await expect(page.getByRole('list', { name: 'Findings' })).toContainText('own/js.yml, line 4')
  await expect(page.getByRole('region', { name: 'Text of config.yml' })).toContainText('"./tti/js.yml"')
  await expectAccessible(page, 'join servers')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'For The Things Stack (zip)' }).click(),
  ])
  const zip = readZip(await readFile(await download.path()))
  expect(zip.ok && [...zip.value.keys()]).toEqual(['config.yml', 'tti/js.yml', 'own/js.yml', 'STACK-SETTINGS.txt'])

  await page.getByRole('tab', { name: 'History' }).click()
  const newest = page.getByRole('button', { name: /^Version \d+/ })
  await newest.first().click()
  await expect(page.getByRole('list', { name: /^Changes of version/ })).toContainText('paths.join: /x')
  await newest.nth(1).click()
  await expectAccessible(page, 'join servers')
  await page.getByRole('button', { name: /^Restore version/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(newest.first()).toContainText('Restored version')
  await page.getByRole('tab', { name: 'Files' }).click()
  await expect(page.getByRole('region', { name: 'Text of own/js.yml' })).not.toContainText('/x')
})

test('the live check says where it ends', async ({ page, ownerA }) => {
  await reset(page, ownerA, { ...FOLDER, 'own/js.yml': 'fqdn: 10.0.0.1\nport: 1\nprotocol: BI1.0\n' })
  await page.goto(at(ownerA.id, '/join-servers'))
  await page.getByRole('link', { name: '10.0.0.1' }).click()
  await page.getByRole('button', { name: 'Check now' }).click()
  const check = page.getByRole('region', { name: 'Live check' })
  await expect(check).toContainText('It does not work yet.')
  await expect(check).toContainText('not public (private)')
  await expectAccessible(page, 'join servers')
})

test('deleted by typing its name; a viewer of another owner sees nothing', async ({ page, pageAs, ownerA, ownerB }) => {
  await reset(page, ownerA, FOLDER)
  await page.goto(at(ownerA.id, '/join-servers'))
  await page.getByRole('link', { name: 'own.example' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('own.example')
  await dialog.getByRole('button', { name: 'Delete join server' }).click()
  await expect(page).toHaveURL(/\/join-servers$/)
  await expect(page.getByRole('row', { name: /tti\.example/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /own\.example/ })).toHaveCount(0)
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, '/join-servers'))
  await expect(other.getByRole('heading', { name: 'No join servers yet' })).toBeVisible()
})
