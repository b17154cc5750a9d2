/** Every call of the API with one value replaced by something that nobody should send: it is refused, and never a fault of ours. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { type CallOptions, contractOf, OWNER_A, openWorld, type World, withoutRateLimits } from './harness.ts'
import { ROWS } from './matrix-rows.ts'

let world: World
let end: () => void
const objects = new Map<(typeof ROWS)[number], string>()
beforeAll(async () => {
  world = await openWorld()
  // Before anything else: calls that create fill what an owner may have.
  end = withoutRateLimits()
  for (const row of ROWS) if (row.object) objects.set(row, await row.object(world))
})
afterAll(async () => {
  end()
  await world.close()
})

/** In a path or a query. */
const TEXTS = ['', '\0', '../..', '%', '￿😀', '0000-01-01T00:00:00Z', '9'.repeat(400), '-1', '1e9', 'x'.repeat(3_000)]
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  [],
  {},
  [null],
  [{}],
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__":{"x":1},"constructor":null}'),
  ...TEXTS.filter((text) => !text.includes('\0')),
]

const namesOf = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []

/** The call with one value replaced, of every place and every value. */
function* mutationsOf(row: (typeof ROWS)[number], call: CallOptions): Generator<CallOptions> {
  const { query, body } = contractOf(row.method, row.path)
  for (const name of Object.keys(call.params ?? {}))
    for (const text of TEXTS) yield { ...call, params: { ...call.params, [name]: text } }
  for (const name of new Set([...Object.keys(call.query ?? {}), ...namesOf(query)]))
    for (const text of TEXTS) yield { ...call, query: { ...call.query, [name]: text } }
  if (call.body === undefined) return
  for (const value of VALUES) {
    yield { ...call, body: value }
    for (const name of namesOf(body)) yield { ...call, body: { ...(call.body as object), [name]: value } }
    yield* inside(call.body, value)
  }
  function* inside(whole: unknown, value: unknown, path: readonly string[] = []): Generator<CallOptions> {
    const at = path.reduce<unknown>((outer, name) => Reflect.get(outer as object, name), whole)
    if (path.length > 0) yield { ...call, body: replaced(whole, path, value) }
    if (at !== null && typeof at === 'object' && path.length < 4)
      for (const name of Object.keys(at).slice(0, 12)) yield* inside(whole, value, [...path, name])
  }
}

function replaced(whole: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  const inner = replaced(Reflect.get(whole as object, name), rest, value)
  return Array.isArray(whole) ? whole.with(Number(name), inner) : { ...(whole as object), [name]: inner }
}

it.each(ROWS.map((row) => ({ row, title: `${row.method} ${row.path}` })))('$title', async ({ row }) => {
  const faults: unknown[] = []
  for (const call of mutationsOf(row, row.request(formatId6(OWNER_A), objects.get(row) ?? ''))) {
    const caller = row.access === 'public' ? 'anonymous' : row.access === 'site' ? 'siteOperator' : 'adminA'
    const { status } = await world.call(caller, row.method, row.path, call)
    if (status >= 500) faults.push({ status, ...call })
  }
  expect(faults).toEqual([])
})
