/** Single sign-on against a provider process that speaks OpenID Connect: who comes in, and which answers are refused. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handleAuth } from '#lib/auth/handle-auth.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { Context } from '#lib/services/context.ts'
import { invite } from '#lib/services/people/invitations.ts'
import { GET as me } from '../../app/api/v1/me/route.ts'
import { handlerOf, ORIGIN, OWNER_A, openWorld, type World } from '../access/harness.ts'
import { type Flaw, startProvider } from './identity-provider.ts'

let world: World
let provider: Awaited<ReturnType<typeof startProvider>>
beforeAll(async () => {
  world = await openWorld()
  provider = await startProvider()
  const site = world.ctx.site as { sso?: Context['site']['sso'] }
  site.sso = {
    issuer: provider.issuer,
    clientId: 'gatehouse',
    clientSecret: 's3cret',
    name: 'Test ID',
    domains: ['allowed.example'],
  }
})
afterAll(async () => {
  await provider.close()
  await world.close()
})
beforeEach(() => {
  provider.state.flaw = 'none'
})

const get = (path: string, cookie = '') => {
  const url = new URL(path, ORIGIN)
  const request = new Request(url, { headers: { host: url.host, 'x-gatehouse-address': '192.0.2.5', cookie } })
  return handleAuth(world.ctx, request, url.pathname.replace('/api/auth/', '').split('/'))
}
const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .filter((one) => !one?.endsWith('='))
    .join('; ')

async function begin(next = '/') {
  const start = await get(`/api/auth/sso?next=${encodeURIComponent(next)}`)
  expect(start.status).toBe(302)
  return { address: start.headers.get('location') ?? '', cookie: cookiesOf(start) }
}

/** A whole sign-in; answers where it led, and the session. */
async function signIn(person: typeof provider.state.person, next = '/') {
  provider.state.person = person
  const { address, cookie } = await begin(next)
  const back = provider.authorize(address)
  const response = await get(back.pathname + back.search, cookie)
  expect(response.status).toBe(302)
  return { to: (response.headers.get('location') ?? '').replace(ORIGIN, ''), session: cookiesOf(response) }
}

const whoAmI = async (cookie: string) => {
  const response = await me(new Request(`${ORIGIN}/api/v1/me`, { headers: { cookie } }), {
    params: Promise.resolve({}),
  })
  return {
    status: response.status,
    body: (await response.json()) as { user?: { id: string; email: string }; owners?: unknown[] },
  }
}

describe('somebody known', () => {
  it('comes in by the verified address, and then by the subject alone', async () => {
    const first = await signIn({ sub: 'ada', email: 'Admin-A@example.org', email_verified: true }, '/o/::a/gateways')
    expect(first.to).toBe('/o/::a/gateways')
    expect(await whoAmI(first.session)).toMatchObject({ status: 200, body: { user: { id: world.people.adminA } } })
    // The provider has a new address for the same person.
    const later = await signIn({ sub: 'ada', email: 'renamed@example.org', email_verified: false })
    expect((await whoAmI(later.session)).body.user?.id).toBe(world.people.adminA)
    const links = await world.ctx.sql`select 1 from audit_entries where action = 'identity.link'`
    expect(links).toHaveLength(1)
  })

  it('does not come in by an address that is not verified, or when disabled', async () => {
    const person = { sub: 'mallory', email: 'operator-a@example.org' }
    for (const email_verified of [false, undefined, 'false'])
      expect(await signIn({ ...person, ...(email_verified === undefined ? {} : { email_verified }) })).toEqual({
        to: '/sign-in?sso=unverified',
        session: '',
      })
    await world.ctx.sql`update users set disabled_at = now() where id = ${world.people.operatorA}`
    expect(await signIn({ ...person, email_verified: true })).toEqual({ to: '/sign-in?sso=disabled', session: '' })
    await world.ctx.sql`update users set disabled_at = null where id = ${world.people.operatorA}`
  })
})

describe('somebody new', () => {
  it('is refused without invitation and outside the domains', async () => {
    const answer = await signIn({ sub: 'eve', email: 'eve@not-allowed.example', email_verified: true })
    expect(answer).toEqual({ to: '/sign-in?sso=unknown', session: '' })
    expect(await signIn({ sub: 'eve', email: 'eve@x.allowed.example', email_verified: true })).toMatchObject({
      to: '/sign-in?sso=unknown',
    })
    expect(await world.ctx.sql`select 1 from users where email like 'eve@%'`).toHaveLength(0)
  })

  it('gets an account by a domain, in no owner, and has no password', async () => {
    const { session } = await signIn({ sub: 'dora', email: 'dora@allowed.example', email_verified: true, name: 'Dora' })
    expect((await whoAmI(session)).body).toMatchObject({ user: { name: 'Dora' }, owners: [] })
    const [row] = await world.ctx.sql`select password_hash from users where email = 'dora@allowed.example'`
    expect(row).toEqual({ password_hash: null })
  })

  it('becomes the member that was invited, with the address of the userinfo endpoint too', async () => {
    const actor = { id: `user:${world.people.adminA}`, address: null, ownerId: OWNER_A }
    await invite(world.ctx, actor, { email: 'ivan@partner.example', role: 'viewer', language: 'en', days: 1 })
    provider.state.flaw = 'userinfo'
    const { session } = await signIn({ sub: 'ivan', email: 'ivan@partner.example', email_verified: true })
    expect((await whoAmI(session)).body.owners).toEqual([
      { id: formatId6(OWNER_A), name: 'Owner A', role: 'viewer', locked: null },
    ])
    const open = await world.ctx
      .sql`select 1 from invitations where email = 'ivan@partner.example' and accepted_at is null`
    expect(open).toHaveLength(0)
  })
})

describe('an answer counts only', () => {
  const ada = { sub: 'ada', email: 'admin-a@example.org', email_verified: true }

  it.each<Flaw>(['signature', 'nonce', 'audience', 'issuer', 'expired'])('with the right %s', async (flaw) => {
    provider.state.flaw = flaw
    const before = provider.state.tokens
    expect(await signIn(ada)).toEqual({ to: '/sign-in?sso=failed', session: '' })
    expect(provider.state.tokens).toBe(before + 1)
  })

  it('in the browser that began, with its state, and once', async () => {
    provider.state.person = ada
    const { address, cookie } = await begin()
    const back = provider.authorize(address)
    const finish = async (search: string, withCookie = cookie) =>
      (await get(`/api/auth/sso/callback${search}`, withCookie)).headers.get('location')?.replace(ORIGIN, '')
    expect(await finish(back.search, '')).toBe('/sign-in?sso=expired')
    expect(await finish(back.search, (await begin()).cookie)).toBe('/sign-in?sso=failed')
    expect(await finish(back.search.replace(/state=[^&]*/, 'state=another'))).toBe('/sign-in?sso=failed')
    expect(await finish('?error=access_denied&state=x')).toBe('/sign-in?sso=failed')
    expect(await finish(back.search)).toBe('/')
    // The code is spent at the provider.
    expect(await finish(back.search)).toBe('/sign-in?sso=failed')
  })

  it('and asks with PKCE, state and nonce, and leads to no other site', async () => {
    const { address } = await begin('//evil.example')
    const asked = new URL(address).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      client_id: 'gatehouse',
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${ORIGIN}/api/auth/sso/callback`,
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThan(40)
    expect((await signIn(ada, '//evil.example/x')).to).toBe('/')
  })
})

describe('an owner that demands single sign-on', () => {
  it('opens for such sessions alone, and cannot lock out who demands it', async () => {
    const { session } = await signIn({ sub: 'ada', email: 'admin-a@example.org', email_verified: true })
    const owner = formatId6(OWNER_A)
    const demand = (headers: Record<string, string>) =>
      handlerOf('PATCH', '/api/v1/owner')(
        new Request(`${ORIGIN}/api/v1/owner`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', origin: ORIGIN, host: new URL(ORIGIN).host, ...headers },
          body: JSON.stringify({ ownerid: owner, sso: true }),
        }),
        { params: Promise.resolve({}) },
      )
    expect((await demand(await world.credentials('adminA'))).status).toBe(409)
    expect((await demand({ cookie: session })).status).toBe(200)
    const list = (caller: 'adminA' | 'tokenA') => world.call(caller, 'GET', '/api/v1/gateways', { query: { owner } })
    expect((await list('adminA')).status).toBe(403)
    expect((await list('tokenA')).status).toBe(200)
    expect((await whoAmI(session)).body.owners).toEqual([expect.objectContaining({ locked: null })])
  })
})

it('without a provider there is nothing at these addresses', async () => {
  const site = world.ctx.site as { sso?: Context['site']['sso'] }
  const { sso } = site
  delete site.sso
  expect([(await get('/api/auth/sso')).status, (await get('/api/auth/sso/callback')).status]).toEqual([404, 404])
  site.sso = sso
})
