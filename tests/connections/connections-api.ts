/** Calls of the connections API as one caller of owner A; good answers are compared with their contracts. */
import { expect } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { Method } from '#lib/http/other-methods.ts'
import { type CallerName, type CallOptions, contractOf, OWNER_A, type World } from '#tests/access/harness.ts'

export const A = formatId6(OWNER_A)
export const DRAFT = { name: 'Meters', url: 'https://as.example.com/uplinks', contentType: 'json' }

export interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answered, compared by the tests
  readonly json: any
}

export function callsAs(world: World, caller: CallerName, owner = A) {
  const call = async (method: Method, path: string, options: CallOptions): Promise<Answered> => {
    const response = await world.call(caller, method, path, options)
    const text = await response.text()
    expect(text).not.toMatch(/\n\s+at |postgres|node_modules/i)
    const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
    if (response.ok && response.status !== 204)
      expect(contractOf(method, path).answer.safeParse(json).error?.issues ?? []).toEqual([])
    return { status: response.status, json }
  }
  const send = (method: Method, path: string, body: object, params: Record<string, string> = {}) =>
    call(method, path, { body: { ownerid: owner, ...body }, params })
  const get = (path: string, query: Record<string, string> = {}, params: Record<string, string> = {}) =>
    call('GET', path, { query: { owner, ...query }, params })
  return {
    call,
    send,
    get,
    create: (body: object = {}) => send('POST', '/api/v1/connections', { ...DRAFT, ...body }),
    read: (id: string) => get('/api/v1/connections/[id]', {}, { id }),
    list: (query: Record<string, string> = {}) => get('/api/v1/connections', query),
    change: (id: string, body: object) => send('PATCH', '/api/v1/connections/[id]', body, { id }),
    remove: (id: string) => call('DELETE', '/api/v1/connections/[id]', { query: { owner }, params: { id } }),
    duplicate: (id: string, body: object = {}) => send('POST', '/api/v1/connections/[id]/duplicate', body, { id }),
    newKey: (id: string, body: object = {}) => send('POST', '/api/v1/connections/[id]/key', body, { id }),
    newCredential: (id: string, body: object = {}) =>
      send('POST', '/api/v1/connections/[id]/report-credential', body, { id }),
    csv: (query: Record<string, string> = {}) => get('/api/v1/connections/export', query),
  }
}
