'use client'

import { t } from '@lingui/core/macro'
import { ConflictNotice } from '#components/ui/conflict-notice.tsx'
import type { SavedJoinServer } from '#lib/client/interop-api.ts'
import {
  JOIN_SERVER_DRAFTS,
  type JoinServerDraft,
  type JoinServerField,
  prefixesOf,
} from '#lib/client/join-server-draft.ts'
import type { Conflict, Taken } from '#lib/client/use-shared-draft.ts'
import { componentsText } from './interop-words.ts'

const FIELD_WORDS: Readonly<Record<JoinServerField, string>> = {
  fqdn: t`Host name (fqdn)`,
  port: t`Port`,
  protocol: t`Protocol`,
  senderNsId: 'NSID',
  paths: t`Paths of requests`,
  entries: t`JoinEUI prefixes`,
  tls: 'TLS',
  basicAuth: t`Authorization`,
  headers: t`Headers`,
  file: t`Path of js.yml`,
  scheme: t`Scheme`,
}

interface JoinServerConflictProps {
  readonly conflict: Conflict<SavedJoinServer, JoinServerDraft, JoinServerField>
  readonly taken: Taken<JoinServerField>
  readonly onTake: (field: JoinServerField, theirs: boolean) => void
}

/** What somebody else saved of this join server, beside what was typed here. */
export function JoinServerConflict({ conflict: { fresh, mine, theirs, conflicts }, ...rest }: JoinServerConflictProps) {
  const now = JOIN_SERVER_DRAFTS.draftOf(fresh)
  return (
    <ConflictNotice
      title={t`Somebody else saved this join server while you were editing. Nothing of yours is lost.`}
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
function textOf(field: JoinServerField, draft: JoinServerDraft, { joinServer }: SavedJoinServer): string {
  switch (field) {
    case 'paths':
      return Object.values(draft.paths).filter(Boolean).join(', ') || t`Empty`
    case 'entries':
      return draft.entries
        .map(({ components, joinEuis }) =>
          [componentsText(components ? components.split(',') : []), ...prefixesOf(joinEuis)].join(' '),
        )
        .join('; ')
    case 'basicAuth':
      return draft.username ? `${draft.username} ••••` : t`None`
    case 'headers':
      return draft.headers.map(({ name }) => `${name}: ••••`).join(', ') || t`None`
    case 'tls':
      return tlsText(draft, joinServer)
    default:
      return draft[field] || t`Empty`
  }
}

function tlsText({ source, files }: JoinServerDraft, { tls }: SavedJoinServer['joinServer']): string {
  if (source === 'none') return t`No certificate`
  const words = (['rootCa', 'certificate'] as const).flatMap((slot) => {
    const file = files[slot]
    if (!file) return []
    return [file.stored ? (tls?.[slot]?.certificates[0]?.subject ?? file.path) : t`the file that you gave`]
  })
  return [source === 'key-vault' ? t`Key vault` : t`Files`, ...words].join(', ')
}
