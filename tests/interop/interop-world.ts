/** Calls of the join server API as the people of owner A and B. */
import { expect } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { Method } from '#lib/http/other-methods.ts'
import { type CallerName, type CallOptions, OWNER_A, OWNER_B, type World } from '../access/harness.ts'

export const BASE = '/api/v1/join-servers'
export const A = formatId6(OWNER_A)
export const B = formatId6(OWNER_B)

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answered, compared by the tests
  readonly json: any
  readonly bytes: Buffer
  readonly headers: Headers
}

export type Call = (method: Method, path: string, options?: CallOptions, caller?: CallerName) => Promise<Answer>

/** As admin of owner A unless told. No answer of these tests may ever hold a secret. */
export function callerOf(world: World, secrets: readonly string[] = []): Call {
  return async (method, path, options = {}, caller = 'adminA') => {
    const response = await world.call(caller, method, `${BASE}${path}`, options)
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = bytes.toString('utf8')
    expect(text).not.toContain('PRIVATE KEY')
    for (const secret of secrets) expect(text).not.toContain(secret)
    const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null
    return { status: response.status, json, bytes, headers: response.headers }
  }
}

export const toFiles = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([path, text]) => ({ path, text }))
