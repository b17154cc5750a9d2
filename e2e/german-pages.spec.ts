/** The pages of the console in German, filled: no English is left, and nothing is wider than the screen. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { type Eui, formatId6 } from '../lib/domain/identifiers.ts'
import { makeHome } from '../lib/station/make-home.ts'
import { createStation } from '../lib/station/station.ts'
import { makeCa } from '../tests/support/certificates.ts'
import { englishLeft } from './english-left.ts'
import { expect, test } from './fixtures.ts'
import { newOwner } from './new-owner.ts'

interface Made {
  readonly gateway: string
  readonly rollout: string
  readonly connection: string
  readonly transfer: string
  readonly target: string
  readonly joinServer: string
  readonly fingerprint: string
}

/** A gateway with a history and an LNS that waits, and one of everything that has a page. */
async function fill(
  request: APIRequestContext,
  owner: { readonly id: string; readonly token: string },
  other: string,
  [first, second, third]: readonly Eui[],
  port: number,
): Promise<Made> {
  const headers = { authorization: `Bearer ${owner.token}`, cookie: '' }
  const call = async (method: string, path: string, data: object) => {
    const answer = await request.fetch(path, { method, data: { ownerid: owner.id, ...data }, headers })
    expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true)
    return answer.json()
  }
  const look = async (path: string) =>
    (await request.get(path, { params: { owner: owner.id }, headers })).json() as Promise<Record<string, never>>
  if (!(first && second && third)) throw new Error('three gateways are needed')
  const { cupsTrust } = await (await request.get('/api/v1/site')).json()
  const gateway = formatId6(first)
  for (const eui of [second, third]) {
    await call('POST', '/api/v1/gateway/token', { gateway: formatId6(eui), flavorid: 'station' })
  }
  const [{ token }] = await call('POST', '/api/v1/gateway/token', { gateway, flavorid: 'station' })
  await call('PATCH', `/api/v1/gateways/${encodeURIComponent(gateway)}`, {
    name: 'Mast 7',
    tags: ['Dach'],
    site: 'Chur',
  })
  const home = (name: string, key: string) =>
    makeHome(test.info().outputPath(name), {
      eui: first,
      package: '1.0',
      cups: { uri: `https://localhost:${port}`, trust: cupsTrust, key: `Authorization: ${key}\r\n` },
    })
  const station = createStation({ home: home('station', token) })
  await createStation({ home: home('stranger', 'not-the-token') }).checkIn()
  const trust = Buffer.from((await makeCa({ name: 'CN=LNS root' })).pem).toString('base64')
  const lnsKey = Buffer.from('Authorization: Bearer a-token').toString('base64')
  const setUp = (host: string) =>
    call('POST', '/api/v1/gateway/setup', { gateway, lnsUri: `wss://${host}:8887`, lnsTrust: trust, lnsKey })
  await station.checkIn()
  await setUp('one.example.org')
  await station.checkIn()
  await station.checkIn()
  await setUp('two.example.org')
  let rollout = { id: '' }
  // What a Station reported is written behind its answer: until then it may not take part.
  await expect(async () => {
    rollout = await call('POST', '/api/v1/rollouts', {
      name: 'Mast 7',
      start: true,
      confirm: ['no-tls'],
      target: { by: 'gateways', gateways: [gateway, formatId6(second)] },
      change: { kind: 'credentials', lnsUri: 'ws://10.0.0.2:6000' },
    })
  }).toPass()
  const connection = await call('POST', '/api/v1/connections', {
    name: 'Mast 7',
    url: 'https://127.0.0.1:1/up',
    contentType: 'json',
    source: 'thingpark',
  })
  await call('POST', `/api/v1/connections/${connection.id}/test`, {})
  const { transfer } = await call('POST', '/api/v1/transfers', {
    to: other,
    target: { by: 'gateways', gateways: [formatId6(third)] },
    note: 'Chur',
  })
  const target = await call('POST', '/api/v1/event-targets', {
    name: 'Mast 7',
    channel: 'webhook',
    url: 'https://127.0.0.1:1/hook',
    kinds: ['gateway.claimed', 'gateway.silent', 'gateway.set_up'],
    tags: [],
  })
  const files = [
    { path: 'config.yml', text: 'join-servers:\n  - file: own/js.yml\n    join-euis: ["70B3D57ED0001000/52"]\n' },
    { path: 'own/js.yml', text: 'fqdn: own.example\nprotocol: BI1.0\n' },
  ]
  await call('POST', '/api/v1/join-servers/import/files', { files })
  const [joinServer] = (await look('/api/v1/join-servers')).joinServers as unknown as { id: string }[]
  const [certificate] = (await look('/api/v1/trust/certificates')).certificates as unknown as { fingerprint: string }[]
  return {
    gateway,
    rollout: rollout.id,
    connection: connection.id,
    transfer: transfer.id,
    target: target.id,
    joinServer: joinServer?.id ?? '',
    fingerprint: certificate?.fingerprint ?? '',
  }
}

function pagesOf(owner: string, made: Made): string[] {
  const base = `/o/${encodeURIComponent(owner)}`
  const gateway = `${base}/gateways/${encodeURIComponent(made.gateway)}`
  return [
    base,
    `${base}/gateways`,
    `${base}/gateways?columns=name,site,lns,cups,flavor,model,station,package,expires,lastSeen,location`,
    `${base}/gateways?q=nothing-has-this-name`,
    gateway,
    ...['credentials', 'firmware', 'check-ins', 'versions', 'installation'].map((tab) => `${gateway}?tab=${tab}`),
    `${gateway}/setup`,
    `${gateway}/setup?target=cups`,
    `${base}/gateways/add`,
    `${base}/gateways/claim`,
    `${base}/gateways/connect`,
    `${base}/gateways/setup`,
    `${base}/tour`,
    `${base}/firmware`,
    `${base}/firmware?tab=keys`,
    `${base}/firmware/upload`,
    `${base}/firmware/script`,
    `${base}/rollouts`,
    `${base}/rollouts/new`,
    `${base}/rollouts/${made.rollout}`,
    `${base}/rollouts/${made.rollout}?tab=gateways`,
    `${base}/rollouts/${made.rollout}?tab=log`,
    `${base}/connections`,
    `${base}/connections/new`,
    `${base}/connections/domains`,
    `${base}/connections/${made.connection}`,
    `${base}/connections/${made.connection}?tab=deliveries`,
    `${base}/connections/${made.connection}?tab=downlinks`,
    `${base}/connections/${made.connection}/edit`,
    `${base}/events`,
    `${base}/events?tab=log`,
    `${base}/events/new`,
    `${base}/events/${made.target}`,
    `${base}/join-servers`,
    `${base}/join-servers?tab=map`,
    `${base}/join-servers?tab=history`,
    `${base}/join-servers/new`,
    `${base}/join-servers/import`,
    `${base}/join-servers/${made.joinServer}`,
    `${base}/join-servers/${made.joinServer}/edit`,
    `${base}/trust`,
    `${base}/trust?tab=breaks`,
    `${base}/trust?tab=changes`,
    `${base}/trust/changes/new`,
    `${base}/trust/${made.fingerprint}`,
    `${base}/transfers?direction=outgoing`,
    `${base}/transfers/${made.transfer}`,
    `${base}/client-cas`,
    `${base}/tokens`,
    `${base}/audit`,
    `${base}/settings/members`,
    `${base}/settings/owner`,
    '/account',
    '/invite',
  ]
}

const SITE_PAGES = [
  '/operator/batches',
  '/operator/batches/new',
  '/operator/batches/codes',
  '/operator/owners',
  '/operator/people',
  '/operator/flavors',
  '/operator/unknown-gateways',
  '/operator/claim-attempts',
  '/operator/audit',
]

/** Soft: every page is told. `E2E_SHOTS` names a folder for pictures. */
async function walk(browser: Browser, session: string, paths: readonly string[]): Promise<void> {
  const context = await browser.newContext({ storageState: session, locale: 'de-DE', reducedMotion: 'reduce' })
  const page = await context.newPage()
  const shots = process.env.E2E_SHOTS
  if (shots) mkdirSync(shots, { recursive: true })
  for (const path of paths) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    await expect(page.getByRole('heading').first()).toBeVisible()
    await openAll(page)
    expect.soft(await englishLeft(page), path).toEqual([])
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      const wider = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect.soft(await wider(), `${path} is wider than ${width}`).toBeLessThanOrEqual(0)
      const name = path.replace(/^\/o\/[^/]*/, '').replace(/[^a-z]+/g, '-') || '-overview'
      if (shots) await page.screenshot({ path: join(shots, `de${name}-${width}.png`), fullPage: true })
    }
  }
  await context.close()
}

/** What is folded away is read too. */
const openAll = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const one of document.querySelectorAll('main details')) one.setAttribute('open', '')
  })

test('no English is left on the pages of an owner', async ({
  page,
  browser,
  ownerB,
  newEui,
  gatewayPort,
  consoleUrl,
}) => {
  test.setTimeout(400_000)
  const owner = await newOwner(`::de${test.info().retry}`, consoleUrl)
  const made = await fill(page.request, owner, ownerB.id, [newEui(), newEui(), newEui()], gatewayPort)
  await walk(browser, owner.admin.session, pagesOf(owner.id, made))
})

test('no English is left on the pages of the operators', async ({ browser, operator }) => {
  await walk(browser, operator.session, SITE_PAGES)
})
