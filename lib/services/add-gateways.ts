/** Gateways without an embedded claim secret: the owner, or the server, gives the token (owner-api.md, rules.md 18). */
import { randomBytes } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { addGateways as insertGateways, type NewGateway, takeAdds } from '#lib/db/gateways.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { bootstrapTokenValue } from '#lib/domain/token.ts'
import { type BulkItem, type ItemAnswer, type Remark, runBulk, startBulk, transact } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { addedTokenPurpose, tokenDigest } from './credential-store.ts'
import { recordEvents } from './events/record-events.ts'

export interface AddEntry {
  readonly gateway?: unknown
  readonly flavorid?: unknown
  readonly token?: unknown
}

const MAX_FLAVOR = 64
/** The same whether it exists, belongs to somebody or falls in a batch. */
const REFUSAL = 'This gateway cannot be added. If its label carries a claim PIN, claim it instead.'

export interface AddedAnswer extends ItemAnswer {
  /** The generated token: shown this once. */
  readonly token?: string
}

/** `add`: the caller gives each gateway's token. Answers per entry, in request order. */
export async function addGateways(
  context: Context,
  actor: OwnerActor,
  entries: readonly AddEntry[],
): Promise<AddedAnswer[]> {
  return addAll(context, actor, entries, (entry) =>
    bootstrapTokenValue(typeof entry.token === 'string' ? entry.token : ''),
  )
}

/** `token`: creates as `add` does, with a token made here; never changes an existing gateway's (rules.md 18). */
export async function addGatewaysWithNewTokens(
  context: Context,
  actor: OwnerActor,
  entries: readonly AddEntry[],
): Promise<AddedAnswer[]> {
  const made = new Map<AddEntry, string>()
  const answers = await addAll(context, actor, entries, (entry) => {
    const token = randomBytes(32).toString('base64url')
    made.set(entry, token)
    return { ok: true, value: token }
  })
  return answers.map((answer, index) => {
    const entry = entries[index]
    return answer.error || !entry ? answer : { ...answer, token: made.get(entry) ?? '' }
  })
}

async function addAll(
  context: Context,
  actor: OwnerActor,
  entries: readonly AddEntry[],
  tokenOf: (entry: AddEntry) => ReturnType<typeof bootstrapTokenValue>,
): Promise<AddedAnswer[]> {
  const bulk = startBulk(entries, (entry) => entry?.gateway)
  await runBulk(bulk, (items) => addChunk(context, actor, items, tokenOf))
  return bulk.answers()
}

async function addChunk(
  context: Context,
  actor: OwnerActor,
  items: readonly BulkItem<AddEntry>[],
  tokenOf: (entry: AddEntry) => ReturnType<typeof bootstrapTokenValue>,
): Promise<Map<BulkItem<AddEntry>, Remark>> {
  const malformed = new Map<BulkItem<AddEntry>, Remark>()
  const ready: { item: BulkItem<AddEntry>; gateway: NewGateway }[] = []
  for (const item of items) {
    const flavor = typeof item.entry.flavorid === 'string' ? item.entry.flavorid.trim() : ''
    if (flavor === '' || flavor.length > MAX_FLAVOR) {
      malformed.set(item, {
        error: `Give the gateway’s model or maker as flavorid, with at most ${MAX_FLAVOR} characters.`,
      })
      continue
    }
    const token = tokenOf(item.entry)
    if (!token.ok) malformed.set(item, { error: token.error })
    else ready.push({ item, gateway: sealAddedGateway(context, item.eui, flavor, token.value) })
  }
  if (ready.length === 0) return malformed
  return transact(context, async (tx) => {
    const remarks = new Map(malformed)
    const { granted, limit } = await takeAdds(tx, actor.ownerId, ready.length)
    for (const { item } of ready.slice(granted)) {
      remarks.set(item, {
        error: `The ${limit} gateways that may be added by hand are used up. Ask the operator for more.`,
      })
    }
    const tried = ready.slice(0, granted)
    const added = await insertGateways(
      tx,
      actor.ownerId,
      tried.map((one) => one.gateway),
      context.now(),
    )
    for (const { item } of tried) if (!added.has(item.eui)) remarks.set(item, { error: REFUSAL })
    const done = tried.filter(({ item }) => added.has(item.eui))
    await insertAuditEntries(
      tx,
      done.map(({ gateway }) => ({
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'gateway.add',
        eui: gateway.eui,
        address: actor.address,
        detail: { flavor: gateway.flavor },
      })),
    )
    await recordEvents(
      tx,
      done.map(({ gateway: { eui } }) => ({
        ownerId: actor.ownerId,
        kind: 'gateway.claimed',
        eui,
        detail: { how: 'added by hand' },
      })),
      context.now(),
    )
    return remarks
  })
}

/** A gateway with a token that is no derived one, ready to be stored. */
export function sealAddedGateway(context: Context, eui: Eui, flavor: string, token: string): NewGateway {
  return {
    eui,
    flavor,
    tokenDigest: tokenDigest(token),
    tokenEnc: context.keys.seal(Buffer.from(token), addedTokenPurpose(eui)),
  }
}
