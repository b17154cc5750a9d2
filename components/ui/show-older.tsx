import { Trans } from '@lingui/react/macro'
import { Button } from './button.tsx'

interface ShowOlderProps {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** Under a list that grows downwards. */
export function ShowOlder({ hasNextPage, isFetchingNextPage, fetchNextPage }: ShowOlderProps) {
  if (!hasNextPage) return null
  return (
    <Button className="mt-3" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      <Trans>Show older</Trans>
    </Button>
  )
}
