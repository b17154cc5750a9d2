'use client'

/** The console's reads: keys and hooks over TanStack Query. */
import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, type GatewayQuery } from './api.ts'
import type { Me } from './contracts.ts'
import { ApiProblem, request } from './request.ts'

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server refuses stays refused; only a missing or failing server is worth another try.
        retry: (count, error) =>
          count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
      mutations: { retry: false },
    },
  })

export const keys = {
  me: ['me'] as const,
  site: ['site'] as const,
  gateways: (owner: string) => ['gateways', owner] as const,
  gateway: (owner: string, gateway: string) => ['gateway', owner, gateway] as const,
  tokens: (owner: string) => ['tokens', owner] as const,
  /** The list and each image. */
  images: (owner: string) => ['images', owner] as const,
  image: (owner: string, crc: number) => ['images', owner, crc] as const,
  signingKeys: (owner: string) => ['signing-keys', owner] as const,
}

/** Who is signed in. A 401 is an answer here, not a reason to wait: the shell turns it into a redirect. */
export const useMe = () =>
  useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => request<Me>('GET', '/api/v1/me', { signal, anonymous: true }),
    staleTime: 300_000,
  })

export const useSite = () =>
  useQuery({ queryKey: keys.site, queryFn: ({ signal }) => api.site({ signal }), staleTime: 300_000 })

export const useGateways = (owner: string, query: GatewayQuery) =>
  useQuery({
    queryKey: [...keys.gateways(owner), query],
    queryFn: ({ signal }) => api.gateways(owner, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

export const useGateway = (owner: string, gateway: string, refetchInterval = 10_000) =>
  useQuery({
    queryKey: keys.gateway(owner, gateway),
    queryFn: ({ signal }) => api.gateway(owner, gateway, { signal }),
    refetchInterval,
  })

export const useTokens = (owner: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: keys.tokens(owner),
    queryFn: ({ signal }) => api.tokens(owner, { signal }),
  })

export const useImages = (owner: string, refetchInterval: number | false = 15_000) =>
  useQuery({
    queryKey: [...keys.images(owner), 'list'],
    queryFn: ({ signal }) => api.images(owner, { signal }),
    refetchInterval,
  })

export const useImage = (owner: string, crc: number) =>
  useQuery({
    queryKey: keys.image(owner, crc),
    queryFn: ({ signal }) => api.image(owner, crc, { signal }),
    refetchInterval: 15_000,
  })

export const useSigningKeys = (owner: string) =>
  useQuery({ queryKey: keys.signingKeys(owner), queryFn: ({ signal }) => api.signingKeys(owner, { signal }) })

/** A write that makes the named reads old when it succeeds. */
export function useWrite<Input, Output>(
  write: (input: Input) => Promise<Output>,
  stale: readonly (readonly unknown[])[],
  onDone?: (output: Output, input: Input) => void,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: write,
    // Without a network a save fails at once and keeps its input, rather than waiting without a word.
    networkMode: 'always',
    onSuccess: async (output, input) => {
      onDone?.(output, input)
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })))
    },
  })
}
