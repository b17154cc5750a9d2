/** The public API of the fleet by name. */
import type { GatewayQuery } from './api.ts'
import type { ItemResult } from './contracts.ts'
import type { FleetFacets, FleetOverview, LabelsBody, SavedView } from './fleet-contracts.ts'
import { request, toSearch } from './request.ts'
import type { RolloutTargetBody } from './rollout-contracts.ts'

type Signal = { readonly signal?: AbortSignal }
const views = '/api/v1/gateways/views'

export const fleetApi = {
  overview: (owner: string, { signal }: Signal = {}) =>
    request<FleetOverview>('GET', '/api/v1/overview', { query: { owner }, signal }),
  facets: (owner: string, query: GatewayQuery & { readonly find?: string }, { signal }: Signal = {}) =>
    request<FleetFacets>('GET', '/api/v1/gateways/facets', { query: { owner, ...query }, signal }),
  /** A link for the browser's own download. */
  csv: (owner: string, query: GatewayQuery & { readonly columns: string }) =>
    `/api/v1/gateways/export${toSearch({ owner, ...query })}`,
  /** A page of what a target means now; `after`: the last one of the page before. */
  targets: (owner: string, target: RolloutTargetBody, after: string | undefined) =>
    request<{ gateways: readonly { readonly gateway: string }[]; more: boolean }>('POST', '/api/v1/gateways/targets', {
      body: { ownerid: owner, target, ...(after ? { after } : {}) },
    }),
  label: (owner: string, gateways: readonly LabelsBody[]) =>
    request<ItemResult[]>('POST', '/api/v1/gateways/labels', { body: { ownerid: owner, gateways } }),
  remove: (owner: string, gateways: readonly string[]) =>
    request<ItemResult[]>('POST', '/api/v1/gateway/delete', { body: { ownerid: owner, gateways } }),
  views: (owner: string, { signal }: Signal = {}) =>
    request<{ views: readonly SavedView[] }>('GET', views, { query: { owner }, signal }),
  createView: (owner: string, view: Pick<SavedView, 'name' | 'shared' | 'query'>) =>
    request<SavedView>('POST', views, { body: { ownerid: owner, ...view } }),
  renameView: (owner: string, { id, name }: Pick<SavedView, 'id' | 'name'>) =>
    request<SavedView>('PATCH', `${views}/${encodeURIComponent(id)}`, { body: { ownerid: owner, name } }),
  deleteView: (owner: string, id: string) =>
    request<unknown>('DELETE', `${views}/${encodeURIComponent(id)}`, { query: { owner } }),
}
