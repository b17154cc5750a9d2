/** The history of one gateway, a page at a time. */
import { findOwnedGateway } from '#lib/db/gateways.ts'
import { listTimeline, type TimelinePage } from '#lib/db/timeline.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { readTimeline, type TimelineItem } from '#lib/domain/gateway-page/timeline.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'

export interface TimelineView {
  readonly items: readonly TimelineItem[]
  /** Time and key of the last row, where there are more. */
  readonly next: readonly [at: string, key: string] | null
}

/** Throws `not_found` for a gateway that is not the owner's. */
export async function viewTimeline(
  context: Context,
  ownerId: Eui,
  eui: Eui,
  page: TimelinePage,
): Promise<TimelineView> {
  if (!(await findOwnedGateway(context.sql, ownerId, eui))) throw new AppError('not_found', NOT_YOURS)
  const rows = await listTimeline(context.sql, ownerId, eui, { ...page, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return { items: readTimeline(shown), next: rows.length > page.limit && last ? [last.cursorAt, last.key] : null }
}
