/** Two people change the same thing: their drafts brought together, field by field. */

/** How a form's draft is taken apart into what one person changes without touching another's. */
export interface DraftRules<Draft, Field extends string> {
  readonly fields: readonly Field[]
  same(field: Field, a: Draft, b: Draft): boolean
  /** The draft with one field of another. */
  take(field: Field, draft: Draft, from: Draft): Draft
}

export interface Merged<Draft, Field extends string> {
  /** Theirs where only they changed, mine otherwise. */
  readonly draft: Draft
  /** Both changed these, differently. */
  readonly conflicts: readonly Field[]
  readonly theirs: readonly Field[]
}

/** The fields that a draft changes of what it was made from. */
export function changedFields<Draft, Field extends string>(
  { fields, same }: DraftRules<Draft, Field>,
  draft: Draft,
  base: Draft,
): Field[] {
  return fields.filter((field) => !same(field, draft, base))
}

/** Brings what somebody else saved meanwhile (`before` became `now`) together with what was typed here. */
export function mergeDrafts<Draft, Field extends string>(
  rules: DraftRules<Draft, Field>,
  { mine, before, now }: { readonly mine: Draft; readonly before: Draft; readonly now: Draft },
): Merged<Draft, Field> {
  const own = changedFields(rules, mine, before)
  const theirs = changedFields(rules, now, before).filter((field) => !rules.same(field, mine, now))
  const draft = theirs
    .filter((field) => !own.includes(field))
    .reduce((merged, field) => rules.take(field, merged, now), mine)
  return { draft, conflicts: theirs.filter((field) => own.includes(field)), theirs }
}
