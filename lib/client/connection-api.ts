/** The public API of connections and domains by name. */
import type { DeliveryState, DeliveryStatus } from '#lib/domain/deliveries/delivery-status.ts'
import type {
  ChangeConnectionBody,
  Connection,
  ConnectionPage,
  CreateConnectionBody,
  CreatedConnection,
  DeliveryDetail,
  DeliveryPage,
  Domains,
  Downlink,
  DuplicatedConnection,
  Member,
  RegeneratedKey,
  RegenerateKeyBody,
  RotatedCredential,
  TestResult,
} from './contracts.ts'
import { type Guarded, request, toSearch } from './request.ts'

type Signal = { readonly signal?: AbortSignal }

export interface ConnectionFilter {
  readonly q?: string
  readonly health?: string
  readonly contentType?: string
  readonly domain?: string
}

export interface ConnectionQuery extends ConnectionFilter {
  readonly cursor?: string
  readonly limit?: number
}

const base = '/api/v1/connections'
const pathOf = (id: string, rest = '') => `${base}/${encodeURIComponent(id)}${rest}`

export const connectionApi = {
  list: (owner: string, query: ConnectionQuery, { signal }: Signal = {}) =>
    request<ConnectionPage>('GET', base, { query: { owner, ...query }, signal }),
  get: (owner: string, id: string, { signal }: Signal = {}) =>
    request<Connection>('GET', pathOf(id), { query: { owner }, signal }),
  create: (owner: string, body: CreateConnectionBody) =>
    request<CreatedConnection>('POST', base, { body: { ownerid: owner, ...body } }),
  change: (owner: string, id: string, body: ChangeConnectionBody) =>
    request<Connection>('PATCH', pathOf(id), { body: { ownerid: owner, ...body } }),
  remove: (owner: string, id: string) => request<unknown>('DELETE', pathOf(id), { query: { owner } }),
  duplicate: (owner: string, id: string, body: { readonly name: string }) =>
    request<DuplicatedConnection>('POST', pathOf(id, '/duplicate'), { body: { ownerid: owner, ...body } }),
  regenerateKey: (owner: string, id: string, body: RegenerateKeyBody) =>
    request<RegeneratedKey>('POST', pathOf(id, '/key'), { body: { ownerid: owner, ...body } }),
  rotateCredential: (owner: string, id: string, body: RotateCredentialBody) =>
    request<RotatedCredential>('POST', pathOf(id, '/report-credential'), { body: { ownerid: owner, ...body } }),
  /** The previous one is refused from now on. */
  endGrace: (owner: string, id: string, what: 'key' | 'report-credential') =>
    request<Connection>('DELETE', pathOf(id, `/${what}/previous`), { query: { owner } }),
  test: (owner: string, id: string) => request<TestResult>('POST', pathOf(id, '/test'), { body: { ownerid: owner } }),
  deliveries: (owner: string, id: string, query: DeliveryQuery, { signal }: Signal = {}) =>
    request<DeliveryPage>('GET', pathOf(id, '/deliveries'), { query: { owner, ...query }, signal }),
  delivery: (owner: string, id: string, delivery: string, { signal }: Signal = {}) =>
    request<DeliveryDetail>('GET', pathOf(id, `/deliveries/${delivery}`), { query: { owner }, signal }),
  replay: (owner: string, id: string, body: ReplayBody) =>
    request<{ replayed: number; more: boolean }>('POST', pathOf(id, '/deliveries/replay'), {
      body: { ownerid: owner, ...body },
    }),
  downlinks: (owner: string, id: string, before: string | undefined, { signal }: Signal = {}) =>
    request<{ downlinks: readonly Downlink[]; next: string | null }>('GET', pathOf(id, '/downlinks'), {
      query: { owner, before },
      signal,
    }),
  /** A link for the browser's own download. */
  csv: (owner: string, filter: ConnectionFilter) => `${base}/export${toSearch({ owner, ...filter })}`,

  domains: (owner: string, { signal }: Signal = {}) =>
    request<Domains>('GET', '/api/v1/domains', { query: { owner }, signal }),
  switchDomains: (owner: string, enabled: boolean) =>
    request<Domains>('PATCH', '/api/v1/domains', { body: { ownerid: owner, enabled } }),
  addDomainGroup: (owner: string, name: string) =>
    request<{ id: string; name: string }>('POST', '/api/v1/domain-groups', { body: { ownerid: owner, name } }),
  removeDomainGroup: (owner: string, id: string) =>
    request<unknown>('DELETE', `/api/v1/domain-groups/${encodeURIComponent(id)}`, { query: { owner } }),
  addDomain: (owner: string, groupId: string, path: string) =>
    request<{ id: string }>('POST', '/api/v1/domains', { body: { ownerid: owner, groupId, path } }),
  removeDomain: (owner: string, id: string) =>
    request<unknown>('DELETE', `/api/v1/domains/${encodeURIComponent(id)}`, { query: { owner } }),
  members: (owner: string, { signal }: Signal = {}) =>
    request<{ members: readonly Member[] }>('GET', '/api/v1/members', { query: { owner }, signal }),
  restrictMember: (
    owner: string,
    id: string,
    body: { readonly restrictions?: readonly RestrictionInput[] } & Guarded,
  ) =>
    request<unknown>('PUT', `/api/v1/members/${encodeURIComponent(id)}/restrictions`, {
      body: { ownerid: owner, ...body },
    }),
}

/** Times are ISO 8601; `from` belongs to the range, `to` does not. */
export interface DeliveryRange {
  readonly status?: DeliveryStatus
  readonly device?: string
  readonly from?: string
  readonly to?: string
}

export interface DeliveryQuery extends DeliveryRange {
  readonly state?: DeliveryState
  readonly cursor?: string
  readonly limit?: number
}

export interface ReplayBody extends DeliveryRange {
  /** These; without it, all that the rest names. */
  readonly ids?: readonly string[]
  /** `dead` and `lost` unless told. */
  readonly states?: readonly Exclude<DeliveryState, 'waiting'>[]
}

export interface RestrictionInput {
  readonly groupId: string
  /** A domain, or `EMEA/France/*`. */
  readonly path: string
}

export interface RotateCredentialBody {
  readonly revision?: number
  readonly graceHours: number
}
