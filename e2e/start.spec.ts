import { request as httpRequest } from 'node:http'
import { expect, test } from './fixtures.ts'

test('the console offers the CA of the gateway listener as cups.trust', async ({ page }) => {
  const answer = await page.request.get('/cups.trust')
  expect(answer.status()).toBe(200)
  expect(await answer.text()).toMatch(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\n$/)
})

test('what a client claims about its address and scheme does not reach the pages', async ({ page, ownerA }) => {
  const headers = {
    'x-gatehouse-address': '203.0.113.9',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
  }
  const csrf = await page.request.get('/api/auth/csrf', { headers })
  expect(csrf.status()).toBe(200)
  expect(csrf.headers()['set-cookie'] ?? '').not.toMatch(/secure/i)
  expect(ownerA.token).toMatch(/^ght_/)
})

test('an update-info that is no Station’s gets no status on the console port either', async ({ consoleUrl }) => {
  const outcome = await new Promise<string>((resolve) => {
    const request = httpRequest(`${consoleUrl}/update-info`, { method: 'GET' }, (answer) =>
      resolve(`status ${answer.statusCode}`),
    )
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    request.end()
  })
  expect(outcome).toBe('ECONNRESET')
})

test('pages say what browsers may do with them, and load nothing from elsewhere', async ({ page, consoleUrl }) => {
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(consoleUrl) && !request.url().startsWith('data:')) foreign.push(request.url())
  })
  const refused: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text())
  })
  const answer = await page.goto('/')
  await page.waitForURL(/\/o\//)
  const headers = answer?.headers() ?? {}
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(foreign).toEqual([])
  expect(refused).toEqual([])
})
