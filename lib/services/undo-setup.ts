/**
 * Takes a setup back, for any number of gateways: the versions that were desired before go through `setup` as if they were
 * given again, so that its checks hold. A gateway that somebody changed since is left (decision 0114).
 */
import { findLiveSets, findSetVersions, lockGateways, type StoredSet } from '#lib/db/gateways.ts'
import { CATEGORIES, type Category } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import {
  isUnsent,
  refuseUndo,
  UNDO_STALE,
  UNDO_UNCHANGED,
  type UndoSide,
  undoOutcome,
  undoSentence,
} from '#lib/domain/setup-undo/undo.ts'
import { type BulkItem, type ItemAnswer, type Remark, runBulk, startBulk, transact } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { loadListenerTrust } from './listener-trust.ts'
import { NOT_YOURS } from './sentences.ts'
import { type SetupAids, type SetupItem, setupWithin } from './setup-gateways.ts'

/** What `setup` answered as `undo`, with its gateway. */
export interface UndoEntry {
  readonly gateway: string
  /** After the setup. */
  readonly revision: number
  /** What was desired before; null: not managed. Left out: the setup did not change it. */
  readonly lnsVersion?: number | null | undefined
  readonly cupsVersion?: number | null | undefined
}

/** Answers per entry, in request order: `undone` and `detail`, or `error`. `confirm`: codes of doubts, as `setup` takes them. */
export async function undoSetups(
  context: Context,
  actor: OwnerActor,
  entries: readonly UndoEntry[],
  confirm?: readonly string[],
): Promise<ItemAnswer[]> {
  const bulk = startBulk(entries, ({ gateway }) => gateway)
  const trust = await loadListenerTrust(context)
  const cache: SetupAids['cache'] = new Map()
  await runBulk(bulk, (items) =>
    transact(context, async (tx) => {
      const euis = items.map(({ eui }) => eui)
      const gateways = new Map((await lockGateways(tx, actor.ownerId, euis)).map((one) => [one.eui, one]))
      const sets = await findLiveSets(tx, actor.ownerId, [...gateways.keys()], 'lock')
      const live = Map.groupBy(sets, ({ eui }) => eui)
      const wanted = Map.groupBy(await findSetVersions(tx, actor.ownerId, items.flatMap(versionsOf)), ({ eui }) => eui)
      const remarks = new Map<Item, Remark>()
      const works: { readonly item: Item; readonly setup: SetupItem; readonly sides: readonly UndoSide[] }[] = []
      for (const item of items) {
        const gateway = gateways.get(item.eui)
        if (!gateway) {
          remarks.set(item, { error: NOT_YOURS })
          continue
        }
        const desired = { cups: gateway.cupsVersion, tc: gateway.tcVersion }
        const sides = sidesOf(item, desired, live.get(item.eui) ?? [], wanted.get(item.eui) ?? [])
        const refused = item.entry.revision === gateway.revision ? refuseUndo(sides) : undefined
        if (refused) remarks.set(item, { error: refused })
        // What a gateway has anyway needs no confirmation.
        else works.push({ item, sides, setup: setupItem(item, isUnsent(sides) ? undefined : confirm) })
      }
      const details = new Map(works.map(({ item }) => [item.eui, { undo: true, returned: versionsBefore(item) }]))
      const aids = { cache, trust, detailOf: (eui: Eui) => details.get(eui) ?? {} }
      const { remarks: said, done } = await setupWithin(
        context,
        tx,
        actor,
        works.map(({ setup }) => setup),
        aids,
      )
      const changed = new Set(done.map(({ eui }) => eui))
      for (const { item, setup, sides } of works)
        remarks.set(item, answerOf(said.get(setup), changed.has(item.eui), sides))
      return remarks
    }),
  )
  return bulk.answers()
}

type Item = BulkItem<UndoEntry>

const NAMES = { cups: 'cupsVersion', tc: 'lnsVersion' } as const
const touched = ({ entry }: Item): Category[] => CATEGORIES.filter((category) => entry[NAMES[category]] !== undefined)

const versionsOf = (item: Item): { eui: Eui; category: Category; version: number }[] =>
  touched(item).flatMap((category) => {
    const version = item.entry[NAMES[category]]
    return typeof version === 'number' ? [{ eui: item.eui, category, version }] : []
  })

const versionsBefore = (item: Item) =>
  Object.fromEntries(touched(item).map((category) => [category, item.entry[NAMES[category]] ?? null]))

const setupItem = ({ index, eui, entry }: Item, confirm: readonly string[] | undefined): SetupItem => ({
  index,
  eui,
  entry: { ...entry, ...(confirm ? { confirm } : {}) },
})

function sidesOf(
  item: Item,
  desired: Readonly<Record<Category, number | null>>,
  live: readonly StoredSet[],
  wanted: readonly StoredSet[],
): UndoSide[] {
  const find = (sets: readonly StoredSet[], category: Category, version: number | null | undefined) =>
    sets.find((set) => set.category === category && set.version === version) ?? null
  return touched(item).map((category) => {
    const earlier = find(wanted, category, item.entry[NAMES[category]])
    return {
      category,
      current: find(live, category, desired[category]),
      earlier: earlier && {
        version: earlier.version,
        failedAt: earlier.failedAt,
        wiped: earlier.keyKind !== 'none' && !earlier.keyEnc,
      },
    }
  })
}

function answerOf(remark: Remark | undefined, changed: boolean, sides: readonly UndoSide[]): Remark {
  if (remark?.code === 'stale') return { ...remark, error: UNDO_STALE }
  if (remark?.error) return remark
  if (!changed) return { undone: 'unchanged', detail: UNDO_UNCHANGED }
  return { ...remark, undone: undoOutcome(sides), detail: undoSentence(sides) }
}
