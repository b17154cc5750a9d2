'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import type { FieldProps } from './field-props.ts'

/** A generated key, or one that both sides have already. */
export function KeyFields({ draft, edit, faultOf }: FieldProps) {
  return (
    <FormSection
      title={t`Tunnel Interface Authentication Key`}
      hint={t`It signs the reports, and the downlinks of your application server. Both sides need it.`}
    >
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          name="key"
          checked={!draft.ownKey}
          onSelect={() => edit({ ownKey: false }, 'key')}
          title={t`Generate a key`}
        >
          <Trans>Shown once, after you add the connection.</Trans>
        </Choice>
        <Choice
          name="key"
          checked={draft.ownKey}
          onSelect={() => edit({ ownKey: true }, 'ownKey')}
          title={t`Use a key that exists`}
        >
          <Trans>To move a connection here from ThingPark.</Trans>
        </Choice>
      </div>
      {draft.ownKey && (
        <Field label={t`Key`} error={faultOf('key')} hint={t`32 hex digits. Dashes are accepted.`}>
          <Input
            value={draft.key}
            onChange={(event) => edit({ key: event.target.value }, 'key')}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
      )}
    </FormSection>
  )
}
