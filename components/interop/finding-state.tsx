import { t } from '@lingui/core/macro'
import { Check, CircleAlert, TriangleAlert } from 'lucide-react'
import { State } from '#components/ui/state.tsx'

interface FindingStateProps {
  readonly findings: readonly { readonly severity: 'error' | 'warning' }[]
}

/** “2 errors”, “1 warning” or “Good”. */
export function FindingState({ findings }: FindingStateProps) {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  if (errors > 0)
    return (
      <State icon={CircleAlert} tone="danger">
        {errors === 1 ? t`1 error` : t`${errors} errors`}
      </State>
    )
  if (warnings > 0)
    return (
      <State icon={TriangleAlert} tone="warn">
        {warnings === 1 ? t`1 warning` : t`${warnings} warnings`}
      </State>
    )
  return <State icon={Check} tone="ok">{t`Good`}</State>
}
