/** The first person of an empty installation. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFirstOperator, firstOperatorLink } from '#lib/services/first-operator.ts'
import { openWorld, PASSWORD, type World } from './harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const first = (token: string | undefined, email = 'first@example.org') => ({
  token,
  email,
  password: PASSWORD,
  name: 'First',
  ownerName: 'Acme',
  ownerId: '::1',
})

describe('the first operator', () => {
  beforeEach(async () => {
    await world.ctx.sql`delete from users`
  })

  it('is made once, with the token of the last link', async () => {
    const { ctx } = world
    const old = (await firstOperatorLink(ctx)) ?? ''
    const token = (await firstOperatorLink(ctx)) ?? ''
    expect(token).not.toBe(old)
    const [stored] = await ctx.sql<{ value: Buffer }[]>`select value from site_secrets where name = 'first-operator'`
    expect(stored?.value.includes(token)).toBe(false)
    await expect(createFirstOperator(ctx, first(old))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createFirstOperator(ctx, first(''))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createFirstOperator(ctx, { ...first(token), password: 'short' })).rejects.toMatchObject({
      code: 'invalid',
    })
    const { userId, ownerId } = await createFirstOperator(ctx, first(token))
    const [row] = await ctx.sql`
      select u.site_operator, m.role, o.name from users u
      join memberships m on m.user_id = u.id join owners o on o.id = m.owner_id
      where u.id = ${userId} and o.id = ${ownerId}`
    expect(row).toEqual({ site_operator: true, role: 'admin', name: 'Acme' })
    await expect(createFirstOperator(ctx, first(token, 'second@example.org'))).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await firstOperatorLink(ctx)).toBeNull()
  })

  it.each(['with the link', 'from the environment'])('of two at once one wins, %s', async (way) => {
    const { ctx } = world
    const token = way === 'with the link' ? ((await firstOperatorLink(ctx)) ?? '') : undefined
    const attempts = ['one', 'two', 'three'].map((name) =>
      createFirstOperator(ctx, first(token, `${name}@example.org`)),
    )
    const results = await Promise.allSettled(attempts)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const [count] = await ctx.sql<{ n: number }[]>`select count(*)::int as n from users`
    expect(count?.n).toBe(1)
  })

  it('through the API', async () => {
    const token = (await firstOperatorLink(world.ctx)) ?? ''
    const body = { token, email: 'First@Example.org', password: PASSWORD, name: '', ownerName: 'Acme', ownerid: '::1' }
    const post = (extra: object) =>
      world.call('anonymous', 'POST', '/api/v1/first-operator', { body: { ...body, ...extra } })
    const wrong = await post({ email: 'no address' })
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { errors: [{ pointer: '/email' }] }])
    expect((await post({})).status).toBe(201)
    expect((await post({ email: 'again@example.org' })).status).toBe(403)
  })
})
