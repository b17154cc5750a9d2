/** What the page fetches when there is something to read. */
import { readClaimTable as readTable } from '#lib/domain/claiming/claim-table.ts'
import { judgeClaims as judge } from '#lib/domain/claiming/judge-claims.ts'

export const readClaimTable = readTable
export const judgeClaims = judge
