/** What the wrapper of all routes does with a request, seen from outside: bodies, limits, origins, failures. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineRoute, type RouteHandler } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { describeError } from '#lib/observability/describe-error.ts'
import { log } from '#lib/observability/log.ts'
import { type CallerName, ORIGIN, openWorld, type World } from './harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const echo = defineRoute({
  summary: 'Echo',
  tag: 'Test',
  right: 'gateway:read',
  owner: 'body',
  body: { schema: z.unknown(), read: (body) => body as Record<string, unknown> },
  answer: z.unknown(),
  run: async ({ owner, actor, body }) => {
    const number = body.number
    return { owner, actor, number: typeof number === 'bigint' ? `${number}n` : number, keys: Object.keys(body) }
  },
})

async function send(
  handler: RouteHandler,
  body: BodyInit | undefined,
  options: { caller?: CallerName; headers?: Record<string, string>; method?: string } = {},
): Promise<{ status: number; headers: Headers; json: Record<string, unknown> }> {
  const { caller = 'tokenA', method = 'POST' } = options
  const request = new Request(`${ORIGIN}/api/v1/test`, {
    method,
    headers: {
      host: 'localhost:3000',
      'content-type': 'application/json',
      ...(await world.credentials(caller)),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  } as RequestInit)
  const response = await handler(request, { params: Promise.resolve({}) })
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  }
}

describe('bodies', () => {
  it('large integers arrive with all their digits, owners in any notation', async () => {
    const { json } = await send(echo, '{"ownerid": "00-00-00-00-00-00-00-0a", "number": 12302426811387609088}')
    expect(json).toMatchObject({ owner: '000000000000000a', number: '12302426811387609088n' })
    expect((await send(echo, '{"ownerid": 10}')).json.owner).toBe('000000000000000a')
  })

  it('__proto__ gives no rights', async () => {
    const { status, json } = await send(echo, '{"__proto__": {"ownerid": "::a"}}')
    expect(status).toBe(422)
    expect(json.errors).toEqual([
      { pointer: '/ownerid', detail: 'Name the owner in “ownerid”, such as ::1.', code: 'owner_missing' },
    ])
  })

  it.each([
    ['malformed', '{"ownerid": "::a",', 400, 'line 1, column 19'],
    ['a list', '[]', 400, 'must be a JSON object'],
    ['null', 'null', 400, 'must be a JSON object'],
    ['empty', '', 400, 'empty'],
    ['NUL', '{"ownerid": "::a", "x": "\\u0000"}', 400, 'not text'],
    ['a wrong owner', '{"ownerid": "nonsense"}', 422, 'not a gateway identifier'],
    ['an owner that is an object', '{"ownerid": {}}', 422, 'identifier'],
  ])('%s is refused with a sentence', async (_title, body, status, sentence) => {
    const answer = await send(echo, body)
    expect(answer.status).toBe(status)
    expect(answer.json.detail).toContain(sentence)
    expect(JSON.stringify(answer.json)).not.toMatch(/ at .*:\d+:\d+|node_modules/)
  })

  it('bytes that are not UTF-8, another media type and a body over the limit are refused', async () => {
    expect((await send(echo, Buffer.from([0x22, 0xff, 0x22]))).json.detail).toContain('UTF-8')
    expect((await send(echo, '{}', { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
    const large = await send(echo, `{"ownerid": "::a", "x": "${'x'.repeat(1024 * 1024)}"}`)
    expect([large.status, large.headers.get('connection')]).toEqual([413, 'close'])
    expect(large.json.detail).toBe('The body is larger than 1 MiB. Split it into smaller requests.')
  })

  it('a stranger’s body is not read at all', async () => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          pulled++
          controller.enqueue(Buffer.from(' '))
        },
      },
      { highWaterMark: 0 },
    )
    expect((await send(echo, body, { caller: 'anonymous' })).status).toBe(401)
    expect(pulled).toBe(0)
  })
})

describe('queries and paths', () => {
  it('a name that occurs twice, and a NUL, are refused', async () => {
    const headers = await world.credentials('tokenA')
    const { GET } = await import('../../app/api/v1/tokens/route.ts')
    const get = async (search: string) =>
      (await GET(new Request(`${ORIGIN}/api/v1/tokens${search}`, { headers }), { params: Promise.resolve({}) })).status
    expect(await get('?owner=::a')).toBe(200)
    expect(await get('?owner=::a&owner=::b')).toBe(400)
    expect(await get('?owner=::a&x=%00')).toBe(400)
    expect(await get('')).toBe(422)
  })

  it('an id that is no id of ours is refused before the database sees it', async () => {
    const answer = await world.call('tokenA', 'DELETE', '/api/v1/tokens/[id]', {
      query: { owner: '::a' },
      params: { id: "1' or '1'='1" },
    })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/id', detail: 'This is not an id of ours.' }] })
  })
})

describe('sessions and other sites', () => {
  it.each([
    ['no origin', { origin: '' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another site by the browser’s word', { 'sec-fetch-site': 'cross-site' }],
  ])('%s: a request that changes something is refused', async (_title, headers) => {
    const answer = await send(echo, '{"ownerid": "::a"}', {
      caller: 'adminA',
      headers: headers as Record<string, string>,
    })
    expect(answer.status).toBe(403)
    expect(answer.json.detail).toContain('did not come from a page of this console')
  })

  it('our own page may, and a token needs no origin', async () => {
    expect((await send(echo, '{"ownerid": "::a"}', { caller: 'adminA' })).status).toBe(200)
    expect((await send(echo, '{"ownerid": "::a"}', { headers: { origin: 'https://evil.example' } })).status).toBe(200)
  })

  it('a bad token is not rescued by a good cookie', async () => {
    const headers = { authorization: 'Bearer ght_wrong' }
    expect((await send(echo, '{"ownerid": "::a"}', { caller: 'adminA', headers })).status).toBe(401)
  })

  it('reads the address from the server’s own header', async () => {
    const answer = await send(echo, '{"ownerid": "::a"}', { headers: { 'x-gatehouse-address': '192.0.2.7' } })
    expect(answer.json.actor).toMatchObject({
      id: expect.stringMatching(/^token:/),
      address: '192.0.2.7',
      ownerId: '000000000000000a',
    })
  })
})

describe('failures', () => {
  const failing = (error: unknown) =>
    defineRoute({
      summary: 'Fail',
      tag: 'Test',
      right: 'public',
      owner: 'none',
      answer: z.unknown(),
      run: () => Promise.reject(error),
    })

  it('a bug is logged once with its request id, and answered without detail', async () => {
    const written = vi.spyOn(log, 'error').mockImplementation(() => {})
    const cause = Object.assign(new Error('duplicate key'), { code: '23505' })
    const failed = new Error('Failed query: insert …\nparams: s3cret-value', { cause })
    const { status, json } = await send(failing(failed), undefined, { method: 'GET' })
    const calls = written.mock.calls
    written.mockRestore()
    expect(status).toBe(500)
    expect(json).toMatchObject({ title: 'Something went wrong on our side', requestId: expect.any(String) })
    expect(JSON.stringify(json)).not.toMatch(/duplicate|s3cret/)
    expect(calls).toEqual([[{ err: failed, requestId: json.requestId, route: 'GET /api/v1/test' }, 'a request failed']])
    expect(JSON.stringify(describeError(failed))).not.toContain('s3cret-value')
  })

  it('a database that is away is 503 with Retry-After', async () => {
    const written = vi.spyOn(log, 'error').mockImplementation(() => {})
    const { status, headers } = await send(
      failing(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })),
      undefined,
      { method: 'GET' },
    )
    written.mockRestore()
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  })

  it('a method that a route does not have is 405 with Allow', async () => {
    const { PATCH } = otherMethods('GET', 'POST')
    const response = PATCH(new Request(`${ORIGIN}/api/v1/tokens`, { method: 'PATCH' }))
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD, OPTIONS'])
    expect(await response.json()).toMatchObject({ detail: 'PATCH is not possible here. Use GET or POST.' })
  })

  it('a limit of one route is not filled up again by calls of another', async () => {
    const slow = defineRoute({
      summary: 'Slow',
      tag: 'Test',
      right: 'session',
      owner: 'none',
      answer: z.unknown(),
      rate: { perSecond: 0.1, burst: 2 },
      run: async () => ({}),
    })
    const fast = defineRoute({
      summary: 'Fast',
      tag: 'Test',
      right: 'session',
      owner: 'none',
      answer: z.unknown(),
      run: async () => ({}),
    })
    const clock = vi.spyOn(performance, 'now')
    const begun = performance.now()
    const statuses: number[] = []
    for (let round = 1; round <= 4; round++) {
      clock.mockReturnValue(begun + round * 100)
      statuses.push((await send(slow, undefined, { caller: 'viewerA' })).status)
      statuses.push((await send(fast, undefined, { caller: 'viewerA' })).status)
    }
    clock.mockRestore()
    expect(statuses).toEqual([200, 200, 200, 200, 429, 200, 429, 200])
  })

  it('too many requests of one caller are 429 with Retry-After, and others go on', async () => {
    const limited = defineRoute({
      summary: 'Limited',
      tag: 'Test',
      right: 'session',
      owner: 'none',
      answer: z.unknown(),
      rate: { perSecond: 0.01, burst: 2 },
      run: async () => ({}),
    })
    const statuses: number[] = []
    for (let n = 0; n < 3; n++)
      statuses.push((await send(limited, undefined, { method: 'GET', caller: 'viewerA' })).status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await send(limited, undefined, { method: 'GET', caller: 'adminB' })).status).toBe(200)
  })

  it('an address that keeps failing to authenticate is limited; its good requests go on', async () => {
    const headers = { 'x-gatehouse-address': '192.0.2.99' }
    const body = '{"ownerid": "::a"}'
    const attempt = async () => (await send(echo, body, { caller: 'anonymous', headers })).status
    const statuses = new Set<number>()
    for (let n = 0; n < 130; n++) statuses.add(await attempt())
    expect([...statuses]).toEqual([401, 429])
    expect((await send(echo, body, { headers })).status).toBe(200)
  })

  it('a route whose right has no owner cannot be defined', () => {
    const route = {
      summary: 'x',
      tag: 'x',
      right: 'gateway:read',
      owner: 'none',
      answer: z.unknown(),
      run: async () => ({}),
    } as const
    expect(() => defineRoute(route)).toThrow('a right belongs to an owner')
  })
})
