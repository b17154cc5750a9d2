/** Members, invitations, sessions, second factors and members' own tokens. */
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handleAuth } from '#lib/auth/handle-auth.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { codeAt } from '#lib/domain/people/one-time-code.ts'
import { cleanUpLeftovers } from '#lib/services/clean-up-leftovers.ts'
import type { Context } from '#lib/services/context.ts'
import { createOwner } from '#lib/services/create-owner.ts'
import { createUser } from '#lib/services/create-user.ts'
import { closeMailConnections } from '#lib/services/events/send-mail.ts'
import {
  type CallOptions,
  handlerOf,
  ORIGIN,
  openWorld,
  PASSWORD,
  sessionCookie,
  type World,
} from '../access/harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  closeMailConnections()
  await world.close()
})

type Answer = { readonly status: number; readonly body: Record<string, never> & { detail?: string } }
type Method = Parameters<World['call']>[1]

/** A call with a cookie or a token of one's own. */
async function ask(
  credentials: Readonly<Record<string, string>>,
  method: Method,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const url = new URL(
    path.replaceAll(/\[(\w+)\]/g, (_, name) => options.params?.[name] ?? ''),
    ORIGIN,
  )
  for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value)
  const request = new Request(url, {
    method,
    headers: {
      host: url.host,
      origin: ORIGIN,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...credentials,
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const response = await handlerOf(method, path)(request, { params: Promise.resolve(options.params ?? {}) })
  return { status: response.status, body: response.status === 204 ? {} : await response.json() } as Answer
}

const cookieOf = async (userId: string, method: 'password' | 'sso' = 'password') => ({
  cookie: await sessionCookie(world.ctx, userId, method),
})
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

let count = 0
it('operators find people by name, e-mail and what they lack, page by page', async () => {
  const mark = randomUUID().slice(0, 8)
  const person = async (name: string, fields: { siteOperator?: boolean; disabled?: boolean; owner?: Eui }) => {
    const [row] = await world.ctx.sql<{ id: string }[]>`
      insert into users (email, name, password_hash, site_operator, disabled_at)
      values (${`${name}-${mark}@example.org`}, ${name}, 'x', ${fields.siteOperator ?? false}, ${fields.disabled ? new Date() : null})
      returning id`
    if (fields.owner && row)
      await world.ctx
        .sql`insert into memberships (owner_id, user_id, role) values (${fields.owner}, ${row.id}, 'viewer')`
    return row?.id ?? ''
  }
  const { ownerId } = await team()
  await person('amy', { owner: ownerId })
  await person('bob', { siteOperator: true })
  const cy = await person('cy', { disabled: true, owner: ownerId })
  await world.ctx.sql`
    insert into second_factors (user_id, secret_enc, created_at, confirmed_at) values (${cy}, '\\x00', now(), now())`
  const names = async (query: Record<string, string>) => {
    const response = await world.call('siteOperator', 'GET', '/api/v1/people', { query: { q: mark, ...query } })
    const page = (await response.json()) as { people: { name: string }[]; next: string | null }
    return { names: page.people.map(({ name }) => name), next: page.next }
  }
  expect((await names({})).names).toEqual(['amy', 'bob', 'cy'])
  expect((await names({ only: 'operators' })).names).toEqual(['bob'])
  expect((await names({ only: 'no-second-factor' })).names).toEqual(['amy', 'bob'])
  expect((await names({ only: 'no-owner' })).names).toEqual(['bob'])
  expect((await names({ only: 'disabled' })).names).toEqual(['cy'])
  const { next } = await names({ only: 'no-second-factor', limit: '1' })
  expect((await names({ only: 'no-second-factor', cursor: next ?? '' })).names).toEqual(['bob'])
})

/** An owner with an admin, and more people by role. */
async function team(...roles: readonly ('admin' | 'operator' | 'viewer')[]) {
  const ownerId = world.freshEui()
  const id6 = formatId6(ownerId)
  await createOwner(world.ctx, { id: ownerId, name: `Team ${++count}` })
  const people: string[] = []
  for (const role of ['admin' as const, ...roles])
    people.push(
      (await createUser(world.ctx, { email: `p${++count}@example.org`, password: PASSWORD, ownerId, role })).id,
    )
  const [admin = ''] = people
  return { ownerId, id6, admin, people, as: await cookieOf(admin) }
}

async function signIn(email: string, password: string, code?: string) {
  const headers = { host: new URL(ORIGIN).host, 'x-gatehouse-address': '192.0.2.1', 'user-agent': 'Browser/1' }
  const first = await handleAuth(world.ctx, new Request(`${ORIGIN}/api/auth/csrf`, { headers }), ['csrf'])
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const cookies = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
  const request = new Request(`${ORIGIN}/api/auth/callback/credentials`, {
    method: 'POST',
    headers: { ...headers, cookie: cookies(first) },
    body: new URLSearchParams({ email, password, csrfToken, ...(code ? { code } : {}), json: 'true' }),
  })
  const response = await handleAuth(world.ctx, request, ['callback', 'credentials'])
  const body = (await response.json()) as { detail?: string; errors?: { code: string }[] }
  return {
    status: response.status,
    fault: body.errors?.[0]?.code,
    cookie: cookies(response),
    csrf: { cookies: cookies(first), csrfToken },
  }
}

const emailOf = async (userId: string) => {
  const [row] = await world.ctx.sql<{ email: string }[]>`select email from users where id = ${userId}`
  return row?.email ?? ''
}
const lastAudit = async (ownerId: Eui | null, action: string) => {
  const [row] = await world.ctx.sql`
    select detail from audit_entries where owner_id is not distinct from ${ownerId} and action = ${action} order by id desc limit 1`
  return row?.detail
}

describe('members', () => {
  it('get another role, with what it was before in the audit trail, and it counts at once', async () => {
    const { ownerId, id6, as, people } = await team('viewer')
    const [, viewer = ''] = people
    const theirs = await cookieOf(viewer)
    const invite = { body: { ownerid: id6, email: 'x@example.org', role: 'viewer' } }
    expect((await ask(theirs, 'POST', '/api/v1/invitations', invite)).status).toBe(403)
    const change = (role: string) =>
      ask(as, 'PATCH', '/api/v1/members/[id]', { params: { id: viewer }, body: { ownerid: id6, role } })
    expect((await change('admin')).status).toBe(200)
    expect(await lastAudit(ownerId, 'member.role')).toEqual({
      member: viewer,
      before: { role: 'viewer' },
      after: { role: 'admin' },
    })
    expect((await ask(theirs, 'POST', '/api/v1/invitations', invite)).status).toBe(201)
  })

  it('there is always an admin, also when two remove each other at once', async () => {
    const { id6, as, admin, people } = await team('operator')
    const only = await ask(as, 'PATCH', '/api/v1/members/[id]', {
      params: { id: admin },
      body: { ownerid: id6, role: 'viewer' },
    })
    expect(only).toMatchObject({ status: 409, body: { detail: expect.stringContaining('last admin') } })
    const remove = (credentials: Record<string, string>, id: string) =>
      ask(credentials, 'DELETE', '/api/v1/members/[id]', { params: { id }, query: { owner: id6 } })
    expect((await remove(as, admin)).status).toBe(409)
    const [, other = ''] = people
    await world.ctx.sql`update memberships set role = 'admin' where user_id = ${other}`
    const both = await Promise.all([remove(as, other), remove(await cookieOf(other), admin)])
    const statuses = both.map(({ status }) => status).toSorted()
    expect(statuses[0]).toBe(204)
    expect([403, 409]).toContain(statuses[1])
    const left = await world.ctx.sql`
      select 1 from memberships m join owners o on o.id = m.owner_id where m.user_id in (${admin}, ${other}) and m.role = 'admin'`
    expect(left).toHaveLength(1)
  })

  it('once removed have nothing left: role, restrictions and tokens', async () => {
    const { ownerId, id6, as, people } = await team('operator', 'operator')
    const [, one = ''] = people
    const made = await ask(await cookieOf(one), 'POST', '/api/v1/tokens', {
      body: { ownerid: id6, name: 'mine', rights: ['gateway:read'] },
    })
    expect(made.status).toBe(201)
    const list = () => ask(bearer(String(made.body.token)), 'GET', '/api/v1/gateways', { query: { owner: id6 } })
    expect((await list()).status).toBe(200)
    const query = { owner: id6, tokens: 'revoke' }
    expect((await ask(as, 'DELETE', '/api/v1/members/[id]', { params: { id: one }, query })).status).toBe(204)
    expect((await list()).status).toBe(401)
    expect((await ask(await cookieOf(one), 'GET', '/api/v1/gateways', { query: { owner: id6 } })).status).toBe(403)
    expect(await lastAudit(ownerId, 'member.remove')).toMatchObject({ member: one, role: 'operator', tokensRevoked: 1 })
    expect((await ask(as, 'DELETE', '/api/v1/members/[id]', { params: { id: one }, query })).status).toBe(404)
  })
})

describe('invitations', () => {
  const invite = async (t: Awaited<ReturnType<typeof team>>, email: string, role = 'operator', days = 7) => {
    const answer = await ask(t.as, 'POST', '/api/v1/invitations', { body: { ownerid: t.id6, email, role, days } })
    expect(answer.status).toBe(201)
    return String(answer.body.link).split('#')[1] ?? ''
  }
  const look = (token: string) => ask({}, 'POST', '/api/v1/invitations/look', { body: { token } })
  const accept = (token: string, password = PASSWORD) =>
    ask({}, 'POST', '/api/v1/invitations/accept', { body: { token, name: 'New Person', password } })

  it('bring somebody new in, once, in the role that was bound to the link', async () => {
    const t = await team()
    const token = await invite(t, ' New.Person@Example.org ')
    expect(await look(token)).toMatchObject({
      status: 200,
      body: { email: 'new.person@example.org', role: 'operator', known: false },
    })
    expect((await accept(token, 'short')).status).toBe(422)
    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1)
    expect((await accept(token)).status).toBe(404)
    expect((await look(token)).status).toBe(404)
    const [row] = await world.ctx.sql`
      select m.role, u.name from memberships m join users u on u.id = m.user_id
       where m.owner_id = ${t.ownerId} and u.email = 'new.person@example.org'`
    expect(row).toEqual({ role: 'operator', name: 'New Person' })
    expect((await signIn('new.person@example.org', PASSWORD)).status).toBe(200)
    expect(await lastAudit(t.ownerId, 'member.join')).toMatchObject({ role: 'operator', created: true })
    const everything =
      JSON.stringify(await world.ctx.sql`select * from invitations`) +
      JSON.stringify(await world.ctx.sql`select detail from audit_entries`)
    expect(everything).not.toContain(token)
  })

  it('bring in somebody known only with the account that was invited', async () => {
    const t = await team()
    const other = await team()
    const token = await invite(t, await emailOf(other.admin), 'viewer')
    expect(await look(token)).toMatchObject({ body: { known: true } })
    // Whoever holds only the link does not come in as that person.
    expect((await accept(token)).status).toBe(409)
    const join = (credentials: Record<string, string>) =>
      ask(credentials, 'POST', '/api/v1/me/invitations', { body: { token } })
    expect((await join(t.as)).status).toBe(403)
    expect(await join(other.as)).toMatchObject({ status: 201, body: { owner: t.id6 } })
    expect((await join(other.as)).status).toBe(404)
    const me = await ask(other.as, 'GET', '/api/v1/me')
    expect(me.body.owners).toHaveLength(2)
  })

  it('never lower the role of a member, and are refused for one', async () => {
    const t = await team()
    const email = await emailOf(t.admin)
    const again = await ask(t.as, 'POST', '/api/v1/invitations', { body: { ownerid: t.id6, email, role: 'viewer' } })
    expect(again).toMatchObject({ status: 409, body: { detail: expect.stringContaining('member already') } })
    const token = await invite(t, 'soon@example.org', 'viewer')
    await createUser(world.ctx, { email: 'soon@example.org', password: PASSWORD, ownerId: t.ownerId, role: 'admin' })
    const [soon] = await world.ctx.sql<{ id: string }[]>`select id from users where email = 'soon@example.org'`
    const theirs = await cookieOf(soon?.id ?? '')
    expect((await ask(theirs, 'POST', '/api/v1/me/invitations', { body: { token } })).status).toBe(201)
    const [role] = await world.ctx
      .sql`select role from memberships where owner_id = ${t.ownerId} and user_id = ${soon?.id ?? ''}`
    expect(role).toEqual({ role: 'admin' })
  })

  it('end by time, by hand, and by a newer one', async () => {
    const t = await team()
    const first = await invite(t, 'late@example.org')
    const second = await invite(t, 'late@example.org', 'viewer', 1)
    expect((await look(first)).status).toBe(404)
    expect((await look(second)).status).toBe(200)
    const list = await ask(t.as, 'GET', '/api/v1/invitations', { query: { owner: t.id6 } })
    const [open] = list.body.invitations as unknown as { id: string }[]
    const query = { owner: t.id6 }
    const revoke = () => ask(t.as, 'DELETE', '/api/v1/invitations/[id]', { params: { id: open?.id ?? '' }, query })
    expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 404])
    expect((await look(second)).status).toBe(404)
    const third = await invite(t, 'late@example.org', 'viewer', 1)
    world.advance(86_400_001)
    expect((await accept(third)).status).toBe(404)
    world.advance(-86_400_001)
  })

  it('go out by mail where the server sends any, with no header that a name brings along', async () => {
    const mails: string[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        let text = ''
        stream.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        stream.on('end', () => {
          mails.push(text)
          done()
        })
      },
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const port = (server.server.address() as AddressInfo).port
    const site = world.ctx.site as { mail?: Context['site']['mail'] }
    site.mail = { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Gatehouse <gatehouse@example.org>' }
    try {
      const t = await team()
      await world.ctx.sql`update owners set name = ${'Acme\r\nBcc: all@example.org'} where id = ${t.ownerId}`
      const answer = await ask(t.as, 'POST', '/api/v1/invitations', {
        body: { ownerid: t.id6, email: 'mailed@example.org', role: 'viewer', language: 'de' },
      })
      expect(answer).toMatchObject({ status: 201, body: { mailed: true } })
      expect(mails).toHaveLength(1)
      const plain = (mails[0] ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')
      expect(plain).toContain(String(answer.body.link))
      expect(plain).toMatch(/^Subject: \[Gatehouse\] Einladung zu Acme Bcc: all@example\.org\r$/m)
      expect(plain).toContain('Der Link gilt einmal, bis ')
      expect(plain).toMatch(/^To: mailed@example\.org\r$/m)
      expect(plain).not.toMatch(/^Bcc:/m)
      closeMailConnections()
    } finally {
      delete site.mail
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
    // A server that is gone: the link is there all the same.
    site.mail = { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'g@example.org' }
    const t = await team()
    const answer = await ask(t.as, 'POST', '/api/v1/invitations', {
      body: { ownerid: t.id6, email: 'lost@example.org', role: 'viewer' },
    })
    delete site.mail
    expect(answer).toMatchObject({ status: 201, body: { mailed: false, link: expect.stringContaining('/invite#') } })
  })
})

describe('sessions', () => {
  it('are listed with where they were used, and end one by one or all but this', async () => {
    const { admin } = await team()
    const [one, two, three] = [await cookieOf(admin), await cookieOf(admin), await cookieOf(admin)]
    const list = async (credentials: Record<string, string>, headers = {}) =>
      (await ask(credentials, 'GET', '/api/v1/me/sessions', { headers })).body.sessions as unknown as {
        id: string
        current: boolean
        address: string | null
        agent: string | null
      }[]
    expect(await list(one)).toHaveLength(4)
    world.advance(61_000)
    await list(two, { 'user-agent': 'Roof phone', 'x-gatehouse-address': '203.0.113.9' })
    const seen = await list(two)
    expect(seen[0]).toMatchObject({ current: true, agent: 'Roof phone', address: '203.0.113.9' })
    expect(seen.filter(({ current }) => current)).toHaveLength(1)
    const [mine] = await list(three)
    const third = (await list(three)).find(({ current }) => current)
    expect(mine?.id).toBeDefined()
    const params = { id: third?.id ?? '' }
    expect((await ask(one, 'DELETE', '/api/v1/me/sessions/[id]', { params })).status).toBe(204)
    expect((await ask(three, 'GET', '/api/v1/me')).status).toBe(401)
    expect((await ask(one, 'DELETE', '/api/v1/me/sessions/[id]', { params })).status).toBe(404)
    expect(await ask(one, 'POST', '/api/v1/me/sessions/end-others')).toMatchObject({ status: 200, body: { ended: 2 } })
    expect([(await ask(one, 'GET', '/api/v1/me')).status, (await ask(two, 'GET', '/api/v1/me')).status]).toEqual([
      200, 401,
    ])
    // Another person's session cannot be told from none.
    const other = await team()
    const [theirs] = await list(other.as)
    expect((await ask(one, 'DELETE', '/api/v1/me/sessions/[id]', { params: { id: theirs?.id ?? '' } })).status).toBe(
      404,
    )
    expect((await ask(other.as, 'GET', '/api/v1/me')).status).toBe(200)
  })

  it('end with signing out, also for who copied the cookie, and by time', async () => {
    const { admin } = await team()
    const { cookie, csrf } = await signIn(await emailOf(admin), PASSWORD)
    expect((await ask({ cookie }, 'GET', '/api/v1/me')).status).toBe(200)
    const out = new Request(`${ORIGIN}/api/auth/signout`, {
      method: 'POST',
      headers: { host: new URL(ORIGIN).host, cookie: `${csrf.cookies}; ${cookie}` },
      body: new URLSearchParams({ csrfToken: csrf.csrfToken, json: 'true' }),
    })
    expect((await handleAuth(world.ctx, out, ['signout'])).status).toBe(200)
    expect((await ask({ cookie }, 'GET', '/api/v1/me')).status).toBe(401)
    const late = await cookieOf(admin)
    world.advance(12 * 3_600_000 + 1)
    expect((await ask(late, 'GET', '/api/v1/me')).status).toBe(401)
    await cleanUpLeftovers(world.ctx)
    const left = await world.ctx.sql`select 1 from sessions where user_id = ${admin}`
    expect(left).toHaveLength(0)
    world.advance(-12 * 3_600_000 - 1)
  })
})

describe('a second factor', () => {
  const now = () => world.ctx.now()
  const base32 = (text: string) => {
    const bits = [...text]
      .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
      .join('')
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  }
  async function enrol(as: Record<string, string>) {
    const begun = await ask(as, 'POST', '/api/v1/me/second-factor', { body: { password: PASSWORD } })
    expect(begun.status).toBe(201)
    const secret = base32(String(begun.body.secret))
    const code = codeAt(secret, now())
    const done = await ask(as, 'POST', '/api/v1/me/second-factor/confirm', { body: { code } })
    expect(done.status).toBe(200)
    const recovery = done.body.recoveryCodes as unknown as string[]
    expect(recovery).toHaveLength(10)
    world.advance(31_000)
    return { secret, recovery, code }
  }

  it('is set up with the password and a first code, and counts only then', async () => {
    const { as, admin } = await team()
    const email = await emailOf(admin)
    const wrong = await ask(as, 'POST', '/api/v1/me/second-factor', { body: { password: 'not the password' } })
    expect(wrong.status).toBe(422)
    const begun = await ask(as, 'POST', '/api/v1/me/second-factor', { body: { password: PASSWORD } })
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/Gatehouse/)
    expect((await ask(as, 'POST', '/api/v1/me/second-factor/confirm', { body: { code: '000000' } })).status).toBe(422)
    expect((await signIn(email, PASSWORD)).status).toBe(200)
    await enrol(as)
    expect(await signIn(email, PASSWORD)).toMatchObject({ status: 401, fault: 'code_needed' })
    expect((await ask(as, 'POST', '/api/v1/me/second-factor', { body: { password: PASSWORD } })).status).toBe(409)
    const [row] = await world.ctx.sql`select secret_enc from second_factors where user_id = ${admin}`
    expect(Buffer.from(row?.secret_enc).includes(base32(String(begun.body.secret)))).toBe(false)
  })

  it('is asked for after the right password alone; a code counts once, also the one that set it up', async () => {
    const { as, admin } = await team()
    const email = await emailOf(admin)
    const { secret, code } = await enrol(as)
    expect(await signIn(email, 'not the password', codeAt(secret, now()))).toMatchObject({
      status: 401,
      fault: undefined,
    })
    expect(await signIn(email, PASSWORD, code)).toMatchObject({ status: 401, fault: 'code_wrong' })
    const next = codeAt(secret, now())
    const both = await Promise.all([signIn(email, PASSWORD, next), signIn(email, PASSWORD, next)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
    expect(await signIn(email, PASSWORD, next)).toMatchObject({ status: 401, fault: 'code_wrong' })
    world.advance(30_000)
    // The clock of the phone is a step ahead.
    const ahead = codeAt(secret, new Date(now().getTime() + 30_000))
    expect((await signIn(email, PASSWORD, ahead)).status).toBe(200)
    // An earlier step than one that was taken is over.
    expect((await signIn(email, PASSWORD, codeAt(secret, now()))).status).toBe(401)
  })

  it('limits guesses per person, wherever they come from', async () => {
    // A pause of seconds must not be over because the machine is busy.
    world.stopClock()
    const { as, admin } = await team()
    const email = await emailOf(admin)
    const { secret } = await enrol(as)
    const wrong = () => (codeAt(secret, now()) === '123456' ? '654321' : '123456')
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) statuses.push((await signIn(email, PASSWORD, wrong())).status)
    expect(statuses.at(-1)).toBe(429)
    // Password-only attempts in between forgive nothing.
    expect(await signIn(email, PASSWORD)).toMatchObject({ fault: 'code_needed' })
    expect((await signIn(email, PASSWORD, codeAt(secret, now()))).status).toBe(429)
    world.advance(61_000)
    expect((await signIn(email, PASSWORD, codeAt(secret, now()))).status).toBe(200)
  })

  it('is replaced by each recovery code once, and new ones end the old ones', async () => {
    const { as, admin } = await team()
    const email = await emailOf(admin)
    const { secret, recovery } = await enrol(as)
    const [first = '', second = '', third = ''] = recovery
    expect((await signIn(email, PASSWORD, first.toUpperCase().replaceAll('-', ' '))).status).toBe(200)
    expect(await signIn(email, PASSWORD, first)).toMatchObject({ status: 401, fault: 'code_wrong' })
    expect(await ask(as, 'GET', '/api/v1/me/second-factor')).toMatchObject({ body: { recoveryCodes: 9 } })
    const renewed = await ask(as, 'POST', '/api/v1/me/second-factor/recovery-codes', {
      body: { password: PASSWORD, code: codeAt(secret, now()) },
    })
    expect(renewed.status).toBe(200)
    expect((await signIn(email, PASSWORD, second)).status).toBe(401)
    const [fresh = ''] = renewed.body.recoveryCodes as unknown as string[]
    expect((await signIn(email, PASSWORD, fresh)).status).toBe(200)
    const everything = JSON.stringify(await world.ctx.sql`select detail from audit_entries`)
    for (const code of [first, third, fresh]) expect(everything).not.toContain(code)
  })

  it('is switched off with password and code, or by an operator, which the trail tells', async () => {
    const { as, admin } = await team()
    const email = await emailOf(admin)
    const { secret } = await enrol(as)
    const off = (password: string, code: string) =>
      ask(as, 'POST', '/api/v1/me/second-factor/disable', { body: { password, code } })
    expect((await off('not the password', codeAt(secret, now()))).status).toBe(422)
    expect((await off(PASSWORD, '000000')).status).toBe(422)
    expect((await off(PASSWORD, codeAt(secret, now()))).status).toBe(200)
    expect((await signIn(email, PASSWORD)).status).toBe(200)
    await enrol(as)
    const reset = () =>
      world.call('siteOperator', 'DELETE', '/api/v1/people/[id]/second-factor', { params: { id: admin } })
    expect((await reset()).status).toBe(204)
    expect((await reset()).status).toBe(404)
    expect(await lastAudit(null, 'second-factor.reset')).toEqual({ user: admin })
    expect((await signIn(email, PASSWORD)).status).toBe(200)
  })

  it('may be demanded by an owner: who has none keeps the membership and can do nothing there', async () => {
    const { ownerId, id6, as, people } = await team('operator')
    const [, operator = ''] = people
    const theirs = await cookieOf(operator)
    const demand = (secondFactor: boolean) =>
      ask(as, 'PATCH', '/api/v1/owner', { body: { ownerid: id6, secondFactor } })
    expect(await demand(true)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('own second factor first') },
    })
    await enrol(as)
    const own = await ask(theirs, 'POST', '/api/v1/tokens', {
      body: { ownerid: id6, name: 'mine', rights: ['gateway:read'] },
    })
    expect(await demand(true)).toMatchObject({ status: 200, body: { secondFactor: true, unprotected: 1 } })
    expect(await lastAudit(ownerId, 'owner.change')).toEqual({
      before: { secondFactor: false },
      after: { secondFactor: true },
    })
    const list = (credentials: Record<string, string>) =>
      ask(credentials, 'GET', '/api/v1/gateways', { query: { owner: id6 } })
    expect((await list(as)).status).toBe(200)
    expect(await list(theirs)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('second factor') },
    })
    expect((await list(bearer(String(own.body.token)))).status).toBe(401)
    expect(await ask(theirs, 'GET', '/api/v1/me')).toMatchObject({
      body: { owners: [{ id: id6, locked: 'second-factor' }] },
    })
    await enrol(theirs)
    expect((await list(theirs)).status).toBe(200)
    expect((await list(bearer(String(own.body.token)))).status).toBe(200)
    expect((await list(await cookieOf(operator, 'sso'))).status).toBe(200)
  })
})

describe('a member’s own token', () => {
  it('has no more rights than the member, now and later', async () => {
    const { id6, as, people } = await team('operator', 'viewer')
    const [, operator = '', viewer = ''] = people
    const [ops, view] = [await cookieOf(operator), await cookieOf(viewer)]
    const make = (credentials: Record<string, string>, rights: string[]) =>
      ask(credentials, 'POST', '/api/v1/tokens', { body: { ownerid: id6, name: 'own', rights } })
    expect((await make(view, ['gateway:claim'])).status).toBe(403)
    expect((await make(ops, ['owner:admin'])).status).toBe(403)
    const made = await make(ops, ['gateway:read', 'connection:write', 'connection:read'])
    expect(made.status).toBe(201)
    const create = () =>
      ask(bearer(String(made.body.token)), 'PATCH', '/api/v1/gateways/[eui]', {
        params: { eui: 'no-such' },
        body: { ownerid: id6, name: 'x' },
      })
    const connections = () =>
      ask(bearer(String(made.body.token)), 'GET', '/api/v1/connections', { query: { owner: id6 } })
    expect((await connections()).status).toBe(200)
    expect((await create()).status).toBe(403)
    const list = async (credentials: Record<string, string>) =>
      (await ask(credentials, 'GET', '/api/v1/tokens', { query: { owner: id6 } })).body.tokens as unknown as {
        own: boolean
        id: string
      }[]
    expect(await list(as)).toEqual([expect.objectContaining({ own: true })])
    expect(await list(ops)).toHaveLength(1)
    expect(await list(view)).toHaveLength(0)
    const params = { id: String(made.body.id) }
    const revoke = (credentials: Record<string, string>) =>
      ask(credentials, 'DELETE', '/api/v1/tokens/[id]', { params, query: { owner: id6 } })
    expect((await revoke(view)).status).toBe(404)
    await ask(as, 'PATCH', '/api/v1/members/[id]', { params: { id: operator }, body: { ownerid: id6, role: 'viewer' } })
    const webhook = await ask(bearer(String(made.body.token)), 'POST', '/api/v1/connections', {
      body: { ownerid: id6, name: 'x', url: 'https://example.org', contentType: 'json' },
    })
    expect(webhook.status).toBe(403)
    expect((await connections()).status).toBe(200)
    expect((await revoke(ops)).status).toBe(204)
    expect((await connections()).status).toBe(401)
  })

  it('sees what the domains of the member allow', async () => {
    const { ownerId, id6, as, people } = await team('operator')
    const [, operator = ''] = people
    const post = async (path: string, body: Record<string, unknown>) => {
      const answer = await ask(as, 'POST', path, { body: { ownerid: id6, ...body } })
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
      return answer.body as unknown as { id: string; connection?: { id: string } }
    }
    await ask(as, 'PATCH', '/api/v1/domains', { body: { ownerid: id6, enabled: true } })
    const { id: groupId } = await post('/api/v1/domain-groups', { name: 'Region' })
    const emea = await post('/api/v1/domains', { groupId, path: 'EMEA' })
    const apac = await post('/api/v1/domains', { groupId, path: 'APAC' })
    for (const [name, domain] of [
      ['in', emea],
      ['out', apac],
    ] as const)
      await post('/api/v1/connections', {
        name,
        url: 'https://as.example.org/x',
        contentType: 'json',
        domains: [domain.id],
      })
    const { body } = await ask(await cookieOf(operator), 'POST', '/api/v1/tokens', {
      body: { ownerid: id6, name: 'own', rights: ['connection:read'] },
    })
    const names = async () => {
      const answer = await ask(bearer(String(body.token)), 'GET', '/api/v1/connections', { query: { owner: id6 } })
      return (answer.body.connections as unknown as { name: string }[]).map(({ name }) => name).toSorted()
    }
    expect(await names()).toEqual(['in', 'out'])
    const restrictions = [{ groupId, path: 'EMEA/*' }]
    await ask(as, 'PUT', '/api/v1/members/[id]/restrictions', {
      params: { id: operator },
      body: { ownerid: id6, restrictions },
    })
    expect(await names()).toEqual(['in'])
    expect(ownerId).toHaveLength(16)
  })
})
