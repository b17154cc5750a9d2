/**
 * Sets the desired URI and credentials of gateways (owner-api.md, “Setup, rule by rule”). The merge runs under each
 * gateway's row lock, and what is validated is its result (rules.md 16); nothing of a refused entry is stored.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type AuditEntry, insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import type { NewEvent } from '#lib/db/gateway-events.ts'
import {
  type DesiredState,
  findLiveSets,
  findSetVersions,
  type LockedGateway,
  lockGateways,
  type NewSet,
  type StoredSet,
  storeSetup,
} from '#lib/db/gateways.ts'
import { CATEGORIES, type Category, type CredentialSet, credentialCrc } from '#lib/domain/credential-set.ts'
import {
  type Detour,
  type DiscoveryPatch,
  mergeDiscovery,
  type TcChange,
} from '#lib/domain/discovery/setup-discovery.ts'
import { type FirmwareFields, parseFirmwareFields } from '#lib/domain/firmware-fields.ts'
import type { SchedulePlan } from '#lib/domain/firmware-schedule.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Result } from '#lib/domain/result.ts'
import {
  type CategoryPatch,
  FIELD_NAMES,
  type FieldPatch,
  mergeCategory,
  type SetupCache,
  type SetupChange,
} from '#lib/domain/setup.ts'
import { type Doubt, doubtsOf } from '#lib/domain/setup-doubts.ts'
import { type BulkItem, type ItemAnswer, type Remark, runBulk, startBulk, transact } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { authDigestOf, isOurCupsUri, keyPurpose } from './credential-store.ts'
import { currentTokens } from './current-tokens.ts'
import { recordEvents } from './events/record-events.ts'
import { type ListenerTrust, loadListenerTrust } from './listener-trust.ts'
import { openSet } from './open-set.ts'
import { patchOfVersion } from './patch-of-version.ts'
import {
  type FirmwareChange,
  type FirmwarePlanner,
  loadFirmwarePlanner,
  storeFirmwareChanges,
} from './schedule-firmware.ts'
import { NOT_YOURS } from './sentences.ts'
import { keepCertificates } from './trust/keep-certificates.ts'

/** The parameters of `setup`, single, as an entry, or as the defaults of a mixed request. */
export interface SetupEntry {
  readonly gateway?: unknown
  readonly cupsUri?: FieldPatch
  readonly cupsKey?: FieldPatch
  readonly cupsCrt?: FieldPatch
  readonly cupsTrust?: FieldPatch
  readonly lnsUri?: FieldPatch
  readonly lnsKey?: FieldPatch
  readonly lnsCrt?: FieldPatch
  readonly lnsTrust?: FieldPatch
  /** True: gateways are given our address, and referred to lnsUri when they ask there (rules.md 29). */
  readonly lnsDiscovery?: unknown
  /** With lnsDiscovery: the data link's URI in place of asking lnsUri; `{eui}` and the like are filled in. */
  readonly lnsMuxs?: unknown
  readonly fwcrc?: unknown
  readonly fwafter?: unknown
  /** An earlier version, given again with its key in place of lnsUri and its files; null: not managed. */
  readonly lnsVersion?: unknown
  readonly cupsVersion?: unknown
  /** The revision that the caller saw: refused when somebody else saved since, and it was not the same. */
  readonly revision?: unknown
  /** Codes of doubts (setup-doubts.ts) that are meant. Once it is given, others are refused; left out, all pass. */
  readonly confirm?: unknown
  /** True: what undoes it is told (undo-setup.ts). */
  readonly undo?: unknown
}

const PAST = 'fwafter is in the past: the firmware goes out at the next check-in that changes nothing else.'
const STALE: Remark = {
  error: 'Somebody else changed this gateway since you opened it. Reload it, compare, and save again.',
  code: 'stale',
}

/** Answers per entry, in request order. Each entry commits with its audit row, in slices: a bulk is not atomic. */
export async function setupGateways(
  context: Context,
  actor: OwnerActor,
  entries: readonly SetupEntry[],
): Promise<ItemAnswer[]> {
  const bulk = startBulk(entries, (entry) => entry?.gateway)
  const cache: SetupCache = new Map()
  const trust = await loadListenerTrust(context)
  await runBulk(bulk, (items) =>
    transact(context, async (tx) => {
      const { remarks, done } = await setupWithin(context, tx, actor, items, { cache, trust })
      tellUndo(items, remarks, done)
      return remarks
    }),
  )
  return bulk.answers()
}

/** The versions before, of what was changed, and the revision that an undo has to find. */
function tellUndo(items: readonly Item[], remarks: Remarks, done: readonly SetupDone[]): void {
  const changed = new Map(done.map((one) => [one.eui, one]))
  for (const item of items) {
    const one = item.entry.undo === true ? changed.get(item.eui) : undefined
    if (!one) continue
    const { before, after, revision } = one
    const undo = {
      revision,
      ...(before.tc === after.tc ? {} : { lnsVersion: before.tc }),
      ...(before.cups === after.cups ? {} : { cupsVersion: before.cups }),
    }
    remarks.set(item, { ...remarks.get(item), undo })
  }
}

export type SetupItem = BulkItem<SetupEntry>
type Item = SetupItem
type Remarks = Map<Item, Remark>

/** What many slices share. */
export interface SetupAids {
  readonly cache: SetupCache
  readonly trust: ListenerTrust
  /** Gateways for which a category that the entry touches becomes a new version even with the same values: another try. */
  readonly again?: ReadonlySet<Eui>
  /** New sets do not go out for the first time at or after this. */
  readonly notAfter?: Date | null
  /** Further facts about a gateway for the trail, without secrets. */
  readonly detailOf?: (eui: Eui) => Readonly<Record<string, unknown>>
}

/** Versions before and after; gateways that nothing was changed of are not among them. */
export interface SetupDone {
  readonly eui: Eui
  readonly before: Readonly<Record<Category, number | null>>
  readonly after: Readonly<Record<Category, number | null>>
  /** Afterwards. */
  readonly revision: number
}

/** Gateways between two turns of the event loop: certificates of their own cost up to a millisecond each. */
const SLICE = 25

export interface SetupWork {
  readonly item: Item
  /** What is asked for, earlier versions filled in. */
  readonly entry: SetupEntry
  /** Somebody else saved since. */
  readonly stale: boolean
  readonly gateway: LockedGateway
  readonly current: Readonly<Record<Category, CredentialSet | null>>
  readonly detour: Detour | null
  readonly sets: readonly StoredSet[]
  readonly firmware: Result<FirmwareFields>
}

/** One slice inside a transaction of the caller; `remarks` holds the items that there is something to say of. */
export async function setupWithin(
  context: Context,
  tx: Statements,
  actor: OwnerActor,
  items: readonly Item[],
  { cache, trust, again = NOBODY, notAfter = null, detailOf = NOTHING_MORE }: SetupAids,
): Promise<{ remarks: Remarks; done: SetupDone[] }> {
  const remarks: Remarks = new Map()
  const done: SetupDone[] = []
  const now = context.now()
  const works = await loadSetupWork(context, tx, actor.ownerId, items, remarks)
  const tokens = await currentTokens(context, tx, works.filter(mayNeedToken))
  const planner = await loadFirmwarePlanner(tx, actor.ownerId, works.flatMap(firmwareFieldsOf), now)
  const sets: NewSet[] = []
  const desired: DesiredState[] = []
  const firmware: FirmwareChange[] = []
  const audit: AuditEntry[] = []
  const events: NewEvent[] = []
  for (const [index, work] of works.entries()) {
    if (index % SLICE === SLICE - 1) await nextTurn()
    const repeats = again.has(work.gateway.eui)
    const change = decideSetup(context, work, tokens.get(work.gateway.eui) ?? null, { cache, trust }, planner, repeats)
    if ('error' in change) {
      remarks.set(work.item, work.stale ? STALE : { error: change.error })
      continue
    }
    const update = planner.change(work.gateway.eui, change.firmware)
    const refused = refusalOf(context, work, change, trust, update !== undefined)
    if (refused) {
      remarks.set(work.item, refused)
      continue
    }
    if (update) firmware.push(update)
    if (change.firmware.kind === 'arm' && change.firmware.past) warn(remarks, work.item, PAST)
    const keeps = change.cups.kind === 'keep' && change.tc.kind === 'keep'
    if (keeps && !update) continue
    const before = { cups: work.gateway.cupsVersion, tc: work.gateway.tcVersion }
    const versions = { ...before }
    for (const category of CATEGORIES) {
      const one = change[category]
      if (one.kind === 'clear') versions[category] = null
      if (one.kind !== 'set') continue
      const version = (category === 'cups' ? work.gateway.lastCups : work.gateway.lastTc) + 1
      versions[category] = version
      sets.push({
        ...sealSet(context, work.gateway.eui, category, version, one.set),
        notAfter,
        ...('lnsUri' in one ? { lnsUri: one.lnsUri, muxsTemplate: one.muxsTemplate } : {}),
      })
      const remark = category === 'cups' ? trust.remark(one.set) : undefined
      if (remark) warn(remarks, work.item, remark)
    }
    if (!keeps) {
      desired.push({ eui: work.gateway.eui, cupsVersion: versions.cups, tcVersion: versions.tc })
      done.push({ eui: work.gateway.eui, before, after: versions, revision: work.gateway.revision + 1 })
    }
    const parts = [
      ...(change.cups.kind === 'keep' ? [] : ['CUPS']),
      ...(change.tc.kind === 'keep' ? [] : ['LNS']),
      ...(update ? ['firmware'] : []),
    ]
    const { eui } = work.gateway
    events.push({ ownerId: actor.ownerId, kind: 'gateway.set_up', eui, detail: { changed: parts.join(', ') } })
    audit.push({
      ownerId: actor.ownerId,
      actor: actor.id,
      action: 'gateway.setup',
      eui: work.gateway.eui,
      address: actor.address,
      detail: {
        ...detailOf(eui),
        cups: describe(work.current.cups, change.cups, [before.cups, versions.cups]),
        lns: describe(work.current.tc, change.tc, [before.tc, versions.tc]),
        firmware: planner.describe(work.gateway.eui, change.firmware),
      },
    })
  }
  // Before the sets: the index of gateways reads the ends of certificates.
  await keepCertificates(
    tx,
    actor.ownerId,
    sets.flatMap(({ trust, crt }) => [trust, crt]),
  )
  if (desired.length > 0) await storeSetup(tx, actor.ownerId, sets, desired, actor.id, now)
  await storeFirmwareChanges(tx, actor, firmware, now)
  await insertAuditEntries(tx, audit)
  await recordEvents(tx, events, now)
  return { remarks, done }
}

const NOBODY: ReadonlySet<Eui> = new Set()
const NOTHING_MORE = () => ({})

/** One entry may have several: none hides another. */
function warn(remarks: Remarks, item: Item, sentence: string): void {
  const before = remarks.get(item)?.warning
  remarks.set(item, { warning: before ? `${before} ${sentence}` : sentence })
}

/** What is there of each gateway, locked unless told; for one that is not the owner's there is a remark and no work. */
export async function loadSetupWork(
  context: Context,
  tx: Statements,
  ownerId: Eui,
  items: readonly Item[],
  remarks: Remarks,
  read: typeof lockGateways = lockGateways,
): Promise<SetupWork[]> {
  const euis = items.map((item) => item.eui)
  const gateways = new Map((await read(tx, ownerId, euis)).map((one) => [one.eui, one]))
  const sets = Map.groupBy(await findLiveSets(tx, ownerId, [...gateways.keys()]), (set) => set.eui)
  const earlier = Map.groupBy(await findSetVersions(tx, ownerId, items.flatMap(versionsOf)), (set) => set.eui)
  const works: SetupWork[] = []
  for (const item of items) {
    const gateway = gateways.get(item.eui)
    if (!gateway) remarks.set(item, { error: NOT_YOURS })
    else {
      const own = sets.get(item.eui) ?? []
      const entry = withVersions(context, item, earlier.get(item.eui) ?? [])
      if ('error' in entry) {
        remarks.set(item, { error: entry.error })
        continue
      }
      works.push({
        item,
        entry: entry.entry,
        stale: typeof item.entry.revision === 'number' && item.entry.revision !== gateway.revision,
        gateway,
        sets: own,
        firmware: parseFirmwareFields(item.entry.fwcrc, item.entry.fwafter),
        detour: detourOf(own, gateway.tcVersion),
        current: {
          cups: openSet(context, own, 'cups', gateway.cupsVersion),
          tc: openSet(context, own, 'tc', gateway.tcVersion),
        },
      })
    }
  }
  return works
}

function versionsOf({ eui, entry }: Item): { eui: Eui; category: Category; version: number }[] {
  return CATEGORIES.flatMap((category) => {
    const version = entry[VERSION_NAMES[category]]
    return typeof version === 'number' && Number.isInteger(version) ? [{ eui, category, version }] : []
  })
}

const VERSION_NAMES = { cups: 'cupsVersion', tc: 'lnsVersion' } as const

function withVersions(
  context: Context,
  { entry }: Item,
  sets: readonly StoredSet[],
): { entry: SetupEntry } | { error: string } {
  let filled = entry
  for (const category of CATEGORIES) {
    const name = VERSION_NAMES[category]
    const version = entry[name]
    if (version === undefined) continue
    if (version !== null && !sets.some((one) => one.category === category && one.version === version))
      return { error: `${name}: this gateway never had such a version. Take the number of one that it had, or null.` }
    if (Object.values(patchOf(entry, category)).some((field) => field !== undefined))
      return { error: `${name}: give either an earlier version or new values, not both.` }
    filled = { ...filled, ...patchOfVersion(context, sets, category, version as number | null) }
  }
  return { entry: filled }
}

/** Why what could be stored is not: it is out of date, or somebody has to confirm it first. */
function refusalOf(
  context: Context,
  work: SetupWork,
  change: SetupDecision,
  trust: ListenerTrust,
  updates: boolean,
): Remark | undefined {
  const changes = change.cups.kind !== 'keep' || change.tc.kind !== 'keep' || updates
  // A retry of a save whose answer was lost finds its own work: nothing would change, so nothing is in conflict.
  if (work.stale) return changes ? STALE : undefined
  const { confirm } = work.entry
  if (confirm === undefined || confirm === null) return undefined
  const open = doubtsAbout(context, work, change, trust).filter(({ code }) => !(confirm as string[]).includes(code))
  if (open.length === 0) return undefined
  return {
    error: `Not stored: this has to be confirmed. ${open.map(({ detail }) => detail).join(' ')}`,
    code: 'confirm',
    doubts: open,
  }
}

/** What there is to confirm of a change. */
export function doubtsAbout(context: Context, work: SetupWork, change: SetupDecision, trust: ListenerTrust): Doubt[] {
  return CATEGORIES.flatMap((category) => {
    const one = change[category]
    if (one.kind !== 'set') return []
    return doubtsOf(category, one.set, {
      eui: work.gateway.eui,
      before: work.current[category],
      isOurs: (uri) => isOurCupsUri(context.site, uri),
      wrongTrust: category === 'cups' ? trust.remark(one.set) : undefined,
      now: context.now(),
    })
  })
}

const firmwareFieldsOf = ({ gateway, firmware }: SetupWork) =>
  firmware.ok ? [{ eui: gateway.eui, fields: firmware.value }] : []

export interface SetupDecision {
  readonly cups: SetupChange
  readonly tc: TcChange
  readonly firmware: SchedulePlan
}

export function decideSetup(
  context: Context,
  work: SetupWork,
  currentToken: Uint8Array | null,
  { cache, trust }: SetupAids,
  planner: FirmwarePlanner,
  again: boolean,
): SetupDecision | { error: string } {
  const { entry } = work
  const misread = findMisread(entry)
  if (misread) return { error: misread }
  if (!work.firmware.ok) return { error: work.firmware.error }
  const firmware = planner.plan(work.gateway.eui, work.firmware.value)
  if (!firmware.ok) return { error: firmware.error }
  const setup = { isOurs: (uri: string) => isOurCupsUri(context.site, uri), currentToken, cache }
  const cups = mergeCategory('cups', work.current.cups, patchOf(entry, 'cups'), setup)
  if (!cups.ok) return { error: cups.error }
  const tc = mergeCategory('tc', work.current.tc, patchOf(entry, 'tc'), setup)
  if (!tc.ok) return { error: tc.error }
  const through = mergeDiscovery(
    { set: work.current.tc, detour: work.detour },
    again ? retried(work, 'tc', tc.value, again) : tc.value,
    entry as DiscoveryPatch,
    { eui: work.gateway.eui, gatewayHosts: context.site.gatewayHosts, covers: trust.covers },
  )
  if (!through.ok) return { error: through.error }
  return { cups: retried(work, 'cups', cups.value, again), tc: through.value, firmware: firmware.value }
}

function detourOf(sets: readonly StoredSet[], version: number | null): Detour | null {
  const desired = sets.find((set) => set.category === 'tc' && set.version === version)
  return desired?.lnsUri ? { muxsTemplate: desired.muxsTemplate } : null
}

/** Saved again as it is, a CUPS set that did not work on the gateway becomes a new version: the owner wants another try. */
function retried(work: SetupWork, category: Category, change: SetupChange, again: boolean): SetupChange {
  const { gateway, entry, sets } = work
  const current = work.current[category]
  const touched = Object.values(patchOf(entry, category)).some((field) => field !== undefined)
  const version = category === 'cups' ? gateway.cupsVersion : gateway.tcVersion
  const desired = sets.find((set) => set.category === category && set.version === version)
  return change.kind === 'keep' && touched && current && (again || desired?.failedAt)
    ? { kind: 'set', set: current }
    : change
}

const TEXT_FIELDS = CATEGORIES.flatMap((category) => Object.values(FIELD_NAMES[category]))
const FIELDS = new Set<string>([
  ...TEXT_FIELDS,
  'lnsDiscovery',
  'lnsMuxs',
  'gateway',
  'router',
  'fwcrc',
  'fwafter',
  'revision',
  'cupsVersion',
  'lnsVersion',
  'confirm',
])

/** A field that is not text, or one whose name is nearly right: ignored, it would leave the gateway as it was without a word. */
function findMisread(entry: SetupEntry): string | undefined {
  if (entry.revision !== undefined && entry.revision !== null && typeof entry.revision !== 'number')
    return 'revision must be the number that the gateway was shown with, or be left out.'
  const { confirm } = entry
  if (confirm != null && !(Array.isArray(confirm) && confirm.every((code) => typeof code === 'string')))
    return 'confirm must be a list of codes, or be left out.'
  if (entry.lnsDiscovery !== undefined && entry.lnsDiscovery !== null && typeof entry.lnsDiscovery !== 'boolean')
    return 'lnsDiscovery must be true or false, or be left out.'
  if (entry.undo !== undefined && entry.undo !== null && typeof entry.undo !== 'boolean')
    return 'undo must be true or false, or be left out.'
  if (entry.lnsMuxs !== undefined && entry.lnsMuxs !== null && typeof entry.lnsMuxs !== 'string')
    return 'lnsMuxs must be text or null.'
  for (const [name, value] of Object.entries(entry)) {
    if (TEXT_FIELDS.includes(name as (typeof TEXT_FIELDS)[number])) {
      if (value !== undefined && value !== null && typeof value !== 'string') return `${name} must be text or null.`
    } else if (!FIELDS.has(name) && /^(cups|lns|tc|fw)/i.test(name)) {
      const meant = [...FIELDS].find((field) => field.toLowerCase() === name.toLowerCase().replace(/^tc/, 'lns'))
      return `There is no parameter “${name.slice(0, 32)}”.${meant ? ` Write “${meant}”.` : ''}`
    }
  }
  return undefined
}

function patchOf(entry: SetupEntry, category: Category): CategoryPatch {
  return category === 'cups'
    ? { uri: entry.cupsUri, trust: entry.cupsTrust, crt: entry.cupsCrt, key: entry.cupsKey }
    : { uri: entry.lnsUri, trust: entry.lnsTrust, crt: entry.lnsCrt, key: entry.lnsKey }
}

/** Only a CUPS side that ends without key and certificate is given the accepted token (rules.md 9). */
export function mayNeedToken(work: SetupWork): boolean {
  const { cupsUri, cupsTrust, cupsCrt, cupsKey } = work.entry
  const touched = [cupsUri, cupsTrust, cupsCrt, cupsKey].some((field) => field !== undefined)
  return touched && !cupsKey
}

function sealSet(context: Context, eui: Eui, category: Category, version: number, set: CredentialSet): NewSet {
  return {
    eui,
    category,
    version,
    uri: set.uri,
    trust: set.trust,
    crt: set.crt,
    keyKind: set.keyKind,
    keyEnc: set.key ? context.keys.seal(set.key, keyPurpose(eui, category, version)) : null,
    crc: credentialCrc(set),
    authDigest: authDigestOf(set),
  }
}

/** For the audit trail: URIs and CRCs, never keys. */
function describe(
  before: CredentialSet | null,
  change: SetupChange | TcChange,
  [from, to]: readonly [number | null, number | null],
): Record<string, unknown> | undefined {
  if (change.kind === 'keep') return undefined
  const facts = (set: CredentialSet | null, version: number | null) =>
    set ? { uri: set.uri, crc: credentialCrc(set), key: set.keyKind, version } : null
  if (change.kind !== 'set') return { before: facts(before, from), after: null }
  const behind = 'lnsUri' in change && change.lnsUri ? { discovery: change.lnsUri, muxs: change.muxsTemplate } : {}
  return {
    before: facts(before, from),
    after: { ...facts(change.set, to), ...behind },
    changed: changedParts(before, change.set),
  }
}

const PARTS = ['trust', 'crt', 'key'] as const

/** Which parts of the set are others than before; never what they hold. */
function changedParts(before: CredentialSet | null, after: CredentialSet): string[] {
  const differs = (part: (typeof PARTS)[number]) =>
    Buffer.compare(before?.[part] ?? Buffer.alloc(0), after[part] ?? Buffer.alloc(0)) !== 0
  return [...(before?.uri === after.uri ? [] : ['uri']), ...PARTS.filter(differs)]
}
