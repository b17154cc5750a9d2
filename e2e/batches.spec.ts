/** Batches in the browser: an operator's pages, and where the QR code of a label leads. */
import { readFile } from 'node:fs/promises'
import { formatEui64 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'

test('an operator creates a batch, prints its labels and imports codes of another maker', async ({
  pageAs,
  operator,
}) => {
  const page = await pageAs(operator)
  await page.goto('/')
  await page.getByRole('link', { name: 'Batches' }).click()
  await expect(page.getByRole('heading', { name: 'Batches', level: 1 })).toBeVisible()
  await page.getByRole('link', { name: 'Create batch' }).click()
  await page.getByLabel('First gateway').fill('58-A0-CB-FF-FE-00-00-00')
  await page.getByLabel('Last gateway').fill('58-A0-CB-FF-FE-00-00-0F')
  await page.getByLabel('Flavor').fill('Roof')
  await page.getByRole('button', { name: 'Create batch' }).click()
  await expect(page.getByText(/^A part of .* belongs to another batch\./)).toBeVisible()
  await page.getByLabel('First gateway').fill('AA-BB-CC-FF-FE-00-00-00')
  await page.getByLabel('Last gateway').fill('AA-BB-CC-FF-FE-00-00-0F')
  await page.getByRole('button', { name: 'Create batch' }).click()
  await expect(page.getByRole('heading', { name: 'Batch created' })).toBeVisible()
  await page.getByRole('link', { name: 'Open the batch' }).click()
  await page.getByRole('button', { name: 'Print labels' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Make the PDF' }).click()
  const pdf = await readFile(await (await download).path())
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')

  await page.goto('/operator/batches/codes')
  const csv = (text: string) => ({ name: 'indoor.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.locator('input[type=file]').setInputFiles(csv('eui;code\n5.8E+15;abcdef12\naabbccddee000001;abcdef12\n'))
  await expect(page.getByText(/^Line 2: “5\.8E\+15” is not a gateway identifier\./)).toBeVisible()
  await page.locator('input[type=file]').setInputFiles(csv('eui;code\naabbccddee000001;abcdef12\n'))
  await page.getByLabel('Flavor').fill('indoor')
  await page.getByRole('button', { name: 'Import 1 codes' }).click()
  await expect(page.getByRole('cell', { name: 'indoor' }).first()).toBeVisible()
})

test('the pages are no owner’s', async ({ page }) => {
  await page.goto('/operator/batches')
  await expect(page.getByText('Batches are kept by the operators of this installation.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Batches' })).toHaveCount(0)
})

test('a scanned label fills the claim form, and its PIN is in no request', async ({ page, batchGateway }) => {
  const { eui, claimPin } = batchGateway()
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url() + (request.headers().referer ?? '')))
  await page.goto(`/claim#${eui.toUpperCase()}/${claimPin}`)
  await expect(page.getByLabel('Identifiers and PINs')).toHaveValue(`${formatEui64(eui)} ${claimPin}`)
  expect(page.url()).not.toContain(claimPin)
  // The browser's own protocol tells the test of the part behind #, which stays in the browser.
  expect(urls.filter((url) => url.replace(/#.*/, '').includes(claimPin))).toEqual([])
  await page.getByRole('button', { name: 'Claim gateway' }).click()
  await expect(page.getByRole('heading', { name: '1 claimed' })).toBeVisible()
})

for (const width of WIDTHS) {
  test(`axe finds nothing, ${width} px`, async ({ browser, operator }) => {
    test.setTimeout(120_000)
    const page = await openAt(browser, width, operator.session)
    await page.goto('/operator/batches')
    const first = page.getByRole('table').getByRole('link').first()
    const batch = (await first.getAttribute('href')) ?? ''
    await page.goto(batch)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.locator('.skeleton')).toHaveCount(0)
    await expectAccessible(page, 'batch')
    for (const name of ['Print labels', 'Export claim PINs', 'Manufacturing kit']) {
      await page.getByRole('button', { name }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await expectAccessible(page, `batch ${name}`)
      await page.keyboard.press('Escape')
    }
    await page.context().close()
  })
}
