/** Every page in both themes and widths: accessible by axe, nothing wider than the screen, little script to load. */
import type { Page } from '@playwright/test'
import { formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { ownerPaths, SITE_PATHS } from './console-paths.ts'
import { expect, test } from './fixtures.ts'
import { expectSmallFirstLoad } from './script-budget.ts'

async function pathsOf(page: Page, owner: string, gateway: string): Promise<string[]> {
  const answer = await page.request.post('/api/v1/gateway/token', {
    data: { ownerid: owner, gateway, flavorid: 'station' },
    headers: { origin: new URL(page.url()).origin },
  })
  expect((await answer.json())[0].error).toBeUndefined()
  return ownerPaths(owner, gateway)
}

/** Of nobody: the reference, and where the QR code of a label leads. */
const PUBLIC_PAGES = ['/docs/api', '/claim'] as const
/** Of two hundred calls that are drawn alike, all but the first two of each part: axe would take minutes. */
const REPEATED_CALLS = 'main section > article:nth-of-type(n + 3)'

async function lookAtEach(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    const [title, section] = [page.getByRole('heading', { level: 1 }), page.getByRole('heading', { level: 2 })]
    await expect(title.or(section).first()).toBeVisible()
    await expectAccessible(page, path, path === '/docs/api' ? REPEATED_CALLS : undefined)
  }
  await page.context().close()
}

for (const width of WIDTHS) {
  for (const half of [0, 1]) {
    test(`axe finds nothing, ${width} px, half ${half + 1} of the pages`, async ({ browser, ownerA, newEui }) => {
      test.setTimeout(300_000)
      const page = await openAt(browser, width, ownerA.session)
      await page.goto('/sign-in')
      const paths = await pathsOf(page, ownerA.id, formatId6(newEui()))
      await lookAtEach(
        page,
        paths.filter((_, index) => index % 2 === half),
      )
    })
  }

  test(`axe finds nothing, ${width} px, the pages outside of owners`, async ({ browser, ownerA }) => {
    test.setTimeout(300_000)
    await lookAtEach(await openAt(browser, width, ownerA.session), PUBLIC_PAGES)
    // With a label, somebody of several owners is asked whose the gateway is to be.
    const page = await openAt(browser, width, ownerA.session)
    await page.route('**/api/v1/me', async (route) => {
      const answer = await route.fetch()
      const me = await answer.json()
      await route.fulfill({ response: answer, json: { ...me, owners: [...me.owners, { ...me.owners[0], id: '::2' }] } })
    })
    await page.goto('/claim#58A0CB0000000001/ABCDEFGH')
    await expect(page.getByRole('heading', { name: 'Choose an owner' })).toBeVisible()
    await expectAccessible(page, '/claim with a label')
    await page.context().close()
  })

  test(`axe finds nothing, ${width} px, the pages of the installation`, async ({ browser, operator }) => {
    test.setTimeout(150_000)
    await lookAtEach(await openAt(browser, width, operator.session), SITE_PATHS)
  })
}

test('the documentation of the API is rendered whole', async ({ page }) => {
  await page.goto('/docs/api')
  await expect(page.getByRole('heading', { name: 'Conventions' })).toBeVisible()
  await expect(page.getByText('Meaning', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'This page failed' })).toHaveCount(0)
})

test('a first load stays within the script budget', async ({ browser, ownerA, operator, newEui, consoleUrl }) => {
  test.setTimeout(300_000)
  const first = await browser.newContext({ storageState: ownerA.session })
  const start = await first.newPage()
  await start.goto('/sign-in')
  const paths = await pathsOf(start, ownerA.id, formatId6(newEui()))
  await first.close()
  for (const path of [...paths, ...PUBLIC_PAGES])
    await expectSmallFirstLoad(browser, ownerA.session, `${consoleUrl}${path}`)
  for (const path of SITE_PATHS) await expectSmallFirstLoad(browser, operator.session, `${consoleUrl}${path}`)
})
