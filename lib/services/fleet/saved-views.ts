/** Saved views of the list of gateways. Reading is enough for a view of one's own; what others see needs the right to set up. */

import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import {
  deleteSavedView,
  findSavedView,
  insertSavedView,
  listSavedViews,
  renameSavedView,
  type SavedView,
} from '#lib/db/saved-views.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from '../context.ts'

/** Who asks: a person, or null for an API token; and whether views may be shared and removed for all. */
export interface ViewReader {
  readonly userId: string | null
  readonly mayShare: boolean
}

const MAX_VIEWS = 50
const ONLY_OWN = 'Your role may keep views of its own. An operator or admin shares views with everybody.'
const NO_VIEW = 'There is no such view here. It may have been deleted.'

export const listViews = (context: Context, ownerId: Eui, { userId }: ViewReader): Promise<SavedView[]> =>
  listSavedViews(context.sql, ownerId, userId)

/** What an API token saves is shared: it is nobody's own. */
export async function createView(
  context: Context,
  actor: OwnerActor,
  { userId, mayShare }: ViewReader,
  view: Pick<SavedView, 'name' | 'shared' | 'query'>,
): Promise<SavedView> {
  const shared = view.shared || userId === null
  if (shared && !mayShare) throw new AppError('forbidden', ONLY_OWN)
  return context.sql.begin(async (tx) => {
    const made = await insertSavedView(tx, actor.ownerId, userId, { ...view, shared }, MAX_VIEWS)
    if (!made) throw new AppError('conflict', `There are ${MAX_VIEWS} such views already. Delete one first.`)
    await note(tx, actor, 'view.create', made)
    return made
  })
}

export async function renameView(
  context: Context,
  actor: OwnerActor,
  reader: ViewReader,
  { id, name }: Pick<SavedView, 'id' | 'name'>,
): Promise<SavedView> {
  return context.sql.begin(async (tx) => {
    const view = await needChangeable(tx, actor.ownerId, reader, id)
    if (view.name === name) return view
    await renameSavedView(tx, actor.ownerId, id, name)
    await note(tx, actor, 'view.rename', view, { before: { name: view.name }, after: { name } })
    return { ...view, name }
  })
}

export async function deleteView(context: Context, actor: OwnerActor, reader: ViewReader, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const view = await needChangeable(tx, actor.ownerId, reader, id)
    await deleteSavedView(tx, actor.ownerId, id)
    await note(tx, actor, 'view.delete', view)
  })
}

/** What others see too is changed by those alone who may share. */
async function needChangeable(
  tx: Statements,
  ownerId: Eui,
  { userId, mayShare }: ViewReader,
  id: string,
): Promise<SavedView> {
  const view = await findSavedView(tx, ownerId, userId, id)
  if (!view) throw new AppError('not_found', NO_VIEW)
  if (!mayShare && (view.shared || !view.mine)) throw new AppError('forbidden', ONLY_OWN)
  return view
}

const note = (
  tx: Statements,
  actor: OwnerActor,
  action: AuditAction,
  { name, shared }: SavedView,
  detail: Readonly<Record<string, unknown>> = { name },
) =>
  insertAuditEntries(tx, [
    { ownerId: actor.ownerId, actor: actor.id, action, address: actor.address, detail: { ...detail, shared } },
  ])
