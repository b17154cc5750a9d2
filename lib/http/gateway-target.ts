/** A target as a request names it, as statements take it. */
import type { z } from 'zod'
import type { GatewayFilter } from '#lib/db/fleet.ts'
import type { GatewayTarget } from '#lib/db/gateway-targets.ts'
import { euiFragment } from '#lib/domain/identifiers.ts'
import type { FilterInput } from '#lib/schemas/fleet.ts'
import type { targetInput } from '#lib/schemas/rollouts.ts'

/** A filter of the list as a query or a body names it, as statements take it. */
export function readFilter({ q, ...rest }: FilterInput): GatewayFilter {
  const {
    state,
    tag,
    site,
    flavor,
    model,
    station,
    package: packaged,
    lns,
    cups,
    expires,
    firmware,
    update,
    refused,
  } = rest
  const text = q?.trim() || undefined
  return {
    fragment: text ? euiFragment(text) : undefined,
    text,
    state,
    tag,
    site,
    flavor,
    model,
    station,
    package: packaged,
    lns,
    cups,
    expires,
    firmware,
    update,
    refused,
  }
}

export function readTarget(input: z.infer<typeof targetInput>): GatewayTarget {
  if (input.by !== 'filter') return input
  return { by: 'filter', ...readFilter(input) }
}
