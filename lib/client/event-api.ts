/** The public API of gateway events and those who are told of them. */
import type { EventKind } from '#lib/domain/events/event-kinds.ts'
import type {
  CreatedEventTarget,
  EventDelivery,
  EventTarget,
  EventTargetInput,
  EventTargets,
  GatewayEvent,
  TestResult,
} from './contracts.ts'
import { request } from './request.ts'

type Signal = { readonly signal?: AbortSignal }

export interface EventQuery {
  readonly kind?: EventKind
  readonly before?: string
  readonly limit?: number
}

const base = '/api/v1/event-targets'
const pathOf = (id: string, rest = '') => `${base}/${encodeURIComponent(id)}${rest}`

export const eventApi = {
  targets: (owner: string, { signal }: Signal = {}) => request<EventTargets>('GET', base, { query: { owner }, signal }),
  target: (owner: string, id: string, { signal }: Signal = {}) =>
    request<EventTarget>('GET', pathOf(id), { query: { owner }, signal }),
  create: (owner: string, body: EventTargetInput) =>
    request<CreatedEventTarget>('POST', base, { body: { ownerid: owner, ...body } }),
  change: (
    owner: string,
    id: string,
    body: Partial<Omit<EventTargetInput, 'channel'>> & { readonly active?: boolean; readonly revision?: number },
  ) => request<EventTarget>('PATCH', pathOf(id), { body: { ownerid: owner, ...body } }),
  remove: (owner: string, id: string) => request<unknown>('DELETE', pathOf(id), { query: { owner } }),
  test: (owner: string, id: string) => request<TestResult>('POST', pathOf(id, '/test'), { body: { ownerid: owner } }),
  rotateSecret: (owner: string, id: string, graceHours: number) =>
    request<CreatedEventTarget>('POST', pathOf(id, '/secret'), { body: { ownerid: owner, graceHours } }),
  deliveries: (owner: string, id: string, before: string | undefined, { signal }: Signal = {}) =>
    request<{ deliveries: readonly EventDelivery[]; next: string | null }>('GET', pathOf(id, '/deliveries'), {
      query: { owner, before },
      signal,
    }),
  replay: (owner: string, id: string, ids?: readonly string[]) =>
    request<{ replayed: number }>('POST', pathOf(id, '/deliveries/replay'), { body: { ownerid: owner, ids } }),
  events: (owner: string, query: EventQuery, { signal }: Signal = {}) =>
    request<{ events: readonly GatewayEvent[]; next: string | null }>('GET', '/api/v1/events', {
      query: { owner, ...query },
      signal,
    }),
}
