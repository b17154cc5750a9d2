import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '#components/ui/button.tsx'
import type { GatewayPage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'

interface ListPagingProps {
  readonly page: GatewayPage
  /** Empty: the first page. */
  readonly onCursor: (cursor: string) => void
}

/** Both ways; nothing where everything is on one page. */
export function ListPaging({ page: { gateways, next, previous }, onCursor }: ListPagingProps) {
  if (!next && !previous) return null
  return (
    <nav aria-label={t`Pages`} className="mt-3 flex flex-wrap items-center gap-2 text-sm text-ink-3">
      <span className="flex-1">
        <Trans>{formatCount(gateways.length)} on this page</Trans>
      </span>
      <Button disabled={!previous} onClick={() => onCursor('')}>
        <Trans>First page</Trans>
      </Button>
      <Button disabled={!previous} onClick={() => previous && onCursor(previous)}>
        <Trans>Previous page</Trans>
      </Button>
      <Button disabled={!next} onClick={() => next && onCursor(next)}>
        <Trans>Next page</Trans>
      </Button>
    </nav>
  )
}
