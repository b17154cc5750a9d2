/** Gateways without an embedded claim secret: the owner, or the server, gives the token (owner-api.md, rules.md 18). */
import { randomBytes } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { addGateways as insertGateways, takeAdds } from '#lib/db/gateways.ts'
import { bootstrapTokenValue } from '#lib/domain/token.ts'
import { type BulkItem, chunks, type ItemAnswer, startBulk } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { addedTokenPurpose, tokenDigest } from './credential-store.ts'

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
  for (const chunk of chunks(bulk.items)) {
    const ready: { item: BulkItem<AddEntry>; flavor: string; token: string }[] = []
    for (const item of chunk) {
      const flavor = typeof item.entry.flavorid === 'string' ? item.entry.flavorid.trim() : ''
      if (flavor === '' || flavor.length > MAX_FLAVOR) {
        bulk.answer(item.index, {
          error: `Give the gateway’s model or maker as flavorid, with at most ${MAX_FLAVOR} characters.`,
        })
        continue
      }
      const token = tokenOf(item.entry)
      if (token.ok) ready.push({ item, flavor, token: token.value })
      else bulk.answer(item.index, { error: token.error })
    }
    if (ready.length === 0) continue
    await context.sql.begin(async (tx) => {
      const { granted, limit } = await takeAdds(tx, actor.ownerId, ready.length)
      for (const { item } of ready.slice(granted)) {
        bulk.answer(item.index, {
          error: `The ${limit} gateways that may be added by hand are used up. Ask the operator for more.`,
        })
      }
      const tried = ready.slice(0, granted)
      const gateways = tried.map(({ item, flavor, token }) => ({
        eui: item.eui,
        flavor,
        tokenDigest: tokenDigest(token),
        tokenEnc: context.keys.seal(Buffer.from(token), addedTokenPurpose(item.eui)),
      }))
      const added = await insertGateways(tx, actor.ownerId, gateways, context.now())
      for (const { item } of tried) if (!added.has(item.eui)) bulk.answer(item.index, { error: REFUSAL })
      await insertAuditEntries(
        tx,
        tried
          .filter(({ item }) => added.has(item.eui))
          .map(({ item, flavor }) => ({
            ownerId: actor.ownerId,
            actor: actor.id,
            action: 'gateway.add',
            eui: item.eui,
            address: actor.address,
            detail: { flavor },
          })),
      )
    })
  }
  return bulk.answers()
}
