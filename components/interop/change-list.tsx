import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { InteropChange } from '#lib/client/interop-api.ts'

const KINDS = { added: t`Added`, removed: t`Removed`, changed: t`Changed` } as const
const TINTS = { added: 'text-ok', removed: 'text-danger', changed: 'text-info' } as const

interface ChangeListProps {
  readonly changes: readonly InteropChange[]
  readonly label: string
}

/** Before and after, field by field. Of secrets only that they changed. */
export function ChangeList({ changes, label }: ChangeListProps) {
  if (changes.length === 0)
    return (
      <p className="text-sm text-ink-3">
        <Trans>Nothing changed.</Trans>
      </p>
    )
  return (
    <ul aria-label={label} className="divide-y rounded-md border text-sm">
      {changes.map((change) => (
        <li
          key={`${change.file} ${change.field} ${change.kind}`}
          className="flex flex-wrap items-baseline gap-x-3 px-3 py-2"
        >
          <span className={`w-16 shrink-0 ${TINTS[change.kind]}`}>{KINDS[change.kind]}</span>
          <span className="min-w-0 flex-1 basis-64">
            <span className="mono block text-xs break-all text-ink-3">{change.file}</span>
            <span className="break-words">{sentenceOf(change)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function sentenceOf({ field, before, after, secret, kind }: InteropChange): string {
  if (field === null) return t`Join server ${after ?? before ?? ''}`
  if (secret) return kind === 'changed' ? t`${nameOf(field)}: another one` : nameOf(field)
  if (before !== null && after !== null) return `${field}: ${before} → ${after}`
  if (before === null && after === null) return kind === 'changed' ? t`${nameOf(field)}: another one` : nameOf(field)
  return field.startsWith('join-euis') ? field.replace('join-euis', t`Prefix`) : `${field}: ${after ?? before}`
}

const NAMES: Readonly<Record<string, string>> = {
  'tls.key content': t`Private key`,
  'tls.certificate content': t`Client certificate`,
  'tls.root-ca content': t`CA certificate`,
  'basic-auth.password': t`Password`,
}
const nameOf = (field: string): string =>
  NAMES[field] ?? (field.startsWith('headers.') ? t`Header ${field.slice(8)}` : field)
