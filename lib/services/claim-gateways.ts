/** Proof of ownership by claim PIN, for any number of gateways (owner-api.md, rules.md 17–19). */
import { timingSafeEqual } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type BatchRoot, findBatchRoots } from '#lib/db/check-ins.ts'
import { clearFailures, countFailures, findExhausted } from '#lib/db/claim-failures.ts'
import { type ClaimableGateway, claimGateways as giveGateways } from '#lib/db/gateways.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { normaliseClaimPin } from '#lib/domain/key-derivation.ts'
import type { DerivedSecrets } from '#lib/hsm/key-provider.ts'
import { type BulkItem, chunks, type ItemAnswer, startBulk } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { tokenDigest } from './credential-store.ts'

export interface ClaimEntry {
  readonly gateway?: unknown
  readonly claim?: unknown
}

/** One sentence for unknown, foreign and wrong: an owner learns nothing about a gateway without its PIN. */
const REFUSAL =
  'This gateway cannot be claimed with this PIN. Compare both with the label: the PIN has 8 characters, and 0 and O, 1, I and L count as the same.'
const TOO_MANY = 'Too many wrong PINs for this gateway. Try again tomorrow, or ask the operator.'
const TOO_MANY_IN_ALL = 'Too many wrong PINs from your organisation today. Try again tomorrow, or ask the operator.'
const RELEASED =
  'This gateway was set up by an earlier owner and stays on that owner’s network server until you set one.'

/** Answers per entry, in request order. An entry commits with its audit row, or not at all. */
export async function claimGateways(
  context: Context,
  actor: OwnerActor,
  entries: readonly ClaimEntry[],
): Promise<ItemAnswer[]> {
  const bulk = startBulk(entries, (entry) => entry?.gateway)
  for (const chunk of chunks(bulk.items)) {
    for (const [item, answer] of await claimChunk(context, actor, chunk)) bulk.answer(item.index, answer)
  }
  return bulk.answers()
}

type Item = BulkItem<ClaimEntry>

async function claimChunk(context: Context, actor: OwnerActor, items: readonly Item[]) {
  const now = context.now()
  const euis = items.map((item) => item.eui)
  const [roots, exhausted] = await Promise.all([
    findBatchRoots(context.sql, euis),
    findExhausted(context.sql, actor.ownerId, euis, now),
  ])
  const secrets = await deriveAll(context, euis, roots)
  const answers = new Map<Item, { error?: string; warning?: string }>()
  const right: { item: Item; gateway: ClaimableGateway }[] = []
  const wrong: Item[] = []
  for (const item of items) {
    const root = roots.get(item.eui)
    const derived = secrets.get(item.eui)
    if (exhausted.owner) answers.set(item, { error: TOO_MANY_IN_ALL })
    else if (exhausted.gateways.has(item.eui)) answers.set(item, { error: TOO_MANY })
    else if (!pinMatches(item.entry.claim, derived) || !root || !derived) wrong.push(item)
    else {
      right.push({
        item,
        gateway: {
          eui: item.eui,
          batchId: root.batchId,
          flavor: root.flavor,
          tokenDigest: tokenDigest(derived.authToken),
        },
      })
    }
  }
  await context.sql.begin(async (tx) => {
    const claimed = await giveGateways(
      tx,
      actor.ownerId,
      right.map((one) => one.gateway),
      now,
    )
    const given = new Map(claimed.map((one) => [one.eui, one]))
    for (const { item } of right) {
      const one = given.get(item.eui)
      if (!one) answers.set(item, { error: REFUSAL })
      else if (one.released || one.displacedOwner) answers.set(item, { warning: RELEASED })
    }
    for (const item of wrong) answers.set(item, { error: REFUSAL })
    await countFailures(
      tx,
      actor.ownerId,
      wrong.map((item) => item.eui),
      now,
    )
    await clearFailures(
      tx,
      actor.ownerId,
      right.map((one) => one.item.eui),
    )
    await insertAuditEntries(tx, [
      ...claimed.map((one) => ({
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'gateway.claim',
        eui: one.eui,
        address: actor.address,
      })),
      ...claimed.flatMap((one) =>
        one.displacedOwner
          ? [
              {
                ownerId: one.displacedOwner,
                actor: 'system',
                action: 'gateway.lost-to-claim',
                eui: one.eui,
                address: null,
              },
            ]
          : [],
      ),
      ...wrong.map((item) => ({
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'gateway.claim-refused',
        eui: item.eui,
        address: actor.address,
      })),
    ])
  })
  return answers
}

/** Derives for every gateway, those outside all batches too (under a key that matches nothing): the time tells nothing. */
async function deriveAll(
  context: Context,
  euis: readonly Eui[],
  roots: ReadonlyMap<Eui, BatchRoot>,
): Promise<Map<Eui, DerivedSecrets>> {
  const groups = new Map<string, { rootKeyEnc: Uint8Array; euis: Eui[] }>()
  for (const eui of euis) {
    const root = roots.get(eui)
    const id = root?.batchId ?? ''
    const group = groups.get(id) ?? { rootKeyEnc: root?.rootKeyEnc ?? (await decoyRoot(context)), euis: [] as Eui[] }
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

const decoys = new WeakMap<Context['keys'], Promise<{ wrapped: Buffer }>>()

async function decoyRoot(context: Context): Promise<Buffer> {
  const decoy = decoys.get(context.keys) ?? context.keys.createBatchRoot()
  decoys.set(context.keys, decoy)
  return (await decoy).wrapped
}

function pinMatches(claim: unknown, derived: DerivedSecrets | undefined): boolean {
  const pin = typeof claim === 'string' ? normaliseClaimPin(claim) : undefined
  const wanted = Buffer.from(derived?.claimPin ?? '????????')
  return timingSafeEqual(Buffer.from(pin ?? '--------'), wanted)
}
