/** A target as a request names it, as statements take it. */
import type { z } from 'zod'
import type { GatewayTarget } from '#lib/db/gateway-targets.ts'
import { euiFragment } from '#lib/domain/identifiers.ts'
import type { targetInput } from '#lib/schemas/rollouts.ts'

export function readTarget(input: z.infer<typeof targetInput>): GatewayTarget {
  if (input.by !== 'filter') return input
  const { q, state, tag, site, firmware } = input
  return {
    by: 'filter',
    fragment: q ? euiFragment(q) : undefined,
    text: q || undefined,
    state,
    tag,
    site,
    firmware,
  }
}
