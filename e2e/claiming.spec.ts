/** Claiming: from a file with a dry run, with labels that were misread, by camera and by photo. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { formatEui64, formatId6 } from '../lib/domain/identifiers.ts'
import { labelLink } from '../lib/domain/labels/label-link.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { findChromium } from './chromium.ts'
import { expect, test } from './fixtures.ts'
import { labelPhoto, labelVideo } from './label-picture.ts'

const at = (owner: string) => `/o/${encodeURIComponent(owner)}/gateways/claim`
const csv = (text: string) => ({ name: 'order.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
const chooseFile = (page: Page, text: string) => page.getByLabel('Drop a CSV file,').setInputFiles(csv(text))

/** Bodies of all claims that the page sends. */
function watchClaims(page: Page): string[] {
  const bodies: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/gateway/claim')) bodies.push(request.postData() ?? '')
  })
  return bodies
}

test('a file of a spreadsheet: a dry run first, then a result for each gateway', async ({
  page,
  ownerA,
  batchGateway,
}) => {
  const [good, eaten, wrong, mine] = [batchGateway(), batchGateway(), batchGateway(), batchGateway()]
  await page.request.post('/api/v1/gateway/claim', {
    data: { ownerid: ownerA.id, gateway: mine.eui, claim: mine.claimPin },
    headers: { origin: new URL((await page.goto(at(ownerA.id)))?.url() ?? '').origin },
  })
  const bodies = watchClaims(page)
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.postData() ?? ''))
  await page.goto(at(ownerA.id))
  await page.getByRole('tab', { name: 'File' }).click()
  const misread = formatEui64(eaten.eui).replace('58-A0', 'S8-AO')
  await chooseFile(
    page,
    [
      '\uFEFFSite;Claim-PIN;Gateway EUI',
      `Roof 1;${good.claimPin};${formatEui64(good.eui)}`,
      `Roof 1;${good.claimPin};${good.eui}`,
      `Roof 3;${good.claimPin};5,80001E+15`,
      `Roof 4;${eaten.claimPin};${misread}`,
      `Roof 5;AAAAAAAA;${wrong.eui}`,
      `Roof 6;${mine.claimPin};${mine.eui}`,
      '# the rest follows',
      '',
    ].join('\r\n'),
  )
  const list = page.getByRole('table', { name: 'Dry run' })
  const row = (line: number) => list.getByRole('row', { name: new RegExp(`^${line} `) })
  await expect(row(2)).toContainText(formatEui64(good.eui))
  await expect(row(2)).toContainText('Will be claimed')
  await expect(row(2).getByRole('definition')).toHaveText(['Roof 1'])
  await expect(row(3)).toContainText('The same as line 2. It is sent once.')
  await expect(row(4)).toContainText('Format the column as text before the values go in')
  await expect(row(5)).toContainText('S, O are no hex digit')
  await expect(row(6)).toContainText('Will be claimed')
  await expect(row(7)).toContainText('Yours already')
  expect(bodies).toEqual([])
  expect(requests.filter((body) => body.includes(good.claimPin))).toEqual([])

  await row(5)
    .getByRole('button', { name: `Use ${formatEui64(eaten.eui)}` })
    .click()
  await expect(row(5)).toContainText('Will be claimed')
  await page.getByRole('button', { name: 'Edit line 4' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Claim 3 gateways' }).click()
  await expect(page.getByRole('heading', { name: '2 claimed, 1 refused' })).toBeVisible()
  expect(bodies).toHaveLength(1)
  await expect(page.getByText('it stays on its former network server')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Connect these 2 to a network' })).toHaveAttribute(
    'href',
    /connect\?gateway=/,
  )
  await expect(row(6)).toContainText('Refused')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const exported = await readFile(await (await download).path(), 'utf8')
  expect(exported).toContain(`${formatEui64(good.eui)},${formatId6(good.eui)},claimed,`)
  expect(exported).toContain(`${formatEui64(wrong.eui)},${formatId6(wrong.eui)},refused,`)
  expect(exported).not.toContain(good.claimPin)

  await page.getByRole('button', { name: 'Edit line 6' }).click()
  await page.getByLabel('Claim PIN of line 6').fill(wrong.claimPin)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Claim gateway' }).click()
  await expect(page.getByRole('heading', { name: '3 claimed' })).toBeVisible()
})

test('name, tags, site and location of a file are shown before, and set with the claim; a bad one is told', async ({
  page,
  ownerA,
  batchGateway,
}) => {
  const [one, two] = [batchGateway(), batchGateway()]
  await page.goto(at(ownerA.id))
  await page.getByRole('tab', { name: 'File' }).click()
  await chooseFile(
    page,
    [
      'eui;pin;name;tags;site;latitude;longitude',
      `${one.eui};${one.claimPin};Grossmünster;pilot, north;Zürich;47,3701;8,5440`,
      `${two.eui};${two.claimPin};Second;;;470;8.5`,
    ].join('\n'),
  )
  await expect(page.getByText('Set with the claim: name, tags, site, latitude, longitude')).toBeVisible()
  const row = (line: number) =>
    page.getByRole('table', { name: 'Dry run' }).getByRole('row', { name: new RegExp(`^${line} `) })
  await expect(row(2).getByRole('definition')).toHaveText(['Grossmünster', 'north, pilot', 'Zürich', '47.3701, 8.544'])
  await expect(row(3)).toContainText('A latitude lies between -90 and 90 degrees.')
  for (const width of [...WIDTHS].reverse()) {
    await page.setViewportSize({ width, height: 900 })
    await expectAccessible(page, 'claim with labels')
  }
  await page.getByRole('button', { name: 'Claim gateway' }).click()
  await expect(page.getByRole('heading', { name: '1 claimed' })).toBeVisible()
  await row(3)
    .getByRole('button', { name: `Use ${formatEui64(two.eui)}` })
    .click()
  await page.getByRole('button', { name: 'Claim gateway' }).click()
  await expect(page.getByRole('heading', { name: '2 claimed' })).toBeVisible()
  await page.goto(`/o/${encodeURIComponent(ownerA.id)}/gateways?q=${one.eui}`)
  await expect(page.getByText('Grossmünster').first()).toBeVisible()
})

test('columns are chosen by content and by hand; a workbook is told from a list; thousands of lines', async ({
  page,
  ownerA,
  newEui,
}) => {
  await page.goto(at(ownerA.id))
  await page.getByRole('tab', { name: 'File' }).click()
  await page.getByLabel('Drop a CSV file,').setInputFiles({ ...csv(''), buffer: Buffer.from('PK\u0003\u0004…') })
  await expect(page.getByRole('alert').filter({ hasText: 'save the sheet as “CSV UTF-8”' })).toBeVisible()
  const [one, other] = [newEui(), newEui()]
  await chooseFile(page, `left,middle,right\n${one},${other},Q55XGEAM\n`)
  await expect(page.getByRole('cell', { name: formatEui64(one) })).toBeVisible()
  await page.getByLabel('Identifiers are in').selectOption({ label: 'middle' })
  await expect(page.getByRole('cell', { name: formatEui64(other) })).toBeVisible()
  const many = Array.from({ length: 5_000 }, (_, n) => `02000000${n.toString(16).padStart(8, '0')},Q55XGEAM`)
  await page.getByLabel('order.csv').setInputFiles(csv(many.join('\n')))
  await expect(page.getByRole('heading', { name: /^5\s000 lines, nothing sent yet/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Claim 5\s000 gateways/ })).toBeEnabled()
})

test('one label by hand: what it is read as, and what was probably meant', async ({ page, ownerA, batchGateway }) => {
  const { eui, claimPin } = batchGateway()
  await page.goto(at(ownerA.id))
  const box = page.getByLabel('Identifiers and PINs')
  const reading = page.getByRole('region', { name: 'Reading' })
  await box.fill(`${formatEui64(eui).replace('58-A0', '58-AO')} ${claimPin}`)
  await expect(reading).toContainText('O is no hex digit')
  await expect(page.getByRole('button', { name: 'Claim gateway' })).toBeDisabled()
  await reading.getByRole('button', { name: `Use ${formatEui64(eui)}` }).click()
  await expect(box).toHaveValue(`${formatEui64(eui)} ${claimPin}`)
  await expect(reading).toContainText(`${formatEui64(eui)} · ${formatId6(eui)}`)
  await expect(reading).toContainText(`${claimPin.slice(0, 4)} ${claimPin.slice(4)}`)
  await box.fill(`${formatEui64(eui)} 8BADC0DE`)
  await page.getByRole('button', { name: 'Claim gateway' }).click()
  await expect(reading).toContainText('character 1: 8, not B')
  await box.fill(`${formatEui64(eui)} ${claimPin.toLowerCase()}`)
  await page.getByRole('button', { name: 'Claim gateway' }).click()
  await expect(page.getByRole('heading', { name: '1 claimed' })).toBeVisible()
})

test('a pile of labels before a camera: each is added once, and that of a device is told from them', async ({
  ownerA,
  consoleUrl,
  batchGateway,
}) => {
  test.setTimeout(180_000)
  const [first, second] = [batchGateway(), batchGateway()]
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-camera-'))
  let browser: Browser | undefined
  try {
    const video = join(folder, 'labels.y4m')
    await writeFile(
      video,
      labelVideo([
        labelLink(consoleUrl, first.eui, first.claimPin),
        labelLink('https://other.example', second.eui, second.claimPin),
        'LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:SYYWWNNNNNN',
      ]),
    )
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${video}`,
      ],
    })
    const page = await browser.newPage({ storageState: ownerA.session, baseURL: consoleUrl })
    await page.goto(at(ownerA.id))
    await page.getByRole('tab', { name: 'Scan' }).click()
    const messages: string[] = []
    await page.exposeFunction('heard', (text: string) => messages.push(text))
    await page.evaluate(() => {
      const heard = (globalThis as unknown as { heard: (text: string) => void }).heard
      new MutationObserver(() => heard(document.querySelector('[role=status]')?.textContent ?? '')).observe(
        document.body,
        { subtree: true, childList: true, characterData: true },
      )
    })
    await page.getByRole('button', { name: 'Open the camera' }).click()
    await expect(page.getByRole('cell', { name: formatEui64(first.eui) })).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('cell', { name: formatEui64(second.eui) })).toBeVisible({ timeout: 60_000 })
    await expect.poll(() => messages.join('\n'), { timeout: 60_000 }).toContain('is in the list already')
    await expect.poll(() => messages.join('\n'), { timeout: 60_000 }).toContain('label of an end device')
    await expect(page.getByText('2 labels scanned.')).toBeVisible()
    await page.screenshot({ path: test.info().outputPath('camera.png') })
    await page.getByRole('button', { name: 'Close the camera' }).click()
    await page.getByRole('button', { name: 'Claim 2 gateways' }).click()
    await expect(page.getByRole('heading', { name: '2 claimed' })).toBeVisible()
  } finally {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test('no camera: the reason, photos instead, and a PIN that the code does not hold', async ({
  page,
  ownerA,
  batchGateway,
}) => {
  const [labelled, bare] = [batchGateway(), batchGateway()]
  await page.goto(at(ownerA.id))
  await page.getByRole('tab', { name: 'Scan' }).click()
  await page.getByRole('button', { name: 'Open the camera' }).click()
  await expect(
    page.getByText(/does not let this page use the camera|has no camera that the browser can use/),
  ).toBeVisible()
  const photo = (text: string | undefined) => ({ name: 'label.bmp', mimeType: 'image/bmp', buffer: labelPhoto(text) })
  await page.getByLabel('Photos of labels').setInputFiles([photo(undefined)])
  await expect(page.getByText('In this photo no QR code was found.')).toBeVisible()
  await page
    .getByLabel('Photos of labels')
    .setInputFiles([
      photo(labelLink('https://g.example', labelled.eui, labelled.claimPin)),
      photo(formatEui64(bare.eui)),
    ])
  await expect(page.getByText('2 labels scanned.')).toBeVisible()
  await expect(page.getByText('The claim PIN is missing.')).toBeVisible()
  await page.getByRole('button', { name: 'Edit line 2' }).click()
  await page.getByLabel('Claim PIN of line 2').fill(bare.claimPin)
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('button', { name: 'Claim 2 gateways' }).click()
  await expect(page.getByRole('heading', { name: '2 claimed' })).toBeVisible()
})

test('the browser’s own detector is used where there is one', async ({ page, ownerA, newEui }) => {
  const eui = newEui()
  await page.addInitScript(
    (text) => {
      Object.assign(globalThis, {
        BarcodeDetector: class {
          static async getSupportedFormats() {
            return ['qr_code']
          }
          async detect() {
            return [{ rawValue: text }]
          }
        },
      })
    },
    labelLink('https://g.example', eui, 'Q55XGEAM'),
  )
  await page.goto(at(ownerA.id))
  await page.getByRole('tab', { name: 'Scan' }).click()
  await page
    .getByLabel('Photos of labels')
    .setInputFiles([{ name: 'label.bmp', mimeType: 'image/bmp', buffer: labelPhoto(undefined) }])
  await expect(page.getByRole('cell', { name: formatEui64(eui) })).toBeVisible()
})

for (const width of WIDTHS) {
  test(`axe finds nothing while claiming, ${width} px`, async ({ browser, ownerA, batchGateway }) => {
    const page = await openAt(browser, width, ownerA.session)
    const look = (name: string) => expectAccessible(page, `claiming ${name}`)
    const [one, two] = [batchGateway(), batchGateway()]
    await page.goto(at(ownerA.id))
    await page.getByLabel('Identifiers and PINs').fill(`${formatEui64(one.eui)} ${one.claimPin}`)
    await expect(page.getByRole('region', { name: 'Reading' })).toBeVisible()
    await look('typed')
    await page.getByRole('tab', { name: 'File' }).click()
    await chooseFile(
      page,
      `eui,pin,site\n${one.eui},${one.claimPin},Roof 1\n5.80001E+15,Q55XGEAM,Roof 2\n58-AO-CB-FF-FE-00-00-01,Q55XGEAM,Roof 3\n${two.eui},AAAAAAAA,Roof 4\n${two.eui},AAAAAAAA,Roof 4\n`,
    )
    await expect(page.getByRole('table', { name: 'Dry run' })).toBeVisible()
    await look('file')
    await page.getByRole('button', { name: 'Claim 2 gateways' }).click()
    await expect(page.getByRole('heading', { name: '1 claimed, 1 refused' })).toBeVisible()
    await look('result')
    await page.getByRole('tab', { name: 'Scan' }).click()
    await expect(page.getByRole('button', { name: 'Open the camera' })).toBeVisible()
    await look('scan')
    await page.context().close()
  })
}
