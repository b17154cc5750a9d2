/** When something fails: the id that finds it in the log, the failed ones once more, and input that outlives the network. */
import type { Page } from '@playwright/test'
import { type Eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { type BatchGateway, expect, test } from './fixtures.ts'
import type { TestOwner } from './installation.ts'
import { newOwner } from './new-owner.ts'

const at = (owner: Pick<TestOwner, 'id'>, path = '') => `/o/${encodeURIComponent(owner.id)}${path}`
const LOST = 'Gatehouse did not answer. Check the connection and try again.'

async function post(page: Page, owner: TestOwner, path: string, data: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const answer = await page.request.post(path, { data: { ownerid: owner.id, ...data }, headers })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return answer.json()
}

async function claim(page: Page, owner: TestOwner, gateways: readonly BatchGateway[], tag: string): Promise<Eui[]> {
  await post(page, owner, '/api/v1/gateway/claim', {
    gateways: gateways.map(({ eui, claimPin }) => ({ gateway: eui, claim: claimPin })),
  })
  await post(page, owner, '/api/v1/gateways/labels', {
    gateways: gateways.map(({ eui }, index) => ({ gateway: eui, name: `${tag} ${index}`, tags: [tag] })),
  })
  return gateways.map(({ eui }) => eui)
}

test('an error shows the id of its request, which is copied and is the one of the answer', async ({
  page,
  ownerA,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  // The server itself refuses: the id is one that its log has.
  await page.route('**/api/v1/connections?**', (route) => {
    const url = new URL(route.request().url())
    url.searchParams.set('limit', '0')
    return route.continue({ url: url.href })
  })
  const refused = page.waitForResponse((response) => response.url().includes('/api/v1/connections?'))
  await page.goto(at(ownerA, '/connections'))
  const { requestId } = (await (await refused).json()) as { requestId: string }
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
  const alert = page.getByRole('main').getByRole('alert').filter({ hasText: requestId })
  await expect(alert).toContainText(`Request ${requestId}`)
  await alert.getByRole('button', { name: 'Copy the request’s id' }).click()
  await expect(alert.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(requestId)
  await page.unroute('**/api/v1/connections?**')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(alert).toHaveCount(0)
})

test('of a bulk change the failed ones are tried again, and them alone', async ({ page, ownerA, batchGateway }) => {
  const tag = `again-${Date.now().toString(36)}`
  const [full = '' as Eui, other = '' as Eui] = await claim(page, ownerA, [batchGateway(), batchGateway()], tag)
  const tags = [tag, ...Array.from({ length: 31 }, (_, index) => `n${index}`)]
  await post(page, ownerA, '/api/v1/gateways/labels', { gateways: [{ gateway: full, tags }] })
  await page.goto(at(ownerA, `/gateways?tag=${tag}`))
  await expect(page.getByRole('row', { name: new RegExp(formatEui64(full)) })).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select the gateways of this page' }).check()
  await page.getByRole('region', { name: 'Selected gateways' }).getByRole('button', { name: 'Tags and site' }).click()
  await page.getByLabel('Add tags').fill('fresh')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(page.getByRole('list', { name: 'What failed' })).toContainText(formatEui64(full))

  // Somebody makes room, and the same is sent once more.
  await post(page, ownerA, '/api/v1/gateways/labels', { gateways: [{ gateway: full, tags: [tag] }] })
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.postData() ?? '')
  })
  await page.getByRole('button', { name: 'Try the failed ones again' }).click()
  // Nothing is left to tell: it closes by itself.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.join()).not.toContain(other)
  await expect(page.getByRole('table', { name: 'Gateways' }).getByText('fresh')).toHaveCount(2)
})

test('a saved view that is shared is there for another member, and one of one’s own is not', async ({
  pageAs,
  consoleUrl,
  newEui,
}, { retry, repeatEachIndex }) => {
  // Four commands of their own make the owner and its people.
  test.setTimeout(240_000)
  const owner = await newOwner(`::ca${retry}${repeatEachIndex}`, consoleUrl)
  const name = `Trouble ${Date.now().toString(36)}`
  const page = await pageAs(owner.admin)
  // Where there are no gateways at all, there is nothing to view.
  const added = await page.request.post('/api/v1/gateway/token', {
    data: { ownerid: owner.id, gateway: formatId6(newEui()), flavorid: 'station' },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(added.ok()).toBe(true)
  const save = async (title: string, shared: boolean) => {
    await page.goto(at(owner, '/gateways?state=silent&columns=name,lns'))
    await page.getByRole('button', { name: 'View', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Save this view…' }).click()
    await page.getByLabel('Name', { exact: true }).fill(title)
    if (shared) await page.getByText('Share it').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText(`Saved the view “${title}”`)).toBeVisible()
  }
  await save(name, true)
  await save(`${name} of mine`, false)

  const member = await pageAs(owner.operator)
  await member.goto(at(owner, '/gateways'))
  await member.getByRole('button', { name: 'View', exact: true }).click()
  await expect(member.getByRole('menuitem', { name: `${name} · shared` })).toBeVisible()
  await expect(member.getByRole('menuitem', { name: `${name} of mine` })).toHaveCount(0)
  await member.getByRole('menuitem', { name: `${name} · shared` }).click()
  await expect(member).toHaveURL(/state=silent/)
  await expect(member).toHaveURL(/columns=name%2Clns|columns=name,lns/)
})

test('the network is lost while a connection is saved: what was typed stays, and saving again works', async ({
  page,
  context,
  ownerA,
}) => {
  const name = `Lost ${Date.now().toString(36)}`
  await page.goto(at(ownerA, '/connections/new'))
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('URL', { exact: true }).first().fill('http://127.0.0.1:9/uplinks')
  const save = page.getByRole('button', { name: 'Add', exact: true })
  await context.setOffline(true)
  await save.click()
  await expect(page.getByText(LOST).first()).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
  await expect(page.getByLabel('URL', { exact: true }).first()).toHaveValue('http://127.0.0.1:9/uplinks')
  await context.setOffline(false)
  await save.click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  const found = await page.request.get('/api/v1/connections', { params: { owner: ownerA.id, q: name } })
  expect((await found.json()).connections).toHaveLength(1)
})

test('the network is lost while an event target is saved', async ({ page, context, ownerA }) => {
  const name = `Lost ${Date.now().toString(36)}`
  await page.goto(at(ownerA, '/events/new'))
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1:9/hook')
  await page.getByLabel('Claimed or added').check()
  const save = page.getByRole('button', { name: 'Add', exact: true })
  await context.setOffline(true)
  await save.click()
  await expect(page.getByText(LOST).first()).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
  await expect(page.getByLabel('Claimed or added')).toBeChecked()
  await context.setOffline(false)
  await save.click()
  await expect(page.getByRole('heading', { name: `${name} is ready` })).toBeVisible()
})

test('the network is lost while a view is saved in a dialog', async ({ page, context, ownerA }) => {
  const name = `Lost ${Date.now().toString(36)}`
  await page.goto(at(ownerA, '/gateways?state=silent'))
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save this view' })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await context.setOffline(true)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog.getByText(LOST)).toBeVisible()
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue(name)
  await context.setOffline(false)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(`Saved the view “${name}”`)).toBeVisible()
})
