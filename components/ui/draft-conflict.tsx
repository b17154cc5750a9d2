'use client'

import { t } from '@lingui/core/macro'
import type { Conflict, SharedDraftRules, Taken } from '#lib/client/use-shared-draft.ts'
import { ConflictNotice } from './conflict-notice.tsx'

interface DraftConflictProps<Stored, Draft, Field extends string> {
  readonly conflict: Conflict<Stored, Draft, Field>
  readonly rules: SharedDraftRules<Stored, Draft, Field>
  readonly labels: Readonly<Record<Field, string>>
  /** A field as a line of text. */
  readonly textOf: (field: Field, draft: Draft) => string
  /** Unless told: that somebody else saved this. */
  readonly title?: string
  readonly taken: Taken<Field>
  readonly onTake: (field: Field, theirs: boolean) => void
}

/** What somebody else saved meanwhile, field by field beside what was typed here. */
export function DraftConflict<Stored, Draft, Field extends string>({
  conflict: { fresh, mine, theirs, conflicts },
  rules,
  labels,
  textOf,
  title = t`Somebody else saved this while you were editing. Nothing of yours is lost.`,
  ...rest
}: DraftConflictProps<Stored, Draft, Field>) {
  const now = rules.draftOf(fresh)
  return (
    <ConflictNotice
      title={title}
      fields={theirs.map((field) => ({
        field,
        label: labels[field],
        theirs: textOf(field, now).trim() || t`Empty`,
        mine: textOf(field, mine).trim() || t`Empty`,
        both: conflicts.includes(field),
      }))}
      {...rest}
    />
  )
}
