import { Check, CircleAlert, TriangleAlert } from 'lucide-react'
import { State } from '#components/ui/state.tsx'

interface FindingStateProps {
  readonly findings: readonly { readonly severity: 'error' | 'warning' }[]
}

/** “2 errors”, “1 warning” or “Good”. */
export function FindingState({ findings }: FindingStateProps) {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`
  if (errors > 0)
    return (
      <State icon={CircleAlert} tone="danger">
        {count(errors, 'error')}
      </State>
    )
  if (warnings > 0)
    return (
      <State icon={TriangleAlert} tone="warn">
        {count(warnings, 'warning')}
      </State>
    )
  return (
    <State icon={Check} tone="ok">
      Good
    </State>
  )
}
