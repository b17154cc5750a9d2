/** What facets and their values are called. */
import type { ExpiryBucket, TermFacet } from '#lib/domain/fleet/facets.ts'

export const FACET_WORDS: Readonly<Record<TermFacet, string>> = {
  tag: 'Tag',
  site: 'Site',
  flavor: 'Flavor',
  model: 'Model',
  station: 'Station',
  package: 'Firmware',
  lns: 'LNS host',
  cups: 'CUPS host',
}

export const EXPIRY_WORDS: Readonly<Record<ExpiryBucket, string>> = {
  expired: 'Expired',
  '7': 'End within 7 days',
  '30': 'End in 7 to 30 days',
  '90': 'End in 30 to 90 days',
  later: 'End later',
}
