/** The Owner API through its route handlers: two owners with API tokens on a real database. */
import { expect } from 'vitest'
import type { Eui } from '#lib/domain/identifiers.ts'
import { RIGHTS, type Right } from '#lib/domain/rights.ts'
import type { RouteHandler } from '#lib/http/define-route.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

const RUNTIME = Symbol.for('gatehouse.runtime')
const ORIGIN = 'http://localhost:3000'

export interface ApiOwner {
  readonly actor: OwnerActor
  /** ID6 */
  readonly id: string
  readonly token: string
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answered, compared by the tests
  readonly json: any
}

export interface Api {
  readonly context: TestContext
  owner(id: string, addLimit?: number, rights?: readonly Right[]): Promise<ApiOwner>
  /** Calls a handler; a string or bytes go out as they are, anything else as JSON. */
  post(owner: ApiOwner, handler: RouteHandler, body: unknown): Promise<Answer>
  get(
    owner: ApiOwner | null,
    handler: RouteHandler,
    query?: Record<string, string>,
    params?: Record<string, string>,
  ): Promise<Answer>
  close(): Promise<void>
}

export async function openApi(): Promise<Api> {
  const context = await createTestContext()
  Reflect.set(globalThis, RUNTIME, Promise.resolve(context))
  const send = async (
    handler: RouteHandler,
    request: Request,
    params: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await handler(request, { params: Promise.resolve(params) })
    const text = await response.text()
    expect(text).not.toMatch(/\n\s+at |postgres|node_modules/i)
    const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
    return { status: response.status, json }
  }
  return {
    context,
    async owner(id, addLimit = 1_000, rights = RIGHTS) {
      const actor = await createTestOwner(context, id, addLimit)
      const { token } = await createApiToken(context, actor, { ownerId: actor.ownerId as Eui, name: 'test', rights })
      return { actor, id, token }
    },
    post(owner, handler, body) {
      const raw = typeof body === 'string' || body instanceof Uint8Array
      return send(
        handler,
        new Request(`${ORIGIN}/api/v1/x`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}` },
          body: raw ? (body as string) : JSON.stringify(body),
        }),
      )
    },
    get(owner, handler, query = {}, params = {}) {
      const url = new URL(`${ORIGIN}/api/v1/x`)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const headers: Record<string, string> = owner ? { authorization: `Bearer ${owner.token}` } : {}
      return send(handler, new Request(url, { headers }), params)
    },
    async close() {
      Reflect.deleteProperty(globalThis, RUNTIME)
      await context.close()
    },
  }
}
