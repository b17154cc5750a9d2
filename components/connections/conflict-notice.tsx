'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Choice } from '#components/ui/choice.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { type ConnectionDraft, type DraftField, draftOf, type Merged } from '#lib/client/connection-draft.ts'
import type { Connection } from '#lib/client/contracts.ts'
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

export interface Conflict extends Merged {
  /** As it is stored now. */
  readonly fresh: Connection
  /** As it was typed here. */
  readonly mine: ConnectionDraft
}

interface ConflictNoticeProps {
  readonly conflict: Conflict
  /** Of the fields that both changed: true = theirs is taken. */
  readonly taken: Readonly<Partial<Record<DraftField, boolean>>>
  readonly onTake: (field: DraftField, theirs: boolean) => void
}

/** Somebody else saved first: what they changed is shown beside what was typed here, and neither is lost. */
export function ConflictNotice({ conflict, taken, onTake }: ConflictNoticeProps) {
  const { fresh, mine, conflicts, theirs } = conflict
  const now = draftOf(fresh)
  const only = theirs.filter((field) => !conflicts.includes(field))
  return (
    <Notice kind="warning">
      <p className="font-medium" role="alert">
        <Trans>Somebody else saved this connection while you were editing. Nothing of yours is lost.</Trans>
      </p>
      {only.length > 0 && (
        <>
          <p className="mt-2">
            <Trans>Taken over from them:</Trans>
          </p>
          <ul className="mt-1 list-disc space-y-0.5 pl-5">
            {only.map((field) => (
              <li key={field}>
                {FIELD_WORDS[field]}: <span className="break-words">{textOf(field, now, fresh)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {conflicts.length > 0 && (
        <>
          <p className="mt-2">
            {conflicts.length === 1
              ? t`You both changed this field. Choose:`
              : t`You both changed these fields. Choose:`}
          </p>
          {conflicts.map((field) => (
            <fieldset key={field} className="mt-2">
              <legend className="mb-1 font-medium">{FIELD_WORDS[field]}</legend>
              <div className="grid gap-2 sm:grid-cols-2">
                <Choice
                  name={`take-${field}`}
                  checked={!taken[field]}
                  onSelect={() => onTake(field, false)}
                  title={t`Yours`}
                >
                  <span className="break-words">{textOf(field, mine, fresh)}</span>
                </Choice>
                <Choice
                  name={`take-${field}`}
                  checked={Boolean(taken[field])}
                  onSelect={() => onTake(field, true)}
                  title={t`Theirs`}
                >
                  <span className="break-words">{textOf(field, now, fresh)}</span>
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
