/** Programs of an owner that authenticate with a client certificate, over the real TLS listener (rules.md 28). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { certificateDigestOf, markClientCertificate } from '#lib/http/client-certificate.ts'
import type { RouteHandler } from '#lib/http/define-route.ts'
import { type ApiListener, startApiListener } from '#lib/server/api-listener.ts'
import type { Runtime } from '#lib/server/runtime.ts'
import { freshKey, keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { ALL_ROUTES, OWNER_A, OWNER_B, openWorld, type World } from './harness.ts'

let world: World
let listener: ApiListener
let mine: TestCertificate

beforeAll(async () => {
  world = await openWorld()
  const config = { tls: undefined, trustProxy: false }
  const runtime = { ...world.ctx, config } as unknown as Runtime
  listener = await startApiListener(runtime, 0, answer)
  mine = await makeLeaf(await makeCa(), { name: 'CN=provisioning', key: await freshKey('EC P-256') })
  const { pem } = mine
  const body = { ownerid: formatId6(OWNER_A), name: 'Provisioning', rights: ['gateway:read'], certificate: pem }
  const made = await world.call('adminA', 'POST', '/api/v1/tokens', { body })
  expect(made.status).toBe(201)
  expect(await made.json()).toMatchObject({ token: null })
})
afterAll(async () => {
  await listener?.close()
  await world?.close()
})

/** The routes as Next calls them: with the headers that our server left. */
async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://localhost:3000')
  const route = ALL_ROUTES.find(({ path }) => path === url.pathname)
  const handler = route && (Reflect.get(route.handlers, incoming.method ?? '') as RouteHandler | undefined)
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  )
  const answered = await handler?.(new Request(url, { method: incoming.method ?? 'GET', headers }), {
    params: Promise.resolve({}),
  })
  response.writeHead(answered?.status ?? 404).end(await answered?.text())
}

function get(path: string, shown?: TestCertificate, headers: Record<string, string> = {}): Promise<number> {
  const identity = shown ? { cert: shown.pem, key: keyPem(shown.key) } : {}
  const options = { port: listener.port, host: '127.0.0.1', path, headers, rejectUnauthorized: false, agent: false }
  return new Promise((resolve, reject) => {
    request({ ...options, ...identity }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

const gateways = (owner = OWNER_A) => `/api/v1/gateways?owner=${encodeURIComponent(formatId6(owner))}`

describe('a registered certificate', () => {
  test('may what it was given, in its owner, and no more', async () => {
    expect(await get(gateways(), mine)).toBe(200)
    expect(await get(gateways(OWNER_B), mine)).toBe(403)
    expect(await get(`/api/v1/tokens?owner=${encodeURIComponent(formatId6(OWNER_A))}`, mine)).toBe(403)
  })

  test('nothing comes in without one, with another one, or with a digest in a header', async () => {
    expect(await get(gateways())).toBe(401)
    expect(await get(gateways(), await makeLeaf(await makeCa(), { name: 'CN=provisioning' }))).toBe(401)
    const marked: Record<string, string | string[] | undefined> = {}
    markClientCertificate(marked, mine.der)
    const [name, value] = Object.entries(marked)[0] ?? []
    expect(await get(gateways(), undefined, { [String(name)]: String(value) })).toBe(401)
    expect(await get(gateways(), undefined, { 'x-ssl-client-cert': encodeURIComponent(mine.pem) })).toBe(401)
  })

  test('serves the API and nothing else', async () => {
    expect(await get('/', mine)).toBe(404)
    expect(await get('/update-info', mine)).toBe(404)
    expect(await get('/api/v1/../../sign-in', mine)).toBe(404)
    expect(await get('/api/v1/%2e%2e/%2e%2e/sign-in', mine)).toBe(404)
  })

  test('a page of another site gets nothing through the browser’s certificate', async () => {
    expect(await get(gateways(), mine, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).toBe(200)
    const headers: Record<string, string | undefined> = { 'sec-fetch-site': 'cross-site' }
    markClientCertificate(headers, mine.der)
    const handler = ALL_ROUTES.find(({ path }) => path === '/api/v1/gateway/list')?.handlers
    const post = handler && (Reflect.get(handler, 'POST') as RouteHandler)
    const body = JSON.stringify({ ownerid: formatId6(OWNER_A) })
    const send = (extra: Record<string, string>) => {
      const all = { 'content-type': 'application/json', ...(headers as Record<string, string>), ...extra }
      return post?.(new Request('http://localhost:3000/api/v1/gateway/list', { method: 'POST', headers: all, body }), {
        params: Promise.resolve({}),
      })
    }
    expect((await send({}))?.status).toBe(403)
    expect((await send({ 'sec-fetch-site': 'same-origin' }))?.status).toBe(200)
  })

  test('cannot be registered twice, and is refused once it is revoked', async () => {
    const body = { ownerid: formatId6(OWNER_B), name: 'Again', rights: ['gateway:read'], certificate: mine.pem }
    expect((await world.call('adminB', 'POST', '/api/v1/tokens', { body })).status).toBe(409)
    const query = { owner: formatId6(OWNER_A) }
    const listed = await world.call('adminA', 'GET', '/api/v1/tokens', { query })
    const { tokens } = (await listed.json()) as { tokens: { id: string; kind: string; hint: string }[] }
    const found = tokens.find(({ kind }) => kind === 'certificate')
    expect(found?.hint).toBe('CN=provisioning')
    await world.call('adminA', 'DELETE', '/api/v1/tokens/[id]', { query, params: { id: String(found?.id) } })
    expect(await get(gateways(), mine)).toBe(401)
    // Revoked is not for ever: the same certificate may be registered anew.
    expect((await world.call('adminB', 'POST', '/api/v1/tokens', { body })).status).toBe(201)
  })

  test('what is no certificate is refused with the remedy', async () => {
    const body = { ownerid: formatId6(OWNER_A), name: 'x', rights: ['gateway:read'], certificate: 'hello' }
    const response = await world.call('adminA', 'POST', '/api/v1/tokens', { body })
    expect(response.status).toBe(422)
  })
})

test('a header without our server in front counts for nothing', () => {
  const forged = new Request('http://x/', {
    headers: { 'x-gatehouse-client-certificate': `${'0'.repeat(64)}.${'a'.repeat(64)}` },
  })
  expect(certificateDigestOf(forged)).toBeUndefined()
})
