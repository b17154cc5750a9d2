'use client'

import type { ReactNode } from 'react'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'

/** What concerns the whole installation. The server decides; this leaves out what it would refuse. */
export function OperatorsOnly({ children }: { readonly children: ReactNode }) {
  const { me } = useConsole()
  if (me.user.siteOperator) return children
  return <Notice>Batches are kept by the operators of this installation. Ask one of them.</Notice>
}
