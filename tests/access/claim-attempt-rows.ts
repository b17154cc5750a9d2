/** Rows of the access matrix: wrong claim PINs and unknown gateways, which belong to the installation. */
import { formatId6 } from '#lib/domain/identifiers.ts'
import { OWNER_A, type World } from './harness.ts'
import type { Row } from './matrix-row.ts'

const base = '/api/v1/operator'
let next = 0

/** An episode that nobody has seen to. */
async function alertMade({ ctx: { sql } }: World): Promise<string> {
  next += 1
  const [row] = await sql<{ id: string }[]>`
    insert into claim_alerts (scope, key, since, reason, owner_id, failures, found_at)
    values ('owner', ${`matrix-${next}`}, now(), 'many-gateways', ${OWNER_A}, 100, now()) returning id`
  return row?.id ?? ''
}

export const CLAIM_ATTEMPT_ROWS: readonly Row[] = [
  { method: 'GET', path: `${base}/claim-attempts`, access: 'site', request: () => ({}) },
  {
    method: 'GET',
    path: `${base}/claim-attempts/tries`,
    access: 'site',
    request: () => ({ query: { ownerid: formatId6(OWNER_A) } }),
  },
  {
    method: 'POST',
    path: `${base}/claim-attempts/release`,
    access: 'site',
    request: () => ({ body: { scope: 'owner', ownerid: formatId6(OWNER_A) } }),
  },
  { method: 'GET', path: `${base}/claim-alerts`, access: 'site', request: () => ({}) },
  {
    method: 'POST',
    path: `${base}/claim-alerts/[id]/close`,
    access: 'site',
    status: 204,
    object: alertMade,
    request: (_owner, id) => ({ params: { id } }),
  },
  { method: 'GET', path: `${base}/unknown-gateways`, access: 'site', request: () => ({}) },
]
