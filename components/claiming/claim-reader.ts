/** What the page fetches when there is something to read. */
import { readClaimTable as readTable, writeClaimLine as writeLine } from '#lib/domain/claiming/claim-table.ts'
import { judgeClaims as judge } from '#lib/domain/claiming/judge-claims.ts'

export const readClaimTable = readTable
export const judgeClaims = judge
export const writeClaimLine = writeLine
