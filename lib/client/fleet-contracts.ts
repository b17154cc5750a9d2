/** What the API answers of the list of gateways as a fleet, as the console reads it. */
import type { ExpiryBucket, TermFacet } from '#lib/domain/fleet/facets.ts'
import type { GatewayState } from '#lib/domain/gateway-state.ts'

export type StateNumbers = Readonly<Record<GatewayState, number>>
export type ExpiryNumbers = Readonly<Record<ExpiryBucket, number>>

export interface FleetOverview {
  /** `exact` false: counting stopped; there are at least so many. */
  readonly gateways: { readonly all: number; readonly exact: boolean; readonly states: StateNumbers }
  readonly expires: ExpiryNumbers
  readonly firmware: {
    readonly scheduled: number
    readonly offered: number
    readonly interrupted: number
    readonly exact: boolean
  }
  readonly refused: { readonly gateways: number }
}

export interface FleetFacets {
  readonly matching: number
  readonly exact: boolean
  readonly states: StateNumbers
  readonly facets: Readonly<Record<TermFacet, readonly { readonly value: string; readonly count: number }[]>>
  /** How many values each facet has; at most 100 are listed. */
  readonly values: Readonly<Record<TermFacet, number>>
  readonly expires: ExpiryNumbers
}

export interface SavedView {
  readonly id: string
  readonly name: string
  /** Every member sees it. */
  readonly shared: boolean
  readonly mine: boolean
  /** As the list's address writes it. */
  readonly query: Readonly<Record<string, string>>
}

/** Names, tags, sites and locations of one gateway; what is left out stays. */
export interface LabelsBody {
  readonly gateway: string
  readonly name?: string
  readonly tags?: readonly string[]
  readonly site?: string
  readonly latitude?: number | null
  readonly longitude?: number | null
}
