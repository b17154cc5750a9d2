/** The public API of trust by name; shapes as the contracts have them. */
import type { z } from 'zod'
import type {
  breaksAnswer,
  certificateAnswer,
  certificateWithUses,
  endingAnswer,
  holders,
  trustChangeAnswer,
  trustChangeGateways,
  trustChangeList,
  trustList,
  trustServers,
} from '#lib/schemas/trust.ts'
import { request } from './request.ts'

export type TrustCertificate = z.infer<typeof certificateWithUses>
export type TrustList = z.infer<typeof trustList>
export type CertificateDetail = z.infer<typeof certificateAnswer>
export type CertificateUse = TrustCertificate['uses'][number]
export type HolderPage = z.infer<typeof holders>
export type Holder = HolderPage['holders'][number]
export type TrustServer = z.infer<typeof trustServers>['servers'][number]
export type Ending = z.infer<typeof endingAnswer>
export type Breaks = z.infer<typeof breaksAnswer>
export type TrustChange = z.infer<typeof trustChangeAnswer>
export type TrustChangePage = z.infer<typeof trustChangeList>
export type TrustChangeGatewayPage = z.infer<typeof trustChangeGateways>

type Signal = { readonly signal?: AbortSignal }

export interface TrustQuery {
  readonly part?: string | undefined
  readonly category?: string | undefined
  readonly server?: string | undefined
  readonly q?: string | undefined
  readonly ends?: string | undefined
  readonly cursor?: string | undefined
}

export interface HolderQuery {
  readonly part: 'trust' | 'crt'
  readonly server?: string | undefined
  readonly state?: string | undefined
  readonly cursor?: string | undefined
}

export interface BreaksBody {
  readonly category: 'cups' | 'tc'
  readonly uri: string
  readonly chain?: string
  readonly from?: string
  readonly at?: string
}

export interface CreateChangeBody {
  readonly name: string
  readonly category: 'cups' | 'tc'
  readonly uri: string
  readonly trust: string
  readonly stepUri?: string
  readonly finalUri?: string
}

export interface ChangeActionBody {
  readonly action: TrustChange['actions'][number] | 'check'
  readonly chain?: string
}

/** An action that asks first. */
export type OpenStep = Exclude<ChangeActionBody['action'], 'check'>

const base = '/api/v1/trust'
const segment = encodeURIComponent

export const trustApi = {
  list: (owner: string, query: TrustQuery, { signal }: Signal = {}) =>
    request<TrustList>('GET', `${base}/certificates`, { query: { owner, ...query }, signal }),
  certificate: (owner: string, fingerprint: string, { signal }: Signal = {}) =>
    request<CertificateDetail>('GET', `${base}/certificates/${segment(fingerprint)}`, { query: { owner }, signal }),
  holders: (owner: string, fingerprint: string, query: HolderQuery, { signal }: Signal = {}) =>
    request<HolderPage>('GET', `${base}/certificates/${segment(fingerprint)}/gateways`, {
      query: { owner, ...query },
      signal,
    }),
  servers: (owner: string, { signal }: Signal = {}) =>
    request<{ servers: TrustServer[] }>('GET', `${base}/servers`, { query: { owner }, signal }),
  ending: (owner: string, at: string, { signal }: Signal = {}) =>
    request<Ending>('GET', `${base}/ending`, { query: { owner, at }, signal }),
  breaks: (owner: string, body: BreaksBody) =>
    request<Breaks>('POST', `${base}/breaks`, { body: { ownerid: owner, ...body } }),
  changes: (owner: string, cursor: string | undefined, { signal }: Signal = {}) =>
    request<TrustChangePage>('GET', `${base}/changes`, { query: { owner, cursor }, signal }),
  change: (owner: string, id: string, { signal }: Signal = {}) =>
    request<TrustChange>('GET', `${base}/changes/${segment(id)}`, { query: { owner }, signal }),
  create: (owner: string, body: CreateChangeBody) =>
    request<TrustChange>('POST', `${base}/changes`, { body: { ownerid: owner, ...body } }),
  act: (owner: string, id: string, body: ChangeActionBody) =>
    request<TrustChange>('POST', `${base}/changes/${segment(id)}/actions`, { body: { ownerid: owner, ...body } }),
  changeGateways: (
    owner: string,
    id: string,
    query: { stage?: string | undefined; cursor?: string | undefined },
    { signal }: Signal = {},
  ) =>
    request<TrustChangeGatewayPage>('GET', `${base}/changes/${segment(id)}/gateways`, {
      query: { owner, ...query },
      signal,
    }),
}
