/**
 * The one wrapper of all API routes: authenticate → limit → parse → run → render (DESIGN §3). What a route declares here
 * is also its entry in the OpenAPI document, so that the two cannot differ.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { RIGHTS, type Right } from '#lib/domain/rights.ts'
import { withAgentOf } from '#lib/observability/request-agent.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Actor, Context, OwnerActor } from '#lib/services/context.ts'
import { authenticate } from './authenticate.ts'
import { ownerOf, requireRight, requireSession, requireSiteOperator } from './authorize.ts'
import { type Caller, rightsIn, type SessionCaller } from './caller.ts'
import { parseWith } from './field-errors.ts'
import { isStorable } from './parse-json.ts'
import { NOT_FOUND_DETAIL, type ProblemRenderer, problemResponse } from './problem.ts'
import { DEFAULT_RATE, type RateLimit, RateLimiter, REFUSED_RATE } from './rate-limit.ts'
import { DEFAULT_MAX_BYTES, limitsFor, readJsonBody } from './read-body.ts'
import { isDatabaseUnavailable, reportBug } from './report-bug.ts'
import { addressOf } from './request-origin.ts'
import type { UploadBody } from './upload-body.ts'

/**
 * Who may call: a right inside an owner; `session`, any signed-in person; `operator`, a site operator; `public`, anybody.
 */
export type Access = Right | 'session' | 'operator' | 'public'

/** Where the request names its owner: `ownerid` in the body, `owner` in the query, or not at all. */
export type OwnerSource = 'body' | 'query' | 'none'

/** Reads a body that is too large for zod item by item. `schema` is what the documentation shows. */
export interface BodyReader<T> {
  readonly schema: z.ZodType
  /** Throws `AppError` when the request as a whole cannot be read. */
  read(body: unknown): T
}

export interface RouteInput<A extends Access, O extends OwnerSource, Q, B, P> {
  readonly ctx: Context
  readonly actor: O extends 'none' ? Actor : OwnerActor
  readonly caller: A extends 'public' ? null : A extends 'session' | 'operator' ? SessionCaller : Caller
  readonly owner: O extends 'none' ? undefined : Eui
  readonly query: Q
  readonly body: B
  /** The file of a route with `upload`; empty elsewhere. */
  readonly upload: AsyncIterable<Uint8Array>
  readonly params: P
  readonly request: Request
  readonly requestId: string
}

export interface RouteDefinition<A extends Access, O extends OwnerSource, Q, B, P, R> {
  /** One line in the imperative: “Revoke an API token”. */
  readonly summary: string
  /** More, in Markdown, for the documentation. */
  readonly description?: string
  /** The group in the documentation. */
  readonly tag: string
  readonly right: A
  /** Open to members without the right as well, for what is theirs: `run` holds them to it. Programs need the right. */
  readonly ownToo?: boolean
  readonly owner: O
  readonly query?: z.ZodType<Q>
  readonly body?: z.ZodType<B> | BodyReader<B>
  /** Instead of `body`: a file, passed on as it comes. Its owner is named in the query. */
  readonly upload?: O extends 'query' ? UploadBody : never
  readonly params?: z.ZodType<P>
  /** The body of a good answer. */
  readonly answer: z.ZodType<R>
  /** Of a good answer that is a file and not JSON. */
  readonly download?: string
  /** Of a good answer; 204 sends no body. 200 unless told. */
  readonly status?: 200 | 201 | 202 | 204
  /** Of the request's body; 1 MiB unless told, 64 MiB at most. */
  readonly maxBytes?: number
  readonly rate?: RateLimit
  /** How failures are written where callers speak another protocol; problem details unless told. */
  readonly failure?: ProblemRenderer
  /** May answer a `Response` of its own, e.g. a file. */
  run(input: RouteInput<A, O, Q, B, P>): Promise<Unwritable<NoInfer<R>> | Response>
}

/** What only reads may also be given what must not be written: services answer readonly lists. */
type Unwritable<T> = T extends readonly (infer E)[]
  ? readonly Unwritable<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Unwritable<T[K]> }
    : T

/** What the documentation and the access tests know about a route. */
export interface RouteContract {
  readonly summary: string
  readonly description: string | undefined
  readonly tag: string
  readonly right: Access
  readonly owner: OwnerSource
  readonly query: z.ZodType | undefined
  readonly body: z.ZodType | undefined
  readonly upload: UploadBody | undefined
  readonly params: z.ZodType | undefined
  readonly answer: z.ZodType
  /** Media type of an answer that is a file. */
  readonly download: string | undefined
  readonly status: number
  readonly maxBytes: number
  /** Its own limit. */
  readonly rate: RateLimit | undefined
  /** Failures are problem details. */
  readonly problems: boolean
}

/** What Next passes as the second argument. */
export interface RouteArguments {
  readonly params: Promise<Record<string, string | string[] | undefined>>
}

export interface RouteHandler {
  (request: Request, args: RouteArguments): Promise<Response>
  readonly contract: RouteContract
}

const limiter = new RateLimiter()
const isRight = (access: Access): access is Right => (RIGHTS as readonly string[]).includes(access)

/** Makes the handler that a route file exports under the name of its method. */
export function defineRoute<
  A extends Access,
  O extends OwnerSource,
  Q = undefined,
  B = undefined,
  P = undefined,
  R = unknown,
>(definition: RouteDefinition<A, O, Q, B, P, R>): RouteHandler {
  if (isRight(definition.right) !== (definition.owner !== 'none')) {
    throw new TypeError(`“${definition.summary}”: a right belongs to an owner, and an owner needs a right`)
  }
  const handler = async (request: Request, args: RouteArguments): Promise<Response> => {
    const requestId = randomUUID()
    try {
      return await withAgentOf(request, async () => {
        const input = await prepare(definition, request, args, requestId)
        return render(await definition.run(input), definition.status ?? 200, requestId)
      })
    } catch (error) {
      return renderFailure(error, request, requestId, definition.failure)
    }
  }
  return Object.assign(handler, { contract: contractOf(definition) })
}

async function prepare<A extends Access, O extends OwnerSource, Q, B, P, R>(
  definition: RouteDefinition<A, O, Q, B, P, R>,
  request: Request,
  args: RouteArguments,
  requestId: string,
): Promise<RouteInput<A, O, Q, B, P>> {
  const ctx: Context = await getRuntime()
  const address = addressOf(request)
  const caller = definition.right === 'public' ? null : await authenticateOrCount(ctx, request, address)
  const key = caller?.id ?? (address && `address:${address}`)
  // A limit of its own needs a bucket of its own: in a shared one, other requests would fill it up again.
  const bucket = definition.rate ? `${key} ${definition.summary}` : key
  if (key && bucket) limiter.take(bucket, definition.rate ?? DEFAULT_RATE, performance.now())
  if (caller && definition.right === 'session') requireSession(caller)
  if (caller && definition.right === 'operator') requireSiteOperator(caller)

  const rawQuery = queryOf(request)
  const rawBody =
    definition.body || definition.owner === 'body' ? await bodyOf(definition.maxBytes, request) : undefined
  const source: OwnerSource = definition.owner
  const owner = source === 'none' ? undefined : namedOwner(source, rawQuery, rawBody)
  const own = definition.ownToo === true && caller?.kind === 'session' && owner && rightsIn(caller, owner) !== undefined
  if (caller && owner && isRight(definition.right) && !own) requireRight(caller, owner, definition.right)

  const input = {
    ctx,
    actor: { id: caller?.id ?? 'anonymous', address, ...(owner ? { ownerId: owner } : {}) },
    caller,
    owner,
    query: definition.query ? parseWith(definition.query, rawQuery, 'query') : undefined,
    body: definition.body ? readBody(definition.body, rawBody) : undefined,
    params: definition.params ? parseWith(definition.params, await paramsOf(args), 'path') : undefined,
    upload: definition.upload ? definition.upload.open(request) : NO_UPLOAD,
    request,
    requestId,
  }
  // The conditional types of `RouteInput` follow from `right` and `owner`, which were checked above.
  return input as unknown as RouteInput<A, O, Q, B, P>
}

/** Requests of an address that nobody answers for are limited too: each costs a look-up. */
async function authenticateOrCount(ctx: Context, request: Request, address: string | null): Promise<Caller> {
  try {
    return await authenticate(ctx, request)
  } catch (error) {
    if (address) limiter.take(`refused:${address}`, REFUSED_RATE, performance.now())
    throw error
  }
}

function namedOwner(source: 'body' | 'query', query: Record<string, string>, body: unknown): Eui {
  return source === 'body' ? ownerOf(memberOf(body, 'ownerid'), 'ownerid') : ownerOf(query.owner, 'owner')
}

const NO_UPLOAD: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: async function* () {} }

const bodyOf = (maxBytes: number | undefined, request: Request) =>
  readJsonBody(request, limitsFor(maxBytes ?? DEFAULT_MAX_BYTES))

function readBody<B>(body: z.ZodType<B> | BodyReader<B>, input: unknown): B {
  return body instanceof z.ZodType ? parseWith(body, input, 'body') : body.read(input)
}

/** An own property of a JSON object; never one that it inherits. */
function memberOf(body: unknown, name: string): unknown {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new AppError('bad_request', 'The body must be a JSON object.')
  }
  return Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined
}

/** The query as an object; a name that occurs twice is refused, since two readers would choose differently. */
function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  for (const [name, value] of new URL(request.url).searchParams) {
    if (name in query)
      throw new AppError('bad_request', `“${name.slice(0, 64)}” occurs twice in the query. Send it once.`)
    if (!isStorable(name) || !isStorable(value)) throw new AppError('bad_request', 'The query holds a NUL. Remove it.')
    query[name] = value
  }
  return query
}

async function paramsOf(args: RouteArguments): Promise<Record<string, unknown>> {
  const params = await args.params
  const texts = Object.values(params).flat()
  if (!texts.every((text) => text === undefined || isStorable(text))) throw new AppError('not_found', NOT_FOUND_DETAIL)
  return params
}

function render(answer: unknown, status: number, requestId: string): Response {
  if (answer instanceof Response) {
    answer.headers.set('X-Request-Id', requestId)
    if (!answer.headers.has('Cache-Control')) answer.headers.set('Cache-Control', 'no-store')
    return answer
  }
  const headers = { 'Cache-Control': 'no-store', 'X-Request-Id': requestId }
  if (status === 204) return new Response(null, { status, headers })
  return new Response(JSON.stringify(answer), { status, headers: { ...headers, 'Content-Type': 'application/json' } })
}

function renderFailure(
  error: unknown,
  request: Request,
  requestId: string,
  failure: ProblemRenderer | undefined,
): Response {
  if (error instanceof AppError) return problemResponse(error, requestId, {}, failure)
  if (isDatabaseUnavailable(error)) {
    const detail = 'The database does not answer at the moment. Repeat the request.'
    reportBug(error, { requestId, route: routeOf(request) })
    return problemResponse(new AppError('unavailable', detail, { retryAfter: 5 }), requestId, {}, failure)
  }
  reportBug(error, { requestId, route: routeOf(request) })
  return problemResponse(undefined, requestId, {}, failure)
}

const routeOf = (request: Request): string => `${request.method} ${new URL(request.url).pathname}`

function contractOf<A extends Access, O extends OwnerSource, Q, B, P, R>(
  definition: RouteDefinition<A, O, Q, B, P, R>,
): RouteContract {
  const { body } = definition
  return {
    summary: definition.summary,
    description: definition.description,
    tag: definition.tag,
    right: definition.right,
    owner: definition.owner,
    query: definition.query,
    body: body === undefined || body instanceof z.ZodType ? body : body.schema,
    upload: definition.upload,
    params: definition.params,
    answer: definition.answer,
    download: definition.download,
    status: definition.status ?? 200,
    maxBytes: definition.upload?.maxBytes ?? definition.maxBytes ?? DEFAULT_MAX_BYTES,
    rate: definition.rate,
    problems: definition.failure === undefined,
  }
}
