/** Taking a setup back: how far its sets got on a gateway, what becomes of it, and what speaks against it. */

/** One category of a setup that is taken back. */
export interface UndoSide {
  readonly category: 'cups' | 'tc'
  /** What the setup made desired; null: it ended the managing of the category. */
  readonly current: { readonly offeredAt: Date | null; readonly provenAt: Date | null } | null
  /** What was desired before it; null: the category was not managed. */
  readonly earlier: { readonly version: number; readonly failedAt: Date | null; readonly wiped: boolean } | null
}

/**
 * `withdrawn`: the gateway has not proved the new values. `returned`: it has, and is sent the earlier ones again, as a new
 * version. `unchanged`: it has the earlier values already.
 */
export const UNDO_OUTCOMES = ['withdrawn', 'returned', 'unchanged'] as const
export type UndoOutcome = (typeof UNDO_OUTCOMES)[number]

/** Nothing of the setup left for the gateway. */
export const isUnsent = (sides: readonly UndoSide[]): boolean => sides.every(({ current }) => !current?.offeredAt)

/** Proven is what a gateway has authenticated with, of either category (rules.md 7). */
export const undoOutcome = (sides: readonly UndoSide[]): UndoOutcome =>
  sides.some(({ current }) => current?.provenAt) ? 'returned' : 'withdrawn'

/**
 * Why the earlier values cannot be given again, with the remedy; undefined: they can. Those that did not work on the gateway
 * would be a new version, which knows nothing of that: the gateway, which has gone back to what works, would be sent them again.
 */
export function refuseUndo(sides: readonly UndoSide[]): string | undefined {
  for (const { category, earlier } of sides) {
    if (!earlier) continue
    const [side, version] = [WORDS[category], earlier.version]
    if (earlier.wiped)
      return `The secrets of ${side} version ${version} are wiped. Set the gateway up again with its key.`
    if (earlier.failedAt)
      return `Before this setup it was to have ${side} version ${version}, which did not work on it. Choose another version on its page.`
  }
  return undefined
}

/** What becomes of the gateway, for people. */
export function undoSentence(sides: readonly UndoSide[]): string {
  const kept = sides.filter(({ current, earlier }) => current?.offeredAt && !earlier)
  const keeps = kept.map(
    ({ category }) =>
      `Its ${WORDS[category]} was not managed before, and nothing takes it off a gateway: what was sent stays there.`,
  )
  const again = sides.some(({ current, earlier }) => current?.offeredAt && earlier)
  if (isUnsent(sides)) return 'Taken back before it was sent: the gateway keeps what it has.'
  if (!again) return keeps.join(' ')
  const first =
    undoOutcome(sides) === 'returned'
      ? 'It had proved the new values: it is sent the earlier ones, as a new version, at its next check-in.'
      : 'It was sent the new values and has not proved them: it is sent the earlier ones at its next check-in.'
  return [first, ...keeps].join(' ')
}

export const UNDO_UNCHANGED = 'It is to have the earlier values already: nothing was changed.'
export const UNDO_STALE = 'Somebody changed this gateway after the setup: it was left as it is now.'

const WORDS = { cups: 'CUPS', tc: 'LNS' } as const
