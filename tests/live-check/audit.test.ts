/** A live check through its routes: who made it, where it went and how it ended stands in the audit trail, without keys. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { OWNER_A, openWorld, type World } from '../access/harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  const actor = { ownerId: OWNER_A, id: 'system', address: null }
  const [answer] = await addGateways(world.ctx, actor, [
    { gateway: '::7e57', flavorid: 'x', token: 'SomeSecretGatewayToken1' },
  ])
  expect(answer?.error).toBeUndefined()
})
afterAll(() => world.close())

test.each([
  [
    '/api/v1/lns/check',
    { network: 'own', address: 'ws://127.0.0.1:9' },
    'lns.check',
    { network: 'own', side: 'lns', address: 'ws://127.0.0.1:9', ok: false },
  ],
  [
    '/api/v1/credentials/check',
    { category: 'tc', uri: 'ws://127.0.0.1:9', key: 'Authorization: hidden-in-the-trail' },
    'credentials.check',
    { category: 'tc', uri: 'ws://127.0.0.1:9', ok: false, failed: 'address' },
  ],
])('%s', async (path, body, action, detail) => {
  const ownerid = formatId6(OWNER_A)
  const answer = await world.call('adminA', 'POST', path, { body: { ownerid, gateway: '::7e57', ...body } })
  expect(answer.status).toBe(200)
  const rows = await world.ctx.sql`
    select actor, eui, detail from audit_entries where action = ${action} order by id desc limit 1`
  expect(rows).toMatchObject([{ eui: '0000000000007e57', actor: expect.stringMatching(/^user:/), detail }])
  expect(JSON.stringify(rows)).not.toContain('hidden-in-the-trail')
})
