'use client'

/** The console's reads of trust. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type HolderQuery, type TrustQuery, trustApi } from './trust-api.ts'

export const trustKeys = {
  all: (owner: string) => ['trust', owner] as const,
  changes: (owner: string) => ['trust', owner, 'changes'] as const,
  change: (owner: string, id: string) => ['trust', owner, 'changes', id] as const,
}

export const useCertificates = (owner: string, query: TrustQuery) =>
  useQuery({
    queryKey: [...trustKeys.all(owner), 'certificates', query],
    queryFn: ({ signal }) => trustApi.list(owner, query, { signal }),
    placeholderData: keepPreviousData,
  })

export const useCertificate = (owner: string, fingerprint: string) =>
  useQuery({
    queryKey: [...trustKeys.all(owner), 'certificate', fingerprint],
    queryFn: ({ signal }) => trustApi.certificate(owner, fingerprint, { signal }),
  })

export const useHolders = (owner: string, fingerprint: string, query: HolderQuery) =>
  useQuery({
    queryKey: [...trustKeys.all(owner), 'holders', fingerprint, query],
    queryFn: ({ signal }) => trustApi.holders(owner, fingerprint, query, { signal }),
    placeholderData: keepPreviousData,
  })

export const useTrustServers = (owner: string) =>
  useQuery({
    queryKey: [...trustKeys.all(owner), 'servers'],
    queryFn: ({ signal }) => trustApi.servers(owner, { signal }),
  })

export const useEnding = (owner: string, at: string) =>
  useQuery({
    queryKey: [...trustKeys.all(owner), 'ending', at],
    queryFn: ({ signal }) => trustApi.ending(owner, at, { signal }),
    placeholderData: keepPreviousData,
  })

export const useTrustChanges = (owner: string, cursor: string | undefined) =>
  useQuery({
    queryKey: [...trustKeys.changes(owner), 'list', cursor],
    queryFn: ({ signal }) => trustApi.changes(owner, cursor, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  })

/** Live while gateways can still move. */
export const useTrustChange = (owner: string, id: string) =>
  useQuery({
    queryKey: trustKeys.change(owner, id),
    queryFn: ({ signal }) => trustApi.change(owner, id, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'open' ? 5_000 : false),
  })

export const useChangeGateways = (
  owner: string,
  id: string,
  query: { stage?: string | undefined; cursor?: string | undefined },
) =>
  useQuery({
    queryKey: [...trustKeys.change(owner, id), 'gateways', query],
    queryFn: ({ signal }) => trustApi.changeGateways(owner, id, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 8_000,
  })
