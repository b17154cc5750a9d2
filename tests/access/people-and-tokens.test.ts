/** People, API tokens and their trail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { createOwner } from '#lib/services/create-owner.ts'
import { createUser } from '#lib/services/create-user.ts'
import { OWNER_A, openWorld, PASSWORD, type World } from './harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

describe('people', () => {
  it('are made once and become members of further owners', async () => {
    const { ctx } = world
    const made = await createUser(ctx, { email: 'Eve@Example.org', password: PASSWORD, ownerId: '::a', role: 'viewer' })
    const again = await createUser(ctx, { email: 'eve@example.org', ownerId: '::b', role: 'admin' })
    expect(again).toEqual({ id: made.id, created: false })
    const roles = await ctx.sql`select owner_id, role from memberships where user_id = ${made.id} order by owner_id`
    expect(roles.map(({ role }) => role)).toEqual(['viewer', 'admin'])
  })

  it('two calls at once for one new e-mail make one person', async () => {
    const params = { email: 'twin@example.org', password: PASSWORD, role: 'viewer' } as const
    const results = await Promise.all(['::a', '::b'].map((ownerId) => createUser(world.ctx, { ...params, ownerId })))
    expect(new Set(results.map(({ id }) => id)).size).toBe(1)
  })

  it.each([
    [{ email: 'nobody' }, 'invalid'],
    [{ password: 'short' }, 'invalid'],
    [{ ownerId: '::dead' }, 'not_found'],
    [{ ownerId: 'nonsense' }, 'invalid'],
  ])('refuses %o', async (change, code) => {
    const params = { email: 'new@example.org', password: PASSWORD, ownerId: '::a', role: 'viewer', ...change } as const
    await expect(createUser(world.ctx, params)).rejects.toMatchObject({ code })
  })

  it('an owner’s id is taken once', async () => {
    await createOwner(world.ctx, { id: '00-00-00-00-00-00-00-0C', name: 'C' })
    await expect(createOwner(world.ctx, { id: '::c', name: 'C again' })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('API tokens', () => {
  const actor = { id: 'cli', address: null }

  it('are shown once, kept as a digest, and listed without it', async () => {
    const { ctx } = world
    const { id, token } = await createApiToken(ctx, actor, { ownerId: OWNER_A, name: 'CI', rights: ['gateway:read'] })
    expect(token).toMatch(/^ght_[A-Za-z0-9_-]{43}$/)
    const dump = JSON.stringify(await ctx.sql`select t::text as t from api_tokens t`)
    expect(dump).not.toContain(token)
    const list = await world.call('adminA', 'GET', '/api/v1/tokens', { query: { owner: formatId6(OWNER_A) } })
    const { tokens } = (await list.json()) as { tokens: Record<string, unknown>[] }
    expect(tokens.find((one) => one.id === id)).toEqual({
      id,
      name: 'CI',
      kind: 'token',
      hint: token.slice(-4),
      rights: ['gateway:read'],
      createdBy: null,
      own: false,
      createdAt: expect.any(String),
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
    })
    const audit = JSON.stringify(await ctx.sql`select detail from audit_entries`)
    expect(audit).toContain(id)
    expect(audit).not.toContain(token)
  })

  it('note their use at most once a minute', async () => {
    const { ctx } = world
    const { id, token } = await createApiToken(ctx, actor, { ownerId: OWNER_A, name: 'CI', rights: ['gateway:read'] })
    const used = async () => {
      const headers = { authorization: `bearer ${token}` }
      const answer = await world.call('anonymous', 'GET', '/api/v1/gateways', { query: { owner: '::a' }, headers })
      expect(answer.status).toBe(200)
      const [row] = await ctx.sql<{ at: Date }[]>`select last_used_at as at from api_tokens where id = ${id}`
      return row?.at.getTime() ?? 0
    }
    const start = await used()
    world.advance(30_000)
    expect(await used()).toBe(start)
    world.advance(31_000)
    expect(await used()).toBeGreaterThan(start + 60_000)
  })

  it('end with their time and with their revocation', async () => {
    const { ctx } = world
    const expiresAt = new Date(ctx.now().getTime() + 60_000)
    const { id, token } = await createApiToken(ctx, actor, {
      ownerId: OWNER_A,
      name: 'CI',
      rights: ['gateway:read'],
      expiresAt,
    })
    const status = async () => {
      const headers = { authorization: `Bearer ${token}` }
      return (await world.call('anonymous', 'GET', '/api/v1/gateways', { query: { owner: '::a' }, headers })).status
    }
    expect(await status()).toBe(200)
    world.advance(61_000)
    expect(await status()).toBe(401)
    const revoke = () =>
      world.call('adminA', 'DELETE', '/api/v1/tokens/[id]', { query: { owner: '::a' }, params: { id } })
    expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 404])
  })

  it('give no more than their maker has', async () => {
    const { ctx } = world
    const limited = await createApiToken(ctx, actor, { ownerId: OWNER_A, name: 'people', rights: ['owner:admin'] })
    const post = (rights: string[]) =>
      world.call('anonymous', 'POST', '/api/v1/tokens', {
        body: { ownerid: '::a', name: 'more', rights },
        headers: { authorization: `Bearer ${limited.token}` },
      })
    expect((await post(['gateway:setup'])).status).toBe(403)
    expect((await post(['owner:admin'])).status).toBe(201)
    expect((await post(['gateway:fly'])).status).toBe(422)
  })
})

describe('the trail', () => {
  it('is paged without gaps, newest first, with names', async () => {
    for (let n = 0; n < 5; n++) await world.addTokenOfA()
    const page = async (cursor?: string) => {
      const query = { owner: '::a', limit: '3', ...(cursor ? { cursor } : {}) }
      const answer = await world.call('adminA', 'GET', '/api/v1/audit', { query })
      return (await answer.json()) as {
        entries: { id: string; action: string; actorName: string | null }[]
        next: string | null
      }
    }
    const ids: number[] = []
    let cursor: string | null | undefined
    do {
      const { entries, next } = await page(cursor ?? undefined)
      if (ids.length === 0) expect(entries[0]).toMatchObject({ action: 'token.create', actorName: 'admin-a' })
      ids.push(...entries.map(({ id }) => Number(id)))
      cursor = next
    } while (cursor)
    const [count] = await world.ctx.sql<
      { n: number }[]
    >`select count(*)::int as n from audit_entries where owner_id = ${OWNER_A}`
    expect(ids).toHaveLength(count?.n ?? 0)
    expect(ids).toEqual(ids.toSorted((a, b) => b - a))
  })

  it('a cursor of nobody’s is refused', async () => {
    const answer = await world.call('adminA', 'GET', '/api/v1/audit', { query: { owner: '::a', cursor: '1;drop' } })
    expect(answer.status).toBe(422)
  })
})
