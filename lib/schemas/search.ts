/** Contracts of the search through everything. */
import { z } from 'zod'
import { SEARCH_KINDS, SITE_KINDS } from '#lib/domain/search/search-kinds.ts'
import { ownerQuery } from './fields.ts'

const q = z.string().trim().min(1, 'Say what to look for.').max(128).meta({
  description:
    'Part of a name, an e-mail address, an AS_ID or a subject; an identifier of a gateway in any notation; the beginning of a CRC or of a fingerprint.',
})

export const searchQuery = ownerQuery.extend({ q })
export const siteSearchQuery = z.object({ q })

const found = {
  id: z.string().meta({
    description: 'What its own call takes: an ID6, the CRC of an image, the fingerprint of a certificate, or an id.',
  }),
  name: z.string(),
  about: z.string().meta({
    description:
      'What tells it from others: an AS_ID, the state of a rollout, an e-mail address, the last day of a certificate …',
  }),
}

export const searchAnswer = z.object({
  results: z.array(
    z.object({
      kind: z.enum(SEARCH_KINDS),
      ...found,
      query: z.record(z.string(), z.string()).nullable().meta({ description: 'The filter of a saved view.' }),
    }),
  ),
})

export const siteSearchAnswer = z.object({ results: z.array(z.object({ kind: z.enum(SITE_KINDS), ...found })) })
