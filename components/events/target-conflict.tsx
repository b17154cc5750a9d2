'use client'

import { t } from '@lingui/core/macro'
import { DraftConflict } from '#components/ui/draft-conflict.tsx'
import type { EventTarget } from '#lib/client/contracts.ts'
import { EVENT_TARGET_DRAFTS, type EventTargetDraft, type EventTargetField } from '#lib/client/event-target-draft.ts'
import type { Conflict, Taken } from '#lib/client/use-shared-draft.ts'
import { KIND_WORDS } from './event-words.ts'

const FIELD_WORDS: Readonly<Record<EventTargetField, string>> = {
  name: t`Name`,
  url: 'URL',
  recipients: t`Addresses`,
  kinds: t`Of what`,
  tags: t`Tags`,
  sites: t`Sites`,
}

interface TargetConflictProps {
  readonly conflict: Conflict<EventTarget, EventTargetDraft, EventTargetField>
  readonly taken: Taken<EventTargetField>
  readonly onTake: (field: EventTargetField, theirs: boolean) => void
}

const textOf = (field: EventTargetField, draft: EventTargetDraft): string =>
  field === 'kinds'
    ? draft.kinds.map((kind) => KIND_WORDS[kind]).join(', ')
    : draft[field].trim().replaceAll('\n', ', ')

/** What somebody else saved of this target, beside what was typed here. */
export function TargetConflict(props: TargetConflictProps) {
  return (
    <DraftConflict
      rules={EVENT_TARGET_DRAFTS}
      labels={FIELD_WORDS}
      textOf={textOf}
      title={t`Somebody else saved this target while you were editing. Nothing of yours is lost.`}
      {...props}
    />
  )
}
