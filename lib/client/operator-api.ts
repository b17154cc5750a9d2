/** Owners, flavors and limits of bootstrap tokens, for operators of the installation. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { activeLocale } from './locale.ts'
import { type Guarded, request } from './request.ts'

type Signal = { readonly signal?: AbortSignal }

export interface OperatorOwner {
  readonly ownerid: string
  readonly name: string
  readonly gateways: number
  readonly members: number
  readonly addLimit: number
  readonly addsUsed: number
  readonly claimFailures: number
  readonly createdAt: string
}

export interface Flavor {
  readonly flavor: string
  readonly gateways: number
  readonly owned: number
  readonly batches: number
  readonly codeLists: number
  readonly images: number
  readonly notes: string
}

export type PolicyScope = 'site' | 'flavor' | 'batch'
/** Both null: off. */
export interface PolicyValues {
  readonly uses: number | null
  readonly days: number | null
}
export interface BootstrapPolicy extends PolicyValues {
  readonly scope: PolicyScope
  readonly key: string
  readonly since: string
}

export interface LockedOut {
  readonly gateway: string
  readonly ownerid: string
  readonly flavor: string
  readonly refused: number
  readonly lastRefusedAt: string
}

const base = '/api/v1/operator'
const policies = `${base}/bootstrap-policies`
const refusals = `${base}/bootstrap-refusals`
type Policies = { readonly policies: readonly BootstrapPolicy[] }

export const operatorApi = {
  owners: (query: { q?: string | undefined; cursor?: string | undefined }, { signal }: Signal = {}) =>
    request<{ owners: readonly OperatorOwner[]; next: string | null }>('GET', `${base}/owners`, { query, signal }),
  createOwner: (body: { name: string; id?: string }) => request<OperatorOwner>('POST', `${base}/owners`, { body }),
  changeOwner: (owner: string, body: { name?: string; addLimit?: number } & Guarded) =>
    request<OperatorOwner>('PATCH', `${base}/owners/${encodeURIComponent(owner)}`, { body }),
  inviteFirst: (owner: string, email: string) =>
    request<{ link: string; mailed: boolean }>('POST', `${base}/owners/${encodeURIComponent(owner)}/invitations`, {
      body: { email, language: activeLocale() },
    }),
  flavors: ({ signal }: Signal = {}) => request<{ flavors: readonly Flavor[] }>('GET', `${base}/flavors`, { signal }),
  noteFlavor: (body: { flavor: string; notes?: string } & Guarded) =>
    request<Flavor>('PATCH', `${base}/flavors`, { body }),
  policies: ({ signal }: Signal = {}) => request<Policies>('GET', policies, { signal }),
  setPolicy: (body: { scope: PolicyScope; key: string; policy: PolicyValues | null }) =>
    request<Policies>('PUT', policies, { body }),
  lockedOut: (batch: string | undefined, { signal }: Signal = {}) =>
    request<{ gateways: readonly LockedOut[] }>('GET', refusals, { query: { batch }, signal }),
  rearm: (gateways: readonly string[]) => request<unknown>('POST', refusals, { body: { gateways } }),
}

export const operatorKeys = {
  owners: ['operator', 'owners'] as const,
  flavors: ['operator', 'flavors'] as const,
  policies: ['operator', 'policies'] as const,
  lockedOut: ['operator', 'locked-out'] as const,
}

export const useOwners = (query: { q?: string | undefined; cursor?: string | undefined }) =>
  useQuery({
    queryKey: [...operatorKeys.owners, query],
    queryFn: ({ signal }) => operatorApi.owners(query, { signal }),
    placeholderData: keepPreviousData,
  })

export const useFlavors = () =>
  useQuery({ queryKey: operatorKeys.flavors, queryFn: ({ signal }) => operatorApi.flavors({ signal }) })

export const usePolicies = () =>
  useQuery({ queryKey: operatorKeys.policies, queryFn: ({ signal }) => operatorApi.policies({ signal }) })

export const useLockedOut = (batch: string | undefined) =>
  useQuery({
    queryKey: [...operatorKeys.lockedOut, batch],
    queryFn: ({ signal }) => operatorApi.lockedOut(batch, { signal }),
    refetchInterval: 30_000,
  })
