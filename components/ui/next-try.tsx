'use client'

import { Trans } from '@lingui/react/macro'
import { RelativeTime, useNow } from './relative-time.tsx'

/** Under the answer of a try that failed: when the next one comes. One that is due waits for its turn. */
export function NextTry({ at }: { readonly at: string }) {
  const now = useNow()
  return (
    <span className="block text-xs text-ink-3">
      {new Date(at) <= now ? (
        <Trans>again as soon as it can</Trans>
      ) : (
        <Trans>
          again <RelativeTime at={at} plain />
        </Trans>
      )}
    </span>
  )
}
