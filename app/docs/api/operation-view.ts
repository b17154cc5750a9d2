/** From the OpenAPI document to what the page shows. */
import type { OperationView } from '#components/api-docs/operation.tsx'
import type { FieldRow } from '#components/api-docs/schema-table.tsx'
import type { JsonSchema } from '#lib/http/json-schema.ts'
import type { OpenApiDocument, OperationObject } from '#lib/http/openapi.ts'
import { exampleOf } from '#lib/http/schema-example.ts'

export interface TagView {
  readonly id: string
  readonly name: string
  readonly operations: readonly OperationView[]
}

/** The operations of the document by tag, in its order. */
export function tagsOf(document: OpenApiDocument, consoleUrl: string): TagView[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  return document.tags.map(({ name }) => ({
    id: `tag-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    name,
    operations: operations
      .filter(({ operation }) => operation.tags.includes(name))
      .map(({ method, path, operation }) => viewOf(method, path, operation, consoleUrl)),
  }))
}

function viewOf(method: string, path: string, operation: OperationObject, consoleUrl: string): OperationView {
  const body = operation.requestBody?.content['application/json']?.schema
  const [status = '200', good] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? []
  const answer = (good as { content?: { 'application/json'?: { schema: JsonSchema } } } | undefined)?.content?.[
    'application/json'
  ]
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    paragraphs: operation.description.split('\n\n'),
    parameters: operation.parameters.map(({ name, required, schema, description = '' }) => ({
      name,
      required,
      type: typeOf(schema),
      description,
    })),
    body: body ? rowsOf(body) : [],
    answer: answer ? rowsOf(answer.schema) : [],
    status: isList(answer?.schema) ? `${status}: a list of` : status,
    curl: curlOf(method, path, operation, consoleUrl),
  }
}

const isList = (schema: JsonSchema | undefined): boolean => schema?.items?.properties !== undefined

const MAX_DEPTH = 4

/** The members of a schema, nested ones under their path; the first object of alternatives stands for all. */
function rowsOf(schema: JsonSchema, prefix = '', depth = 0): FieldRow[] {
  if (depth > MAX_DEPTH) return []
  if (schema.anyOf) {
    const seen = new Set<string>()
    const rows = schema.anyOf.flatMap((one) => rowsOf(one, prefix, depth))
    return rows.filter(({ name }) => !seen.has(name) && seen.add(name))
  }
  // Of a list at the top, the entries are what there is to read about.
  if (schema.items) return rowsOf(schema.items, prefix === '' ? '' : `${prefix}[]`, depth + 1)
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    const required = schema.required?.includes(name) ?? false
    return [
      { name: path, type: typeOf(of), required, description: of.description ?? '' },
      ...rowsOf(of, path, depth + 1),
    ]
  })
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map(String).join(' · ')
  // A contract may name the one type to use where several are understood.
  if (schema.anyOf && schema.type === undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  if (schema.items) return `list of ${typeOf(schema.items)}`
  const type = [schema.type ?? 'any'].flat().join(' or ')
  return schema.format ? `${type} (${schema.format})` : type
}

function curlOf(method: string, path: string, operation: OperationObject, consoleUrl: string): string {
  const query = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required)
  const search = query.map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema)))}`).join('&')
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}'${consoleUrl}${path}${search ? `?${search}` : ''}'`]
  if (operation.security.some((one) => 'token' in one)) lines.push(`-H "Authorization: Bearer $GATEHOUSE_TOKEN"`)
  const { 'application/json': json, ...files } = operation.requestBody?.content ?? {}
  const [mediaType] = Object.keys(files)
  if (mediaType) lines.push(`-H 'Content-Type: ${mediaType}'`, '-T FILE')
  const body = json?.schema
  if (body) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(exampleOf(body))}'`)
  return lines.join(' \\\n  ')
}
