/** Client certificates in the browser: a CA that Gatehouse runs and one of the owner's, issued, renewed and revoked. */
import type { Page } from '@playwright/test'
import { type Eui, formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { keyDer, makeCa, makeLeaf } from '../tests/support/certificates.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'

const at = (owner: string, path = '') => `/o/${encodeURIComponent(owner)}/client-cas${path}`

async function post(page: Page, path: string, data: Record<string, unknown>): Promise<unknown> {
  const answer = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } })
  return answer.json()
}

/** A gateway with a trust and a token for its network server; with `pinned`, a certificate in place of the token. */
async function gatewayWithSet(page: Page, owner: string, eui: Eui, pinned = false): Promise<void> {
  await post(page, '/api/v1/gateway/token', { ownerid: owner, gateway: eui, flavorid: 'station' })
  const ca = await makeCa()
  const leaf = await makeLeaf(ca, { name: 'CN=roof-17' })
  const secret = pinned
    ? { lnsCrt: leaf.der.toString('base64'), lnsKey: keyDer(leaf.key, 'sec1').toString('base64') }
    : { lnsKey: Buffer.from('Authorization: abc\r\n').toString('base64') }
  const answer = await post(page, '/api/v1/gateway/setup', {
    ownerid: owner,
    gateway: eui,
    lnsUri: 'wss://lns.example:8887',
    lnsTrust: ca.der.toString('base64'),
    ...secret,
  })
  expect(JSON.stringify(answer)).not.toContain('error')
}

test('a CA that Gatehouse runs issues certificates, renews one, and one is revoked by typing', async ({
  page,
  ownerB,
  pageAs,
  newEui,
}) => {
  await page.close()
  const mine = await pageAs(ownerB)
  await mine.goto(at(ownerB.id))
  const [eui, pinned] = [newEui(), newEui()]
  await gatewayWithSet(mine, ownerB.id, eui)
  await gatewayWithSet(mine, ownerB.id, pinned, true)
  await expect(mine.getByRole('heading', { name: 'No CA yet' })).toBeVisible()
  await mine.getByRole('button', { name: 'Add a CA' }).click()
  await mine.getByRole('textbox', { name: 'Name' }).fill('Roofs')
  await mine.getByRole('button', { name: 'Make the CA' }).click()
  await expect(mine.getByRole('heading', { name: 'Roofs', level: 1 })).toBeVisible()
  await mine.getByRole('button', { name: 'Issue certificates' }).click()
  const dialog = mine.getByRole('dialog')
  await dialog.getByLabel('Gateways').fill(`${formatEui64(eui)}\nnonsense`)
  await dialog.getByLabel('For').selectOption('tc')
  await dialog.getByRole('button', { name: 'Issue 2 certificates' }).click()
  await expect(dialog.getByText('1 issued, 1 refused')).toBeVisible()
  await expect(dialog.getByLabel('Gateways')).toHaveValue('nonsense')
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  const title = formatEui64(eui)
  const row = mine.getByRole('row').filter({ hasText: title })
  await expect(row).toContainText('Not offered yet')
  await row.getByRole('button', { name: `Renew the LNS certificate of ${title}` }).click()
  await expect(mine.getByText(`Issued the next certificate for ${title}`)).toBeVisible()
  await expect(row).toHaveCount(1)
  await row.getByRole('button', { name: /^Revoke the LNS certificate/ }).click()
  await dialog.getByRole('textbox').fill('::1')
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(dialog.getByText('This is not the identifier of the gateway.')).toBeVisible()
  await dialog.getByRole('textbox').fill(formatId6(eui))
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(row).toContainText('Revoked')
  const crl = await mine.request.get((await mine.getByRole('link', { name: /\/crl$/ }).getAttribute('href')) ?? '')
  expect(crl.headers()['content-type']).toBe('application/pkix-crl')

  await mine.getByRole('link', { name: 'Client certificates' }).first().click()
  const other = mine.getByRole('row').filter({ hasText: formatEui64(pinned) })
  await expect(other).toContainText('Pinned by you')
  await other.getByRole('link', { name: `Change the LNS certificate of ${formatEui64(pinned)}` }).click()
  await expect(mine).toHaveURL(/setup\?target=tc/)
  await mine.goto(`/o/${encodeURIComponent(ownerB.id)}/gateways/${encodeURIComponent(formatId6(eui))}`)
  await mine.getByRole('tab', { name: 'Credentials' }).click()
  await expect(mine.getByRole('heading', { name: 'Client certificates' })).toBeVisible()
  await expect(mine.getByRole('button', { name: 'Issue a certificate' })).toBeVisible()
})

test('a CA of the owner’s own: a leaf is refused with the remedy, a number is revoked, the CA is removed by its name', async ({
  page,
  ownerA,
}) => {
  const ca = await makeCa({ name: 'CN=Acme gateways' })
  const leaf = await makeLeaf(ca)
  await page.goto(at(ownerA.id))
  await page.getByRole('button', { name: 'Add a CA' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Upload your own').click()
  await dialog.getByLabel('Or paste it').fill(leaf.pem)
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Acme certificate')
  await dialog.getByRole('button', { name: 'Add the CA' }).click()
  await expect(dialog.getByRole('alert')).toContainText('not of a CA')
  await dialog
    .getByLabel('Drop the certificate of the CA,')
    .setInputFiles({ name: 'acme.der', mimeType: 'application/octet-stream', buffer: ca.der })
  await dialog.getByRole('button', { name: 'Add the CA' }).click()
  await expect(page.getByRole('heading', { name: 'Acme certificate', level: 1 })).toBeVisible()
  await expect(page.getByText('Its key is yours: you issue.')).toBeVisible()
  await page.getByRole('button', { name: 'Revoke by number' }).click()
  await dialog.getByLabel('Serial number').fill('not hex')
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(dialog.getByRole('alert')).toContainText('not a serial number')
  await dialog.getByLabel('Serial number').fill('0A:1B:2C')
  await dialog.getByLabel('Reason').fill('stolen')
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(page.getByText('a1b2c')).toBeVisible()
  await page.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByRole('textbox').fill('Acme certificate')
  await dialog.getByRole('button', { name: 'Remove CA' }).click()
  await expect(page).toHaveURL(/client-cas$/)
  await expect(page.getByText('Acme certificate')).toHaveCount(0)
})

for (const width of WIDTHS) {
  test(`axe finds nothing about certificates, ${width} px`, async ({ browser, ownerA, newEui }) => {
    const page = await openAt(browser, width, ownerA.session)
    const look = (name: string) => expectAccessible(page, `client-cas ${name}`)
    await page.goto(at(ownerA.id))
    const eui = newEui()
    await gatewayWithSet(page, ownerA.id, eui)
    const made = (await post(page, '/api/v1/client-cas', { ownerid: ownerA.id, name: `Site ${width}` })) as {
      id: string
    }
    const body = { ownerid: ownerA.id, category: 'tc', days: 365, gateways: [eui] }
    await post(page, `/api/v1/client-cas/${made.id}/issue`, body)
    await page.goto(at(ownerA.id))
    await expect(page.getByRole('row').filter({ hasText: formatEui64(eui) })).toBeVisible()
    await look('list')
    await page.getByRole('button', { name: 'Add a CA' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look('add')
    await page.goto(at(ownerA.id, `/${made.id}`))
    await expect(page.getByRole('row').filter({ hasText: formatEui64(eui) })).toBeVisible()
    await look('ca')
    await page.getByRole('button', { name: 'Issue certificates' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look('issue')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Revoke the LNS certificate/ }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look('revoke')
    await page.context().close()
  })
}
