'use client'

/** The console's reads of join servers. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { interopApi } from './interop-api.ts'

export const interopKeys = {
  /** Everything of it: each save can change all. */
  all: (owner: string) => ['join-servers', owner] as const,
}

export const useJoinServers = (owner: string) =>
  useQuery({
    queryKey: [...interopKeys.all(owner), 'list'],
    queryFn: ({ signal }) => interopApi.list(owner, { signal }),
  })

/** `anew`: asked at each opening of a page, since a form is made from the answer. */
export const useJoinServer = (owner: string, id: string, anew = false) =>
  useQuery({
    ...(anew ? { refetchOnMount: 'always' as const } : {}),
    queryKey: [...interopKeys.all(owner), 'one', id],
    queryFn: ({ signal }) => interopApi.get(owner, id, { signal }),
  })

export const useInteropConfiguration = (owner: string) =>
  useQuery({
    queryKey: [...interopKeys.all(owner), 'configuration'],
    queryFn: ({ signal }) => interopApi.configuration(owner, { signal }),
  })

/** `joinEui` undefined: nothing to ask yet. */
export const useResolution = (owner: string, joinEui: string | undefined) =>
  useQuery({
    enabled: joinEui !== undefined,
    queryKey: [...interopKeys.all(owner), 'resolve', joinEui],
    queryFn: ({ signal }) => interopApi.resolve(owner, joinEui ?? '', { signal }),
    placeholderData: keepPreviousData,
  })

export const useInteropVersions = (owner: string) =>
  useInfiniteQuery({
    queryKey: [...interopKeys.all(owner), 'versions'],
    queryFn: ({ pageParam, signal }) => interopApi.versions(owner, pageParam, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })

export const useInteropVersion = (owner: string, version: number) =>
  useQuery({
    queryKey: [...interopKeys.all(owner), 'version', version],
    queryFn: ({ signal }) => interopApi.version(owner, version, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
