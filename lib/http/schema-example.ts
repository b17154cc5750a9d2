/** An example value of a JSON schema, for the documentation: what the contract gives, else something of the right type. */
import type { JsonSchema } from './json-schema.ts'

/** Leaves optional members out, except where nothing is required. */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.examples && schema.examples.length > 0) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum && schema.enum.length > 0) return schema.enum[0]
  if (schema.default !== undefined) return schema.default
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first) return exampleOf(first)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  if (type === 'object') return exampleOfObject(schema)
  if (type === 'array') return schema.items ? [exampleOf(schema.items)] : []
  if (type === 'integer' || type === 'number') return leastOf(schema)
  if (type === 'boolean') return true
  if (type === 'null') return null
  if (schema.format === 'date-time') return '2026-03-01T12:00:00Z'
  if (schema.format === 'uuid') return '00000000-0000-4000-8000-000000000000'
  return '…'
}

function exampleOfObject({ properties = {}, required = [] }: JsonSchema): Record<string, unknown> {
  const names = required.length > 0 ? required : Object.keys(properties)
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name] ?? {})]))
}

const leastOf = ({ minimum, exclusiveMinimum }: JsonSchema): number =>
  exclusiveMinimum === undefined ? Math.max(0, minimum ?? 0) : exclusiveMinimum + 1
