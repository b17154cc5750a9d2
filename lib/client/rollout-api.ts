/** The public API of rollouts and tags by name. */
import { request } from './request.ts'
import type {
  ChangeTagsBody,
  CreateRolloutBody,
  Rollout,
  RolloutActionBody,
  RolloutActionResult,
  RolloutGatewayPage,
  RolloutPage,
  RolloutPreview,
  RolloutPreviewBody,
  TagCounts,
  TagsChanged,
} from './rollout-contracts.ts'

type Signal = { readonly signal?: AbortSignal }

export interface RolloutGatewayQuery {
  readonly state?: string
  readonly code?: string
  readonly wave?: number
  readonly cursor?: string
  readonly limit?: number
}

const base = '/api/v1/rollouts'
const pathOf = (id: string, rest = '') => `${base}/${encodeURIComponent(id)}${rest}`

export const rolloutApi = {
  list: (owner: string, query: { state?: string; cursor?: string }, { signal }: Signal = {}) =>
    request<RolloutPage>('GET', base, { query: { owner, ...query }, signal }),
  get: (owner: string, id: string, { signal }: Signal = {}) =>
    request<Rollout>('GET', pathOf(id), { query: { owner }, signal }),
  preview: (owner: string, body: RolloutPreviewBody, { signal }: Signal = {}) =>
    request<RolloutPreview>('POST', `${base}/preview`, { body: { ownerid: owner, ...body }, signal }),
  create: (owner: string, body: CreateRolloutBody) =>
    request<Rollout>('POST', base, { body: { ownerid: owner, ...body } }),
  act: (owner: string, id: string, body: RolloutActionBody) =>
    request<RolloutActionResult>('POST', pathOf(id, '/actions'), { body: { ownerid: owner, ...body } }),
  remove: (owner: string, id: string) => request<unknown>('DELETE', pathOf(id), { query: { owner } }),
  gateways: (owner: string, id: string, query: RolloutGatewayQuery, { signal }: Signal = {}) =>
    request<RolloutGatewayPage>('GET', pathOf(id, '/gateways'), { query: { owner, ...query }, signal }),
  tags: (owner: string, { signal }: Signal = {}) =>
    request<TagCounts>('GET', '/api/v1/gateways/tags', { query: { owner }, signal }),
  changeTags: (owner: string, body: ChangeTagsBody) =>
    request<TagsChanged>('POST', '/api/v1/gateways/tags', {
      body: { ownerid: owner, ...body },
    }),
}
