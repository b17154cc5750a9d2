'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Choice } from '#components/ui/choice.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import type { FieldProps } from './field-props.ts'

/** Keep and try again, or once as ThingPark does. */
export function QueueFields({ draft, edit }: Pick<FieldProps, 'draft' | 'edit'>) {
  return (
    <FormSection title={t`When your server does not answer`}>
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          name="queue"
          checked={draft.queueMode === 'durable'}
          onSelect={() => edit({ queueMode: 'durable' }, 'queueMode')}
          title={t`Keep reports until delivered`}
        >
          <Trans>In order per device, retried for three days, then kept for a replay.</Trans>
        </Choice>
        <Choice
          name="queue"
          checked={draft.queueMode === 'as-thingpark'}
          onSelect={() => edit({ queueMode: 'as-thingpark' }, 'queueMode')}
          title={t`As ThingPark does`}
        >
          <Trans>One attempt. What is not taken is lost.</Trans>
        </Choice>
      </div>
    </FormSection>
  )
}
