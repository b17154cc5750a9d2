/** Rows of the access matrix: certificates of the fleet, and changes of trust. */
import { createHash } from 'node:crypto'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { OWNER_A, type World } from './harness.ts'
import type { Row } from './matrix-row.ts'

const SERVER = 'wss://lns.example:8887'
const CA = await makeCa({ name: 'CN=LNS root' })
const NEW_CA = await makeCa({ name: 'CN=New LNS root' })
const CHAIN = (await makeLeaf(NEW_CA, { dnsNames: ['lns.example'] })).pem
const base = '/api/v1/trust'
const token = Buffer.from('Authorization: lns').toString('base64')

/** A gateway of owner A that is set up for the server; the fingerprint of its trust. */
const heldByA = async (world: World): Promise<string> => {
  const gateway = formatId6(await world.addGatewayOfA())
  const body = { ownerid: formatId6(OWNER_A), gateway, lnsUri: SERVER, lnsTrust: CA.pem, lnsKey: token }
  await world.call('adminA', 'POST', '/api/v1/gateway/setup', { body })
  return createHash('sha256').update(CA.der).digest('hex')
}
const nobodys = () => 'ab'.repeat(32)
const change = { name: 'Another root', category: 'tc', uri: SERVER, trust: NEW_CA.pem, chain: CHAIN }
const changeOfA = async (world: World): Promise<string> => {
  await heldByA(world)
  const body = { ownerid: formatId6(OWNER_A), ...change }
  const response = await world.call('adminA', 'POST', `${base}/changes`, { body })
  return ((await response.json()) as { id: string }).id
}
const uuid = () => '00000000-0000-4000-8000-00000000beef'
const onChange = { object: changeOfA, unknown: uuid }
const onCertificate = { object: heldByA, unknown: nobodys }

export const TRUST_ROWS: readonly Row[] = [
  { method: 'GET', path: `${base}/certificates`, access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'GET',
    path: `${base}/certificates/[fingerprint]`,
    access: 'read',
    ...onCertificate,
    request: (owner, fingerprint) => ({ query: { owner }, params: { fingerprint } }),
  },
  {
    method: 'GET',
    path: `${base}/certificates/[fingerprint]/gateways`,
    access: 'read',
    ...onCertificate,
    request: (owner, fingerprint) => ({ query: { owner }, params: { fingerprint } }),
  },
  { method: 'GET', path: `${base}/servers`, access: 'read', request: (owner) => ({ query: { owner } }) },
  { method: 'GET', path: `${base}/ending`, access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: `${base}/breaks`,
    access: 'operate',
    request: (ownerid) => ({ body: { ownerid, category: 'tc', uri: SERVER, chain: CHAIN } }),
  },
  { method: 'GET', path: `${base}/changes`, access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: `${base}/changes`,
    access: 'operate',
    status: 201,
    object: heldByA,
    request: (ownerid) => ({ body: { ownerid, ...change } }),
  },
  {
    method: 'GET',
    path: `${base}/changes/[id]`,
    access: 'read',
    ...onChange,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'GET',
    path: `${base}/changes/[id]/gateways`,
    access: 'read',
    ...onChange,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: `${base}/changes/[id]/actions`,
    access: 'operate',
    ...onChange,
    request: (ownerid, id) => ({ params: { id }, body: { ownerid, action: 'cancel' } }),
  },
]
