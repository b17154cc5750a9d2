/** Rows of the access matrix: the audit trail. */
import type { Row } from './matrix-row.ts'

const read = (path: string): Row => ({
  method: 'GET',
  path: `/api/v1/audit${path}`,
  access: 'admin',
  request: (owner) => ({ query: { owner } }),
})
const site = (path: string): Row => ({
  method: 'GET',
  path: `/api/v1/operator/audit${path}`,
  access: 'site',
  request: () => ({}),
})

export const AUDIT_ROWS: readonly Row[] = [
  read(''),
  read('/facets'),
  read('/export'),
  read('/chain'),
  {
    method: 'POST',
    path: '/api/v1/audit/verify',
    access: 'admin',
    request: (ownerid) => ({ body: { ownerid } }),
  },
  site(''),
  site('/facets'),
  site('/export'),
  site('/chain'),
  { method: 'POST', path: '/api/v1/operator/audit/verify', access: 'site', request: () => ({ body: {} }) },
]
