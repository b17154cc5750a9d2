/**
 * Goes back to an earlier version of a credential set: its values go through `setup` as if they were given again, so that
 * every check of setup holds, and become the newest version (rules.md 7, 16).
 */
import { AppError } from '#lib/domain/app-error.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'
import { DOUBT_CODES } from '#lib/domain/setup-doubts.ts'
import { transact } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'
import { loadListenerTrust } from '../listener-trust.ts'
import { NOT_YOURS } from '../sentences.ts'
import { setupWithin } from '../setup-gateways.ts'
import { viewVersions } from './view-versions.ts'

export interface ReturnRequest {
  readonly category: Category
  /** Null: the category is not managed any more, as before its first version. */
  readonly version: number | null
  /** The gateway's revision that the caller saw. */
  readonly revision: number
  /** The gateway's identifier, typed, where the version is suspicious. */
  readonly confirm?: string | undefined
}

export interface Returned {
  /** The version that holds the values now; null: not managed. */
  readonly version: number | null
  /** What was desired before, to undo it with; null: it was not managed. */
  readonly before: number | null
  readonly warning: string | null
}

/** Throws `not_found`, or `conflict` with the reason. */
export async function returnToVersion(
  context: Context,
  actor: OwnerActor,
  eui: Eui,
  { category, version, revision, confirm }: ReturnRequest,
): Promise<Returned> {
  const { versions } = await viewVersions(context, actor.ownerId, eui)
  // What is confirmed here is what was shown; anything else that setup finds doubtful is refused by it.
  let confirmed: readonly string[] = []
  if (version !== null) {
    const view = versions.find((one) => one.category === category && one.version === version)
    if (!view) throw new AppError('not_found', 'There is no such version. Reload the list.')
    if (view.return.refused) throw new AppError('conflict', view.return.refused)
    const typed = parseEui(confirm ?? '')
    if (view.return.concerns.length > 0 && !(typed.ok && typed.value === eui)) {
      const remedy = 'Repeat the request with the identifier of the gateway as “confirm” to do it all the same.'
      throw new AppError('conflict', [...view.return.concerns, remedy].join(' '))
    }
    if (view.return.concerns.length > 0) confirmed = DOUBT_CODES
  }
  const trust = await loadListenerTrust(context)
  const aids = { cache: new Map(), trust, detailOf: () => ({ returned: { [category]: version } }) }
  const { remark, done } = await transact(context, async (tx) => {
    const field = category === 'tc' ? 'lnsVersion' : 'cupsVersion'
    const entry = { gateway: eui, revision, [field]: version, confirm: confirmed }
    const item = { index: 0, eui, entry }
    const { remarks, done: all } = await setupWithin(context, tx, actor, [item], aids)
    return { remark: remarks.get(item), done: all[0] }
  })
  if (remark?.error === NOT_YOURS) throw new AppError('not_found', NOT_YOURS)
  if (remark?.error) throw new AppError('conflict', remark.error)
  if (!done) throw new AppError('conflict', 'The gateway is to have these very values already: nothing was changed.')
  return {
    version: done.after[category],
    before: done.before[category],
    warning: typeof remark?.warning === 'string' ? remark.warning : null,
  }
}
