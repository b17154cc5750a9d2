/** Answers hold to what the documentation says of them: nothing is missing, and nothing is there that it does not know. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { Method } from '#lib/http/other-methods.ts'
import { makeCa } from '../support/certificates.ts'
import { contractOf, OWNER_A, openWorld, type World } from './harness.ts'

let world: World
let gateway: string
const owner = formatId6(OWNER_A)

beforeAll(async () => {
  world = await openWorld()
  const eui = await world.addGatewayOfA()
  gateway = formatId6(eui)
  const ca = await makeCa()
  const lnsTrust = Buffer.from(ca.pem).toString('base64')
  const lnsKey = Buffer.from('Authorization: Bearer secret').toString('base64')
  const setup = { ownerid: owner, gateway, lnsUri: 'wss://lns.example.com:8887', lnsTrust, lnsKey }
  const answer = await world.call('tokenA', 'POST', '/api/v1/gateway/setup', { body: setup })
  expect(await answer.json()).toEqual([{ gateway }])
})
afterAll(() => world.close())

const ofOwner = { query: { owner } }
const one = () => ({ ...ofOwner, params: { eui: gateway } })
const body = (members: object) => ({ body: { ownerid: owner, ...members } })

it.each<[Method, string, () => object]>([
  ['GET', '/api/v1/gateways', () => ofOwner],
  ['GET', '/api/v1/gateways/facets', () => ofOwner],
  ['GET', '/api/v1/overview', () => ofOwner],
  ['GET', '/api/v1/gateways/[eui]', one],
  ['GET', '/api/v1/gateways/[eui]/versions', one],
  ['GET', '/api/v1/gateways/[eui]/timeline', one],
  ['GET', '/api/v1/gateways/[eui]/next', one],
  ['GET', '/api/v1/gateways/[eui]/diagnosis', one],
  ['GET', '/api/v1/gateways/[eui]/guides', one],
  ['GET', '/api/v1/gateways/[eui]/firmware', one],
  ['GET', '/api/v1/lns/networks', () => ofOwner],
  ['GET', '/api/v1/site', () => ({})],
  ['GET', '/api/v1/trust/certificates', () => ofOwner],
  ['GET', '/api/v1/audit', () => ofOwner],
  ['POST', '/api/v1/gateway/info', () => body({ gateway })],
  ['POST', '/api/v1/router/info', () => body({ router: gateway })],
  ['POST', '/api/v1/gateway/setup/preview', () => body({ gateway, lnsUri: 'wss://other.example.com:8887' })],
  ['POST', '/api/v1/gateways/labels', () => body({ gateways: [{ gateway, name: 'Roof' }] })],
])('%s %s answers what its contract says', async (method, path, options) => {
  const response = await world.call('tokenA', method, path, options())
  const answer = await response.json()
  expect(response.status, JSON.stringify(answer)).toBe(200)
  expect(contractOf(method, path).answer.parse(answer)).toEqual(answer)
})
