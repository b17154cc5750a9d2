/** How far the bootstrap token of a gateway is good, as its owner sees it. */
import { type BootstrapRow, findBootstrapRows } from '#lib/db/bootstrap-limits.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type BootstrapState, judgeBootstrap } from '#lib/domain/bootstrap/bootstrap-limit.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'

export interface BootstrapView extends BootstrapRow {
  readonly state: BootstrapState
}

/** Throws `not_found` when the owner has no such gateway. */
export async function viewBootstrap(context: Context, ownerId: Eui, eui: Eui): Promise<BootstrapView> {
  const row = (await findBootstrapRows(context.sql, [eui])).get(eui)
  if (!row || row.ownerId !== ownerId) throw new AppError('not_found', NOT_YOURS)
  return { ...row, state: judgeBootstrap(row, context.now()) }
}
