'use client'

/** The console's reads of one gateway's page; all of them are old when the gateway is. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { CheckInFilter } from '#lib/domain/gateway-page/check-in-filter.ts'
import { gatewayPageApi } from './gateway-page-api.ts'
import { keys } from './queries.ts'

const OFTEN = 10_000
const SELDOM = 30_000

export const useTimeline = (owner: string, gateway: string, kind: string) =>
  useInfiniteQuery({
    queryKey: [...keys.gateway(owner, gateway), 'timeline', kind],
    queryFn: ({ pageParam, signal }) =>
      gatewayPageApi.timeline(owner, gateway, { kind: kind || undefined, cursor: pageParam, limit: 25 }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: OFTEN,
  })

export const useCheckIns = (owner: string, gateway: string, show: CheckInFilter) =>
  useInfiniteQuery({
    queryKey: [...keys.gateway(owner, gateway), 'check-ins', show],
    queryFn: ({ pageParam, signal }) =>
      gatewayPageApi.checkIns(owner, gateway, { show, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: OFTEN,
  })

export const useCheckIn = (owner: string, gateway: string, id: string) =>
  useQuery({
    queryKey: [...keys.gateway(owner, gateway), 'check-in', id],
    queryFn: ({ signal }) => gatewayPageApi.checkIn(owner, gateway, id, { signal }),
  })

export const useNext = (owner: string, gateway: string) =>
  useQuery({
    queryKey: [...keys.gateway(owner, gateway), 'next'],
    queryFn: ({ signal }) => gatewayPageApi.next(owner, gateway, { signal }),
    refetchInterval: OFTEN,
  })

export const useVersions = (owner: string, gateway: string) =>
  useQuery({
    queryKey: [...keys.gateway(owner, gateway), 'versions'],
    queryFn: ({ signal }) => gatewayPageApi.versions(owner, gateway, { signal }),
    refetchInterval: SELDOM,
  })

export const useDiagnosis = (owner: string, gateway: string) =>
  useQuery({
    queryKey: [...keys.gateway(owner, gateway), 'diagnosis'],
    queryFn: ({ signal }) => gatewayPageApi.diagnosis(owner, gateway, { signal }),
    refetchInterval: SELDOM,
  })
