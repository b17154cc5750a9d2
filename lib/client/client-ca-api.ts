'use client'

/** CAs for gateways' client certificates, and the certificates that gateways hold. Identifiers go in and come out as ID6. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Category, ItemResult } from './contracts.ts'
import { request } from './request.ts'

type Signal = { readonly signal?: AbortSignal }

export interface ClientCa {
  readonly id: string
  readonly name: string
  /** PEM. */
  readonly certificate: string
  readonly subject: string
  /** SHA-256 in hex. */
  readonly fingerprint: string
  readonly validTo: string
  /** Gatehouse keeps its key and can issue with it. */
  readonly kept: boolean
  readonly crlUrl: string | null
  readonly issued: number
  readonly revoked: number
  readonly createdAt: string
  readonly createdBy: string
}

export interface HeldCertificate {
  readonly gateway: string
  readonly name: string
  readonly category: Category
  readonly version: number
  readonly fingerprint: string
  readonly subject: string | null
  readonly issuer: string | null
  readonly serial: string | null
  readonly validTo: string | null
  /** Issued here and renewed; null: set by the owner, which pins it. */
  readonly ca: { readonly id: string; readonly name: string; readonly days: number } | null
  /** Of the set that is wanted now; else of an earlier one that is still accepted. */
  readonly wanted: boolean
  readonly offeredAt: string | null
  readonly provenAt: string | null
  readonly revokedAt: string | null
  readonly createdAt: string
}

export interface Revocation {
  readonly id: string
  readonly serial: string | null
  readonly reason: string
  readonly revokedAt: string
  readonly revokedBy: string
}

export interface HeldQuery {
  readonly gateway?: string
  readonly ca?: string
  readonly cursor?: string
  readonly limit?: number
}

const one = (id: string) => `/api/v1/client-cas/${encodeURIComponent(id)}`

export const clientCaApi = {
  list: (owner: string, { signal }: Signal = {}) =>
    request<{ cas: readonly ClientCa[] }>('GET', '/api/v1/client-cas', { query: { owner }, signal }),
  /** Without `certificate` Gatehouse makes one. */
  add: (owner: string, body: { readonly name: string; readonly certificate?: string }) =>
    request<ClientCa>('POST', '/api/v1/client-cas', { body: { ownerid: owner, ...body } }),
  remove: (owner: string, id: string) => request<unknown>('DELETE', one(id), { query: { owner } }),
  issue: (
    owner: string,
    id: string,
    body: { readonly category: Category; readonly days: number; readonly gateways: readonly string[] },
  ) => request<readonly ItemResult[]>('POST', `${one(id)}/issue`, { body: { ownerid: owner, ...body } }),
  revocations: (owner: string, id: string, { signal }: Signal = {}) =>
    request<{ revocations: readonly Revocation[] }>('GET', `${one(id)}/revocations`, { query: { owner }, signal }),
  revokeSerial: (owner: string, id: string, body: { readonly serial: string; readonly reason: string }) =>
    request<Revocation>('POST', `${one(id)}/revocations`, { body: { ownerid: owner, ...body } }),
  held: (owner: string, query: HeldQuery, { signal }: Signal = {}) =>
    request<{ certificates: readonly HeldCertificate[]; next: string | null }>('GET', '/api/v1/client-certificates', {
      query: { owner, ...query },
      signal,
    }),
  revokeHeld: (
    owner: string,
    body: Pick<HeldCertificate, 'gateway' | 'category' | 'version'> & { readonly reason: string },
  ) => request<Revocation>('POST', '/api/v1/client-certificates/revocations', { body: { ownerid: owner, ...body } }),
}

export const clientCaKeys = {
  /** CAs, what is revoked, and what gateways hold. */
  all: (owner: string) => ['client-cas', owner] as const,
}

export const useClientCas = (owner: string) =>
  useQuery({
    queryKey: [...clientCaKeys.all(owner), 'list'],
    queryFn: ({ signal }) => clientCaApi.list(owner, { signal }),
  })

export const useHeldCertificates = (owner: string, query: HeldQuery) =>
  useQuery({
    queryKey: [...clientCaKeys.all(owner), 'held', query],
    queryFn: ({ signal }) => clientCaApi.held(owner, query, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

export const useRevocations = (owner: string, id: string) =>
  useQuery({
    queryKey: [...clientCaKeys.all(owner), 'revocations', id],
    queryFn: ({ signal }) => clientCaApi.revocations(owner, id, { signal }),
  })
