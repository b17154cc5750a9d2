/** The OpenAPI 3.1 document, made from what the routes declare to `defineRoute`: there is no second description. */
import { z } from 'zod'
import type { RouteContract } from './define-route.ts'
import { METHODS, type Method } from './other-methods.ts'
import { PROBLEMS } from './problem.ts'

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

/** The parts of JSON Schema that the documentation reads. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly format?: string
  readonly examples?: readonly unknown[]
  readonly [keyword: string]: unknown
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
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>
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
  readonly tags: readonly { readonly name: string }[]
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
      description: 'The API of the Gateway Join Server: everything that the console does, it does here.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ contract }) => contract.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token of one owner: `Authorization: Bearer ght_…`.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'gatehouse.session',
          description: 'The session of the console.',
        },
      },
      schemas: { Problem: PROBLEM_SCHEMA },
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
    description: [contract.description, accessSentence(contract)].filter(Boolean).join('\n\n'),
    tags: [contract.tag],
    security: securityOf(contract),
    parameters: [...pathParameters(path, contract), ...queryParameters(contract)],
    ...requestBodyOf(contract, body),
    responses: { ...successOf(contract), ...failuresOf(contract) },
  }
}

/** A file is described by its media type alone (OpenAPI 3.1). */
function requestBodyOf(
  contract: RouteContract,
  body: JsonSchema | undefined,
): Pick<OperationObject, 'requestBody'> | Record<string, never> {
  if (contract.upload)
    return { requestBody: { required: true, content: { [contract.upload.mediaType]: { schema: {} } } } }
  return body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}
}

/** Who may call, as a sentence. */
export function accessSentence({ right }: RouteContract): string {
  if (right === 'public') return 'Open to everybody.'
  if (right === 'session') return 'Needs the session of a person; API tokens cannot do it.'
  if (right === 'operator') return 'Needs the session of an operator of the installation.'
  return `Needs the right \`${right}\` in the owner.`
}

function securityOf({ right }: RouteContract): OperationObject['security'] {
  if (right === 'public') return [{}]
  if (right === 'session' || right === 'operator') return [{ session: [] }]
  return [{ token: [right] }, { session: [] }]
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
  if (contract.status === 204) return { 204: { description: 'Done' } }
  if (contract.download) return { [contract.status]: { description: 'Done', content: { [contract.download]: {} } } }
  const schema = toJsonSchema(contract.answer, 'output')
  return { [contract.status]: { description: 'Done', content: { 'application/json': { schema } } } }
}

function failuresOf(contract: RouteContract): Record<string, unknown> {
  const codes: (keyof typeof PROBLEMS)[] = ['bad_request', 'invalid', 'rate_limited', 'internal', 'unavailable']
  if (contract.right !== 'public') codes.push('unauthenticated', 'forbidden')
  if (contract.body || contract.upload) codes.push('payload_too_large', 'unsupported_media_type')
  if (contract.params) codes.push('not_found')
  if (hasBefore(contract)) codes.push('conflict')
  const sorted = codes.toSorted((a, b) => PROBLEMS[a].status - PROBLEMS[b].status)
  return Object.fromEntries(sorted.map((code) => [PROBLEMS[code].status, { $ref: `#/components/responses/${code}` }]))
}

/** Whether a change may say what it saw: then it may be out of date. */
const hasBefore = ({ body }: RouteContract): boolean => body instanceof z.ZodObject && 'before' in body.shape

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

function problemResponses(): Record<string, unknown> {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([code, { title }]) => [code, { description: title, content }]),
  )
}

/** Without the `$schema` line; what JSON Schema cannot say becomes `{}`, a bigint an integer. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: ({ zodSchema }) => (zodSchema._zod.def.type === 'bigint' ? { type: 'integer' } : 'any'),
  })
  return rest as JsonSchema
}
