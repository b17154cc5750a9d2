/** Rows of the access matrix: simulated gateways. Nothing listens where they call, which is an answer too. */
import { formatId6 } from '#lib/domain/identifiers.ts'
import { startSimulated } from '#lib/services/simulated/start-simulated.ts'
import { OWNER_A, type World } from './harness.ts'
import type { Row } from './matrix-row.ts'

const base = '/api/v1/simulated-gateways'
/** An owner may have few at a time. */
const room = async ({ ctx }: World): Promise<string> => {
  await ctx.sql`delete from simulated_gateways where owner_id = ${OWNER_A}`
  return ''
}
const ofA = async (world: World): Promise<string> => {
  await room(world)
  return formatId6(await startSimulated(world.ctx, { ownerId: OWNER_A, id: 'system', address: null }))
}

export const SIMULATED_ROWS: readonly Row[] = [
  { method: 'GET', path: base, access: 'read', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: base,
    access: 'operate',
    status: 201,
    object: room,
    request: (ownerid) => ({ body: { ownerid } }),
  },
  {
    method: 'POST',
    path: `${base}/[eui]/contacts`,
    access: 'operate',
    object: ofA,
    unknown: (world) => formatId6(world.freshEui()),
    request: (ownerid, eui) => ({ params: { eui }, body: { ownerid } }),
  },
]
