'use client'

/** The console's reads of connections and domains. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ConnectionQuery, connectionApi, type DeliveryQuery } from './connection-api.ts'

export const connectionKeys = {
  /** The list and each connection. */
  all: (owner: string) => ['connections', owner] as const,
  list: (owner: string) => ['connections', owner, 'list'] as const,
  domains: (owner: string) => ['domains', owner] as const,
  deliveries: (owner: string, id: string) => ['connections', owner, id, 'deliveries'] as const,
  one: (owner: string, id: string) => ['connections', owner, id] as const,
}

export const useConnections = (owner: string, query: ConnectionQuery, enabled = true) =>
  useQuery({
    enabled,
    queryKey: [...connectionKeys.list(owner), query],
    queryFn: ({ signal }) => connectionApi.list(owner, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

export const useConnection = (owner: string, id: string, refetchInterval: number | false = 10_000) =>
  useQuery({
    queryKey: connectionKeys.one(owner, id),
    queryFn: ({ signal }) => connectionApi.get(owner, id, { signal }),
    refetchInterval,
    // A form that is made once waits for the answer of now, also where an earlier page left a fresh one.
    refetchOnMount: refetchInterval === false ? 'always' : true,
  })

/** Groups and domains, as far as the reader may assign them. */
export const useDomains = (owner: string) =>
  useQuery({
    queryKey: connectionKeys.domains(owner),
    queryFn: ({ signal }) => connectionApi.domains(owner, { signal }),
    staleTime: 60_000,
  })

export const useMembers = (owner: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: [...connectionKeys.domains(owner), 'members'],
    queryFn: ({ signal }) => connectionApi.members(owner, { signal }),
  })

export const useDeliveries = (owner: string, id: string, query: DeliveryQuery) =>
  useQuery({
    queryKey: [...connectionKeys.deliveries(owner, id), query],
    queryFn: ({ signal }) => connectionApi.deliveries(owner, id, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  })

export const useDelivery = (owner: string, id: string, delivery: string) =>
  useQuery({
    queryKey: [...connectionKeys.deliveries(owner, id), delivery],
    queryFn: ({ signal }) => connectionApi.delivery(owner, id, delivery, { signal }),
    refetchInterval: 3_000,
  })

export const useDownlinks = (owner: string, id: string) =>
  useInfiniteQuery({
    queryKey: [...connectionKeys.one(owner, id), 'downlinks'],
    queryFn: ({ pageParam, signal }) => connectionApi.downlinks(owner, id, pageParam, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 10_000,
  })
