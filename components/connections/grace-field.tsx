'use client'

import { t } from '@lingui/core/macro'
import { Field, Select } from '#components/ui/field.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import { formatAbsolute } from '#lib/client/relative-time.ts'

const PERIODS = [
  { value: '168', label: t`7 days` },
  { value: '24', label: t`1 day` },
  { value: '1', label: t`1 hour` },
  { value: '720', label: t`30 days` },
  { value: '0', label: t`No grace: the old one ends at once` },
]

interface GraceFieldProps {
  readonly hours: number
  readonly onHours: (hours: number) => void
  /** What is refused from then on: “downlinks signed with the old key”. */
  readonly refused: string
}

/** How long the old one counts beside the new one. */
export function GraceField({ hours, onHours, refused }: GraceFieldProps) {
  const now = useNow()
  const end = formatAbsolute(new Date(now.getTime() + hours * 3_600_000))
  return (
    <Field
      label={t`Grace period`}
      hint={hours === 0 ? t`Refused at once: ${refused}.` : t`Both count until ${end}. Then refused: ${refused}.`}
    >
      <Select value={String(hours)} onChange={(event) => onHours(Number(event.target.value))} options={PERIODS} />
    </Field>
  )
}
