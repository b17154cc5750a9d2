/** What was found, as the API prints it. */
import type { z } from 'zod'
import type { Found } from '#lib/db/search.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { SiteKind } from '#lib/domain/search/search-kinds.ts'
import type { searchAnswer, siteSearchAnswer } from '#lib/schemas/search.ts'
import type { FoundInOwner } from '#lib/services/search/search-owner.ts'

/** Gateways first. */
export const printFound = ({ gateways, records }: FoundInOwner): z.infer<typeof searchAnswer> => ({
  results: [
    ...gateways.map(({ eui, name, site }) => ({
      kind: 'gateway' as const,
      id: formatId6(eui),
      name,
      about: site,
      query: null,
    })),
    ...records.map(({ kind, id, name, about, query }) => ({ kind, id, name, about, query })),
  ],
})

export const printFoundInSite = (found: readonly Found<SiteKind>[]): z.infer<typeof siteSearchAnswer> => ({
  results: found.map(({ kind, id, name, about }) =>
    kind === 'owner'
      ? { kind, id: formatId6(id as Eui), name, about }
      : {
          kind,
          id,
          name: name
            .split(' ')
            .map((eui) => formatId6(eui as Eui))
            .join(' – '),
          about,
        },
  ),
})
