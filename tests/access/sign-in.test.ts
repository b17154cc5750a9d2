/** Signing in through next-auth, pauses after wrong passwords, and the end of sessions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handleAuth } from '#lib/auth/handle-auth.ts'
import { hashPassword, verifyPassword } from '#lib/auth/password-hash.ts'
import { GET as me } from '../../app/api/v1/me/route.ts'
import { ORIGIN, openWorld, PASSWORD, sessionCookie, type World } from './harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

interface SignInOptions {
  readonly address?: string
  readonly origin?: string
  readonly csrf?: string
}

async function signIn(
  email: string,
  password: string,
  { address = '192.0.2.1', origin = ORIGIN, csrf }: SignInOptions = {},
) {
  const headers = { host: new URL(origin).host, 'x-gatehouse-address': address }
  const first = await handleAuth(world.ctx, new Request(`${origin}/api/auth/csrf`, { headers }), ['csrf'])
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const request = new Request(`${origin}/api/auth/callback/credentials`, {
    method: 'POST',
    headers: { ...headers, cookie: cookiesOf(first) },
    body: new URLSearchParams({ email, password, csrfToken: csrf ?? csrfToken, json: 'true' }),
  })
  return handleAuth(world.ctx, request, ['callback', 'credentials'])
}

const sessionOf = (response: Response) =>
  response.headers.getSetCookie().find((cookie) => cookie.includes('gatehouse.session='))

const whoAmI = async (cookie: string) =>
  (await me(new Request(`${ORIGIN}/api/v1/me`, { headers: { cookie } }), { params: Promise.resolve({}) })).status

describe('signing in', () => {
  it('gives a session cookie that scripts and other sites cannot use', async () => {
    const response = await signIn('Admin-A@example.org', PASSWORD)
    const cookie = sessionOf(response)
    expect(response.status).toBe(200)
    expect(cookie).toMatch(/^gatehouse\.session=/)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).not.toMatch(/Secure/i)
    const seconds = (Date.parse(/Expires=([^;]+)/.exec(cookie ?? '')?.[1] ?? '') - Date.now()) / 1000
    expect(seconds).toBeGreaterThan(12 * 3600 - 60)
    expect(seconds).toBeLessThan(12 * 3600 + 60)
    expect(await whoAmI(cookie?.split(';')[0] ?? '')).toBe(200)
  })

  it('over https the cookie is Secure and bound to the host', async () => {
    const cookie = sessionOf(await signIn('admin-a@example.org', PASSWORD, { origin: 'https://gatehouse.example' }))
    expect(cookie).toMatch(/^__Host-gatehouse\.session=.*Secure/)
    // The same session does not count over plain http, and a plain cookie not over https.
    expect(await whoAmI(cookie?.split(';')[0] ?? '')).toBe(401)
  })

  it('refuses a wrong password and an unknown e-mail in the same words', async () => {
    const ask = async (email: string) => {
      const response = await signIn(email, 'not the password at all', { address: '192.0.2.2' })
      return { status: response.status, session: sessionOf(response), answer: await response.json() }
    }
    const wrong = await ask('admin-a@example.org')
    expect(wrong).toMatchObject({
      status: 401,
      session: undefined,
      answer: { url: expect.stringContaining('CredentialsSignin') },
    })
    expect(await ask('nobody@example.org')).toEqual(wrong)
  })

  it('refuses a disabled person', async () => {
    await world.ctx.sql`update users set disabled_at = now() where id = ${world.people.viewerA}`
    expect((await signIn('viewer-a@example.org', PASSWORD)).status).toBe(401)
    await world.ctx.sql`update users set disabled_at = null where id = ${world.people.viewerA}`
    expect((await signIn('viewer-a@example.org', PASSWORD)).status).toBe(200)
  })

  it('needs the form’s CSRF token', async () => {
    const response = await signIn('admin-a@example.org', PASSWORD, { csrf: 'forged' })
    expect(sessionOf(response)).toBeUndefined()
  })

  it('offers nothing but signing in and out', async () => {
    for (const [method, path] of [
      ['GET', 'session'],
      ['POST', '_log'],
      ['GET', 'signin'],
      ['POST', 'session'],
    ] as const) {
      const response = await handleAuth(world.ctx, new Request(`${ORIGIN}/api/auth/${path}`, { method }), [path])
      expect(response.status).toBe(404)
    }
  })

  it('bounds the body and its kind', async () => {
    const post = (body: string, type: string) =>
      handleAuth(
        world.ctx,
        new Request(`${ORIGIN}/api/auth/callback/credentials`, {
          method: 'POST',
          body,
          headers: { 'content-type': type },
        }),
        ['callback', 'credentials'],
      )
    expect((await post('x'.repeat(20_000), 'application/x-www-form-urlencoded')).status).toBe(413)
    expect((await post('{', 'application/json')).status).toBe(415)
  })
})

describe('pauses', () => {
  // A pause of two seconds must not be over because the machine is busy.
  beforeAll(() => world.stopClock())

  it('after five wrong passwords from one address, also for the right one, and not for others', async () => {
    const address = '192.0.2.10'
    const attempt = async (password: string, from = address) =>
      (await signIn('operator-a@example.org', password, { address: from })).status
    for (let n = 0; n < 6; n++) expect(await attempt('wrong password here')).toBe(401)
    const paused = await signIn('operator-a@example.org', PASSWORD, { address })
    expect([paused.status, Number(paused.headers.get('retry-after'))]).toEqual([429, 2])
    expect(await paused.json()).toMatchObject({ detail: 'Too many attempts. Wait 2 s, then try again.' })
    expect(await attempt(PASSWORD, '192.0.2.11')).toBe(200)
    world.advance(2_100)
    expect(await attempt('wrong password here')).toBe(401)
    const longer = await signIn('operator-a@example.org', PASSWORD, { address })
    expect(Number(longer.headers.get('retry-after'))).toBe(4)
    world.advance(4_100)
    expect(await attempt(PASSWORD)).toBe(200)
    // A right password forgives: five free attempts again.
    for (let n = 0; n < 5; n++) expect(await attempt('wrong password here')).toBe(401)
    expect(await attempt(PASSWORD)).toBe(200)
  })

  it('holds for e-mails that nobody has', async () => {
    const attempt = async () =>
      (await signIn('ghost@example.org', 'wrong password here', { address: '192.0.2.12' })).status
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) statuses.push(await attempt())
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429])
  })

  it('parallel guesses are counted one by one', async () => {
    const guesses = Array.from({ length: 12 }, () =>
      signIn('admin-b@example.org', 'wrong password here', { address: '192.0.2.13' }),
    )
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(7)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5)
  })

  it('keeps no typed text', async () => {
    const rows = await world.ctx.sql`select key from sign_in_attempts`
    expect(rows.length).toBeGreaterThan(0)
    for (const { key } of rows) expect(key).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('the end of a session', () => {
  it('signing out everywhere ends every cookie with the next request', async () => {
    const one = await sessionCookie(world.ctx, world.people.adminA)
    const two = await sessionCookie(world.ctx, world.people.adminA)
    expect([await whoAmI(one), await whoAmI(two)]).toEqual([200, 200])
    expect((await world.call('adminA', 'POST', '/api/v1/me/sign-out-everywhere')).status).toBe(200)
    expect([await whoAmI(one), await whoAmI(two)]).toEqual([401, 401])
    expect(await whoAmI(await sessionCookie(world.ctx, world.people.adminA))).toBe(200)
  })

  it('changing the password does the same, and the old one no longer works', async () => {
    const before = await sessionCookie(world.ctx, world.people.viewerA)
    const next = 'a quite different passphrase'
    const change = (current: string, to: string) =>
      world.call('viewerA', 'POST', '/api/v1/me/password', { body: { current, next: to } })
    const wrong = await change('not the current one', next)
    expect(wrong.status).toBe(422)
    expect(await wrong.json()).toMatchObject({ errors: [{ pointer: '/current', code: 'password_wrong' }] })
    expect(await (await change(PASSWORD, 'short')).json()).toMatchObject({ errors: [{ pointer: '/next' }] })
    expect(await whoAmI(before)).toBe(200)
    expect((await change(PASSWORD, next)).status).toBe(200)
    expect(await whoAmI(before)).toBe(401)
    expect((await signIn('viewer-a@example.org', PASSWORD)).status).toBe(401)
    expect((await signIn('viewer-a@example.org', next)).status).toBe(200)
  })

  it('a forged or foreign cookie is nobody', async () => {
    const good = await sessionCookie(world.ctx, world.people.adminA)
    expect(await whoAmI(`${good.slice(0, -4)}AAAA`)).toBe(401)
    expect(await whoAmI('gatehouse.session=eyJhbGciOiJub25lIn0.e30.')).toBe(401)
  })

  it('a role taken away counts at once', async () => {
    const { ctx, people } = world
    await ctx.sql`delete from memberships where user_id = ${people.operatorA}`
    expect((await world.call('operatorA', 'GET', '/api/v1/gateways', { query: { owner: '::a' } })).status).toBe(403)
  })
})

describe('password hashes', () => {
  it('verify, refuse, and are salted', async () => {
    const [one, two] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)])
    expect(one).not.toBe(two)
    expect(await verifyPassword(PASSWORD, one)).toBe(true)
    expect(await verifyPassword(`${PASSWORD}x`, one)).toBe(false)
  })

  it('are computed with the same cost for who is unknown as for who is known', async () => {
    const stored = await hashPassword(PASSWORD)
    const costs: unknown[] = []
    const watched = (hash: string | undefined) =>
      verifyPassword('some other password', hash, (password, salt, cost) => {
        costs.push({ length: password.length, salt: salt.length, cost })
        return Promise.resolve(Buffer.alloc(32))
      })
    expect([await watched(stored), await watched(undefined)]).toEqual([false, false])
    expect(costs).toHaveLength(2)
    expect(costs[1]).toEqual(costs[0])
  })
})
