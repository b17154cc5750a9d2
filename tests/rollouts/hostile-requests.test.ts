/** Requests that somebody makes with bad intent, or a program by mistake. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { freezeRollout } from '#lib/services/rollouts/freeze-rollout.ts'
import { OWNER_A, openWorld, type World } from '#tests/access/harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const body = (patch: Record<string, unknown> = {}) => ({
  ownerid: '::a',
  name: 'Pilot',
  target: { by: 'filter' },
  change: { kind: 'credentials', lnsUri: 'ws://lns.example:1887' },
  eligibility: { neverSeen: 'wait' },
  ...patch,
})
const post = (who: Parameters<World['call']>[0], patch: Record<string, unknown> = {}, headers = {}) =>
  world.call(who, 'POST', '/api/v1/rollouts', { body: body(patch), headers })

test('a token that may not set gateways up neither makes nor moves a rollout of credentials', async () => {
  await world.addGatewayOfA()
  const { id } = (await (await post('adminA')).json()) as { id: string }
  const rights = ['gateway:read', 'firmware:write'] as const
  const { token } = await createApiToken(
    world.ctx,
    { id: 'cli', address: null },
    { ownerId: OWNER_A, name: 'CI', rights: [...rights] },
  )
  const headers = { authorization: `Bearer ${token}` }
  expect((await post('anonymous', {}, headers)).status).toBe(403)
  expect((await post('anonymous', { start: true }, headers)).status).toBe(403)
  const preview = { body: body(), headers }
  expect((await world.call('anonymous', 'POST', '/api/v1/rollouts/preview', preview)).status).toBe(403)
  const act = (action: string) =>
    world.call('anonymous', 'POST', '/api/v1/rollouts/[id]/actions', {
      body: { ownerid: '::a', action },
      params: { id },
      headers,
    })
  for (const action of ['start', 'pause', 'resume', 'abort', 'retry', 'return'])
    expect((await act(action)).status).toBe(403)
  const shown = await world.call('adminA', 'GET', '/api/v1/rollouts/[id]', { query: { owner: '::a' }, params: { id } })
  expect(await shown.json()).toMatchObject({ state: 'draft', createdByName: expect.any(String) })
})

test('values that are seldom meant start only once they are confirmed, at the creation and of a draft', async () => {
  const eui = await world.addGatewayOfA()
  const target = { by: 'gateways', gateways: [eui] }
  const preview = await world.call('adminA', 'POST', '/api/v1/rollouts/preview', { body: body({ target }) })
  expect(await preview.json()).toMatchObject({ doubts: [{ code: 'no-tls', category: 'tc' }], refused: [], tried: 1 })
  const refused = await post('adminA', { target, start: true })
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({
    detail: expect.stringContaining('To start all the same, name in “confirm”: no-tls.'),
    errors: [{ pointer: '/confirm', code: 'no-tls', detail: expect.stringContaining('without TLS') }],
  })
  expect((await post('adminA', { target, start: true, confirm: ['ip-host'] })).status).toBe(409)
  expect((await post('adminA', { target, start: true, confirm: ['whatever'] })).status).toBe(422)

  const { id } = (await (await post('adminA', { target })).json()) as { id: string }
  const start = (confirm?: readonly string[]) =>
    world.call('adminA', 'POST', '/api/v1/rollouts/[id]/actions', {
      body: { ownerid: '::a', action: 'start', ...(confirm ? { confirm } : {}) },
      params: { id },
    })
  expect(await (await start()).json()).toMatchObject({ status: 409, errors: [{ pointer: '/confirm', code: 'no-tls' }] })
  expect((await start(['no-tls'])).status).toBe(200)
})

describe('what makes no sense is refused by its field', () => {
  test.each([
    ['a share that is no number', { failure: { share: 'NaN' } }],
    ['a share over 100', { failure: { share: 100.1 } }],
    ['a negative share', { success: { share: -1 } }],
    ['a wave of 0 %', { waves: { by: 'share', shares: [0] } }],
    ['a wave of everything', { waves: { by: 'share', shares: [100] } }],
    ['no room', { maxInFlight: 0 }],
    ['a part of a gateway', { maxInFlight: 1.5 }],
    ['24:00', { windows: { zone: 'UTC', windows: [{ days: [1], from: '24:00', to: '02:00' }] } }],
    ['no weekday', { windows: { zone: 'UTC', windows: [{ days: [8], from: '01:00', to: '02:00' }] } }],
    ['no zone', { windows: { zone: 'Europe/Zurich; drop', windows: [{ days: [1], from: '01:00', to: '02:00' }] } }],
    ['no list', { target: { by: 'gateways', gateways: [] } }],
    ['no identifier', { target: { by: 'gateways', gateways: ["'; delete from gateways"] } }],
    ['an odd tag', { target: { by: 'tags', tags: ['a\u0000b'] } }],
    ['nothing to change', { change: { kind: 'credentials' } }],
    ['an image that is not there', { change: { kind: 'firmware', fwcrc: 4_294_967_295 } }],
    ['time without end', { proofMinutes: 1e9 }],
    ['a blank name', { name: '   ' }],
  ])('%s', async (_, patch) => {
    const response = await post('adminA', patch)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
  })
})

describe('what is odd and makes sense', () => {
  test.each([
    ['waves over 100 %', { waves: { by: 'share', shares: [90, 90, 90] } }],
    ['the same tag twice', { waves: { by: 'tag', tags: ['pilot', 'pilot'] } }],
    ['every threshold at 0', { success: { share: 0, soakMinutes: 0 }, failure: { share: 0, atLeast: 1, count: 0 } }],
    ['every threshold at 100', { success: { share: 100 }, failure: { share: 100 } }],
    ['text with wild cards', { target: { by: 'filter', q: '%_\\' } }],
    ['patterns with wild cards', { eligibility: { neverSeen: 'wait', models: ['%', '_*', '\\', '*'] } }],
    ['huge limits', { maxInFlight: Number.MAX_SAFE_INTEGER, failure: { count: Number.MAX_SAFE_INTEGER } }],
  ])('%s', async (_, patch) => {
    const response = await post('adminA', patch)
    expect(response.status).toBe(201)
    const preview = await world.call('adminA', 'POST', '/api/v1/rollouts/preview', { body: body(patch) })
    expect(preview.status).toBe(200)
  })

  test('a gateway in three notations, and one of somebody else, is one', async () => {
    const eui = await world.addGatewayOfA()
    const gateways = [formatId6(eui), eui, eui.toUpperCase(), '::dead:beef']
    const target = { by: 'gateways', gateways }
    const preview = await world.call('adminA', 'POST', '/api/v1/rollouts/preview', { body: body({ target }) })
    expect(await preview.json()).toMatchObject({ matching: 1, eligible: 1, maxInFlight: 10 })
    const response = await post('adminA', { target, start: true, confirm: ['no-tls'] })
    const made = (await response.json()) as { id: string }
    expect(made).toMatchObject({ state: 'starting', target: { by: 'gateways', gateways: 4 } })
    expect(await freezeRollout(world.ctx, OWNER_A, made.id)).toBeUndefined()
    const page = await world.call('viewerA', 'GET', '/api/v1/rollouts/[id]/gateways', {
      query: { owner: '::a' },
      params: { id: made.id },
    })
    expect(((await page.json()) as { gateways: unknown[] }).gateways).toHaveLength(1)
  })
})
