/**
 * Two owners, their people and their API tokens on a real database, and a way to call route handlers as each of them.
 * Test files with a database take `openWorld()` in `beforeAll` and `world.close()` in `afterAll`.
 */

import { randomBytes } from 'node:crypto'
import { vi } from 'vitest'
import { encodeSession, sessionCookieName } from '#lib/auth/session-token.ts'
import { openDatabase } from '#lib/db/client.ts'
import { findUserById } from '#lib/db/users.ts'
import { type Eui, eui, euiFromBigInt, formatId6 } from '#lib/domain/identifiers.ts'
import { RIGHTS, type Right } from '#lib/domain/rights.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import type { RouteContract, RouteHandler } from '#lib/http/define-route.ts'
import { operationsOf } from '#lib/http/openapi.ts'
import type { Method } from '#lib/http/other-methods.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context } from '#lib/services/context.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { createOwner } from '#lib/services/create-owner.ts'
import { createUser } from '#lib/services/create-user.ts'
import { startSession } from '#lib/services/people/sessions.ts'
import { revokeApiToken } from '#lib/services/revoke-api-token.ts'
import { GET as openApiRoute } from '../../app/api/v1/openapi.json/route.ts'
import { ROUTES } from '../../app/api/v1/registry.ts'
import { createTestDatabase } from '../setup/test-database.ts'

export const ALL_ROUTES = [...ROUTES, { path: '/api/v1/openapi.json', handlers: { GET: openApiRoute } }]
export const OPERATIONS = operationsOf(ALL_ROUTES)
export const ORIGIN = 'http://localhost:3000'
export const PASSWORD = 'correct horse battery staple'
export const OWNER_A = eui('::a')
export const OWNER_B = eui('::b')

const PEOPLE = ['adminA', 'operatorA', 'viewerA', 'adminB', 'siteOperator'] as const
export type Person = (typeof PEOPLE)[number]
export const CALLERS = [
  ...PEOPLE,
  'anonymous',
  'tokenA',
  'tokenB',
  'tokenWithoutRight',
  'revokedToken',
  'expiredToken',
] as const
export type CallerName = (typeof CALLERS)[number]

export interface CallOptions {
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** A file as the body, instead of JSON. */
  readonly upload?: Uint8Array | ReadableStream<Uint8Array>
  readonly params?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface World {
  readonly ctx: Context
  readonly people: Readonly<Record<Person, string>>
  /** Moves the clock that the services see. */
  advance(milliseconds: number): void
  /** From now on time passes by `advance` alone. */
  stopClock(): void
  /** An identifier that nobody has used. */
  freshEui(): Eui
  /** A gateway that owner A has added. */
  addGatewayOfA(): Promise<Eui>
  addTokenOfA(): Promise<{ id: string; token: string }>
  /** Headers that authenticate as the caller; `right` is the one that `tokenWithoutRight` lacks. */
  credentials(caller: CallerName, right?: Right): Promise<Record<string, string>>
  call(caller: CallerName, method: Method, path: string, options?: CallOptions): Promise<Response>
  close(): Promise<void>
}

/** Finds the handler of a route of the registry. */
export function handlerOf(method: Method, path: string): RouteHandler {
  const handler = ALL_ROUTES.find((route) => route.path === path)?.handlers[method as 'GET']
  if (typeof handler !== 'function') throw new Error(`no handler for ${method} ${path}`)
  return handler as RouteHandler
}

export const contractOf = (method: Method, path: string): RouteContract => handlerOf(method, path).contract

export async function openWorld(): Promise<World> {
  const database = await createTestDatabase()
  let shift = 0
  let stopped: number | undefined
  const ctx: Context = {
    ...openDatabase(database.url, { max: 4 }),
    keys: createSoftwareProvider(randomBytes(32)),
    site: {
      gatewayHosts: ['localhost:9191'],
      consoleUrl: ORIGIN,
      tls: null,
      // Names are looked up when a URL is saved; nothing is sent there.
      outbound: { allow: '', resolve: async () => ['8.8.8.8'] },
    },
    now: () => new Date((stopped ?? Date.now()) + shift),
  }
  Reflect.set(globalThis, Symbol.for('gatehouse.runtime'), Promise.resolve(ctx))

  await createOwner(ctx, { id: OWNER_A, name: 'Owner A' })
  await createOwner(ctx, { id: OWNER_B, name: 'Owner B' })
  const person = async (email: string, ownerId: Eui, role: 'admin' | 'operator' | 'viewer') =>
    (await createUser(ctx, { email, password: PASSWORD, ownerId, role })).id
  const [adminA, operatorA, viewerA, adminB, siteOperator] = await Promise.all([
    person('admin-a@example.org', OWNER_A, 'admin'),
    person('operator-a@example.org', OWNER_A, 'operator'),
    person('viewer-a@example.org', OWNER_A, 'viewer'),
    person('admin-b@example.org', OWNER_B, 'admin'),
    person('site@example.org', OWNER_B, 'viewer'),
  ])
  const people = { adminA, operatorA, viewerA, adminB, siteOperator }
  await ctx.sql`update users set site_operator = true where id = ${people.siteOperator}`

  const actorA = { id: `user:${people.adminA}`, address: null, ownerId: OWNER_A }
  const makeToken = (ownerId: Eui, rights: readonly Right[], expiresAt?: Date) =>
    createApiToken(ctx, actorA, { ownerId, name: 'test', rights, expiresAt })
  const tokenA = await makeToken(OWNER_A, RIGHTS)
  const tokenB = await makeToken(OWNER_B, RIGHTS)
  const revoked = await makeToken(OWNER_A, RIGHTS)
  await revokeApiToken(ctx, actorA, { id: revoked.id })
  const expired = await makeToken(OWNER_A, RIGHTS, new Date(ctx.now().getTime() + 60_000))
  await ctx.sql`update api_tokens set expires_at = now() - interval '1 second' where id = ${expired.id}`
  const lacking = new Map<Right, string>()
  for (const right of RIGHTS) {
    lacking.set(
      right,
      (
        await makeToken(
          OWNER_A,
          RIGHTS.filter((other) => other !== right),
        )
      ).token,
    )
  }

  let nextEui = 0x0000_00ff_fe10_0000n
  const world: World = {
    ctx,
    people,
    advance: (milliseconds) => {
      shift += milliseconds
    },
    stopClock: () => {
      stopped = Date.now()
    },
    freshEui: () => euiFromBigInt(nextEui++),
    addGatewayOfA: async () => {
      const gateway = world.freshEui()
      await ctx.sql`update owners set add_limit = 1000000`
      const [answer] = await addGateways(ctx, actorA, [
        { gateway: formatId6(gateway), flavorid: 'test', token: randomBytes(12).toString('base64url') },
      ])
      if (!answer || answer.error) throw new Error(`the gateway was not added: ${answer?.error}`)
      return gateway
    },
    addTokenOfA: () => makeToken(OWNER_A, ['gateway:read']),
    credentials: async (caller, right = 'gateway:read'): Promise<Record<string, string>> => {
      if (caller === 'anonymous') return {}
      const tokens: Partial<Record<CallerName, string | undefined>> = {
        tokenA: tokenA.token,
        tokenB: tokenB.token,
        revokedToken: revoked.token,
        expiredToken: expired.token,
        tokenWithoutRight: lacking.get(right),
      }
      const token = tokens[caller]
      if (token) return { authorization: `Bearer ${token}` }
      return { cookie: await sessionCookie(ctx, people[caller as Person]), origin: ORIGIN }
    },
    call: async (caller, method, path, options = {}) => {
      const handler = handlerOf(method, path)
      const { right } = handler.contract
      const needed = (RIGHTS as readonly string[]).includes(right) ? (right as Right) : undefined
      const url = new URL(
        path.replaceAll(/\[(\w+)\]/g, (_, name) => encodeURIComponent(options.params?.[name] ?? '')),
        ORIGIN,
      )
      for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value)
      const json: Record<string, string> = options.body === undefined ? {} : { 'content-type': 'application/json' }
      const file: Record<string, string> = options.upload ? { 'content-type': 'application/octet-stream' } : {}
      const request = new Request(url, {
        method,
        headers: { host: url.host, ...json, ...file, ...(await world.credentials(caller, needed)), ...options.headers },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        ...(options.upload ? { body: options.upload as BodyInit, duplex: 'half' } : {}),
      })
      return handler(request, { params: Promise.resolve(options.params ?? {}) })
    },
    close: async () => {
      Reflect.deleteProperty(globalThis, Symbol.for('gatehouse.runtime'))
      await ctx.close()
      await database.drop()
    },
  }
  return world
}

/** For tests that look at other things than limits per second: their clock is five seconds later at each look. Answers what ends it. */
export function withoutRateLimits(): () => void {
  let moment = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (moment += 5_000))
  return () => clock.mockRestore()
}

/** A Cookie header for a session of this moment. */
export async function sessionCookie(
  ctx: Context,
  userId: string,
  method: 'password' | 'sso' = 'password',
): Promise<string> {
  const user = await findUserById(ctx.db, { id: userId })
  if (!user) throw new Error('no such person')
  const sessionId = await startSession(ctx, { userId, method, address: null, agent: null })
  return `${sessionCookieName(false)}=${await encodeSession(ctx, { userId, sessionVersion: user.sessionVersion, sessionId })}`
}
