'use client'

import { t } from '@lingui/core/macro'
import { ConflictNotice } from '#components/ui/conflict-notice.tsx'
import { type ConnectionDraft, type DraftField, draftOf } from '#lib/client/connection-draft.ts'
import type { Connection } from '#lib/client/contracts.ts'
import type { Conflict, Taken } from '#lib/client/use-shared-draft.ts'
import { CONTENT_TYPE_WORDS, DOWNLINK_WORDS, QUEUE_WORDS, SOURCE_WORDS } from './connection-words.ts'

const FIELD_WORDS: Readonly<Record<DraftField, string>> = {
  name: t`Name`,
  domains: t`Domains`,
  url: 'URL',
  contentType: t`Content type`,
  headers: t`Custom headers`,
  source: t`Source of reports`,
  downlink: t`Network side`,
  maxDeviation: t`Maximum deviation`,
  queueMode: t`Queue`,
  additionalInformation: t`Additional information`,
  customerId: 'CustomerID',
}

interface ConnectionConflictProps {
  readonly conflict: Conflict<Connection, ConnectionDraft, DraftField>
  readonly taken: Taken<DraftField>
  readonly onTake: (field: DraftField, theirs: boolean) => void
}

/** What somebody else saved of this connection, beside what was typed here. */
export function ConnectionConflict({ conflict: { fresh, mine, theirs, conflicts }, ...rest }: ConnectionConflictProps) {
  const now = draftOf(fresh)
  return (
    <ConflictNotice
      title={t`Somebody else saved this connection while you were editing. Nothing of yours is lost.`}
      fields={theirs.map((field) => ({
        field,
        label: FIELD_WORDS[field],
        theirs: textOf(field, now, fresh),
        mine: textOf(field, mine, fresh),
        both: conflicts.includes(field),
      }))}
      {...rest}
    />
  )
}

/** One field as a line of text; secrets are dots. */
function textOf(field: DraftField, draft: ConnectionDraft, fresh: Connection): string {
  switch (field) {
    case 'url':
      return draft.url.replace(/\/\/[^/?#]*@/, '//••••@') + (draft.removeLogin ? t` (login removed)` : '')
    case 'contentType':
      return CONTENT_TYPE_WORDS[draft.contentType]
    case 'source':
      return SOURCE_WORDS[draft.source]
    case 'queueMode':
      return QUEUE_WORDS[draft.queueMode]
    case 'maxDeviation':
      return t`${draft.maxDeviation} seconds`
    case 'headers':
      return (
        draft.headers
          .map(({ name, value, secret, keep }) => `${name}: ${secret || keep ? '••••' : value}`)
          .join(', ') || t`None`
      )
    case 'downlink':
      return [DOWNLINK_WORDS[draft.downlink.kind], draft.downlink.url].filter(Boolean).join(', ')
    case 'domains': {
      const chosen = Object.values(draft.domains).filter(Boolean)
      if (chosen.length === 0) return t`cross-domain`
      return chosen.map((id) => fresh.domains.find((one) => one.id === id)?.path ?? t`another domain`).join(', ')
    }
    default:
      return draft[field] || t`Empty`
  }
}
