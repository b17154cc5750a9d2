/**
 * The console as `npm start` runs it, on the benchmark's database: how long its pages of a large fleet take over HTTP, and
 * how much script each page loads before anybody does something.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { eui, formatId6 } from '#lib/domain/identifiers.ts'
import { freePort } from '#lib/server/ports.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { createUser } from '#lib/services/create-user.ts'
import { findChromium, launchOptions } from '../../e2e/chromium.ts'
import { ownerPaths, SITE_PATHS } from '../../e2e/console-paths.ts'
import { firstLoadScript, SCRIPT_BUDGET } from '../../e2e/script-budget.ts'
import { signIn } from '../../e2e/sign-in.ts'
import { benchEui } from './fleet-pages.ts'
import type { BenchDatabase } from './open-context.ts'
import { type PageTimes, printTimes, takeTimes } from './page-times.ts'

const ROOT = join(import.meta.dirname, '../..')
/** It may have to build first. */
const START_TIME = 600_000
const PAGE_GATEWAY = eui('aa555a0000000001')
const PERSON = { email: 'bench@gatehouse.example', password: 'long enough for a benchmark' }

export interface ScriptSize {
  readonly path: string
  /** Bytes, compressed. */
  readonly bytes: number
}

export interface ConsoleResult {
  readonly times: readonly PageTimes[]
  /** The largest first; undefined without Chromium. */
  readonly scripts: readonly ScriptSize[] | undefined
}

/** `gateways`: how many the owner has, `calls`: of each page. */
export async function measureConsole(
  context: Context,
  actor: OwnerActor,
  database: BenchDatabase,
  { gateways, calls }: { readonly gateways: number; readonly calls: number },
): Promise<ConsoleResult> {
  const running = await startConsole(database)
  try {
    await createUser(context, { email: PERSON.email, ownerId: actor.ownerId, role: 'admin' })
    const times = await measureHttp(context, actor.ownerId, running.url, gateways, calls)
    const session = await signIn(running.url, PERSON, join(database.dataDir, 'session.json'))
    // The sets of the fleet are no certificates: a page that reads them would fail.
    await addGateways(context, actor, [
      { gateway: PAGE_GATEWAY, flavorid: 'station', token: 'a token of the benchmark' },
    ])
    const scripts = findChromium() ? await measureScripts(running.url, session, actor.ownerId) : undefined
    return { times, scripts }
  } finally {
    await running.stop()
  }
}

async function startConsole({ url: databaseUrl, dataDir }: BenchDatabase) {
  const port = await freePort({ setting: 'PORT', port: 0, host: '127.0.0.1' })
  const gatewayPort = await freePort({ setting: 'GATEWAY_PORT', port: 0, host: undefined })
  const child = spawn(process.execPath, [join(ROOT, 'scripts/bootstrap.cjs'), 'start'], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: String(port),
      GATEWAY_PORT: String(gatewayPort),
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      GATEHOUSE_ADMIN_EMAIL: PERSON.email,
      GATEHOUSE_ADMIN_PASSWORD: PERSON.password,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = once(child, 'exit')
  const url = `http://localhost:${port}`
  const until = performance.now() + START_TIME
  for (;;) {
    const answer = await fetch(`${url}/sign-in`).catch(() => undefined)
    if (answer?.ok) break
    if (child.exitCode !== null) throw new Error(`the console ended before it answered (${child.exitCode})`)
    if (performance.now() > until) throw new Error('the console did not answer within ten minutes')
    await delay(200)
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** What the list page asks for, one after the other, as a client with a token does. */
async function measureHttp(
  context: Context,
  ownerId: OwnerActor['ownerId'],
  url: string,
  gateways: number,
  calls: number,
) {
  const made = { ownerId, name: 'Benchmark', rights: ['gateway:read'] as const }
  const { token } = await createApiToken(context, { id: 'cli', address: null }, made)
  const get =
    (path: string, query: Record<string, string> = {}) =>
    async () => {
      const given = new URLSearchParams({ owner: formatId6(ownerId), ...query })
      const answer = await fetch(`${url}/api/v1/${path}?${given}`, { headers: { authorization: `Bearer ${token}` } })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
    }
  const random = (below: number) => Math.floor(Math.random() * below)
  return takeTimes(undefined, calls, [
    ['HTTP: list', get('gateways')],
    ['HTTP: list by last seen', get('gateways', { sort: 'lastSeen', order: 'desc' })],
    ['HTTP: list, fell back', get('gateways', { state: 'fell-back' })],
    ['HTTP: list of a large tag', get('gateways', { tag: 'leased', sort: 'name' })],
    ['HTTP: search, EUI', () => get('gateways', { q: benchEui(random(gateways)) })()],
    ['HTTP: search, a word of many', get('gateways', { q: 'harbour' })],
    ['HTTP: palette, EUI', () => get('search', { q: benchEui(random(gateways)) })()],
    ['HTTP: palette, a word of many', get('search', { q: 'harbour' })],
    ['HTTP: facets', get('gateways/facets')],
    ['HTTP: facets of a large tag', get('gateways/facets', { tag: 'leased' })],
    ['HTTP: overview', get('overview')],
  ])
}

async function measureScripts(url: string, session: string, ownerId: OwnerActor['ownerId']): Promise<ScriptSize[]> {
  const browser = await chromium.launch(launchOptions())
  try {
    const sizes: ScriptSize[] = []
    for (const path of [...ownerPaths(formatId6(ownerId), formatId6(PAGE_GATEWAY)), ...SITE_PATHS])
      sizes.push({ path, bytes: await firstLoadScript(browser, session, `${url}${path}`) })
    return sizes.sort((a, b) => b.bytes - a.bytes)
  } finally {
    await browser.close()
  }
}

/** As tables of Markdown. */
export function printConsole({ times, scripts }: ConsoleResult): string {
  if (!scripts) return [printTimes(times), 'First loads were not measured: there is no Chromium.', ''].join('\n')
  const within = scripts.filter(({ bytes }) => bytes <= SCRIPT_BUDGET).length
  return [
    printTimes(times),
    `First load: ${within} of ${scripts.length} pages within ${SCRIPT_BUDGET.toLocaleString('en')} bytes of script, compressed`,
    '',
    '| Page | script |',
    '|---|---:|',
    ...scripts.map(({ path, bytes }) => `| ${path} | ${(bytes / 1000).toFixed(1)} kB |`),
    '',
  ].join('\n')
}
