/** Transfers between owners, and the bootstrap token of a gateway. Identifiers go in and come out as ID6. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TransferAction, TransferState } from '#lib/domain/transfers/transfer.ts'
import { request } from './request.ts'
import type { RolloutTargetBody } from './rollout-contracts.ts'

type Signal = { readonly signal?: AbortSignal }
export type Direction = 'incoming' | 'outgoing'

export interface Transfer {
  readonly id: string
  readonly direction: Direction
  readonly from: string
  readonly to: string
  /** For the receiver alone. */
  readonly fromName: string | null
  readonly note: string
  readonly withLabels: boolean
  readonly offeredAt: string
  readonly expiresAt: string
  readonly total: number
  readonly open: number
  readonly accepted: number
}

export interface TransferGateway {
  readonly gateway: string
  readonly state: TransferState
  readonly settledAt: string | null
  readonly name: string
  readonly flavor: string | null
  readonly inherits: boolean | null
}

export interface TransferDetail extends Transfer {
  readonly gateways: readonly TransferGateway[]
  readonly next: string | null
}

interface TransferList {
  readonly transfers: readonly Transfer[]
  readonly next: string | null
  readonly incoming: { readonly gateways: number; readonly transfers: number }
}

export interface OfferBody {
  readonly to: string
  readonly target: RolloutTargetBody
  readonly days: number
  readonly note: string
  readonly withLabels: boolean
}

interface Offered {
  readonly transfer: Transfer
  readonly offered: number
  readonly left: readonly { readonly gateway: string; readonly reason: string }[]
}

interface Acted {
  readonly transfer: Transfer
  readonly changed: number
  readonly results: readonly { readonly gateway: string; readonly error?: string; readonly warning?: string }[]
}

export interface Bootstrap {
  readonly state: 'unlimited' | 'unconfirmed' | 'open' | 'ended'
  readonly limit: { readonly uses: number | null; readonly days: number | null } | null
  readonly used: number
  readonly usesLeft: number | null
  readonly until: string | null
  readonly confirmedAt: string | null
  readonly lastUsedAt: string | null
  readonly refused: number
  readonly lastRefusedAt: string | null
  readonly inheritedAt: string | null
  readonly revocable: boolean
}

const base = '/api/v1/transfers'
const one = (id: string) => `${base}/${encodeURIComponent(id)}`
const bootstrap = (gateway: string) => `/api/v1/gateways/${encodeURIComponent(gateway)}/bootstrap`

export const transferApi = {
  list: (
    owner: string,
    query: { direction: Direction; cursor?: string | undefined; open?: 'true'; limit?: number },
    { signal }: Signal = {},
  ) => request<TransferList>('GET', base, { query: { owner, ...query }, signal }),
  get: (owner: string, id: string, cursor: string | undefined, { signal }: Signal = {}) =>
    request<TransferDetail>('GET', one(id), { query: { owner, cursor }, signal }),
  offer: (owner: string, body: OfferBody) => request<Offered>('POST', base, { body: { ownerid: owner, ...body } }),
  act: (owner: string, id: string, action: TransferAction, gateways?: readonly string[]) =>
    request<Acted>('POST', `${one(id)}/actions`, {
      body: { ownerid: owner, action, ...(gateways ? { gateways } : {}) },
    }),
  bootstrap: (owner: string, gateway: string, { signal }: Signal = {}) =>
    request<Bootstrap>('GET', bootstrap(gateway), { query: { owner }, signal }),
  changeBootstrap: (owner: string, gateway: string, action: 'rearm' | 'revoke-inherited') =>
    request<Bootstrap>('POST', bootstrap(gateway), { body: { ownerid: owner, action } }),
}

export const transferKeys = {
  all: (owner: string) => ['transfers', owner] as const,
  bootstrap: (owner: string, gateway: string) => ['gateway', owner, gateway, 'bootstrap'] as const,
}

export const useTransfers = (owner: string, query: { direction: Direction; cursor?: string | undefined }) =>
  useQuery({
    queryKey: [...transferKeys.all(owner), 'list', query],
    queryFn: ({ signal }) => transferApi.list(owner, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })

/** What waits for a decision, and the first of its offers: asked on every page, so no more than that. */
export const useIncoming = (owner: string) =>
  useQuery({
    queryKey: [...transferKeys.all(owner), 'incoming'],
    queryFn: ({ signal }) => transferApi.list(owner, { direction: 'incoming', open: 'true', limit: 1 }, { signal }),
    staleTime: 60_000,
    refetchInterval: 60_000,
  })

export const useTransfer = (owner: string, id: string, cursor: string | undefined) =>
  useQuery({
    queryKey: [...transferKeys.all(owner), id, cursor],
    queryFn: ({ signal }) => transferApi.get(owner, id, cursor, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

export const useBootstrap = (owner: string, gateway: string) =>
  useQuery({
    queryKey: transferKeys.bootstrap(owner, gateway),
    queryFn: ({ signal }) => transferApi.bootstrap(owner, gateway, { signal }),
    refetchInterval: 15_000,
  })
