'use client'

/** The console's reads of gateway events and their targets. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { EventKind } from '#lib/domain/events/event-kinds.ts'
import { eventApi } from './event-api.ts'

export const eventKeys = {
  /** The targets and each of them. */
  targets: (owner: string) => ['event-targets', owner] as const,
  target: (owner: string, id: string) => ['event-targets', owner, id] as const,
  events: (owner: string) => ['events', owner] as const,
}

export const useEventTargets = (owner: string) =>
  useQuery({
    queryKey: [...eventKeys.targets(owner), 'list'],
    queryFn: ({ signal }) => eventApi.targets(owner, { signal }),
    refetchInterval: 15_000,
  })

export const useEventTarget = (owner: string, id: string, refetchInterval: number | false = 10_000) =>
  useQuery({
    queryKey: eventKeys.target(owner, id),
    queryFn: ({ signal }) => eventApi.target(owner, id, { signal }),
    refetchInterval,
    // A form that is made once waits for the answer of now, also where an earlier page left a fresh one.
    refetchOnMount: refetchInterval === false ? 'always' : true,
  })

export const useEventDeliveries = (owner: string, id: string) =>
  useInfiniteQuery({
    queryKey: [...eventKeys.target(owner, id), 'deliveries'],
    queryFn: ({ pageParam, signal }) => eventApi.deliveries(owner, id, pageParam, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 10_000,
  })

export const useEvents = (owner: string, kind: EventKind | undefined) =>
  useInfiniteQuery({
    queryKey: [...eventKeys.events(owner), kind ?? ''],
    queryFn: ({ pageParam, signal }) => eventApi.events(owner, { kind, before: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 15_000,
  })
