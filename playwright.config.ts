/** Browser tests: one real Gatehouse, as `npm start` runs it, on free ports and a data folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { launchOptions } from './e2e/chromium.ts'
import { freePort } from './lib/server/ports.ts'

// Playwright reads this file in each worker too: the first reading chooses.
if (!process.env.E2E_PORT) {
  process.env.E2E_PORT = String(await freePort({ setting: 'PORT', port: 0, host: '127.0.0.1' }))
  process.env.E2E_GATEWAY_PORT = String(await freePort({ setting: 'GATEWAY_PORT', port: 0, host: undefined }))
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'))
  process.env.E2E_DATA_DIR = dataDir
  process.env.E2E_OPERATOR_EMAIL = 'operator@gatehouse.example'
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))
}
const { E2E_PORT = '', E2E_GATEWAY_PORT = '', E2E_DATA_DIR = '', E2E_OPERATOR_EMAIL = '' } = process.env
const consoleUrl = `http://localhost:${E2E_PORT}`

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // A test that passes only the second time is counted as flaky and named in the last lines.
  retries: 1,
  forbidOnly: true,
  globalSetup: './e2e/setup.ts',
  use: {
    baseURL: consoleUrl,
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'UTC',
    // A trace of every test costs a fifth of the run: the second attempt of a failed one tells enough.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: launchOptions(),
  },
  webServer: {
    command: 'node scripts/bootstrap.cjs start',
    url: `${consoleUrl}/sign-in`,
    // It may have to build first.
    timeout: 600_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      PORT: E2E_PORT,
      GATEWAY_PORT: E2E_GATEWAY_PORT,
      DATA_DIR: E2E_DATA_DIR,
      DATABASE_URL: '',
      GATEWAY_HOSTS: `localhost:${E2E_GATEWAY_PORT}`,
      GATEHOUSE_ADMIN_EMAIL: E2E_OPERATOR_EMAIL,
      GATEHOUSE_ADMIN_PASSWORD: 'long enough for a test',
      // Receivers of the tests listen there.
      OUTBOUND_ALLOW: '127.0.0.0/8,::1',
      LOG_LEVEL: 'warn',
    },
  },
})
