'use client'

/** The console's reads of the fleet. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { GatewayQuery } from './api.ts'
import { fleetApi } from './fleet-api.ts'
import { keys } from './queries.ts'

export const fleetKeys = {
  /** Beside the list, so that what makes that old makes them old too. */
  facets: (owner: string) => [...keys.gateways(owner), 'facets'] as const,
  overview: (owner: string) => [...keys.gateways(owner), 'overview'] as const,
  views: (owner: string) => ['views', owner] as const,
}

export const useOverview = (owner: string) =>
  useQuery({
    queryKey: fleetKeys.overview(owner),
    queryFn: ({ signal }) => fleetApi.overview(owner, { signal }),
    refetchInterval: 15_000,
  })

export const useFacets = (owner: string, query: GatewayQuery & { readonly find?: string }, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: [...fleetKeys.facets(owner), query],
    queryFn: ({ signal }) => fleetApi.facets(owner, query, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  })

export const useViews = (owner: string) =>
  useQuery({
    queryKey: fleetKeys.views(owner),
    queryFn: ({ signal }) => fleetApi.views(owner, { signal }),
    staleTime: 60_000,
  })
