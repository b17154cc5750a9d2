'use client'

import { Choice } from '#components/ui/choice.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import type { FieldProps } from './field-props.ts'

/** Keep and try again, or once as ThingPark does. */
export function QueueFields({ draft, edit }: Pick<FieldProps, 'draft' | 'edit'>) {
  return (
    <FormSection title="When your server does not answer">
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          name="queue"
          checked={draft.queueMode === 'durable'}
          onSelect={() => edit({ queueMode: 'durable' }, 'queueMode')}
          title="Keep reports until delivered"
        >
          In order per device, retried for three days, then kept for a replay.
        </Choice>
        <Choice
          name="queue"
          checked={draft.queueMode === 'as-thingpark'}
          onSelect={() => edit({ queueMode: 'as-thingpark' }, 'queueMode')}
          title="As ThingPark does"
        >
          One attempt. What is not taken is lost.
        </Choice>
      </div>
    </FormSection>
  )
}
