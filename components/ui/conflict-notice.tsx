'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Choice } from './choice.tsx'
import { Notice } from './notice.tsx'

export interface ConflictField<Field extends string> {
  readonly field: Field
  readonly label: string
  /** Each as a line of text; secrets are dots. */
  readonly theirs: string
  readonly mine: string
  /** Both changed it, differently: a choice. Otherwise theirs is in the form already. */
  readonly both: boolean
}

interface ConflictNoticeProps<Field extends string> {
  /** “Somebody else saved this … while you were editing. Nothing of yours is lost.” */
  readonly title: string
  readonly fields: readonly ConflictField<Field>[]
  /** Of the fields that both changed: true = theirs is taken. */
  readonly taken: Readonly<Partial<Record<Field, boolean>>>
  readonly onTake: (field: Field, theirs: boolean) => void
}

/** Somebody else saved first: what they changed is shown beside what was typed here, and neither is lost. */
export function ConflictNotice<Field extends string>({ title, fields, taken, onTake }: ConflictNoticeProps<Field>) {
  const only = fields.filter(({ both }) => !both)
  const choices = fields.filter(({ both }) => both)
  return (
    <Notice kind="warning">
      <p className="font-medium" role="alert">
        {title}
      </p>
      {only.length > 0 && (
        <>
          <p className="mt-2">
            <Trans>Taken over from them:</Trans>
          </p>
          <ul className="mt-1 list-disc space-y-0.5 pl-5">
            {only.map(({ field, label, theirs }) => (
              <li key={field}>
                {label}: <span className="break-words">{theirs}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {choices.length > 0 && (
        <>
          <p className="mt-2">
            {choices.length === 1 ? t`You both changed this field. Choose:` : t`You both changed these fields. Choose:`}
          </p>
          {choices.map(({ field, label, mine, theirs }) => (
            <fieldset key={field} className="mt-2">
              <legend className="mb-1 font-medium">{label}</legend>
              <div className="grid gap-2 sm:grid-cols-2">
                <Choice
                  name={`take-${field}`}
                  checked={!taken[field]}
                  onSelect={() => onTake(field, false)}
                  title={t`Yours`}
                >
                  <span className="break-words">{mine}</span>
                </Choice>
                <Choice
                  name={`take-${field}`}
                  checked={Boolean(taken[field])}
                  onSelect={() => onTake(field, true)}
                  title={t`Theirs`}
                >
                  <span className="break-words">{theirs}</span>
                </Choice>
              </div>
            </fieldset>
          ))}
        </>
      )}
      <p className="mt-2">
        <Trans>Look at the form and save again.</Trans>
      </p>
    </Notice>
  )
}
