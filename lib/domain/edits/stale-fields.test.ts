import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beforeAndAfter, type Fields, staleFields } from './stale-fields.ts'

const FIELDS = ['name', 'site', 'tags', 'latitude'] as const
const value = fc.constantFrom<unknown>('', 'a', 'b', null, 1, ['a'], ['a', 'b'])
const whole = fc.record({ name: value, site: value, tags: value, latitude: value })
const some = fc.record({ name: value, site: value, tags: value, latitude: value }, { requiredKeys: [] })

/** As a service does it: refused as a whole, or what is given is stored. */
const save = (now: Fields, before: Fields, wanted: Fields): Fields | 'refused' =>
  staleFields({ now, before, wanted }).length > 0 ? 'refused' : { ...now, ...wanted }

const pick = (from: Fields, fields: readonly string[]): Fields =>
  Object.fromEntries(fields.map((field) => [field, from[field]]))

test('nothing that somebody else stored is overwritten by a save that says what it saw', () => {
  fc.assert(
    fc.property(whole, some, some, (opened, theirs, mine) => {
      const now: Fields = { ...opened, ...theirs }
      const after = save(now, pick(opened, Object.keys(mine)), mine)
      if (after === 'refused') return
      for (const field of FIELDS) {
        const moved = JSON.stringify(now[field]) !== JSON.stringify(opened[field])
        if (moved) expect(after[field]).toEqual(now[field])
      }
    }),
  )
})

test('of two that were opened alike and ask for different values, the second is refused, whoever it is', () => {
  fc.assert(
    fc.property(whole, fc.constantFrom(...FIELDS), value, value, (opened, field, one, other) => {
      fc.pre(new Set([opened[field], one, other].map((each) => JSON.stringify(each))).size === 3)
      const before = { [field]: opened[field] }
      const first = save(opened, before, { [field]: one })
      expect(first).toEqual({ ...opened, [field]: one })
      expect(save(first as Fields, before, { [field]: other })).toBe('refused')
    }),
  )
})

test('sent twice, it is good twice; other fields are nobody’s business; without a word of before, the last one wins', () => {
  fc.assert(
    fc.property(whole, some, some, (opened, mine, other) => {
      const before = pick(opened, Object.keys(mine))
      const first = save(opened, before, mine)
      expect(save(first as Fields, before, mine)).toEqual(first)
      const elsewhere = pick(
        other,
        Object.keys(other).filter((field) => !(field in mine)),
      )
      expect(save({ ...opened, ...elsewhere }, before, mine)).not.toBe('refused')
      expect(save({ ...opened, ...other }, {}, mine)).not.toBe('refused')
    }),
  )
})

test('a field of before that is not to be changed is a condition like the others', () => {
  expect(staleFields({ now: { name: 'a', site: 'x' }, before: { site: 'y' }, wanted: { name: 'b' } })).toEqual(['site'])
  expect(staleFields({ now: { name: 'a', site: 'y' }, before: { site: 'y' }, wanted: { name: 'b' } })).toEqual([])
})

test('the trail names what changed alone, with what was there', () => {
  const now = { name: 'A', tags: ['x'], latitude: null }
  expect(beforeAndAfter(now, { name: 'A', tags: ['x', 'y'], latitude: 47.1, site: undefined })).toEqual({
    before: { tags: ['x'], latitude: null },
    after: { tags: ['x', 'y'], latitude: 47.1 },
  })
  expect(beforeAndAfter(now, { name: 'A' })).toBeNull()
})
