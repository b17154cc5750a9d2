/** Claim codes of other makers: a list is imported whole or not at all, and its codes are kept as keyed hashes. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  type CodeListRow,
  deleteCodeList,
  findCodeLists,
  findTakenEuis,
  insertCodeList,
  insertCodes,
} from '#lib/db/claim-codes.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type CodeLine, readClaimCodes } from '#lib/domain/batches/claim-code-csv.ts'
import type { LineFault } from '#lib/domain/csv/csv-rows.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from '../context.ts'
import { addedTokenPurpose, tokenDigest } from '../credential-store.ts'
import { hashClaimCode } from './claim-code-hash.ts'

export interface CodeImport {
  readonly name: string
  readonly flavor: string
  readonly manufacturer?: string | undefined
  /** The text of the CSV file. */
  readonly csv: string
  readonly dryRun?: boolean | undefined
}

export interface CodeImportAnswer {
  /** Null after a dry run, or when anything was wrong: nothing is stored then. */
  readonly id: string | null
  /** Gateways that were read and may be stored. */
  readonly good: number
  readonly withToken: number
  /** At most 100, in the order of the lines, and their number. */
  readonly faults: readonly LineFault[]
  readonly faultCount: number
}

const SHOWN = 100
const SLICE = 5_000
const IN_BATCH = 'This gateway falls in a batch of this installation, which has its own claim PIN.'
const LISTED = 'This gateway has a claim code already. Delete the list that holds it first.'

export async function importClaimCodes(context: Context, actor: Actor, wanted: CodeImport): Promise<CodeImportAnswer> {
  const { codes, faults } = readClaimCodes(wanted.csv)
  const all = [...faults, ...(await takenFaults(context, codes))].sort((a, b) => a.line - b.line)
  const answer = {
    id: null,
    good: codes.length + faults.length - all.length,
    withToken: codes.filter(({ token }) => token !== null).length,
    faults: all.slice(0, SHOWN),
    faultCount: all.length,
  }
  if (all.length > 0 || wanted.dryRun) return answer
  const list = {
    name: wanted.name.trim(),
    manufacturer: (wanted.manufacturer ?? '').trim(),
    flavor: wanted.flavor.trim(),
    createdAt: context.now(),
    createdBy: actor.id,
  }
  const id = await context.sql.begin(async (tx) => {
    const listId = await insertCodeList(tx, list)
    for (let at = 0; at < codes.length; at += SLICE) {
      const slice = codes.slice(at, at + SLICE)
      const sealed = slice.map((code) => ({
        eui: code.eui,
        codeHash: hashClaimCode(context.keys, code.eui, code.code),
        tokenDigest: code.token === null ? null : tokenDigest(code.token),
        tokenEnc: code.token === null ? null : context.keys.seal(Buffer.from(code.token), addedTokenPurpose(code.eui)),
      }))
      const stored = await insertCodes(tx, listId, list.flavor, sealed)
      if (stored.size < slice.length) {
        throw new AppError('conflict', 'Another import stored some of these gateways at the same moment. Import again.')
      }
    }
    await insertAuditEntries(tx, [
      {
        ownerId: null,
        actor: actor.id,
        action: 'claim-codes.import',
        address: actor.address,
        detail: { id: listId, name: list.name, gateways: codes.length },
      },
    ])
    return listId
  })
  return { ...answer, id }
}

/** What only the database knows. */
async function takenFaults(context: Context, codes: readonly CodeLine[]): Promise<LineFault[]> {
  const faults: LineFault[] = []
  for (let at = 0; at < codes.length; at += SLICE) {
    const slice = codes.slice(at, at + SLICE)
    const euis: Eui[] = slice.map(({ eui }) => eui)
    const { listed, inBatch } = await findTakenEuis(context.sql, euis)
    for (const { eui, line } of slice) {
      if (inBatch.has(eui)) faults.push({ line, error: IN_BATCH })
      else if (listed.has(eui)) faults.push({ line, error: LISTED })
    }
  }
  return faults
}

export const listCodeLists = (context: Context): Promise<CodeListRow[]> => findCodeLists(context.sql)

/** Gateways that were claimed stay with their owners; the others cannot be claimed by their codes any more. */
export async function removeCodeList(context: Context, actor: Actor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const gone = await deleteCodeList(tx, id)
    if (!gone) throw new AppError('not_found', 'There is no such list of claim codes.')
    await insertAuditEntries(tx, [
      {
        ownerId: null,
        actor: actor.id,
        action: 'claim-codes.delete',
        address: actor.address,
        detail: { id, name: gone.name, gateways: gone.count },
      },
    ])
  })
}
