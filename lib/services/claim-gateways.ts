/** Proof of ownership by claim PIN, for any number of gateways (owner-api.md, rules.md 17–19). */
import { timingSafeEqual } from 'node:crypto'
import { type AuditEntry, insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type ClaimCode, findProvables, type Provable } from '#lib/db/claim-codes.ts'
import type { Statements } from '#lib/db/client.ts'
import {
  type ClaimableGateway,
  type ClaimedGateway,
  claimGateways as giveGateways,
  labelGateways,
} from '#lib/db/gateways.ts'
import { type ClaimLabels, type GivenLabels, hasLabels, readClaimLabels } from '#lib/domain/claiming/claim-labels.ts'
import { normaliseClaimPin } from '#lib/domain/claiming/claim-pin.ts'
import { addressKey } from '#lib/domain/claims/address-key.ts'
import type { Hold } from '#lib/domain/claims/pin-limits.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { DerivedSecrets } from '#lib/hsm/key-provider.ts'
import { hashClaimCode } from './batches/claim-code-hash.ts'
import { type BulkItem, type ItemAnswer, type Remark, runPrepared, startBulk, transact } from './bulk.ts'
import { findHeld, holdInTurn, holdRemark, logGuessing, recordFailures } from './claims/pin-guard.ts'
import type { Context, OwnerActor } from './context.ts'
import { tokenDigest } from './credential-store.ts'
import { recordEvents } from './events/record-events.ts'
import { acceptByClaim } from './transfers/accept-offers.ts'

/** Labels are set with the claim; a bad one refuses the entry before its PIN is looked at. */
export interface ClaimEntry extends GivenLabels {
  readonly gateway?: unknown
  readonly claim?: unknown
}

/** No code is longer; what is cut matches none. */
const MAX_CLAIM = 256

/** One sentence for unknown, foreign and wrong: an owner learns nothing about a gateway without its PIN. */
const REFUSAL =
  'This gateway cannot be claimed with this PIN. Compare both with the label: in a PIN of 8 characters 0 and O, 1, I and L count as the same; any other claim code counts exactly as it is written.'
const RELEASED =
  'This gateway was set up by an earlier owner and stays on that owner’s network server until you set one.'

/** Answers per entry, in request order. An entry commits with its audit row, or not at all. */
export async function claimGateways(
  context: Context,
  actor: OwnerActor,
  entries: readonly ClaimEntry[],
): Promise<ItemAnswer[]> {
  const bulk = startBulk(entries, (entry) => entry?.gateway)
  const labels = new Map<Eui, ClaimLabels>()
  const sound = bulk.items.filter(({ index, eui, entry }) => {
    const read = readClaimLabels(entry ?? {})
    if (!read.ok) bulk.answer(index, { error: read.error })
    else if (hasLabels(read.value)) labels.set(eui, read.value)
    return read.ok
  })
  const request: Request = { context, actor, labels, doubtful: true }
  await runPrepared(
    { ...bulk, items: sound },
    (items) => prepareChunk(request, items),
    (_items, prepared) => claimChunk(request, prepared),
  )
  return bulk.answers()
}

type Item = BulkItem<ClaimEntry>

interface Request {
  readonly context: Context
  readonly actor: OwnerActor
  /** Of the gateways that come with any. */
  readonly labels: ReadonlyMap<Eui, ClaimLabels>
  /** Something may be held: at the beginning, and once a PIN was wrong. */
  doubtful: boolean
}

interface Prepared {
  readonly held: ReadonlyMap<Item, Hold>
  readonly heard: readonly Item[]
  readonly proven: ReadonlyMap<Item, ClaimableGateway>
}

/**
 * Whatever is refused costs the same: derived, compared, counted and noted in the trail, whether the PIN was wrong, the
 * gateway is unknown, or it is somebody else's. What is not heard costs nothing, whatever its PIN is.
 */
async function prepareChunk(request: Request, items: readonly Item[]): Promise<Prepared> {
  const { context, actor } = request
  const held = request.doubtful ? await findHeld(context, actor, items) : new Map<Item, Hold>()
  request.doubtful = held.size > 0
  const heard = items.filter((item) => !held.has(item))
  return { held, heard, proven: heard.length === 0 ? new Map() : await findProven(context, heard) }
}

async function claimChunk(request: Request, { held, heard, proven }: Prepared): Promise<Map<Item, Remark>> {
  const { context } = request
  const remarks = new Map([...held].map(([item, hold]) => [item, holdRemark(hold)]))
  if (heard.length === 0) return remarks
  const { answered, guessing } = await transact(context, (tx) => claimHeard(request, tx, heard, proven))
  logGuessing(guessing)
  if ([...answered.values()].some((remark) => remark.error !== undefined)) request.doubtful = true
  return new Map([...remarks, ...answered])
}

/** The gateways whose PIN or code is right, whoever has them. */
async function findProven(context: Context, items: readonly Item[]): Promise<Map<Item, ClaimableGateway>> {
  const euis = items.map((item) => item.eui)
  const provables = await findProvables(context.sql, euis)
  const secrets = await deriveAll(context, euis, provables)
  const proven = new Map<Item, ClaimableGateway>()
  for (const item of items) {
    const { eui } = item
    const { root, code } = provables.get(eui) ?? {}
    const derived = secrets.get(eui)
    // Both are compared for every gateway, whichever it has.
    const byPin = pinMatches(item.entry.claim, derived)
    const byCode = codeMatches(context, eui, item.entry.claim, code)
    if (byPin && root && derived) {
      const { batchId, flavor } = root
      proven.set(item, { eui, batchId, flavor, tokenDigest: tokenDigest(derived.authToken), tokenEnc: null })
    } else if (byCode && code) {
      const { listId, flavor, tokenDigest: digest, tokenEnc } = code
      proven.set(item, { eui, batchId: listId, flavor, tokenDigest: digest, tokenEnc })
    }
  }
  return proven
}

async function claimHeard(
  { context, actor, labels }: Request,
  tx: Statements,
  items: readonly Item[],
  proven: ReadonlyMap<Item, ClaimableGateway>,
) {
  const now = context.now()
  const { held, forgive } = await holdInTurn(tx, actor, items, (item) => proven.has(item), now)
  const answered = new Map([...held].map(([item, hold]): [Item, Remark] => [item, holdRemark(hold)]))
  const tried = items.filter((item) => !held.has(item))
  const right = tried.flatMap((item) => proven.get(item) ?? [])
  const fromOffers = await acceptByClaim(
    context,
    tx,
    actor,
    right.map(({ eui }) => eui),
  )
  const claimed = await giveGateways(tx, actor.ownerId, right, now)
  const given = new Map(claimed.map((one) => [one.eui, one]))
  const labelled = claimed.flatMap(({ eui }) => {
    const one = labels.get(eui)
    return one ? [{ ...one, eui }] : []
  })
  if (labelled.length > 0) await labelGateways(tx, actor.ownerId, labelled)
  const refused = tried.filter((item) => !given.has(item.eui)).map((item) => item.eui)
  for (const item of tried) {
    const one = given.get(item.eui)
    if (!one) answered.set(item, { error: REFUSAL })
    else if (one.released || one.displacedOwner || fromOffers.has(item.eui)) answered.set(item, { warning: RELEASED })
  }
  const guessing = await recordFailures(tx, actor, refused, now)
  await forgive([...given.keys()])
  await insertAuditEntries(tx, auditOf(actor, claimed, refused, labels))
  const events = claimed.map(({ eui }) => ({
    ownerId: actor.ownerId,
    kind: 'gateway.claimed' as const,
    eui,
    detail: { how: 'claim PIN' },
  }))
  await recordEvents(tx, events, now)
  return { answered, guessing }
}

function auditOf(
  actor: OwnerActor,
  claimed: readonly ClaimedGateway[],
  refused: readonly Eui[],
  labels: ReadonlyMap<Eui, ClaimLabels>,
): AuditEntry[] {
  const own = { ownerId: actor.ownerId, actor: actor.id, address: actor.address }
  // An IPv6 network counts as one address, and operators look for it.
  const network = actor.address === null ? null : addressKey(actor.address)
  const detail = network?.endsWith('/64') ? { network } : {}
  return [
    ...claimed.map(({ eui }) => ({ ...own, action: 'gateway.claim' as const, eui, detail: { ...labels.get(eui) } })),
    ...claimed.flatMap(({ eui, displacedOwner }) =>
      displacedOwner
        ? [{ ownerId: displacedOwner, actor: 'system', action: 'gateway.lost-to-claim' as const, eui }]
        : [],
    ),
    ...refused.map((eui) => ({ ...own, action: 'gateway.claim-refused' as const, eui, detail })),
  ]
}

/** Derives for every gateway, those outside all batches too (under a key that matches nothing): the time tells nothing. */
async function deriveAll(
  context: Context,
  euis: readonly Eui[],
  provables: ReadonlyMap<Eui, Provable>,
): Promise<Map<Eui, DerivedSecrets>> {
  const groups = new Map<string, { rootKeyEnc: Uint8Array; euis: Eui[] }>()
  for (const eui of euis) {
    const { root } = provables.get(eui) ?? {}
    const id = root?.batchId ?? ''
    const group = groups.get(id) ?? {
      rootKeyEnc: root?.rootKeyEnc ?? (await context.keys.decoyRoot()),
      euis: [] as Eui[],
    }
    group.euis.push(eui)
    groups.set(id, group)
  }
  const out = new Map<Eui, DerivedSecrets>()
  for (const group of groups.values()) {
    const derived = await context.keys.derive(group.rootKeyEnc, group.euis)
    group.euis.forEach((eui, index) => {
      const secrets = derived[index]
      if (secrets) out.set(eui, secrets)
    })
  }
  return out
}

const NO_HASH = Buffer.alloc(32)

/** Codes of other makers count as they are written, but for blanks around them. */
function codeMatches(context: Context, eui: Eui, claim: unknown, code: ClaimCode | undefined): boolean {
  const given = typeof claim === 'string' ? claim.slice(0, MAX_CLAIM).trim() : ''
  const same = timingSafeEqual(hashClaimCode(context.keys, eui, given), code?.codeHash ?? NO_HASH)
  return same && code !== undefined
}

function pinMatches(claim: unknown, derived: DerivedSecrets | undefined): boolean {
  const pin = typeof claim === 'string' ? normaliseClaimPin(claim) : undefined
  const wanted = Buffer.from(derived?.claimPin ?? '????????')
  return timingSafeEqual(Buffer.from(pin ?? '--------'), wanted)
}
