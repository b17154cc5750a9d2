import type { Segment } from '#components/ui/segments.tsx'
import type { MemberCounts } from '#lib/client/rollout-contracts.ts'
import { MEMBER_LOOKS, MEMBER_ORDER } from './rollout-looks.tsx'

/** Parts of a bar. What was left out took no part, and is none of it. */
export function memberSegments(counts: MemberCounts): Segment[] {
  return MEMBER_ORDER.filter((state) => state !== 'skipped').map((state) => ({
    label: MEMBER_LOOKS[state].word,
    value: counts[state],
    tone: MEMBER_LOOKS[state].tone,
    soft: state === 'armed' || state === 'returning',
  }))
}

/** Gateways that take or took part. */
export const takingPart = (counts: MemberCounts): number =>
  MEMBER_ORDER.reduce((sum, state) => (state === 'skipped' ? sum : sum + counts[state]), 0)
