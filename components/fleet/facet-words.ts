/** What facets and their values are called. */
import { t } from '@lingui/core/macro'
import type { ExpiryBucket, TermFacet } from '#lib/domain/fleet/facets.ts'

export const FACET_WORDS: Readonly<Record<TermFacet, string>> = {
  tag: t`Tag`,
  site: t`Site`,
  flavor: t`Flavor`,
  model: t`Model`,
  station: t`Station`,
  package: t`Firmware`,
  lns: t`LNS host`,
  cups: t`CUPS host`,
}

export const EXPIRY_WORDS: Readonly<Record<ExpiryBucket, string>> = {
  expired: t`Expired`,
  '7': t`End within 7 days`,
  '30': t`End in 7 to 30 days`,
  '90': t`End in 30 to 90 days`,
  later: t`End later`,
}
