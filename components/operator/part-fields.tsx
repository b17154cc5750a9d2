'use client'

import { t } from '@lingui/core/macro'
import { Field, Input } from '#components/ui/field.tsx'
import type { Part } from '#lib/client/batch-api.ts'
import type { ApiProblem } from '#lib/client/request.ts'

interface PartFieldsProps {
  readonly part: Part
  readonly onChange: (part: Part) => void
  readonly problem: ApiProblem | undefined
}

/** Both ends of a part of the batch; empty means the whole batch. */
export function PartFields({ part, onChange, problem }: PartFieldsProps) {
  const set = (name: 'from' | 'to') => (event: { target: { value: string } }) => {
    const { [name]: _, ...rest } = part
    const value = event.target.value.trim()
    onChange(value === '' ? rest : { ...rest, [name]: value })
  }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t`First gateway`} hint={t`Empty: the whole batch.`} error={problem?.field('from')}>
        <Input value={part.from ?? ''} onChange={set('from')} className="mono" autoComplete="off" spellCheck={false} />
      </Field>
      <Field label={t`Last gateway`} error={problem?.field('to')}>
        <Input value={part.to ?? ''} onChange={set('to')} className="mono" autoComplete="off" spellCheck={false} />
      </Field>
    </div>
  )
}
