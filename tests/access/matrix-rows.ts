/**
 * One row per call of the API: who may make it, and a request that is good apart from who sends it. A call without a row
 * fails access-matrix.test.ts.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { enqueueDeliveries } from '#lib/services/deliveries/engine.ts'
import { listKeys, makeSigningKey } from '#lib/services/signing-keys.ts'
import { keyDer, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { makeConnection, parametersOf, tokenFor } from '../downlink/downlink-maker.ts'
import { recordCheckIn } from '../gateways/fleet.ts'
import { AUDIT_ROWS } from './audit-rows.ts'
import { BATCH_ROWS } from './batch-rows.ts'
import { CLAIM_ATTEMPT_ROWS } from './claim-attempt-rows.ts'
import { FLEET_ROWS } from './fleet-rows.ts'
import { type CallerName, OWNER_A, PASSWORD, type World } from './harness.ts'
import { INTEROP_ROWS } from './interop-rows.ts'
import type { Class, Row } from './matrix-row.ts'
import { PEOPLE_ROWS } from './people-rows.ts'
import { SIMULATED_ROWS } from './simulated-rows.ts'
import { TRANSFER_ROWS } from './transfer-rows.ts'
import { TRUST_ROWS } from './trust-rows.ts'

const GOOD = 'good'
type Expectation = typeof GOOD | 401 | 403 | 404

const strangers = {
  adminB: 403,
  siteOperator: 403,
  tokenB: 403,
  tokenWithoutRight: 403,
  anonymous: 401,
  revokedToken: 401,
  expiredToken: 401,
} as const

/** Written out, and not derived from what the routes declare. */
export const EXPECTED: Readonly<Record<Class, Readonly<Record<CallerName, Expectation>>>> = {
  read: { ...strangers, adminA: GOOD, operatorA: GOOD, viewerA: GOOD, tokenA: GOOD },
  operate: { ...strangers, adminA: GOOD, operatorA: GOOD, viewerA: 403, tokenA: GOOD },
  admin: { ...strangers, adminA: GOOD, operatorA: 403, viewerA: 403, tokenA: GOOD },
  'admin-or-own': { ...strangers, adminA: GOOD, operatorA: 404, viewerA: 404, tokenA: GOOD },
  person: {
    adminA: GOOD,
    operatorA: GOOD,
    viewerA: GOOD,
    adminB: GOOD,
    siteOperator: GOOD,
    tokenA: 403,
    tokenB: 403,
    tokenWithoutRight: 403,
    anonymous: 401,
    revokedToken: 401,
    expiredToken: 401,
  },
  site: {
    ...strangers,
    siteOperator: GOOD,
    adminA: 403,
    operatorA: 403,
    viewerA: 403,
    tokenA: 403,
  },
  public: {
    adminA: GOOD,
    operatorA: GOOD,
    viewerA: GOOD,
    adminB: GOOD,
    siteOperator: GOOD,
    tokenA: GOOD,
    tokenB: GOOD,
    tokenWithoutRight: GOOD,
    anonymous: GOOD,
    revokedToken: GOOD,
    expiredToken: GOOD,
  },
}

const gatewayOfA = async (world: World) => formatId6(await world.addGatewayOfA())
const freshGateway = async (world: World) => formatId6(world.freshEui())
const unknownGateway = (world: World) => formatId6(world.freshEui() as Eui)
const onGateway = { object: gatewayOfA, unknown: unknownGateway }
const IMAGE = Buffer.from('#!/bin/sh\n# an update\n')
const uploadOf = async (world: World, bytes: Buffer): Promise<string> => {
  const response = await world.call('adminA', 'POST', '/api/v1/firmware/images', {
    query: { owner: formatId6(OWNER_A), version: '2.0' },
    upload: bytes,
  })
  return String(((await response.json()) as { fwcrc: number }).fwcrc)
}
/** An image of owner A that nothing else uses. */
const imageOfA = async (world: World) => uploadOf(world, Buffer.from(`image ${formatId6(world.freshEui())}`))
const onImage = { object: imageOfA, unknown: () => '4022250974' }
const signingKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signingKeyOfA = async (world: World): Promise<string> => {
  const key = signingKey().publicKey.export({ format: 'pem', type: 'spki' })
  const response = await world.call('adminA', 'POST', '/api/v1/signing-keys', {
    body: { ownerid: formatId6(OWNER_A), name: 'CI', key },
  })
  return ((await response.json()) as { id: string }).id
}
const made = async (world: World, path: string, body: Record<string, unknown>): Promise<string> => {
  const response = await world.call('adminA', 'POST', path, { body: { ownerid: formatId6(OWNER_A), ...body } })
  return ((await response.json()) as { id: string }).id
}
const CONNECTION = { name: 'Meters', url: 'https://as.example.com/uplinks', contentType: 'json' }
const connectionOfA = (world: World) => made(world, '/api/v1/connections', CONNECTION)
const domainGroupOfA = (world: World) => made(world, '/api/v1/domain-groups', { name: formatId6(world.freshEui()) })
const domainOfA = async (world: World) =>
  made(world, '/api/v1/domains', { groupId: await domainGroupOfA(world), path: 'EMEA/France' })
/** CRCs of an image of owner A and of the one key that is kept here for it. */
const signableImageOfA = async (world: World): Promise<string> => {
  const actor = { ownerId: OWNER_A, id: 'system', address: null }
  const known = (await listKeys(world.ctx, OWNER_A)).find((key) => key.kept)
  const key = known ?? (await makeSigningKey(world.ctx, actor, 'kept'))
  return `${await imageOfA(world)}/${key.crc}`
}
/** The same for calls that change nothing: an owner has a limited number of keys. */
const anyKeyOfA = async (world: World): Promise<string> =>
  (await listKeys(world.ctx, OWNER_A))[0]?.id ?? signingKeyOfA(world)
/** A started rollout of owner A over a gateway of its own. */
const rolloutOfA = async (world: World, start = true): Promise<string> => {
  const gateway = formatId6(await world.addGatewayOfA())
  const response = await world.call('adminA', 'POST', '/api/v1/rollouts', {
    body: {
      ownerid: formatId6(OWNER_A),
      name: 'Pilot',
      target: { by: 'gateways', gateways: [gateway] },
      change: { kind: 'credentials', lnsUri: 'ws://lns.example:1887' },
      eligibility: { neverSeen: 'wait' },
      start,
      confirm: ['no-tls'],
    },
  })
  return ((await response.json()) as { id: string }).id
}
const CLIENT_CA = (await makeCa({ name: 'CN=Roofs' })).pem
/** One serves many calls: an owner has few. */
const clientCaOfA = async (world: World): Promise<string> => {
  const response = await world.call('adminA', 'GET', '/api/v1/client-cas', { query: { owner: formatId6(OWNER_A) } })
  const { cas } = (await response.json()) as { cas: { id: string; kept: boolean }[] }
  return cas.find(({ kept }) => kept)?.id ?? made(world, '/api/v1/client-cas', { name: 'Kept here' })
}
/** A gateway of owner A that is set up with a client certificate of its own. */
const gatewayWithCertificate = async (world: World): Promise<string> => {
  const gateway = formatId6(await world.addGatewayOfA())
  const ca = await makeCa()
  const leaf = await makeLeaf(ca)
  const set = {
    lnsUri: 'wss://lns.example:8887',
    lnsTrust: ca.der.toString('base64'),
    lnsCrt: leaf.der.toString('base64'),
    lnsKey: keyDer(leaf.key, 'sec1').toString('base64'),
  }
  const body = { ownerid: formatId6(OWNER_A), gateway, ...set }
  await world.call('adminA', 'POST', '/api/v1/gateway/setup', { body })
  return gateway
}
const uuid = () => '00000000-0000-4000-8000-00000000beef'

const EVENT_TARGET = { name: 'Alerts', channel: 'webhook', url: 'https://hooks.example.com/gatehouse' }
const eventTargetOfA = (world: World) => made(world, '/api/v1/event-targets', EVENT_TARGET)
const onEventTarget = { object: eventTargetOfA, unknown: uuid }
const onConnection = { object: connectionOfA, unknown: uuid }

/** Both spellings of a call of the Owner API. */
function ownerApi(
  call: string,
  row: Omit<Row, 'method' | 'path' | 'request'>,
  fields: Record<string, unknown> = {},
): Row[] {
  return (['gateway', 'router'] as const).map((spelling) => ({
    ...row,
    method: 'POST',
    path: `/api/v1/${spelling}/${call}`,
    request: (ownerid, object) => ({ body: { ownerid, ...(object ? { [spelling]: object } : {}), ...fields } }),
  }))
}

export const ROWS: readonly Row[] = [
  ...ownerApi('claim', { access: 'operate', ...onGateway }, { claim: 'Q55XGEAM' }),
  ...ownerApi('setup', { access: 'operate', ...onGateway }, { lnsUri: 'ws://lns.example:1887' }),
  ...ownerApi('delete', { access: 'operate', ...onGateway }),
  ...ownerApi('info', { access: 'read', ...onGateway }),
  ...ownerApi('list', { access: 'read' }),
  ...ownerApi('add', { access: 'operate', object: freshGateway }, { flavorid: 'x', token: 'SomeSecretGatewayToken1' }),
  ...ownerApi('token', { access: 'operate', object: freshGateway }, { flavorid: 'x' }),
  {
    method: 'POST',
    path: '/api/v1/firmware/add',
    access: 'operate',
    request: (ownerid) => ({ body: { ownerid, firmware: IMAGE.toString('base64'), version: '2.0' } }),
  },
  { method: 'POST', path: '/api/v1/firmware/list', access: 'read', request: (ownerid) => ({ body: { ownerid } }) },
  {
    method: 'POST',
    path: '/api/v1/firmware/delete',
    access: 'operate',
    ...onImage,
    request: (ownerid, crc) => ({ body: { ownerid, fwcrc: Number(crc) } }),
  },
  {
    method: 'POST',
    path: '/api/v1/signature/add',
    access: 'operate',
    ...onImage,
    request: (ownerid, crc) => ({ body: { ownerid, fwcrc: Number(crc), keycrc: 1, signature: '' } }),
  },
  { method: 'POST', path: '/api/v1/signature/list', access: 'read', request: (ownerid) => ({ body: { ownerid } }) },
  {
    method: 'POST',
    path: '/api/v1/signature/delete',
    access: 'operate',
    request: (ownerid) => ({ body: { ownerid, sigcrc: -1 } }),
  },
  { method: 'GET', path: '/api/v1/firmware/images', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/firmware/images',
    access: 'operate',
    status: 201,
    request: (owner) => ({ query: { owner, version: '2.0' }, upload: IMAGE }),
  },
  {
    method: 'GET',
    path: '/api/v1/firmware/images/[crc]',
    access: 'read',
    ...onImage,
    request: (owner, crc) => ({ query: { owner }, params: { crc } }),
  },
  {
    method: 'PATCH',
    path: '/api/v1/firmware/images/[crc]',
    access: 'operate',
    ...onImage,
    request: (ownerid, crc) => ({ body: { ownerid, notes: 'Tested', before: { notes: '' } }, params: { crc } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/firmware/images/[crc]',
    access: 'operate',
    status: 204,
    ...onImage,
    request: (owner, crc) => ({ query: { owner }, params: { crc } }),
  },
  {
    method: 'GET',
    path: '/api/v1/firmware/images/[crc]/content',
    access: 'read',
    ...onImage,
    request: (owner, crc) => ({ query: { owner }, params: { crc } }),
  },
  {
    method: 'POST',
    path: '/api/v1/firmware/update-scripts',
    access: 'operate',
    status: 201,
    request: (ownerid) => ({ body: { ownerid, version: '+bak', renewBackup: true } }),
  },
  { method: 'GET', path: '/api/v1/client-cas', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/client-cas',
    access: 'admin',
    status: 201,
    request: (ownerid) => ({ body: { ownerid, name: 'Roofs', certificate: CLIENT_CA } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/client-cas/[id]',
    access: 'admin',
    status: 204,
    object: clientCaOfA,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/client-cas/[id]/issue',
    access: 'operate',
    object: clientCaOfA,
    unknown: uuid,
    request: (ownerid, id) => ({ body: { ownerid, category: 'cups', gateways: ['::77'] }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/client-cas/[id]/revocations',
    access: 'read',
    object: clientCaOfA,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/client-cas/[id]/revocations',
    access: 'admin',
    status: 201,
    object: clientCaOfA,
    unknown: uuid,
    request: (ownerid, id) => ({ body: { ownerid, serial: randomBytes(16).toString('hex') }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/client-cas/[id]/crl',
    access: 'public',
    object: clientCaOfA,
    request: (_owner, id) => ({ params: { id } }),
  },
  { method: 'GET', path: '/api/v1/client-certificates', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/client-certificates/revocations',
    access: 'admin',
    status: 201,
    object: gatewayWithCertificate,
    unknown: unknownGateway,
    request: (ownerid, gateway) => ({ body: { ownerid, gateway, category: 'tc', version: 1 } }),
  },
  { method: 'GET', path: '/api/v1/signing-keys', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/signing-keys',
    access: 'operate',
    status: 201,
    request: (ownerid) => ({
      body: { ownerid, name: 'CI', key: signingKey().publicKey.export({ format: 'pem', type: 'spki' }) },
    }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/signing-keys/[id]',
    access: 'operate',
    status: 204,
    object: signingKeyOfA,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/signing-keys/[id]/content',
    access: 'read',
    object: anyKeyOfA,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/firmware/images/[crc]/signatures',
    access: 'operate',
    object: signableImageOfA,
    unknown: () => '4022250974/1',
    request: (ownerid, object) => {
      const [crc = '', keycrc] = object.split('/')
      return { body: { ownerid, keycrc: Number(keycrc) }, params: { crc } }
    },
  },
  {
    method: 'GET',
    path: '/api/v1/gateways/[eui]/firmware',
    access: 'read',
    ...onGateway,
    request: (owner, eui) => ({ query: { owner }, params: { eui } }),
  },
  {
    method: 'POST',
    path: '/api/v1/gateways/[eui]/firmware',
    access: 'operate',
    object: async (world) => {
      const gateway = await world.addGatewayOfA()
      const crc = Number(await imageOfA(world))
      const body = { ownerid: formatId6(OWNER_A), action: 'schedule', crc }
      await world.call('adminA', 'POST', '/api/v1/gateways/[eui]/firmware', { body, params: { eui: gateway } })
      return formatId6(gateway)
    },
    unknown: unknownGateway,
    request: (ownerid, eui) => ({ body: { ownerid, action: 'rearm' }, params: { eui } }),
  },
  { method: 'GET', path: '/api/v1/gateways', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/gateways/owned',
    access: 'read',
    request: (ownerid) => ({ body: { ownerid, gateways: ['::77'] } }),
  },
  {
    method: 'POST',
    path: '/api/v1/gateways/targets',
    access: 'read',
    request: (ownerid) => ({ body: { ownerid, target: { by: 'filter', q: 'nobody' } } }),
  },
  {
    method: 'POST',
    path: '/api/v1/gateway/setup/preview',
    access: 'operate',
    // Of another owner: an answer with an error for it, as `setup` gives.
    request: (ownerid) => ({ body: { ownerid, gateway: '::dead:beef', lnsUri: 'ws://lns.example:1887' } }),
  },
  {
    method: 'POST',
    path: '/api/v1/gateway/setup/undo',
    access: 'operate',
    // The same.
    request: (ownerid) => ({
      body: { ownerid, gateways: [{ gateway: '::dead:beef', revision: 1, lnsVersion: null }] },
    }),
  },
  { method: 'GET', path: '/api/v1/gateways/tags', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/gateways/tags',
    access: 'operate',
    request: (ownerid) => ({ body: { ownerid, target: { by: 'filter', q: 'nobody' }, add: ['pilot'] } }),
  },
  {
    method: 'GET',
    path: '/api/v1/gateways/[eui]',
    access: 'read',
    ...onGateway,
    request: (owner, eui) => ({ query: { owner }, params: { eui } }),
  },
  {
    method: 'PATCH',
    path: '/api/v1/gateways/[eui]',
    access: 'operate',
    ...onGateway,
    request: (ownerid, eui) => ({ body: { ownerid, name: 'Roof', before: { name: '' } }, params: { eui } }),
  },
  ...(['timeline', 'next', 'versions', 'diagnosis'] as const).map(
    (part): Row => ({
      method: 'GET',
      path: `/api/v1/gateways/[eui]/${part}`,
      access: 'read',
      ...onGateway,
      request: (owner, eui) => ({ query: { owner }, params: { eui } }),
    }),
  ),
  {
    method: 'GET',
    path: '/api/v1/gateways/[eui]/check-ins/[id]',
    access: 'read',
    object: async (world) => {
      const gateway = await world.addGatewayOfA()
      await recordCheckIn(world.ctx, OWNER_A, gateway)
      const [entry] = await world.ctx.sql<{ id: string }[]>`select id from check_ins where eui = ${gateway}`
      return `${formatId6(gateway)}/${entry?.id}`
    },
    unknown: (world) => `${unknownGateway(world)}/${uuid()}`,
    request: (owner, object) => {
      const [eui = '', id = ''] = object.split('/')
      return { query: { owner }, params: { eui, id } }
    },
  },
  {
    method: 'POST',
    path: '/api/v1/gateways/[eui]/versions/return',
    access: 'operate',
    object: async (world) => {
      const gateway = formatId6(await world.addGatewayOfA())
      for (const lnsUri of ['ws://lns.example:1887', 'ws://lns.example:1888'])
        await world.call('adminA', 'POST', '/api/v1/gateway/setup', {
          body: { ownerid: formatId6(OWNER_A), gateway, lnsUri },
        })
      return gateway
    },
    unknown: unknownGateway,
    request: (ownerid, eui) => ({ body: { ownerid, category: 'tc', version: 1, revision: 2 }, params: { eui } }),
  },
  {
    method: 'GET',
    path: '/api/v1/gateways/[eui]/check-ins',
    access: 'read',
    ...onGateway,
    request: (owner, eui) => ({ query: { owner }, params: { eui } }),
  },
  {
    method: 'POST',
    path: '/api/v1/credentials/inspect',
    access: 'operate',
    ...onGateway,
    request: (ownerid, gateway) => ({ body: { ownerid, category: 'tc', gateway, uri: 'ws://lns.example:1887' } }),
  },
  {
    method: 'POST',
    path: '/api/v1/credentials/check',
    access: 'operate',
    ...onGateway,
    // A port where nobody listens, of a network that must not be reached.
    request: (ownerid, gateway) => ({ body: { ownerid, category: 'tc', gateway, uri: 'ws://127.0.0.1:9' } }),
  },
  { method: 'GET', path: '/api/v1/connections', access: 'read', request: (owner) => ({ query: { owner } }) },
  { method: 'GET', path: '/api/v1/connections/export', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/connections',
    access: 'operate',
    status: 201,
    request: (ownerid) => ({ body: { ownerid, ...CONNECTION } }),
  },
  {
    method: 'GET',
    path: '/api/v1/connections/[id]',
    access: 'read',
    ...onConnection,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'PATCH',
    path: '/api/v1/connections/[id]',
    access: 'operate',
    ...onConnection,
    request: (ownerid, id) => ({ body: { ownerid, name: 'Lights' }, params: { id } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/connections/[id]',
    access: 'operate',
    status: 204,
    ...onConnection,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/connections/[id]/duplicate',
    access: 'operate',
    status: 201,
    ...onConnection,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/connections/[id]/key',
    access: 'operate',
    ...onConnection,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/connections/[id]/report-credential',
    access: 'operate',
    ...onConnection,
    request: (ownerid, id) => ({ body: { ownerid, graceHours: 0 }, params: { id } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/connections/[id]/key/previous',
    access: 'operate',
    ...onConnection,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/connections/[id]/report-credential/previous',
    access: 'operate',
    ...onConnection,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/connections/[id]/reports',
    // Whoever holds the connection's report credential: no session and no API token counts here.
    access: 'public',
    status: 202,
    object: async (world) => {
      const body = { ownerid: formatId6(OWNER_A), ...CONNECTION }
      const response = await world.call('adminA', 'POST', '/api/v1/connections', { body })
      const { id, secrets } = (await response.json()) as { id: string; secrets: { reportCredential: string } }
      return JSON.stringify({ id, authorization: `Bearer ${secrets.reportCredential}` })
    },
    request: (_owner, object) => {
      const { id, authorization } = JSON.parse(object) as { id: string; authorization: string }
      return {
        params: { id },
        headers: { authorization },
        body: { DevEUI_uplink: { DevEUI: '20635F0108000496', FPort: 1, FCntUp: 1, payload_hex: '00' } },
      }
    },
  },
  {
    method: 'POST',
    path: '/api/v1/connections/[id]/test',
    access: 'operate',
    ...onConnection,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/connections/[id]/deliveries',
    access: 'read',
    ...onConnection,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/connections/[id]/deliveries/replay',
    access: 'operate',
    ...onConnection,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/connections/[id]/deliveries/[delivery]',
    access: 'read',
    object: async (world) => {
      const destinationId = await connectionOfA(world)
      const row = { destinationId, destinationType: 'connection', ownerId: OWNER_A, device: '0000000000000001' }
      const queued = [{ ...row, kind: 'DevEUI_uplink', document: '{}' }]
      const [delivery] = await world.ctx.sql.begin((tx) => enqueueDeliveries(tx, queued, world.ctx.now()))
      return `${destinationId}/${delivery}`
    },
    unknown: () => `${uuid()}/1`,
    request: (owner, object) => {
      const [id = '', delivery = ''] = object.split('/')
      return { query: { owner }, params: { id, delivery } }
    },
  },
  { method: 'GET', path: '/api/v1/domains', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'PATCH',
    path: '/api/v1/domains',
    access: 'admin',
    request: (ownerid) => ({ body: { ownerid, enabled: false } }),
  },
  {
    method: 'POST',
    path: '/api/v1/domains',
    access: 'admin',
    status: 201,
    object: domainGroupOfA,
    unknown: uuid,
    request: (ownerid, groupId) => ({ body: { ownerid, groupId, path: 'EMEA/France' } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/domains/[id]',
    access: 'admin',
    status: 204,
    object: domainOfA,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/domain-groups',
    access: 'admin',
    status: 201,
    object: async (world) => formatId6(world.freshEui()),
    request: (ownerid, name) => ({ body: { ownerid, name } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/domain-groups/[id]',
    access: 'admin',
    status: 204,
    object: domainGroupOfA,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  { method: 'GET', path: '/api/v1/members', access: 'admin', request: (owner) => ({ query: { owner } }) },
  {
    method: 'PUT',
    path: '/api/v1/members/[id]/restrictions',
    access: 'admin',
    object: async (world) => world.people.viewerA,
    unknown: uuid,
    request: (ownerid, id) => ({ body: { ownerid, restrictions: [] }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/gateways/[eui]/discovery',
    access: 'read',
    ...onGateway,
    request: (owner, eui) => ({ query: { owner }, params: { eui } }),
  },
  {
    method: 'GET',
    path: '/api/v1/gateways/[eui]/guides',
    access: 'read',
    ...onGateway,
    request: (owner, eui) => ({ query: { owner }, params: { eui } }),
  },
  { method: 'GET', path: '/api/v1/lns/networks', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/lns/compose',
    access: 'operate',
    ...onGateway,
    request: (ownerid, gateway) => ({
      body: {
        ownerid,
        gateway,
        network: 'the-things-stack',
        address: 'tts.example',
        apiKey: 'some-key',
        root: 'isrg-root-x1',
      },
    }),
  },
  {
    method: 'POST',
    path: '/api/v1/lns/check',
    access: 'operate',
    ...onGateway,
    request: (ownerid, gateway) => ({ body: { ownerid, gateway, network: 'own', address: 'ws://127.0.0.1:9' } }),
  },
  {
    method: 'POST',
    path: '/api/v1/lns/the-things-stack/gateways',
    access: 'operate',
    // The key is empty: nothing is asked of anybody.
    status: 422,
    ...onGateway,
    request: (ownerid, gateway) => ({
      body: {
        ownerid,
        gateway,
        address: 'tts.example',
        apiKey: '',
        collaborator: { kind: 'user', id: 'anna' },
        frequencyPlan: 'EU_863_870_TTN',
      },
    }),
  },
  { method: 'GET', path: '/api/v1/rollouts', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/rollouts',
    access: 'operate',
    status: 201,
    request: (ownerid) => ({
      body: {
        ownerid,
        name: 'Pilot',
        target: { by: 'filter', q: 'nobody' },
        change: { kind: 'credentials', lnsUri: 'ws://lns.example:1887' },
      },
    }),
  },
  {
    method: 'POST',
    path: '/api/v1/rollouts/preview',
    access: 'operate',
    request: (ownerid) => ({
      body: {
        ownerid,
        target: { by: 'tags', tags: ['pilot'] },
        change: { kind: 'credentials', lnsUri: 'ws://lns.example:1887' },
      },
    }),
  },
  {
    method: 'GET',
    path: '/api/v1/rollouts/[id]',
    access: 'read',
    object: (world) => rolloutOfA(world),
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/rollouts/[id]',
    access: 'operate',
    status: 204,
    object: (world) => rolloutOfA(world, false),
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/rollouts/[id]/gateways',
    access: 'read',
    object: (world) => rolloutOfA(world),
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/rollouts/[id]/actions',
    access: 'operate',
    object: (world) => rolloutOfA(world),
    unknown: uuid,
    request: (ownerid, id) => ({ body: { ownerid, action: 'abort' }, params: { id } }),
  },
  { method: 'GET', path: '/api/v1/site', access: 'public', request: () => ({}) },
  { method: 'GET', path: '/api/v1/tokens', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/tokens',
    access: 'read',
    status: 201,
    request: (ownerid) => ({ body: { ownerid, name: 'CI', rights: ['gateway:read'] } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/tokens/[id]',
    access: 'admin-or-own',
    status: 204,
    object: async (world) => (await world.addTokenOfA()).id,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  ...INTEROP_ROWS,
  ...TRUST_ROWS,
  ...TRANSFER_ROWS,
  ...BATCH_ROWS,
  ...CLAIM_ATTEMPT_ROWS,
  ...FLEET_ROWS,
  ...AUDIT_ROWS,
  ...SIMULATED_ROWS,
  ...PEOPLE_ROWS,
  { method: 'GET', path: '/api/v1/me', access: 'person', request: () => ({}) },
  {
    method: 'POST',
    path: '/api/v1/me/password',
    access: 'person',
    request: () => ({ body: { current: PASSWORD, next: PASSWORD } }),
  },
  { method: 'POST', path: '/api/v1/me/sign-out-everywhere', access: 'person', request: () => ({}) },
  {
    method: 'POST',
    path: '/api/v1/first-operator',
    access: 'public',
    // There are people already: nobody gets in this way.
    status: 403,
    request: (ownerid) => ({
      body: { token: 'x', email: 'new@example.org', password: PASSWORD, name: '', ownerName: 'New', ownerid },
    }),
  },
  {
    method: 'GET',
    path: '/api/v1/connections/[id]/downlinks',
    access: 'read',
    ...onConnection,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  { method: 'GET', path: '/api/v1/events', access: 'read', request: (owner) => ({ query: { owner } }) },
  { method: 'GET', path: '/api/v1/event-targets', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/event-targets',
    access: 'operate',
    status: 201,
    request: (ownerid) => ({ body: { ownerid, ...EVENT_TARGET } }),
  },
  {
    method: 'GET',
    path: '/api/v1/event-targets/[id]',
    access: 'read',
    ...onEventTarget,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'PATCH',
    path: '/api/v1/event-targets/[id]',
    access: 'operate',
    ...onEventTarget,
    request: (ownerid, id) => ({ body: { ownerid, active: false }, params: { id } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/event-targets/[id]',
    access: 'operate',
    status: 204,
    ...onEventTarget,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/event-targets/[id]/secret',
    access: 'operate',
    ...onEventTarget,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/event-targets/[id]/test',
    access: 'operate',
    // The name leads nowhere: what is tested here is who may press the button.
    object: async (world) => {
      const id = await eventTargetOfA(world)
      await world.ctx.sql`update event_targets set url = 'https://127.0.0.1:1/' where id = ${id}`
      return id
    },
    unknown: uuid,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  {
    method: 'GET',
    path: '/api/v1/event-targets/[id]/deliveries',
    access: 'read',
    ...onEventTarget,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/event-targets/[id]/deliveries/replay',
    access: 'operate',
    ...onEventTarget,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  ...['/thingpark/lrc/rest/downlink', '/thingpark/lrc/rest/v2/downlink'].map(
    (path): Row => ({
      method: 'POST',
      path,
      // Whoever holds the connection's key: no session and no API token counts here.
      access: 'public',
      object: async ({ ctx }) => {
        const connection = await makeConnection(ctx, OWNER_A)
        const parameters = parametersOf(connection, ctx.now())
        return JSON.stringify({ ...parameters, Token: tokenFor(parameters, connection.key) })
      },
      request: (_owner, query) => ({ query: JSON.parse(query) }),
    }),
  ),
  { method: 'GET', path: '/api/v1/health', access: 'public', request: () => ({}) },
  { method: 'GET', path: '/api/v1/openapi.json', access: 'public', request: () => ({}) },
]
