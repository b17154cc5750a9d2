/** Batches in the browser: an operator's pages, and where the QR code of a label leads. */
import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { formatEui64 } from '../lib/domain/identifiers.ts'
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

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing, ${theme}, ${width} px`, async ({ browser, operator, consoleUrl }) => {
      test.setTimeout(120_000)
      const context = await browser.newContext({
        storageState: operator.session,
        colorScheme: theme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
        baseURL: consoleUrl,
      })
      const page = await context.newPage()
      await page.goto('/operator/batches')
      const first = page.getByRole('table').getByRole('link').first()
      const batch = (await first.getAttribute('href')) ?? ''
      for (const [index, path] of [
        '/operator/batches',
        '/operator/batches/new',
        batch,
        '/operator/batches/codes',
      ].entries()) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.locator('.skeleton')).toHaveCount(0)
        await page.screenshot({ path: test.info().outputPath(`${index}-${theme}-${width}.png`) })
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([])
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
        expect(wide, `${path} is wider than the screen`).toBe(false)
      }
      await page.goto(batch)
      for (const name of ['Print labels', 'Export claim PINs', 'Manufacturing kit']) {
        await page.getByRole('button', { name }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${name} ${id} ${nodes[0]?.html}`)).toEqual([])
        await page.screenshot({ path: test.info().outputPath(`${name}-${theme}-${width}.png`) })
        await page.keyboard.press('Escape')
      }
      await context.close()
    })
  }
}
