'use client'

/** Networks: what the public API answers about them, and the calls of the wizard. */
import { useQuery } from '@tanstack/react-query'
import type { CheckStep } from '#lib/domain/lns/check-report.ts'
import type { GuideId } from '#lib/domain/lns/guides.ts'
import type { NetworkId } from '#lib/domain/lns/networks.ts'
import { request } from './request.ts'

export interface NetworkSide {
  readonly port: number | null
  readonly credential: 'token' | 'certificate' | 'either'
  readonly rights: readonly { readonly name: string; readonly id: string }[]
  readonly keyPlace: { readonly steps: string; readonly url: string | null }
}

export interface Network {
  readonly id: NetworkId
  readonly name: string
  readonly addressLabel: string
  readonly addressExample: string
  readonly lns: NetworkSide
  readonly cups: NetworkSide | null
  readonly roots: readonly string[]
  readonly rootHint: string
  readonly traps: readonly string[]
}

export interface Root {
  readonly id: string
  readonly name: string
  readonly operator: string
  readonly validTo: string
  readonly keyType: string
  readonly size: number
  readonly fingerprint: string
  readonly pem: string
}

export interface Networks {
  readonly networks: readonly Network[]
  readonly roots: readonly Root[]
  readonly discovery: { readonly limits: readonly string[] }
}

export interface NetworkBody {
  readonly network: NetworkId
  readonly side: 'lns' | 'cups'
  readonly address: string
  readonly apiKey?: string
  readonly root?: string
  readonly trust?: string
  readonly crt?: string
  readonly key?: string
  readonly gateway?: string
}

export interface FieldFault {
  readonly field: string
  readonly detail: string
}

export interface Composed {
  readonly values: Readonly<Record<string, string>> | null
  readonly uri: string | null
  readonly crc: number | null
  readonly segmentLength: number | null
  readonly errors: readonly FieldFault[]
  readonly warnings: readonly FieldFault[]
  readonly keyPlace: string | null
}

export interface CheckItem {
  readonly step: CheckStep
  readonly outcome: 'good' | 'note' | 'failed' | 'skipped'
  readonly detail: string
  /** Milliseconds from the start of the check until this was known. */
  readonly ms?: number
}

export interface NetworkCheck {
  readonly ok: boolean
  readonly items: readonly CheckItem[]
  readonly errors: readonly FieldFault[]
  readonly presented: readonly { readonly subject: string; readonly issuer: string; readonly validTo: string }[]
  readonly roots: readonly Root[]
  readonly muxs: string | null
  readonly ms: number
}

export interface MakeGatewayBody {
  readonly gateway: string
  readonly address: string
  readonly apiKey: string
  readonly collaborator: { readonly kind: 'user' | 'organization'; readonly id: string }
  readonly frequencyPlan: string
  readonly trust?: string
}

export interface MadeGateway {
  readonly gatewayId: string
  readonly created: boolean
  readonly key: string
  readonly uri: string
}

export interface InstallGuide {
  readonly id: GuideId
  readonly maker: string
  readonly models: string
  readonly steps: readonly { readonly text: string; readonly code?: string }[]
  readonly traps: readonly string[]
  readonly depends: readonly string[]
}

export const lnsApi = {
  compose: (owner: string, body: NetworkBody) =>
    request<Composed>('POST', '/api/v1/lns/compose', { body: { ownerid: owner, ...body } }),
  check: (owner: string, body: NetworkBody & { gateway: string; link: boolean; discovery: boolean }) =>
    request<NetworkCheck>('POST', '/api/v1/lns/check', { body: { ownerid: owner, ...body } }),
  makeGateway: (owner: string, body: MakeGatewayBody) =>
    request<MadeGateway>('POST', '/api/v1/lns/the-things-stack/gateways', { body: { ownerid: owner, ...body } }),
}

export const useNetworks = (owner: string) =>
  useQuery({
    queryKey: ['networks', owner],
    queryFn: ({ signal }) => request<Networks>('GET', '/api/v1/lns/networks', { query: { owner }, signal }),
    staleTime: 3_600_000,
  })

export const useGuides = (owner: string, gateway: string) =>
  useQuery({
    queryKey: ['gateway', owner, gateway, 'guides'],
    queryFn: ({ signal }) =>
      request<{ guides: readonly InstallGuide[] }>('GET', `/api/v1/gateways/${encodeURIComponent(gateway)}/guides`, {
        query: { owner },
        signal,
      }),
  })
