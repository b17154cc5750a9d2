/** Rows of the access matrix: transfers between owners, bootstrap tokens, and what operators see of owners and flavors. */
import { randomUUID } from 'node:crypto'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { World } from './harness.ts'
import type { Row } from './matrix-row.ts'

/** Neither of the two owners of the matrix. */
const THIRD = '::c'
const gatewayOfA = async (world: World) => formatId6(await world.addGatewayOfA())
/** Owner A offers a gateway to somebody else than owner B. */
const offerOfA = async (world: World): Promise<string> => {
  const body = { ownerid: '::a', to: THIRD, target: { by: 'gateways', gateways: [await gatewayOfA(world)] } }
  const response = await world.call('adminA', 'POST', '/api/v1/transfers', { body })
  const { transfer } = (await response.json()) as { transfer: { id: string } }
  return transfer.id
}
const unknownGateway = (world: World) => formatId6(world.freshEui())
const unknownOffer = () => randomUUID()
const operator = '/api/v1/operator'

export const TRANSFER_ROWS: readonly Row[] = [
  { method: 'GET', path: '/api/v1/transfers', access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/transfers',
    access: 'operate',
    status: 201,
    object: gatewayOfA,
    unknown: unknownGateway,
    request: (ownerid, gateway) => ({ body: { ownerid, to: THIRD, target: { by: 'gateways', gateways: [gateway] } } }),
  },
  {
    method: 'GET',
    path: '/api/v1/transfers/[id]',
    access: 'read',
    object: offerOfA,
    unknown: unknownOffer,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/transfers/[id]/actions',
    access: 'operate',
    object: offerOfA,
    unknown: unknownOffer,
    request: (ownerid, id) => ({ body: { ownerid, action: 'withdraw' }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/gateways/bootstrap',
    access: 'operate',
    object: gatewayOfA,
    unknown: unknownGateway,
    request: (ownerid, gateway) => ({ body: { ownerid, gateways: [gateway] } }),
  },
  {
    method: 'GET',
    path: '/api/v1/gateways/[eui]/bootstrap',
    access: 'read',
    object: gatewayOfA,
    unknown: unknownGateway,
    request: (owner, eui) => ({ query: { owner }, params: { eui } }),
  },
  {
    method: 'POST',
    path: '/api/v1/gateways/[eui]/bootstrap',
    access: 'operate',
    object: gatewayOfA,
    unknown: unknownGateway,
    request: (ownerid, eui) => ({ body: { ownerid, action: 'rearm' }, params: { eui } }),
  },
  { method: 'GET', path: `${operator}/owners`, access: 'site', request: () => ({}) },
  {
    method: 'POST',
    path: `${operator}/owners`,
    access: 'site',
    status: 201,
    request: () => ({ body: { name: 'Fresh' } }),
  },
  { method: 'GET', path: `${operator}/owners/[id]`, access: 'site', request: (id) => ({ params: { id } }) },
  {
    method: 'PATCH',
    path: `${operator}/owners/[id]`,
    access: 'site',
    request: (id) => ({ params: { id }, body: { addLimit: 1_000_000 } }),
  },
  {
    method: 'POST',
    path: `${operator}/owners/[id]/invitations`,
    access: 'site',
    status: 201,
    object: async (world) => {
      const response = await world.call('siteOperator', 'POST', `${operator}/owners`, { body: { name: 'Empty' } })
      return ((await response.json()) as { ownerid: string }).ownerid
    },
    request: (_owner, id) => ({ params: { id }, body: { email: 'first@example.org' } }),
  },
  { method: 'GET', path: `${operator}/flavors`, access: 'site', request: () => ({}) },
  {
    method: 'PATCH',
    path: `${operator}/flavors`,
    access: 'site',
    object: gatewayOfA,
    request: () => ({ body: { flavor: 'test', notes: 'Sold since May' } }),
  },
  { method: 'GET', path: `${operator}/bootstrap-policies`, access: 'site', request: () => ({}) },
  {
    method: 'PUT',
    path: `${operator}/bootstrap-policies`,
    access: 'site',
    request: () => ({ body: { scope: 'flavor', key: 'test', policy: { uses: 5 } } }),
  },
  { method: 'GET', path: `${operator}/bootstrap-refusals`, access: 'site', request: () => ({}) },
  {
    method: 'POST',
    path: `${operator}/bootstrap-refusals`,
    access: 'site',
    object: gatewayOfA,
    request: (_owner, gateway) => ({ body: { gateways: [gateway] } }),
  },
]
