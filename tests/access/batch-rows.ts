/** Rows of the access matrix: batches and claim codes, which belong to the installation. */
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { euiFromBigInt, euiToBigInt, formatId6 } from '#lib/domain/identifiers.ts'
import type { World } from './harness.ts'
import type { Row } from './matrix-row.ts'

const RECIPIENT = await identityToRecipient(await generateX25519Identity())
const base = '/api/v1/batches'
let next = 0xaa00_0000_0000_0000n
/** A range that nothing else is in. */
const range = () => {
  const from = next
  next += 0x100n
  return { from: formatId6(euiFromBigInt(from)), to: formatId6(euiFromBigInt(from + 3n)) }
}
const made = async (world: World): Promise<string> => {
  const body = { ...range(), flavor: 'Roof' }
  const response = await world.call('siteOperator', 'POST', base, { body })
  return ((await response.json()) as { id: string }).id
}
const fresh = async () => JSON.stringify(range())
const list = (world: World) => ({
  name: 'Indoor',
  flavor: 'indoor',
  csv: `${euiFromBigInt(euiToBigInt(world.freshEui()) + 0x5500_0000_0000_0000n)},abcdef12\n`,
})
const listMade = async (world: World): Promise<string> => {
  const response = await world.call('siteOperator', 'POST', '/api/v1/claim-code-lists', { body: list(world) })
  return ((await response.json()) as { id: string }).id
}

export const BATCH_ROWS: readonly Row[] = [
  { method: 'GET', path: base, access: 'site', request: () => ({}) },
  {
    method: 'POST',
    path: base,
    access: 'site',
    status: 201,
    object: fresh,
    request: (_owner, part) => ({ body: { ...JSON.parse(part), flavor: 'Roof' } }),
  },
  { method: 'GET', path: `${base}/transport-key`, access: 'site', request: () => ({}) },
  {
    method: 'GET',
    path: `${base}/[id]`,
    access: 'site',
    object: made,
    request: (_owner, id) => ({ params: { id } }),
  },
  {
    method: 'PATCH',
    path: `${base}/[id]`,
    access: 'site',
    object: made,
    request: (_owner, id) => ({ params: { id }, body: { notes: 'Second shift' } }),
  },
  {
    method: 'POST',
    path: `${base}/[id]/labels`,
    access: 'site',
    object: made,
    request: (_owner, id) => ({ params: { id }, body: {} }),
  },
  {
    method: 'POST',
    path: `${base}/[id]/kit`,
    access: 'site',
    object: made,
    request: (_owner, id) => ({ params: { id }, body: { recipient: RECIPIENT } }),
  },
  {
    method: 'POST',
    path: `${base}/[id]/pin-exports`,
    access: 'site',
    object: made,
    request: (ownerid, id) => ({ params: { id }, body: { ownerid, recipient: RECIPIENT } }),
  },
  { method: 'GET', path: '/api/v1/claim-code-lists', access: 'site', request: () => ({}) },
  {
    method: 'POST',
    path: '/api/v1/claim-code-lists',
    access: 'site',
    object: async (world) => JSON.stringify(list(world)),
    request: (_owner, body) => ({ body: JSON.parse(body) }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/claim-code-lists/[id]',
    access: 'site',
    status: 204,
    object: listMade,
    request: (_owner, id) => ({ params: { id } }),
  },
]
