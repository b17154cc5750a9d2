/** The audit trail of an owner, or with an empty owner that of the installation. */
import type { AuditEntry } from './contracts.ts'
import { type Query, request, toSearch } from './request.ts'

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly object?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface AuditChain {
  readonly sealed: number
  readonly waiting: number
  readonly head: string | null
  readonly sealedAt: string | null
}

export interface AuditVerdict {
  readonly intact: boolean
  readonly checked: number
  readonly head: string | null
  readonly faults: readonly { readonly kind: string; readonly seq: number; readonly sentence: string }[]
}

type Signal = { readonly signal?: AbortSignal }

const base = (owner: string) => (owner ? '/api/v1/audit' : '/api/v1/operator/audit')
const queryOf = (owner: string, filter: Query = {}): Query => (owner ? { owner, ...filter } : filter)

export const auditApi = {
  entries: (owner: string, filter: AuditFilter & { cursor?: string | undefined }, { signal }: Signal = {}) =>
    request<{ entries: readonly AuditEntry[]; next: string | null }>('GET', base(owner), {
      query: queryOf(owner, { ...filter, limit: 50 }),
      signal,
    }),
  facets: (owner: string, { signal }: Signal = {}) =>
    request<{ actions: readonly string[]; actors: readonly { id: string; name: string | null }[] }>(
      'GET',
      `${base(owner)}/facets`,
      { query: queryOf(owner), signal },
    ),
  chain: (owner: string, { signal }: Signal = {}) =>
    request<AuditChain>('GET', `${base(owner)}/chain`, { query: queryOf(owner), signal }),
  verify: (owner: string, head: string) =>
    request<AuditVerdict>('POST', `${base(owner)}/verify`, {
      body: { ...(owner ? { ownerid: owner } : {}), ...(head.trim() ? { head: head.trim() } : {}) },
    }),
  /** The address of a file with the entries of the filter. */
  file: (owner: string, filter: AuditFilter, format: 'csv' | 'jsonl'): string =>
    `${base(owner)}/export${toSearch(queryOf(owner, { ...filter, format }))}`,
}
