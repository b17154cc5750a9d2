'use client'

import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'

interface OperatorsOnlyProps {
  /** The page and what is done with it. */
  readonly what?: string
  readonly children: ReactNode
}

/** What concerns the whole installation. The server decides; this leaves out what it would refuse. */
export function OperatorsOnly({ what = 'Batches are kept', children }: OperatorsOnlyProps) {
  const { me } = useConsole()
  if (me.user.siteOperator) return children
  return (
    <Notice>
      <Trans>{what} by the operators of this installation. Ask one of them.</Trans>
    </Notice>
  )
}
