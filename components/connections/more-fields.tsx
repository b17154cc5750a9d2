'use client'

import { t } from '@lingui/core/macro'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import type { FieldProps } from './field-props.ts'

/** What is seldom needed. */
export function MoreFields({ draft, edit, faultOf }: FieldProps) {
  return (
    <FormSection title={t`More`}>
      <Field
        label={t`Additional information`}
        hint={t`Optional. Who runs the server, whom to call.`}
        error={faultOf('additionalInformation')}
      >
        <Textarea
          rows={3}
          value={draft.additionalInformation}
          onChange={(event) => edit({ additionalInformation: event.target.value }, 'additionalInformation')}
        />
      </Field>
      <Field
        label={t`CustomerID`}
        hint={t`Optional. Part of each report and of its Token. The owner’s unless your server expects another one.`}
        error={faultOf('customerId')}
        className="max-w-sm"
      >
        <Input
          value={draft.customerId}
          onChange={(event) => edit({ customerId: event.target.value.trim() }, 'customerId')}
          className="mono"
          inputMode="numeric"
          autoComplete="off"
        />
      </Field>
    </FormSection>
  )
}
