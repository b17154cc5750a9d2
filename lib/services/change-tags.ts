/** Tags and sites of many gateways at once. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  changeTags as changeTagsOf,
  countTags,
  type GatewayTarget,
  type LabelsBefore,
  type TagChange,
} from '#lib/db/gateway-targets.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { MAX_TAGS } from '#lib/domain/tags.ts'
import { transact } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { NOT_YOURS } from './sentences.ts'

const FULL = `A gateway has at most ${MAX_TAGS} tags. Remove one first.`

/** As many as one call takes back. */
const MAX_UNDO = 10_000

export interface TagsChanged {
  readonly matching: number
  readonly changed: number
  /** Would have had too many tags. */
  readonly full: number
  /** Those that stayed as they were although they should not have, with the reason; at most `MAX_UNDO`. */
  readonly left: readonly { readonly eui: Eui; readonly error: string }[]
  /** What the changed ones had; null where they are too many to be named. */
  readonly before: readonly LabelsBefore[] | null
}

/** A gateway that would have too many tags is left as it was, and counted. */
export async function changeTags(
  context: Context,
  actor: OwnerActor,
  target: GatewayTarget,
  change: TagChange,
): Promise<TagsChanged> {
  return transact(context, async (tx) => {
    const done = await changeTagsOf(tx, actor.ownerId, target, change, MAX_TAGS, context.now())
    const detail = { add: change.add, remove: change.remove, site: change.site }
    await insertAuditEntries(
      tx,
      done.changed.map(({ eui }) => ({
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'gateway.change',
        eui,
        address: actor.address,
        detail,
      })),
    )
    const { matching, full, changed } = done
    const known = new Set(matching)
    const missing = target.by === 'gateways' ? target.gateways.filter((eui) => !known.has(eui)) : []
    const left = [...full.map((eui) => ({ eui, error: FULL })), ...missing.map((eui) => ({ eui, error: NOT_YOURS }))]
    return {
      matching: matching.length,
      full: full.length,
      left: left.slice(0, MAX_UNDO),
      changed: changed.length,
      before: changed.length <= MAX_UNDO ? changed : null,
    }
  })
}

export const listTags = (context: Context, ownerId: Eui) => countTags(context.sql, ownerId)
