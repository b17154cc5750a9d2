/** The form of a gateway's tags, site and location as data. */
import { formatLocation, parseLocation } from '#lib/domain/fleet/location.ts'
import type { SharedFormRules } from './use-shared-form.ts'

export interface StoredGatewayLabels {
  readonly tags: readonly string[]
  readonly site: string
  readonly latitude: number | null
  readonly longitude: number | null
}

export interface GatewayLabelDraft {
  /** With commas between them. */
  readonly tags: string
  readonly site: string
  /** Latitude and longitude as people write them. */
  readonly place: string
}

export type GatewayLabelField = keyof GatewayLabelDraft

export const tagsOf = (text: string): string[] =>
  text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean)

/** Order and repetition mean nothing, and nor does the way in which a location is written. */
function comparable(field: GatewayLabelField, draft: GatewayLabelDraft): string {
  if (field === 'site') return draft.site.trim()
  if (field === 'tags') return JSON.stringify([...new Set(tagsOf(draft.tags))].toSorted())
  const read = parseLocation(draft.place)
  return read.ok ? JSON.stringify(read.value && formatLocation(read.value)) : draft.place.trim()
}

export const GATEWAY_LABELS: SharedFormRules<StoredGatewayLabels, GatewayLabelDraft, GatewayLabelField> = {
  fields: ['tags', 'site', 'place'],
  empty: { tags: '', site: '', place: '' },
  same: (field, a, b) => comparable(field, a) === comparable(field, b),
  take: (field, draft, from) => ({ ...draft, [field]: from[field] }),
  draftOf: ({ tags, site, latitude, longitude }) => ({
    tags: tags.join(', '),
    site,
    place: latitude !== null && longitude !== null ? formatLocation({ latitude, longitude }) : '',
  }),
  wanted: (field, draft) => {
    if (field === 'tags') return { tags: tagsOf(draft.tags) }
    if (field === 'site') return { site: draft.site.trim() }
    const read = parseLocation(draft.place)
    const { latitude, longitude } = (read.ok && read.value) || { latitude: null, longitude: null }
    return { latitude, longitude }
  },
  seen: (field, { tags, site, latitude, longitude }) =>
    field === 'tags' ? { tags } : field === 'site' ? { site } : { latitude, longitude },
}
