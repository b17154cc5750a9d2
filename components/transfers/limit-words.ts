import { t } from '@lingui/core/macro'
import { formatCount } from '#lib/client/format.ts'

interface Limit {
  readonly uses: number | null
  readonly days: number | null
}

/** How far bootstrap tokens are good. */
export function limitWords(limit: Limit | null | undefined): string {
  if (!limit || (limit.uses === null && limit.days === null)) return t`No limit`
  const { uses, days } = limit
  if (days === null) return usesOf(uses)
  if (uses === null) return days === 1 ? t`one day` : t`${formatCount(days)} days`
  return days === 1 ? t`${usesOf(uses)} within one day` : t`${usesOf(uses)} within ${formatCount(days)} days`
}

const usesOf = (uses: number | null): string => (uses === 1 ? t`one use` : t`${formatCount(uses ?? 0)} uses`)
