/** The public API of one gateway's page by name. */
import type { CheckInFilter } from '#lib/domain/gateway-page/check-in-filter.ts'
import type { CheckIn } from './contracts.ts'
import type {
  CheckInDetail,
  Diagnosis,
  NextAnswers,
  ReturnBody,
  Returned,
  TimelinePage,
  VersionList,
} from './gateway-page-contracts.ts'
import { request } from './request.ts'

type Signal = { readonly signal?: AbortSignal }

const path = (gateway: string, rest: string) => `/api/v1/gateways/${encodeURIComponent(gateway)}/${rest}`

export const gatewayPageApi = {
  timeline: (
    owner: string,
    gateway: string,
    query: { kind?: string; cursor?: string; limit?: number },
    { signal }: Signal = {},
  ) => request<TimelinePage>('GET', path(gateway, 'timeline'), { query: { owner, ...query }, signal }),
  checkIns: (
    owner: string,
    gateway: string,
    query: { show?: CheckInFilter; cursor?: string },
    { signal }: Signal = {},
  ) =>
    request<{ checkIns: readonly CheckIn[]; next: string | null }>('GET', path(gateway, 'check-ins'), {
      query: { owner, ...query },
      signal,
    }),
  checkIn: (owner: string, gateway: string, id: string, { signal }: Signal = {}) =>
    request<CheckInDetail>('GET', path(gateway, `check-ins/${encodeURIComponent(id)}`), { query: { owner }, signal }),
  next: (owner: string, gateway: string, { signal }: Signal = {}) =>
    request<NextAnswers>('GET', path(gateway, 'next'), { query: { owner }, signal }),
  versions: (owner: string, gateway: string, { signal }: Signal = {}) =>
    request<VersionList>('GET', path(gateway, 'versions'), { query: { owner }, signal }),
  returnTo: (owner: string, gateway: string, body: ReturnBody) =>
    request<Returned>('POST', path(gateway, 'versions/return'), { body: { ownerid: owner, ...body } }),
  diagnosis: (owner: string, gateway: string, { signal }: Signal = {}) =>
    request<Diagnosis>('GET', path(gateway, 'diagnosis'), { query: { owner }, signal }),
}
