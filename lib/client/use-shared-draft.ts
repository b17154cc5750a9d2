'use client'

import { useState } from 'react'
import { changedFields, type DraftRules, type Merged, mergeDrafts } from './merge-drafts.ts'

/** What two people made of the same thing. */
export interface Conflict<Stored, Draft, Field extends string> extends Merged<Draft, Field> {
  /** As it is stored now. */
  readonly fresh: Stored
  /** As it was typed here. */
  readonly mine: Draft
}

/** Of the fields that both changed: true = theirs is taken. */
export type Taken<Field extends string> = Readonly<Partial<Record<Field, boolean>>>

const NOTHING: Taken<never> = {}

export interface SharedDraftRules<Stored, Draft, Field extends string> extends DraftRules<Draft, Field> {
  readonly empty: Draft
  draftOf(stored: Stored): Draft
}

/**
 * The draft of something that others may save meanwhile. What it was made from is kept as it was at first: reading the
 * stored one again must not move it under the person's hands, else a save that is out of date would pass.
 */
export function useSharedDraft<Stored, Draft, Field extends string>(
  stored: Stored | undefined,
  rules: SharedDraftRules<Stored, Draft, Field>,
) {
  const [base, setBase] = useState(stored)
  const [draft, setDraft] = useState<Draft>(() => (stored === undefined ? rules.empty : rules.draftOf(stored)))
  const [conflict, setConflict] = useState<Conflict<Stored, Draft, Field>>()
  const [taken, setTaken] = useState(NOTHING as Taken<Field>)
  const before = base === undefined ? rules.empty : rules.draftOf(base)
  return {
    base,
    /** Begins anew from what is stored: after a save, or where nothing was typed. */
    restart(fresh: Stored) {
      setBase(fresh)
      setDraft(rules.draftOf(fresh))
      setConflict(undefined)
      setTaken(NOTHING as Taken<Field>)
    },
    draft,
    setDraft,
    conflict,
    taken,
    changed: changedFields(rules, draft, before),
    /** Somebody else saved first. */
    meet(fresh: Stored): Merged<Draft, Field> {
      const merged = mergeDrafts(rules, { mine: draft, before, now: rules.draftOf(fresh) })
      if (merged.theirs.length > 0) setConflict({ ...merged, fresh, mine: draft })
      setTaken(NOTHING as Taken<Field>)
      setDraft(merged.draft)
      setBase(fresh)
      return merged
    },
    choose(field: Field, theirs: boolean) {
      if (!conflict) return
      setTaken({ ...taken, [field]: theirs } as Taken<Field>)
      setDraft(rules.take(field, draft, theirs ? rules.draftOf(conflict.fresh) : conflict.mine))
    },
  }
}
