'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { formatCount } from '#lib/client/format.ts'

export interface ListNames {
  readonly name: string
  readonly flavor: string
  readonly manufacturer: string
}

interface CodeNamesProps {
  readonly names: ListNames
  readonly onChange: (names: ListNames) => void
  /** Codes that will be imported. */
  readonly good: number
  readonly pending: boolean
}

/** What a looked-through list is called, and its import; the end of the form around it. */
export function CodeNames({ names, onChange, good, pending }: CodeNamesProps) {
  const set = (name: keyof ListNames) => (event: { target: { value: string } }) =>
    onChange({ ...names, [name]: event.target.value })
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label={t`Name of the list`}>
          <Input value={names.name} onChange={set('name')} maxLength={100} required />
        </Field>
        <Field label={t`Flavor`}>
          <Input value={names.flavor} onChange={set('flavor')} maxLength={64} required />
        </Field>
        <Field label={t`Manufacturer`}>
          <Input value={names.manufacturer} onChange={set('manufacturer')} maxLength={100} />
        </Field>
      </div>
      <Actions>
        <Button type="submit" variant="primary" pending={pending}>
          <Trans>Import {formatCount(good)} codes</Trans>
        </Button>
      </Actions>
    </>
  )
}
