'use client'

/** The console's reads of rollouts and tags. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type RolloutGatewayQuery, rolloutApi } from './rollout-api.ts'

export const rolloutKeys = {
  /** The list and each rollout. */
  all: (owner: string) => ['rollouts', owner] as const,
  one: (owner: string, id: string) => ['rollouts', owner, id] as const,
  tags: (owner: string) => ['tags', owner] as const,
}

export const useRollouts = (owner: string, query: { state?: string; cursor?: string }) =>
  useQuery({
    queryKey: [...rolloutKeys.all(owner), 'list', query],
    queryFn: ({ signal }) => rolloutApi.list(owner, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })

/** Live while something can still happen. */
export const useRollout = (owner: string, id: string) =>
  useQuery({
    queryKey: rolloutKeys.one(owner, id),
    queryFn: ({ signal }) => rolloutApi.get(owner, id, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'draft' ? false : 4_000),
  })

export const useRolloutGateways = (owner: string, id: string, query: RolloutGatewayQuery) =>
  useQuery({
    queryKey: [...rolloutKeys.one(owner, id), 'gateways', query],
    queryFn: ({ signal }) => rolloutApi.gateways(owner, id, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 6_000,
  })

/** Tags and sites with their numbers of gateways. */
export const useTags = (owner: string) =>
  useQuery({ queryKey: rolloutKeys.tags(owner), queryFn: ({ signal }) => rolloutApi.tags(owner, { signal }) })
