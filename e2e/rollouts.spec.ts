/** Rollouts in the browser, with Stations that check in: made, run, halted, returned. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Page } from '@playwright/test'
import { type Eui, formatId6 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation, type Station } from '../lib/station/station.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'

const at = (owner: string, path: string) => `/o/${encodeURIComponent(owner)}${path}`
const OLD_LNS = 'ws://10.0.0.1:6000'
const NEW_LNS = 'ws://10.0.0.2:6000'

async function call(page: Page, owner: TestOwner, method: 'post' | 'patch', path: string, data: object) {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request[method](path, { data: { ownerid: owner.id, ...data }, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

interface Fleet {
  readonly tag: string
  readonly gateways: readonly { readonly id: string; readonly station: Station; readonly home: string }[]
}

/** Gateways with a tag of their own and the old LNS, proven; each has its Station. */
async function makeFleet(
  page: Page,
  owner: TestOwner,
  euis: readonly Eui[],
  gatewayPort: number,
  keys: readonly Buffer[] = [],
): Promise<Fleet> {
  const tag = `fleet ${createHash('sha256').update(String(euis)).digest('hex').slice(0, 6)}`
  const { cupsTrust } = await (await page.request.get('/api/v1/site')).json()
  const gateways = []
  for (const [index, eui] of euis.entries()) {
    const id = formatId6(eui)
    const [{ token }] = await call(page, owner, 'post', '/api/v1/gateway/token', { gateway: id, flavorid: 'station' })
    const details = { name: `Mast ${index + 1}`, tags: [tag], site: 'Basel' }
    await call(page, owner, 'patch', `/api/v1/gateways/${encodeURIComponent(id)}`, details)
    await call(page, owner, 'post', '/api/v1/gateway/setup', { gateway: id, lnsUri: OLD_LNS })
    const home = makeHome(test.info().outputPath(`station-${eui}`), {
      eui,
      package: '1.0',
      signatureKeys: keys,
      cups: { uri: `https://localhost:${gatewayPort}`, trust: cupsTrust, key: `Authorization: ${token}\r\n` },
    })
    const station = createStation({ home })
    for (let contact = 0; contact < 2; contact += 1) expect((await station.checkIn()).reason).toBeNull()
    gateways.push({ id, station, home })
  }
  // Check-ins are written behind their answer.
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  await expect
    .poll(async () => {
      const answer = await page.request.get('/api/v1/gateways', { params: { owner: owner.id, tag }, headers })
      const { gateways: rows } = (await answer.json()) as { gateways: { state: string }[] }
      return rows.map(({ state }) => state)
    })
    .toEqual(euis.map(() => 'in-sync'))
  return { tag, gateways }
}

const mainAlert = (page: Page) => page.getByRole('main').getByRole('alert')

test('a new LNS halts at the second wave, and is returned', async ({ page, ownerA, newEui, gatewayPort }) => {
  test.setTimeout(300_000)
  await page.goto(at(ownerA.id, '/gateways'))
  const fleet = await makeFleet(page, ownerA, [newEui(), newEui(), newEui(), newEui()], gatewayPort)

  // From the list: the filter by tag, the selection, and its way into the form.
  await page.goto(at(ownerA.id, '/gateways'))
  await page.getByLabel('Tag', { exact: true }).selectOption(fleet.tag)
  await expect(page.getByRole('row', { name: /Mast/ })).toHaveCount(4)
  await page.getByLabel('Select the gateways of this page').check()
  const bar = page.getByRole('region', { name: 'Selected gateways' })
  await expect(bar).toContainText('4 selected')
  await bar.getByRole('link', { name: 'Roll out' }).click()
  await expect(page.getByRole('heading', { name: 'New rollout' })).toBeVisible()
  await expect(page.getByLabel('Identifiers')).toHaveValue(/:/)

  await page.getByText('LNS and CUPS').click()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Name what is to be changed' })).toBeVisible()
  await page.getByLabel('LNS URI').fill('ws://10.0.0.2:6000/path')
  await expect(mainAlert(page).filter({ hasText: 'lnsUri' }).first()).toBeVisible()
  await page.getByLabel('LNS URI').fill(NEW_LNS)
  await page.getByLabel('Percent of all, wave by wave').fill('25')
  await page.getByLabel('Minutes to wait after that').fill('0')
  await page.getByLabel('Failures at least').fill('1')
  await page.getByText('More limits').click()
  await page.getByLabel('Minutes of quiet').fill('0')
  const who = page.getByRole('region', { name: 'Who takes part' })
  await expect(who).toContainText(/Take part\s*4/)
  await expect(who).toContainText('25 %')
  await page.getByLabel('Name', { exact: true }).fill('Move to the second LNS')
  await page.getByRole('button', { name: 'Start with 4' }).click()
  await expect(page.getByRole('dialog')).toContainText(/one gateway first, 4 in all\./i)
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('heading', { name: 'Move to the second LNS' })).toBeVisible()

  // Wave 1: the one that is armed takes it and proves it.
  const contactAll = async () => {
    for (const { station } of fleet.gateways) await station.checkIn()
  }
  const holding = (lns: string) => fleet.gateways.filter(({ station }) => station.state().tcUri === lns)
  const contacted = async (lns: string) => {
    await contactAll()
    return holding(lns).length
  }
  await expect.poll(() => contacted(NEW_LNS), { timeout: 60_000, intervals: [2_000] }).toBe(1)
  const [pilot] = holding(NEW_LNS)
  await contactAll()
  const waves = page.getByRole('region', { name: 'Waves' })
  await expect(waves.getByRole('listitem').first()).toContainText('Done', { timeout: 60_000 })

  // Wave 2: one loses its files again; the rollout halts by itself, and says why.
  await expect.poll(() => contacted(NEW_LNS), { timeout: 60_000, intervals: [2_000] }).toBe(4)
  // One that has taken it just now and has not proven it yet.
  const broken = fleet.gateways.find((one) => one !== pilot)
  writeFileSync(join(broken?.home ?? '', 'tc.uri'), OLD_LNS)
  await broken?.station.checkIn()
  await expect(page.getByText('It halted by itself.')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('main')).toContainText('gateways that took it failed')
  const reasons = page.getByRole('region', { name: 'Reasons' })
  await expect(reasons).toContainText('It was offered the new values and still reports others.')
  await reasons.getByRole('link', { name: /1/ }).click()
  await expect(page.getByRole('table', { name: 'Gateways of the rollout' }).getByRole('row')).toHaveCount(2)
  await page.getByRole('tab', { name: 'Overview' }).click()

  // Back to the previous set, all of them, by name.
  await page.getByRole('button', { name: 'Return' }).click()
  const dialog = page.getByRole('dialog', { name: 'Return to the previous set' })
  await dialog.getByText('that were touched').click()
  await dialog.getByRole('textbox').fill('Move to the third LNS')
  await dialog.getByRole('button', { name: 'Return' }).click()
  await expect(dialog.getByRole('alert')).toContainText('This is not the name of the rollout.')
  await dialog.getByRole('textbox').fill('Move to the second LNS')
  await dialog.getByRole('button', { name: 'Return' }).click()
  await expect.poll(() => contacted(OLD_LNS), { timeout: 60_000, intervals: [2_000] }).toBe(4)
  await contactAll()
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText(/Returned\s*4/, { timeout: 60_000 })
})

test('firmware from its image: a draft, started by its name, confirmed by the package', async ({
  page,
  ownerA,
  newEui,
  gatewayPort,
}) => {
  test.setTimeout(240_000)
  await page.goto(at(ownerA.id, '/firmware'))
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-64)
  const image = Buffer.concat([Buffer.from('#!/bin/sh\n'), randomBytes(2_000)])
  const key = String(publicKey.export({ type: 'spki', format: 'pem' }))
  await call(page, ownerA, 'post', '/api/v1/signing-keys', { name: 'rollout key', key })
  await call(page, ownerA, 'post', '/api/v1/firmware/add', { firmware: image.toString('base64'), version: '9.0-roll' })
  const signature = sign('sha512', image, { key: privateKey, dsaEncoding: 'der' }).toString('base64')
  await call(page, ownerA, 'post', '/api/v1/signature/add', { fwcrc: crc32(image), signature })
  const fleet = await makeFleet(page, ownerA, [newEui(), newEui()], gatewayPort, [raw])

  await page.goto(at(ownerA.id, `/firmware/${crc32(image)}`))
  await page.getByRole('link', { name: 'Roll out' }).click()
  await expect(page.getByRole('combobox', { name: 'Image' })).toHaveValue(String(crc32(image)))
  await page.getByText('With a tag').click()
  await page.getByRole('button', { name: new RegExp(fleet.tag) }).click()
  await page.getByLabel('Percent of all, wave by wave').fill('')
  await expect(page.getByRole('region', { name: 'Who takes part' })).toContainText(/Take part\s*2/)
  await page.getByLabel('Name', { exact: true }).fill('Spring firmware')
  await page.getByRole('button', { name: 'Keep as a draft' }).click()
  await expect(page.getByText('A draft: nothing happens until it is started.')).toBeVisible()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('Spring firmware')
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('region', { name: 'Waves' })).toBeVisible()

  const [first, second] = fleet.gateways
  const collect = async (one: Fleet['gateways'][number] | undefined) =>
    (await one?.station.checkIn())?.firmware?.executed
  await expect.poll(() => collect(first), { timeout: 60_000, intervals: [2_000] }).toBe(true)
  writeFileSync(join(first?.home ?? '', 'version.txt'), '9.0-roll')
  await first?.station.checkIn()
  const progress = page.getByRole('region', { name: 'Progress' })
  await expect(progress).toContainText(/Succeeded\s*1/, { timeout: 60_000 })

  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('Paused by hand.')).toBeVisible()
  await expect(progress).toContainText(/Waiting\s*1/, { timeout: 60_000 })
  expect(await collect(second)).toBeFalsy()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => collect(second), { timeout: 60_000, intervals: [2_000] }).toBe(true)
  await page.getByRole('button', { name: 'Abort' }).click()
  const dialog = page.getByRole('dialog', { name: 'Abort this rollout' })
  await dialog.getByRole('textbox').fill('Spring firmware')
  await dialog.getByRole('button', { name: 'Abort' }).click()
  await expect(page.locator('[data-state=aborted]')).toBeVisible()
  await page.goto(at(ownerA.id, '/rollouts'))
  await expect(page.getByRole('row', { name: /Spring firmware/ })).toContainText('Aborted')
})

test('tags and site: on one gateway, and on several', async ({ page, ownerA, newEui }) => {
  await page.goto(at(ownerA.id, '/gateways'))
  const ids = [newEui(), newEui()].map(formatId6)
  for (const gateway of ids) {
    await call(page, ownerA, 'post', '/api/v1/gateway/token', { gateway, flavorid: 'station' })
  }
  await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(ids[0] ?? '')}`))
  await page.getByRole('button', { name: 'Add tags, site and location' }).click()
  await page.getByLabel('Tags').fill('first tag, !')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(mainAlert(page)).toContainText('is no tag')
  await page.getByLabel('Tags').fill('first tag, roof')
  await page.getByLabel('Site').fill('Chur')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'first tag' }).click()
  await expect(page).toHaveURL(/tag=first/)
  await expect(page.getByRole('row', { name: /Chur · first tag · roof/ })).toBeVisible()
  await page.getByRole('row', { name: /Chur/ }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Tags and site' }).click()
  const dialog = page.getByRole('dialog', { name: 'Tags and site of one gateway' })
  await dialog.getByLabel('Add tags').fill('second tag')
  await dialog.getByRole('button', { name: /^roof/ }).click()
  await dialog.getByRole('button', { name: 'Change' }).click()
  await expect(page.getByRole('row', { name: /Chur · first tag · second tag/ })).toBeVisible()
})

test('another owner sees nothing of it', async ({ page, pageAs, ownerA, ownerB }) => {
  const image = randomBytes(100)
  await page.goto(at(ownerA.id, '/rollouts'))
  await call(page, ownerA, 'post', '/api/v1/firmware/add', { firmware: image.toString('base64'), version: '9.1' })
  const { id } = await call(page, ownerA, 'post', '/api/v1/rollouts', {
    name: 'Only mine',
    target: { by: 'filter' },
    change: { kind: 'firmware', fwcrc: crc32(image) },
  })
  await page.goto(at(ownerA.id, `/rollouts/${id}`))
  await expect(page.getByRole('heading', { name: 'Only mine' })).toBeVisible()
  const other = await pageAs(ownerB)
  await other.goto(at(ownerB.id, '/rollouts'))
  await expect(other.getByRole('heading', { name: 'No rollouts yet' })).toBeVisible()
  await other.goto(at(ownerB.id, `/rollouts/${id}`))
  await expect(other.getByRole('heading', { name: 'No such rollout' })).toBeVisible()
  await page.getByRole('button', { name: 'Delete draft' }).click()
  await expect(page.getByText('Deleted Only mine')).toBeVisible()
})

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({ browser, ownerA, newEui, gatewayPort }) => {
    test.setTimeout(240_000)
    const page = await openAt(browser, width, ownerA.session)
    await page.goto(at(ownerA.id, '/rollouts'))
    const fleet = await makeFleet(page, ownerA, [newEui(), newEui(), newEui()], gatewayPort)
    const { id } = await call(page, ownerA, 'post', '/api/v1/rollouts', {
      name: `Look ${width}`,
      target: { by: 'tags', tags: [fleet.tag] },
      change: { kind: 'credentials', lnsUri: NEW_LNS },
      waves: { by: 'share', shares: [40] },
      windows: null,
      start: true,
      confirm: ['no-tls'],
    })
    const visit = async (name: string, open: () => Promise<unknown>) => {
      await open()
      await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible()
      await expectAccessible(page, `rollouts ${name}`)
    }
    await visit('list', async () => {
      await page.goto(at(ownerA.id, '/rollouts'))
      await expect(page.getByRole('row', { name: /Look/ }).first()).toBeVisible()
    })
    await visit('live', async () => {
      await page.goto(at(ownerA.id, `/rollouts/${id}`))
      await expect(page.getByRole('region', { name: 'Waves' })).toBeVisible()
    })
    await visit('members', async () => {
      await page.getByRole('tab', { name: /Gateways/ }).click()
      await expect(page.getByRole('table', { name: 'Gateways of the rollout' }).getByRole('row')).toHaveCount(4)
    })
    await visit('abort', () => page.getByRole('button', { name: 'Abort' }).click())
    await visit('new', async () => {
      await page.goto(at(ownerA.id, `/rollouts/new?tag=${encodeURIComponent(fleet.tag)}`))
      await page.getByText('LNS and CUPS').click()
      await page.getByLabel('LNS URI').fill('wss://lns.example.com:8887')
      await page.getByText('In maintenance windows').click()
      await expect(page.getByRole('region', { name: 'Who takes part' })).toContainText('Take part')
    })
    await visit('gateways', async () => {
      await page.goto(at(ownerA.id, `/gateways?tag=${encodeURIComponent(fleet.tag)}`))
      await expect(page.getByText('Mast 1').filter({ visible: true }).first()).toBeVisible()
      if (width > 400) await page.getByLabel('Select the gateways of this page').check()
    })
    await visit('gateway', async () => {
      await page.goto(at(ownerA.id, `/gateways/${encodeURIComponent(fleet.gateways[0]?.id ?? '')}`))
      await expect(page.getByRole('link', { name: fleet.tag })).toBeVisible()
    })
    await page.context().close()
  })
}
