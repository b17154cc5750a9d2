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
  const failed = new Map(
    [...members.values()].flatMap((member) => {
      const version = failedBefore(member, sets.get(member.eui) ?? [])
      return version === undefined ? [] : [[member.eui, version] as const]
    }),
  )
  const items = itemsOf(
    [...members.keys()].filter((eui) => !failed.has(eui)),
    (eui) => {
      const member = members.get(eui)
      return member ? patchBack(context, member, sets.get(eui) ?? []) : {}
    },
  )
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
  const left = [...failed].map(([eui, version]) => ({
    eui,
    state: 'failed' as const,
    code: 'refused' as const,
    reason: `Before the rollout it was to have CUPS version ${version}, which did not work on it. It is left as it is.`,
    setCups: members.get(eui)?.setCups ?? null,
    setTc: members.get(eui)?.setTc ?? null,
  }))
  await markReturning(tx, rollout, [...updates, ...left], context.now())
  return rows.length
}

const beforeOf = (member: ReturningMember, category: Category): number | null =>
  category === 'cups' ? member.beforeCups : member.beforeTc
const touches = (member: ReturningMember, category: Category): boolean =>
  beforeOf(member, category) !== (category === 'cups' ? member.setCups : member.setTc)
const hadSet = (member: ReturningMember): boolean =>
  CATEGORIES.some((category) => touches(member, category) && beforeOf(member, category) !== null)

/**
 * The CUPS version from before, where the gateway came back from it to an older one. Given again, it would be a new version that
 * nobody knows this of, and the gateway would be sent once more what does not work on it.
 */
function failedBefore(member: ReturningMember, sets: readonly StoredSet[]): number | undefined {
  if (!touches(member, 'cups')) return undefined
  return sets.find(({ category, failedAt }) => category === 'cups' && failedAt !== null)?.version
}

/** What was before, as `setup` takes it; a category that was not managed is not managed any more. */
function patchBack(context: Context, member: ReturningMember, sets: readonly StoredSet[]): SetupEntry {
  return Object.assign(
    {},
    ...CATEGORIES.filter((category) => touches(member, category)).map((category) =>
      patchOfVersion(context, sets, category, beforeOf(member, category)),
    ),
  )
}
