'use client'

import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'

const REFUSALS = {
  batches: t`Batches are kept by the operators of this installation. Ask one of them.`,
  owners: t`Owners are kept by the operators of this installation. Ask one of them.`,
  flavors: t`Flavors are kept by the operators of this installation. Ask one of them.`,
  people: t`Accounts are looked after by the operators of this installation. Ask one of them.`,
  'claim-attempts': t`Claim attempts are looked at by the operators of this installation. Ask one of them.`,
  'unknown-gateways': t`Unknown gateways are looked at by the operators of this installation. Ask one of them.`,
} as const

interface OperatorsOnlyProps {
  readonly page?: keyof typeof REFUSALS
  readonly children: ReactNode
}

/** What concerns the whole installation. The server decides; this leaves out what it would refuse. */
export function OperatorsOnly({ page = 'batches', children }: OperatorsOnlyProps) {
  const { me } = useConsole()
  if (me.user.siteOperator) return children
  return <Notice>{REFUSALS[page]}</Notice>
}
