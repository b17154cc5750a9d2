/**
 * Sends gateways of a credential rollout back to the set from before it (rules.md 7, 8). The values go through `setup`
 * as if the owner had given them again: a new version with the contents of the old one, so that a gateway that proved
 * the rollout's set in between takes it like any other change.
 */
import type { Statements } from '#lib/db/client.ts'
import type { StoredSet } from '#lib/db/gateways.ts'
import { markSkipped } from '#lib/db/rollout-members.ts'
import { findReturning, findSetsBefore, markReturning, type ReturningMember } from '#lib/db/rollout-returns.ts'
import type { RolloutRow } from '#lib/db/rollouts.ts'
import { CATEGORIES, type Category } from '#lib/domain/credential-set.ts'
import { MEMBER_SENTENCES } from '#lib/domain/rollouts/member-sentence.ts'
import type { Context } from '#lib/services/context.ts'
import { patchOfVersion } from '#lib/services/patch-of-version.ts'
import { type SetupAids, type SetupEntry, setupWithin } from '#lib/services/setup-gateways.ts'
import { engineOf, itemsOf } from './arm-members.ts'

const SLICE = 250

/** One slice of those that are to return and were not set yet; answers how many there were. */
export async function returnMembers(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  aids: SetupAids,
): Promise<number> {
  const rows = await findReturning(tx, rollout, SLICE)
  if (rows.length === 0) return 0
  const kept = rows.flatMap(({ eui, kept }) => (kept ? [{ eui, code: kept, reason: MEMBER_SENTENCES[kept] }] : []))
  await markSkipped(tx, rollout, kept, context.now())
  const members = new Map(rows.flatMap((row) => (row.kept ? [] : [[row.eui, row] as const])))
  const sets = await findSetsBefore(tx, rollout, [...members.keys()])
  const items = itemsOf([...members.keys()], (eui) => {
    const member = members.get(eui)
    return member ? patchBack(context, member, sets.get(eui) ?? []) : {}
  })
  const { remarks, done } = await setupWithin(context, tx, engineOf(rollout), items, aids)
  const after = new Map(done.map((one) => [one.eui, one.after]))
  const updates = items.flatMap((item) => {
    const member = members.get(item.eui)
    if (!member) return []
    const error = remarks.get(item)?.error
    const versions = after.get(item.eui) ?? { cups: member.setCups, tc: member.setTc }
    const outcome =
      typeof error === 'string'
        ? { state: 'failed' as const, code: 'refused' as const, reason: error }
        : hadSet(member)
          ? { state: 'returning' as const, code: null, reason: '' }
          : { state: 'skipped' as const, code: 'no-previous-set' as const, reason: MEMBER_SENTENCES['no-previous-set'] }
    return [{ eui: item.eui, ...outcome, setCups: versions.cups, setTc: versions.tc }]
  })
  await markReturning(tx, rollout, updates, context.now())
  return rows.length
}

const beforeOf = (member: ReturningMember, category: Category): number | null =>
  category === 'cups' ? member.beforeCups : member.beforeTc
const touches = (member: ReturningMember, category: Category): boolean =>
  beforeOf(member, category) !== (category === 'cups' ? member.setCups : member.setTc)
const hadSet = (member: ReturningMember): boolean =>
  CATEGORIES.some((category) => touches(member, category) && beforeOf(member, category) !== null)

/** What was before, as `setup` takes it; a category that was not managed is not managed any more. */
function patchBack(context: Context, member: ReturningMember, sets: readonly StoredSet[]): SetupEntry {
  return Object.assign(
    {},
    ...CATEGORIES.filter((category) => touches(member, category)).map((category) =>
      patchOfVersion(context, sets, category, beforeOf(member, category)),
    ),
  )
}
