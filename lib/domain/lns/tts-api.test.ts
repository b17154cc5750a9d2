import { describe, expect, test } from 'vitest'
import { eui } from '../identifiers.ts'
import {
  checkFrequencyPlan,
  checkTtsId,
  createGatewayBody,
  createGatewayPath,
  createKeyBody,
  excessOfKey,
  identityHost,
  judgeLinkKey,
  readAuthInfo,
  readCreatedGateway,
  readCreatedKey,
  readGatewayEui,
} from './tts-api.ts'

const EUI = eui('B8-27-EB-FF-FE-A6-7A-72')
const TAKEN = JSON.stringify({
  code: 6,
  message: 'error:pkg/util/store:id_taken (ID already taken, choose a different one and try again)',
  details: [{ namespace: 'pkg/util/store', name: 'id_taken', code: 6 }],
})

test('a gateway is made under a user or an organization', () => {
  expect(createGatewayPath({ kind: 'user', id: 'anna' })).toBe('/api/v3/users/anna/gateways')
  expect(createGatewayPath({ kind: 'organization', id: 'acme' })).toBe('/api/v3/organizations/acme/gateways')
  const body = JSON.parse(
    createGatewayBody({
      eui: EUI,
      gatewayId: 'eui-b827ebfffea67a72',
      name: 'Roof',
      frequencyPlan: 'EU_863_870_TTN',
      serverAddress: 'eu1.example',
    }),
  )
  expect(body.gateway).toMatchObject({
    ids: { gateway_id: 'eui-b827ebfffea67a72', eui: 'B827EBFFFEA67A72' },
    frequency_plan_ids: ['EU_863_870_TTN'],
    gateway_server_address: 'eu1.example',
    require_authenticated_connection: true,
  })
  expect(JSON.parse(createKeyBody('LNS'))).toEqual({ name: 'LNS', rights: ['RIGHT_GATEWAY_LINK'] })
})

test('accounts of the Sandbox are on eu1', () => {
  expect(identityHost('nam1.cloud.thethings.network')).toBe('eu1.cloud.thethings.network')
  expect(identityHost('acme.nam1.cloud.thethings.industries')).toBe('acme.nam1.cloud.thethings.industries')
})

test('ids and plans are judged before anything is sent', () => {
  for (const id of ['eui-b827ebfffea67a72', 'abc', 'a1-b2']) expect(checkTtsId(id, 'id').ok).toBe(true)
  for (const id of ['', 'ab', 'A-b-c', 'a--b', '-abc', 'abc-', 'a/../b', 'x'.repeat(37)])
    expect(checkTtsId(id, 'id').ok).toBe(false)
  expect(checkFrequencyPlan('EU_863_870_TTN').ok).toBe(true)
  expect(checkFrequencyPlan('eu868').ok).toBe(false)
})

describe('answers', () => {
  test('created, taken, and somebody else’s EUI', () => {
    expect(readCreatedGateway({ status: 200, body: '{}' })).toEqual({ ok: true, value: 'created' })
    expect(readCreatedGateway({ status: 409, body: TAKEN })).toEqual({ ok: true, value: 'exists' })
    const euiTaken = JSON.stringify({ message: 'gateway EUI taken', details: [{ name: 'gateway_eui_taken' }] })
    expect(readCreatedGateway({ status: 409, body: euiTaken })).toMatchObject({
      error: expect.stringMatching(/under another id/),
    })
  })

  test.each([
    [401, /does not know this key/],
    [403, /needs the right “Create a gateway under the account”/],
    [404, /does not know this account/],
    [429, /fewer requests/],
    [502, /answered 502/],
  ])('status %i is a sentence', (status, sentence) => {
    const read = readCreatedGateway({ status, body: '<html>nginx</html>' })
    expect(read.ok ? '' : read.error).toMatch(sentence)
    expect(read.ok ? '' : read.error).not.toContain('<')
  })

  test('an existing gateway is ours when the key may see it', () => {
    expect(readGatewayEui({ status: 200, body: '{"ids":{"gateway_id":"x","eui":"B827EBFFFEA67A72"}}' })).toEqual({
      ok: true,
      value: EUI,
    })
    expect(readGatewayEui({ status: 403, body: '{}' })).toMatchObject({ ok: false })
  })

  test('the key that was made', () => {
    expect(readCreatedKey({ status: 200, body: '{"id":"ABC","key":"NNSXS.ABC.DEF0123"}' })).toEqual({
      ok: true,
      value: { id: 'ABC', key: 'NNSXS.ABC.DEF0123' },
    })
    expect(readCreatedKey({ status: 200, body: '{}' }).ok).toBe(false)
    expect(readCreatedKey({ status: 200, body: '{"key":"with\\r\\nbreak12345"}' }).ok).toBe(false)
  })
})

describe('what a key may do', () => {
  const info = (entity: string, ids: object, rights: string[]) =>
    readAuthInfo({
      status: 200,
      body: JSON.stringify({ api_key: { api_key: { id: 'K', rights }, entity_ids: { [`${entity}_ids`]: ids } } }),
    })

  test.each([
    ['gateway', { gateway_id: 'gw', eui: 'B827EBFFFEA67A72' }, ['RIGHT_GATEWAY_LINK'], null, null],
    [
      'gateway',
      { gateway_id: 'gw', eui: 'B827EBFFFEA67A72' },
      ['RIGHT_GATEWAY_INFO'],
      /lacks the right “Link as Gateway/,
      null,
    ],
    [
      'gateway',
      { gateway_id: 'other', eui: '0000000000000001' },
      ['RIGHT_GATEWAY_LINK'],
      /another gateway, other/,
      null,
    ],
    ['gateway', { gateway_id: 'gw' }, ['RIGHT_GATEWAY_LINK', 'RIGHT_GATEWAY_INFO'], null, /2 rights/],
    ['application', { application_id: 'app' }, ['RIGHT_APPLICATION_ALL'], /belongs to an application/, null],
    ['user', { user_id: 'anna' }, ['RIGHT_ALL'], null, /key of a user/],
  ])('%s %j %j', (entity, ids, rights, fault, excess) => {
    const facts = info(entity, ids, rights)
    if (!facts || facts === 'invalid') throw new Error('the answer was not read')
    expect(judgeLinkKey(facts, EUI)).toEqual(fault ? expect.stringMatching(fault) : null)
    if (!fault) expect(excessOfKey(facts)).toEqual(excess ? expect.stringMatching(excess) : null)
  })

  test('a server that does not tell is no verdict', () => {
    expect(readAuthInfo({ status: 404, body: '' })).toBeUndefined()
    expect(readAuthInfo({ status: 200, body: '<html>' })).toBeUndefined()
    expect(readAuthInfo({ status: 401, body: '{}' })).toBe('invalid')
  })
})
