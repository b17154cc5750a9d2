/** Every page in both themes and widths: accessible by axe, nothing wider than the screen, little script to load. */
import type { Page } from '@playwright/test'
import { formatId6 } from '../lib/domain/identifiers.ts'
import { expectAccessible, openAt, WIDTHS } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { expectSmallFirstLoad } from './script-budget.ts'

async function pagesOf(page: Page, owner: string, gateway: string): Promise<string[]> {
  const base = `/o/${encodeURIComponent(owner)}`
  const answer = await page.request.post('/api/v1/gateway/token', {
    data: { ownerid: owner, gateway, flavorid: 'station' },
    headers: { origin: new URL(page.url()).origin },
  })
  expect((await answer.json())[0].error).toBeUndefined()
  const path = `${base}/gateways/${encodeURIComponent(gateway)}`
  return [
    '/sign-in',
    '/first-operator#a-token',
    base,
    `${base}/gateways`,
    `${base}/gateways?tag=none&columns=name,site,lns,cups,flavor,model,station,package,expires,lastSeen,location`,
    `${base}/gateways?q=nothing-has-this-name`,
    path,
    `${path}?tab=credentials`,
    `${path}?tab=check-ins`,
    `${path}?tab=versions`,
    `${path}/setup`,
    `${path}/setup?target=cups`,
    `${base}/gateways/::dead`,
    `${base}/gateways/add`,
    `${base}/gateways/claim`,
    `${base}/tour`,
    `${base}/gateways/setup`,
    `${base}/gateways/connect`,
    `${base}/rollouts`,
    `${base}/rollouts/new`,
    `${base}/rollouts/00000000-0000-4000-8000-000000000000`,
    `${base}/firmware`,
    `${base}/firmware?tab=keys`,
    `${base}/firmware/upload`,
    `${base}/firmware/script`,
    `${base}/firmware/1`,
    `${base}/connections`,
    `${base}/connections/new`,
    `${base}/connections/domains`,
    `${base}/events`,
    `${base}/events?tab=log`,
    `${base}/events/new`,
    `${base}/join-servers`,
    `${base}/join-servers?tab=map`,
    `${base}/join-servers?tab=history`,
    `${base}/join-servers/new`,
    `${base}/join-servers/import`,
    `${base}/join-servers/00000000-0000-4000-8000-000000000000`,
    `${base}/trust`,
    `${base}/trust?tab=breaks`,
    `${base}/trust?tab=changes`,
    `${base}/trust/changes/new`,
    `${base}/trust/changes/00000000-0000-4000-8000-000000000000`,
    `${base}/trust/${'ab'.repeat(32)}`,
    `${base}/transfers`,
    `${base}/transfers?direction=outgoing`,
    `${base}/transfers/00000000-0000-4000-8000-000000000000`,
    `${base}/client-cas`,
    `${base}/client-cas/00000000-0000-4000-8000-000000000000`,
    `${base}/tokens`,
    `${base}/audit`,
    `${base}/settings/members`,
    `${base}/settings/owner`,
    `${base}/settings/account`,
    '/account',
    '/invite',
    '/o/::dead/gateways',
    '/no-such-page',
  ]
}

/** Those of the installation, for its operators. */
const SITE_PAGES = [
  '/operator/batches',
  '/operator/batches/new',
  '/operator/batches/codes',
  '/operator/owners',
  '/operator/flavors',
  '/operator/claim-attempts',
  '/operator/unknown-gateways',
  '/operator/people',
  '/operator/people?only=disabled&q=nobody-has-this-name',
  '/operator/audit',
] as const

async function lookAtEach(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    const [title, section] = [page.getByRole('heading', { level: 1 }), page.getByRole('heading', { level: 2 })]
    await expect(title.or(section).first()).toBeVisible()
    await expectAccessible(page, path)
  }
  await page.context().close()
}

for (const width of WIDTHS) {
  for (const half of [0, 1]) {
    test(`axe finds nothing, ${width} px, half ${half + 1} of the pages`, async ({ browser, ownerA, newEui }) => {
      test.setTimeout(300_000)
      const page = await openAt(browser, width, ownerA.session)
      await page.goto('/sign-in')
      const paths = await pagesOf(page, ownerA.id, formatId6(newEui()))
      await lookAtEach(
        page,
        paths.filter((_, index) => index % 2 === half),
      )
    })
  }

  test(`axe finds nothing, ${width} px, the pages of the installation`, async ({ browser, operator }) => {
    test.setTimeout(150_000)
    await lookAtEach(await openAt(browser, width, operator.session), SITE_PAGES)
  })
}

test('a first load stays within the script budget', async ({ browser, ownerA, operator, newEui, consoleUrl }) => {
  test.setTimeout(300_000)
  const first = await browser.newContext({ storageState: ownerA.session })
  const start = await first.newPage()
  await start.goto('/sign-in')
  const paths = await pagesOf(start, ownerA.id, formatId6(newEui()))
  await first.close()
  for (const path of paths) await expectSmallFirstLoad(browser, ownerA.session, `${consoleUrl}${path}`)
  for (const path of SITE_PAGES) await expectSmallFirstLoad(browser, operator.session, `${consoleUrl}${path}`)
})
