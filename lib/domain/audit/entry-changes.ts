/**
 * What an audit entry says of before and after. Its facts come in three shapes, by who wrote them: `{before, after}` for the
 * whole, `{lns: {before, after}}` for a part, `{changes: {field: {before, after}}}`.
 */

export type Facts = Readonly<Record<string, unknown>>

export interface ChangedField {
  /** `lns`, `cups`, `firmware`; empty where the entry is about one thing. */
  readonly part: string
  readonly name: string
  readonly before: unknown
  readonly after: unknown
}

export const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A part that was changed, cleared (`after` null) or set for the first time (`before` null). */
export const isPair = (value: unknown): value is { readonly before?: unknown; readonly after?: unknown } =>
  isFacts(value) && ('before' in value || 'after' in value)

/** Every field with what it was and what it became. */
export function changesOf(detail: Facts): ChangedField[] {
  const own = isPair(detail) ? fieldsOf('', '', detail.before, detail.after) : []
  const parts = Object.entries(detail).flatMap(([name, value]) => {
    if (name === 'before' || name === 'after') return []
    if (isPair(value)) return fieldsOf(name, name, value.before, value.after)
    if (name !== 'changes' || !isFacts(value)) return []
    return Object.entries(value).flatMap(([field, one]) =>
      isPair(one) ? fieldsOf('', field, one.before, one.after) : [],
    )
  })
  return [...own, ...parts]
}

/** All that is no before and after. The database sorts members by the length of their names: “from” is put before “to” again. */
export function otherFactsOf(detail: Facts): (readonly [name: string, value: unknown])[] {
  const facts = Object.entries(detail).filter(
    ([name, value]) =>
      name !== 'before' && name !== 'after' && !isPair(value) && !(name === 'changes' && isFacts(value)),
  )
  const to = facts.find(([name]) => name === 'to')
  if (!to || !facts.some(([name]) => name === 'from')) return facts
  return facts.flatMap((fact) => (fact === to ? [] : fact[0] === 'from' ? [fact, to] : [fact]))
}

function fieldsOf(part: string, name: string, before: unknown, after: unknown): ChangedField[] {
  if (!isFacts(before) && !isFacts(after)) return [{ part: '', name, before, after }]
  const [was, is] = [isFacts(before) ? before : {}, isFacts(after) ? after : {}]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({
    part,
    name: field,
    before: was[field],
    after: is[field],
  }))
}
