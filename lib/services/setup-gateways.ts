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
import { type BulkItem, type ItemAnswer, type Remark, runBulk, startBulk, transact } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { authDigestOf, isOurCupsUri, keyPurpose } from './credential-store.ts'
import { currentTokens } from './current-tokens.ts'
import { recordEvents } from './events/record-events.ts'
import { type ListenerTrust, loadListenerTrust } from './listener-trust.ts'
import { openSet } from './open-set.ts'
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
  /** The revision that the caller saw: refused when somebody else saved since. */
  readonly revision?: unknown
}

const PAST = 'fwafter is in the past: the firmware goes out at the next check-in that changes nothing else.'
const STALE = 'Somebody else changed this gateway since you opened it. Reload it, compare, and save again.'

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
    transact(context, async (tx) => (await setupWithin(context, tx, actor, items, { cache, trust })).remarks),
  )
  return bulk.answers()
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
}

/** Versions before and after; gateways that nothing was changed of are not among them. */
export interface SetupDone {
  readonly eui: Eui
  readonly before: Readonly<Record<Category, number | null>>
  readonly after: Readonly<Record<Category, number | null>>
}

/** Gateways between two turns of the event loop: certificates of their own cost up to a millisecond each. */
const SLICE = 25

interface Work {
  readonly item: Item
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
  { cache, trust, again = NOBODY, notAfter = null }: SetupAids,
): Promise<{ remarks: Remarks; done: SetupDone[] }> {
  const remarks: Remarks = new Map()
  const done: SetupDone[] = []
  const now = context.now()
  const works = await loadWork(context, tx, actor.ownerId, items, remarks)
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
    const change = decide(context, work, tokens.get(work.gateway.eui) ?? null, { cache, trust }, planner, repeats)
    if ('error' in change) {
      remarks.set(work.item, { error: change.error })
      continue
    }
    const update = planner.change(work.gateway.eui, change.firmware)
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
      done.push({ eui: work.gateway.eui, before, after: versions })
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
        cups: describe(work.current.cups, change.cups),
        lns: describe(work.current.tc, change.tc),
        firmware: planner.describe(work.gateway.eui, change.firmware),
      },
    })
  }
  if (desired.length > 0) await storeSetup(tx, actor.ownerId, sets, desired, actor.id, now)
  await keepCertificates(
    tx,
    actor.ownerId,
    sets.flatMap(({ trust, crt }) => [trust, crt]),
  )
  await storeFirmwareChanges(tx, actor, firmware, now)
  await insertAuditEntries(tx, audit)
  await recordEvents(tx, events, now)
  return { remarks, done }
}

const NOBODY: ReadonlySet<Eui> = new Set()

/** One entry may have several: none hides another. */
function warn(remarks: Remarks, item: Item, sentence: string): void {
  const before = remarks.get(item)?.warning
  remarks.set(item, { warning: before ? `${before} ${sentence}` : sentence })
}

async function loadWork(
  context: Context,
  tx: Statements,
  ownerId: Eui,
  items: readonly Item[],
  remarks: Remarks,
): Promise<Work[]> {
  const euis = items.map((item) => item.eui)
  const gateways = new Map((await lockGateways(tx, ownerId, euis)).map((one) => [one.eui, one]))
  const sets = Map.groupBy(await findLiveSets(tx, ownerId, [...gateways.keys()]), (set) => set.eui)
  const works: Work[] = []
  for (const item of items) {
    const gateway = gateways.get(item.eui)
    if (!gateway) remarks.set(item, { error: NOT_YOURS })
    else if (typeof item.entry.revision === 'number' && item.entry.revision !== gateway.revision)
      remarks.set(item, { error: STALE })
    else {
      const own = sets.get(item.eui) ?? []
      works.push({
        item,
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

const firmwareFieldsOf = ({ gateway, firmware }: Work) =>
  firmware.ok ? [{ eui: gateway.eui, fields: firmware.value }] : []

function decide(
  context: Context,
  work: Work,
  currentToken: Uint8Array | null,
  { cache, trust }: SetupAids,
  planner: FirmwarePlanner,
  again: boolean,
): { cups: SetupChange; tc: TcChange; firmware: SchedulePlan } | { error: string } {
  const { entry } = work.item
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
function retried(work: Work, category: Category, change: SetupChange, again: boolean): SetupChange {
  const { gateway, item, sets } = work
  const current = work.current[category]
  const touched = Object.values(patchOf(item.entry, category)).some((field) => field !== undefined)
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
])

/** A field that is not text, or one whose name is nearly right: ignored, it would leave the gateway as it was without a word. */
function findMisread(entry: SetupEntry): string | undefined {
  if (entry.revision !== undefined && entry.revision !== null && typeof entry.revision !== 'number')
    return 'revision must be the number that the gateway was shown with, or be left out.'
  if (entry.lnsDiscovery !== undefined && entry.lnsDiscovery !== null && typeof entry.lnsDiscovery !== 'boolean')
    return 'lnsDiscovery must be true or false, or be left out.'
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
function mayNeedToken(work: Work): boolean {
  const { cupsUri, cupsTrust, cupsCrt, cupsKey } = work.item.entry
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
function describe(before: CredentialSet | null, change: SetupChange | TcChange): Record<string, unknown> | undefined {
  if (change.kind === 'keep') return undefined
  const facts = (set: CredentialSet | null) =>
    set ? { uri: set.uri, crc: credentialCrc(set), key: set.keyKind } : null
  if (change.kind !== 'set') return { before: facts(before), after: null }
  const behind = 'lnsUri' in change && change.lnsUri ? { discovery: change.lnsUri, muxs: change.muxsTemplate } : {}
  return { before: facts(before), after: { ...facts(change.set), ...behind } }
}
