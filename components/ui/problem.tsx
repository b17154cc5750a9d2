import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ApiProblem } from '#lib/client/request.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Notice } from './notice.tsx'

interface ProblemProps {
  readonly error: unknown
  readonly onRetry?: () => void
  readonly className?: string
}

/** What the API answered, in place, with the id that finds it in the log. */
export function Problem({ error, onRetry, className }: ProblemProps) {
  if (!error) return null
  const problem = error instanceof ApiProblem ? error : undefined
  const known = new Set<string>()
  return (
    <Notice
      kind="error"
      className={className}
      actions={
        onRetry && (
          <Button variant="ghost" className="-my-1" onClick={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        )
      }
    >
      <p>{problem?.message ?? t`The page failed on this. Reload it and try again.`}</p>
      {problem?.errors.map(({ pointer, detail }) => {
        if (known.has(detail) || detail === problem.message) return null
        known.add(detail)
        return <p key={pointer + detail}>{detail}</p>
      })}
      {problem?.requestId && (
        <p className="mono mt-0.5 flex items-center gap-1 text-xs text-ink-3">
          <span className="min-w-0 break-all">
            <Trans>Request {problem.requestId}</Trans>
          </span>
          <CopyButton text={problem.requestId} what={t`the request’s id`} className="-my-2 shrink-0" />
        </p>
      )}
    </Notice>
  )
}
