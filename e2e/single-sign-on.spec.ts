/** Single sign-on in a browser: a Gatehouse of its own with an OpenID Connect provider, through the button and back. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../lib/server/ports.ts'
import { startProvider } from '../tests/people/identity-provider.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { gatehouse } from './setup.ts'

const ROOT = join(import.meta.dirname, '..')
const PASSWORD = 'long enough for a test'

// One server for all of them, and one person at the provider at a time.
test.describe.configure({ mode: 'serial' })
test.use({ storageState: { cookies: [], origins: [] } })

let provider: Awaited<ReturnType<typeof startProvider>>
let server: ChildProcess
let dataDir: string
let consoleUrl: string

test.beforeAll(async () => {
  test.setTimeout(180_000)
  provider = await startProvider()
  dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-sso-'))
  const port = await freePort({ setting: 'PORT', port: 0, host: '127.0.0.1' })
  const gatewayPort = await freePort({ setting: 'GATEWAY_PORT', port: 0, host: undefined })
  consoleUrl = `http://localhost:${port}`
  // The build is there: the Gatehouse of the run has made it.
  server = spawn(process.execPath, [join(ROOT, 'scripts', 'bootstrap.cjs'), 'start'], {
    cwd: ROOT,
    stdio: 'ignore',
    env: {
      ...process.env,
      PORT: String(port),
      GATEWAY_PORT: String(gatewayPort),
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      GATEWAY_HOSTS: `localhost:${gatewayPort}`,
      GATEHOUSE_ADMIN_EMAIL: 'operator@gatehouse.example',
      GATEHOUSE_ADMIN_PASSWORD: PASSWORD,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'gatehouse',
      OIDC_CLIENT_SECRET: 's3cret',
      OIDC_NAME: 'Test ID',
      LOG_LEVEL: 'silent',
    },
  })
  const answers = () =>
    fetch(`${consoleUrl}/sign-in`).then(
      ({ status }) => status,
      () => 0,
    )
  await expect.poll(answers, { timeout: 150_000 }).toBe(200)
  await gatehouse(['owner', 'create', '--id', '::5', '--name', 'Single Networks'], '', dataDir)
  const member = ['--email', 'sofia@single.example', '--password-stdin', '--owner', '::5', '--role', 'admin']
  await gatehouse(['user', 'create', ...member], PASSWORD, dataDir)
})

test.afterAll(async () => {
  if (server && server.exitCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
  }
  await provider?.close()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
})

test('in through the button of the provider, into the console, and out again', async ({ page }) => {
  provider.state.person = { sub: 'sofia', email: 'Sofia@single.example', email_verified: true, name: 'Sofia' }
  await page.goto(`${consoleUrl}/o/${encodeURIComponent('::5')}/gateways`)
  await expect(page).toHaveURL(/\/sign-in/)
  await expectAccessible(page, 'sign-in with a provider')
  const sent = page.waitForRequest((request) => request.url().startsWith(`${provider.issuer}/authorize`))
  await page.getByRole('link', { name: 'Sign in with Test ID' }).click()
  const asked = new URL((await sent).url()).searchParams
  expect(asked.get('redirect_uri')).toBe(`${consoleUrl}/api/auth/sso/callback`)
  expect(asked.get('code_challenge_method')).toBe('S256')
  // Where the person wanted to go.
  await expect(page).toHaveURL(new RegExp(`^${consoleUrl}/o/.*/gateways`))
  await expect(page.getByRole('heading', { name: 'Gateways', level: 1 })).toBeVisible()
  await page.goto(`${consoleUrl}/account`)
  await expect(page.getByText('single sign-on', { exact: true })).toBeVisible()

  await page.goto(`${consoleUrl}/o/${encodeURIComponent('::5')}/gateways`)
  await page.getByRole('button', { name: /@single\.example/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  const who = await page.request.get(`${consoleUrl}/api/v1/me`)
  expect(who.status()).toBe(401)
})

test('who is not invited is told so, and stays outside', async ({ page }) => {
  provider.state.person = { sub: 'mallory', email: 'mallory@elsewhere.example', email_verified: true }
  await page.goto(`${consoleUrl}/sign-in`)
  await page.getByRole('link', { name: 'Sign in with Test ID' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText(
    'Nobody here has the address that your identity provider tells.',
  )
  await expect(page.getByRole('link', { name: 'Sign in with Test ID' })).toBeVisible()
  await expectAccessible(page, 'sign-in not invited')
  const who = await page.request.get(`${consoleUrl}/api/v1/me`)
  expect(who.status()).toBe(401)

  // An address that the provider has not verified is nobody's.
  provider.state.person = { sub: 'other', email: 'sofia@single.example', email_verified: false }
  await page.getByRole('link', { name: 'Sign in with Test ID' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('has not verified your e-mail address')
})
