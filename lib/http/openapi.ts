/** The OpenAPI 3.1 document, made from what the routes declare to `defineRoute`: there is no second description. */
import { z } from 'zod'
import { AppError, type ErrorCode } from '#lib/domain/app-error.ts'
import type { RouteContract } from './define-route.ts'
import type { JsonSchema } from './json-schema.ts'
import { API_CONVENTIONS, API_TAGS } from './openapi-conventions.ts'
import { METHODS, type Method } from './other-methods.ts'
import { PROBLEMS, problemOf } from './problem.ts'
import { DEFAULT_RATE } from './rate-limit.ts'
import { exampleOf } from './schema-example.ts'

/** A route file: its folder as Next writes it, and what it exports. */
export interface RouteModule {
  /** E.g. `/api/v1/tokens/[id]`. */
  readonly path: string
  readonly handlers: Readonly<Partial<Record<Method, unknown>>>
}

export interface Operation {
  readonly path: string
  readonly method: Method
  readonly contract: RouteContract
}

/** The methods of a route file that are real: handlers of `otherMethods` have no contract. */
export function operationsOf(modules: readonly RouteModule[]): Operation[] {
  return modules.flatMap(({ path, handlers }) =>
    METHODS.flatMap((method) => {
      const contract = contractOf(handlers[method])
      return contract ? [{ path, method, contract }] : []
    }),
  )
}

function contractOf(handler: unknown): RouteContract | undefined {
  return typeof handler === 'function' && 'contract' in handler ? (handler.contract as RouteContract) : undefined
}

export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema
}

export interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: {
    readonly required: true
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>
  }
  readonly responses: Readonly<Record<string, unknown>>
}

export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: {
    readonly title: string
    readonly version: string
    readonly description: string
    readonly license: object
  }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The document of all `modules`, in their order. */
export function buildOpenApi(modules: readonly RouteModule[], version: string): OpenApiDocument {
  const operations = operationsOf(modules)
  const paths: Record<string, Record<string, OperationObject>> = {}
  for (const operation of operations) {
    const path = templateOf(operation.path)
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Gatehouse',
      version,
      description: [
        'The API of the Gateway Join Server: everything that the console does, it does here.',
        ...API_CONVENTIONS,
      ].join('\n\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ contract }) => contract.tag))].map((name) => ({
      name,
      ...(API_TAGS[name] ? { description: API_TAGS[name] } : {}),
    })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token of one owner: `Authorization: Bearer ght_…`.',
        },
        certificate: {
          type: 'mutualTLS',
          description: 'A client certificate that is registered as an API token, on `API_PORT`.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'gatehouse.session',
          description: 'The session of the console.',
        },
      },
      schemas: { Problem: PROBLEM_SCHEMA },
      headers: HEADERS,
      responses: problemResponses(),
    },
  }
}

/** `/api/v1/tokens/[id]` → `/api/v1/tokens/{id}`. */
export const templateOf = (path: string): string => path.replaceAll(/\[(\w+)\]/g, '{$1}')

function describe({ path, method, contract }: Operation): OperationObject {
  const body = contract.body && withOwner(toJsonSchema(contract.body, 'input'), contract)
  return {
    operationId: `${method.toLowerCase()}${path.replace('/api/v1', '').replaceAll(/[^a-z0-9]+([a-z0-9]?)/gi, (_, next) => next.toUpperCase())}`,
    summary: contract.summary,
    description: [contract.description, accessSentence(contract), rateSentence(contract)].filter(Boolean).join('\n\n'),
    tags: [contract.tag],
    security: securityOf(contract),
    parameters: [...pathParameters(path, contract), ...queryParameters(contract)],
    ...requestBodyOf(contract, body),
    responses: { ...successOf(contract), ...failuresOf(method, contract) },
  }
}

/** A file is described by its media type alone (OpenAPI 3.1). */
function requestBodyOf(
  contract: RouteContract,
  body: JsonSchema | undefined,
): Pick<OperationObject, 'requestBody'> | Record<string, never> {
  if (contract.upload)
    return { requestBody: { required: true, content: { [contract.upload.mediaType]: { schema: {} } } } }
  if (!body) return {}
  return {
    requestBody: { required: true, content: { 'application/json': { schema: body, example: exampleOf(body) } } },
  }
}

/** Who may call, as a sentence. */
export function accessSentence({ right }: RouteContract): string {
  if (right === 'public') return 'Open to everybody.'
  if (right === 'session') return 'Needs the session of a person; API tokens cannot do it.'
  if (right === 'operator') return 'Needs the session of an operator of the installation.'
  return `Needs the right \`${right}\` in the owner.`
}

/** Where a call has a limit of its own. */
function rateSentence({ rate, right }: RouteContract): string | undefined {
  if (!rate || rate === DEFAULT_RATE) return undefined
  const { perSecond, burst } = rate
  const often = perSecond >= 1 ? `${perSecond} times a second` : `once in ${Math.round(1 / perSecond)} s`
  return `Limited for each ${right === 'public' ? 'address' : 'caller'} to ${often} in the long run, ${burst} at once.`
}

function securityOf({ right }: RouteContract): OperationObject['security'] {
  if (right === 'public') return [{}]
  if (right === 'session' || right === 'operator') return [{ session: [] }]
  return [{ token: [right] }, { certificate: [] }, { session: [] }]
}

function pathParameters(path: string, contract: RouteContract): Parameter[] {
  const properties = contract.params ? (toJsonSchema(contract.params, 'input').properties ?? {}) : {}
  return [...path.matchAll(/\[(\w+)\]/g)].map(([, name = '']) => {
    return parameter(name, 'path', true, properties[name] ?? { type: 'string' })
  })
}

function queryParameters(contract: RouteContract): Parameter[] {
  const schema = contract.query ? toJsonSchema(contract.query, 'input') : {}
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'owner')
  const owner = contract.owner === 'query' ? [parameter('owner', 'query', true, OWNER_SCHEMA)] : []
  return [
    ...owner,
    ...properties.map(([name, of]) => parameter(name, 'query', schema.required?.includes(name) ?? false, of)),
  ]
}

function parameter(name: string, place: Parameter['in'], required: boolean, schema: JsonSchema): Parameter {
  const { description, ...rest } = schema
  return { name, in: place, required, ...(description ? { description } : {}), schema: rest }
}

const OWNER_SCHEMA: JsonSchema = {
  type: 'string',
  description: 'The owner as ID6 (`::1`), EUI-64 or MAC',
  examples: ['::1'],
}

/** The wrapper itself reads `ownerid`; a contract that leaves it out still has it. */
function withOwner(schema: JsonSchema, contract: RouteContract): JsonSchema {
  if (contract.owner !== 'body' || schema.anyOf || schema.properties?.ownerid) return schema
  return {
    ...schema,
    properties: { ownerid: OWNER_SCHEMA, ...schema.properties },
    required: ['ownerid', ...(schema.required ?? [])],
  }
}

function successOf(contract: RouteContract): Record<string, unknown> {
  const head = { description: 'Done', headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } } }
  if (contract.status === 204) return { 204: head }
  if (contract.download) return { [contract.status]: { ...head, content: { [contract.download]: {} } } }
  const schema = toJsonSchema(contract.answer, 'output')
  return { [contract.status]: { ...head, content: { 'application/json': { schema } } } }
}

function failuresOf(method: Method, contract: RouteContract): Record<string, unknown> {
  const codes: (keyof typeof PROBLEMS)[] = ['bad_request', 'invalid', 'rate_limited', 'internal', 'unavailable']
  if (contract.right !== 'public') codes.push('unauthenticated', 'forbidden')
  if (contract.body || contract.upload) codes.push('payload_too_large', 'unsupported_media_type')
  if (contract.params) codes.push('not_found')
  if (method !== 'GET' && contract.right !== 'gateway:read') codes.push('conflict')
  const sorted = codes.toSorted((a, b) => PROBLEMS[a].status - PROBLEMS[b].status)
  if (!contract.problems) {
    const content = { [contract.download ?? 'application/json']: {} }
    return Object.fromEntries(
      sorted.map((code) => [PROBLEMS[code].status, { description: PROBLEMS[code].title, content }]),
    )
  }
  return Object.fromEntries(sorted.map((code) => [PROBLEMS[code].status, { $ref: `#/components/responses/${code}` }]))
}

const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457)',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened and what to do' },
    requestId: { type: 'string', format: 'uuid' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer (RFC 6901) into the body' },
          detail: { type: 'string' },
          code: { type: 'string' },
        },
        required: ['pointer', 'detail', 'code'],
      },
    },
    current: {
      type: 'object',
      additionalProperties: true,
      description:
        'With 409 after `before`: what is stored now, field by field. `errors` names the fields that somebody else changed.',
    },
  },
  required: ['type', 'title', 'status', 'detail', 'requestId'],
}

const HEADERS = {
  'X-Request-Id': { description: 'Names this answer in the server’s log.', schema: { type: 'string', format: 'uuid' } },
  'Retry-After': { description: 'In how many seconds the request may be repeated.', schema: { type: 'integer' } },
  'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' } },
}

const MORE_HEADERS: Readonly<Partial<Record<keyof typeof PROBLEMS, keyof typeof HEADERS>>> = {
  unauthenticated: 'WWW-Authenticate',
  rate_limited: 'Retry-After',
  unavailable: 'Retry-After',
}

const EXAMPLE_DETAILS: Readonly<Partial<Record<ErrorCode, string>>> = {
  bad_request: 'The body is not JSON: the text ends too early.',
  unauthenticated: 'Sign in to the console, or send a valid API token as “Authorization: Bearer …”.',
  invalid: 'Some values of the request are not valid.',
  rate_limited: 'Too many requests. Repeat this one in 1 s, and send fewer at once.',
}

function problemResponses(): Record<string, unknown> {
  return Object.fromEntries(
    (Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]).map((code) => {
      const names = ['X-Request-Id', ...[MORE_HEADERS[code] ?? []].flat()]
      const headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
      const schema = { $ref: '#/components/schemas/Problem' }
      const content = { 'application/problem+json': { schema, example: exampleProblem(code) } }
      return [code, { description: PROBLEMS[code].title, headers, content }]
    }),
  )
}

function exampleProblem(code: keyof typeof PROBLEMS) {
  const requestId = '0b0f2a9e-7c1d-4a51-9a55-3f1f6d0c2b11'
  if (code === 'internal') return problemOf(undefined, requestId)
  const errors = code === 'invalid' ? [{ pointer: '/name', detail: 'Give a name.', code: 'invalid' }] : []
  return problemOf(new AppError(code, EXAMPLE_DETAILS[code] ?? `${PROBLEMS[code].title}.`, { errors }), requestId)
}

/**
 * Without the `$schema` line; what JSON Schema cannot say becomes `{}`, a bigint an integer. A record whose names are known
 * becomes an object with them: generated clients make fields of these, not of `propertyNames`.
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      const { propertyNames, additionalProperties: value } = jsonSchema
      const names = typeof propertyNames === 'object' ? propertyNames.enum : undefined
      if (!names || typeof value !== 'object') return
      jsonSchema.properties = Object.fromEntries(names.map((name) => [String(name), value]))
      jsonSchema.additionalProperties = false
      delete jsonSchema.propertyNames
    },
    unrepresentable: ({ zodSchema }) => (zodSchema._zod.def.type === 'bigint' ? { type: 'integer' } : 'any'),
  })
  return rest as JsonSchema
}
