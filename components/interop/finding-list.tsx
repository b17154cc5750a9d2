import { t } from '@lingui/core/macro'
import { CircleAlert, TriangleAlert } from 'lucide-react'

interface Finding {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly field: string
  readonly file?: string
  readonly line?: number | null
}

interface FindingListProps {
  readonly findings: readonly Finding[]
  readonly label: string
}

/** Each with its place: file and line where there are some, otherwise the field. */
export function FindingList({ findings, label }: FindingListProps) {
  if (findings.length === 0) return null
  return (
    <ul aria-label={label} className="divide-y rounded-md border text-sm">
      {findings.map((one, index) => {
        const error = one.severity === 'error'
        const Icon = error ? CircleAlert : TriangleAlert
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: findings have no identity, and the list is replaced as a whole
          <li key={index} className="flex items-start gap-2 px-3 py-2">
            <Icon
              aria-label={error ? t`Error` : t`Warning`}
              className={`mt-0.5 size-4 shrink-0 ${error ? 'text-danger' : 'text-warn'}`}
            />
            <div className="min-w-0 flex-1">
              <p className="mono break-all text-xs text-ink-3">{placeOf(one)}</p>
              <p className="break-words">{one.message}</p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function placeOf({ file, line, field }: Finding): string {
  if (file === undefined) return field.replace(/^entries\.\d+\./, '').replace(/\.\d+$/, '')
  if (file === '') return t`The folder`
  return line ? t`${file}, line ${line}` : file
}
