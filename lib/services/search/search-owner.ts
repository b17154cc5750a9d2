/** One text in everything that a caller may read of an owner, and of the installation. */
import { planned } from '#lib/db/fleet.ts'
import { type Found, type FoundGateway, searchGateways, searchInstallation, searchRecords } from '#lib/db/search.ts'
import { euiFragment } from '#lib/domain/identifiers.ts'
import type { Right } from '#lib/domain/rights.ts'
import { readableKinds, type SearchKind, type SiteKind } from '#lib/domain/search/search-kinds.ts'
import { scopeOf } from '../connections/connection-access.ts'
import type { Context, OwnerActor } from '../context.ts'

export interface SearchReader {
  readonly rights: readonly Right[]
  /** The signed-in person; null: an API token. */
  readonly userId: string | null
}

export interface FoundInOwner {
  readonly gateways: readonly FoundGateway[]
  readonly records: readonly Found[]
}

/** At most five of each kind. Gateways and all the rest are looked for at the same time. */
export async function searchOwner(
  context: Context,
  actor: OwnerActor,
  { rights, userId }: SearchReader,
  text: string,
): Promise<FoundInOwner> {
  const kinds = new Set<SearchKind>(readableKinds(rights))
  const all = kinds.has('token')
  // Members see the tokens that are bound to them; a program without the right sees none.
  if (userId) kinds.add('token')
  const [gateways, records] = await Promise.all([
    kinds.has('gateway') ? findGateways(context, actor, text) : [],
    (async () => {
      const scope = kinds.has('connection') ? await scopeOf(context, actor) : null
      const tokensOf = all ? null : userId
      return searchRecords(context.sql, actor.ownerId, { text: text.toLowerCase(), kinds, scope, userId, tokensOf })
    })(),
  ])
  return { gateways, records }
}

const findGateways = (context: Context, { ownerId }: OwnerActor, text: string) =>
  planned(context.sql, (tx) => searchGateways(tx, ownerId, { text, fragment: euiFragment(text), now: context.now() }))

/** For operators of the installation. */
export const searchSite = (context: Context, text: string): Promise<Found<SiteKind>[]> =>
  searchInstallation(context.sql, text.toLowerCase(), euiFragment(text))
