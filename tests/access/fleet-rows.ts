/** The calls of the list of gateways as a fleet. */
import { formatId6 } from '#lib/domain/identifiers.ts'
import { OWNER_A, type World } from './harness.ts'
import type { Row } from './matrix-row.ts'

const VIEW = { name: 'Trouble', shared: true, query: { state: 'fell-back' } }
const sharedViewOfA = async (world: World): Promise<string> => {
  const response = await world.call('adminA', 'POST', '/api/v1/gateways/views', {
    body: { ownerid: formatId6(OWNER_A), ...VIEW },
  })
  return ((await response.json()) as { id: string }).id
}
const read = (path: string): Row => ({
  method: 'GET',
  path,
  access: 'read',
  request: (owner) => ({ query: { owner } }),
})

export const FLEET_ROWS: readonly Row[] = [
  read('/api/v1/overview'),
  read('/api/v1/gateways/facets'),
  read('/api/v1/gateways/export'),
  read('/api/v1/gateways/views'),
  { method: 'GET', path: '/api/v1/search', access: 'read', request: (owner) => ({ query: { owner, q: 'roof' } }) },
  {
    method: 'GET',
    path: '/api/v1/operator/search',
    access: 'site',
    request: () => ({ query: { q: 'roof' } }),
  },
  {
    method: 'POST',
    path: '/api/v1/gateways/views',
    access: 'read',
    status: 201,
    request: (ownerid) => ({ body: { ownerid, name: 'Mine', query: { tag: 'pilot' } } }),
  },
  {
    // A shared one: a viewer renames only views of its own.
    method: 'PATCH',
    path: '/api/v1/gateways/views/[id]',
    access: 'operate',
    request: (ownerid, id) => ({ body: { ownerid, name: 'Renamed' }, params: { id } }),
    object: sharedViewOfA,
    unknown: () => '00000000-0000-4000-8000-00000000beef',
  },
  {
    // A shared one: a viewer removes only views of its own.
    method: 'DELETE',
    path: '/api/v1/gateways/views/[id]',
    access: 'operate',
    status: 204,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
    object: sharedViewOfA,
    unknown: () => '00000000-0000-4000-8000-00000000beef',
  },
  {
    method: 'POST',
    path: '/api/v1/gateways/labels',
    access: 'operate',
    request: (ownerid, gateway) => ({ body: { ownerid, gateways: [{ gateway, site: 'Roof' }] } }),
    object: async (world) => formatId6(await world.addGatewayOfA()),
    unknown: (world) => formatId6(world.freshEui()),
  },
]
