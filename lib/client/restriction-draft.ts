/** What a member is held to, as the form holds it: lines of a group and a domain. */
import type { SharedFormRules } from './use-shared-form.ts'

export interface RestrictionLine {
  readonly groupId: string
  readonly path: string
}

export interface StoredRestrictions {
  readonly restrictions: readonly RestrictionLine[]
}

export interface RestrictionDraft {
  /** Each with a key of its own, for the list on the page. */
  readonly lines: readonly (RestrictionLine & { readonly id: number })[]
}

/** Lines that are left empty do not count; their order means nothing. */
export const restrictionsOf = ({ lines }: RestrictionDraft): RestrictionLine[] =>
  lines.map(({ groupId, path }) => ({ groupId, path: path.trim() })).filter(({ path }) => path !== '')

const comparable = (draft: RestrictionDraft): string =>
  restrictionsOf(draft)
    .map(({ groupId, path }) => `${groupId} ${path}`)
    .toSorted()
    .join('\n')

export const RESTRICTIONS: SharedFormRules<StoredRestrictions, RestrictionDraft, 'restrictions'> = {
  fields: ['restrictions'],
  empty: { lines: [] },
  same: (_, a, b) => comparable(a) === comparable(b),
  take: (_, __, from) => from,
  draftOf: ({ restrictions }) => ({ lines: restrictions.map(({ groupId, path }, id) => ({ id, groupId, path })) }),
  wanted: (_, draft) => ({ restrictions: restrictionsOf(draft) }),
  seen: (_, { restrictions }) => ({ restrictions: restrictions.map(({ groupId, path }) => ({ groupId, path })) }),
}
