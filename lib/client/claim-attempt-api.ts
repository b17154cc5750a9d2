'use client'

/** Wrong claim PINs and unknown gateways, for operators of the installation. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { request } from './request.ts'

export type AttemptScope = 'owner' | 'gateway' | 'address'

export interface ClaimAttempt {
  readonly scope: AttemptScope
  readonly ownerid: string | null
  readonly owner: string | null
  readonly gateway: string | null
  readonly address: string | null
  readonly failures: number
  readonly turnedAway: number
  readonly since: string
  readonly lastAt: string
  readonly heldUntil: string | null
}

export interface ClaimTry {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly actorName: string | null
  readonly ownerid: string
  readonly owner: string | null
  readonly gateway: string
  readonly address: string | null
}

export interface ClaimAlert {
  readonly id: string
  readonly scope: 'owner' | 'address'
  readonly reason: 'many-gateways' | 'one-gateway' | 'many-owners'
  readonly ownerid: string
  readonly owner: string | null
  readonly gateway: string | null
  readonly address: string | null
  readonly failures: number
  readonly since: string
  readonly foundAt: string
  readonly mailedAt: string | null
}

export type Standing = 'no-batch' | 'batch' | 'known' | 'malformed'

export interface UnknownGateway {
  readonly router: string
  readonly gateway: string | null
  readonly standing: Standing
  readonly ownerid: string | null
  readonly owner: string | null
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
  readonly address: string
  readonly addresses: number
  readonly reason: 'none' | 'token' | 'certificate' | 'router' | 'bootstrap-ended'
  readonly hint: {
    readonly kind: 'inside' | 'digit' | 'swapped' | 'mac' | 'reversed'
    readonly gateway: string
    readonly batch: { readonly id: string; readonly from: string; readonly to: string; readonly flavor: string }
  } | null
}

/** Which counter: the members that its scope has. */
export interface CounterName {
  readonly scope: AttemptScope
  readonly ownerid?: string
  readonly gateway?: string
  readonly address?: string
}

export const counterOf = ({ scope, ownerid, gateway, address }: ClaimAttempt): CounterName => ({
  scope,
  ...(ownerid === null ? {} : { ownerid }),
  ...(gateway === null ? {} : { gateway }),
  ...(address === null ? {} : { address }),
})

const BASE = '/api/v1/operator'

export const claimAttemptApi = {
  release: (name: CounterName, forget: boolean) =>
    request<{ changed: number }>('POST', `${BASE}/claim-attempts/release`, { body: { ...name, forget } }),
  closeAlert: (id: string) => request<unknown>('POST', `${BASE}/claim-alerts/${encodeURIComponent(id)}/close`),
}

export const attemptKeys = {
  attempts: ['claim-attempts'] as const,
  alerts: ['claim-alerts'] as const,
  unknown: ['unknown-gateways'] as const,
}

export const useClaimAttempts = (query: {
  scope: AttemptScope
  held: boolean
  q: string
  cursor: string | undefined
}) =>
  useQuery({
    queryKey: [...attemptKeys.attempts, query],
    queryFn: ({ signal }) =>
      request<{ attempts: readonly ClaimAttempt[]; next: string | null }>('GET', `${BASE}/claim-attempts`, {
        query: { ...query, held: query.held ? 'true' : undefined, q: query.q || undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

export const useClaimTries = ({ ownerid, gateway, address }: CounterName) =>
  useInfiniteQuery({
    queryKey: [...attemptKeys.attempts, 'tries', ownerid, gateway, address],
    queryFn: ({ pageParam, signal }) =>
      request<{ tries: readonly ClaimTry[]; next: string | null }>('GET', `${BASE}/claim-attempts/tries`, {
        query: { ownerid, gateway, address, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })

export const useClaimAlerts = (enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: attemptKeys.alerts,
    queryFn: ({ signal }) => request<{ alerts: readonly ClaimAlert[] }>('GET', `${BASE}/claim-alerts`, { signal }),
    refetchInterval: 30_000,
  })

export const useUnknownGateways = (query: { standing: Standing | undefined; q: string; cursor: string | undefined }) =>
  useQuery({
    queryKey: [...attemptKeys.unknown, query],
    queryFn: ({ signal }) =>
      request<{ gateways: readonly UnknownGateway[]; next: string | null }>('GET', `${BASE}/unknown-gateways`, {
        query: { ...query, q: query.q || undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })
