import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Eui, eui, euiFromBigInt, euiToBigInt } from '../identifiers.ts'
import { checkPrefixes, overlapsOf, type Route, routesOf } from './check-prefixes.ts'
import type { Configuration, JoinServer } from './model.ts'
import { parsePrefix } from './prefix.ts'
import { prefixMap } from './prefix-map.ts'
import { resolveJoinEui } from './resolve-join-eui.ts'

const prefix = (text: string) => {
  const parsed = parsePrefix(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value.prefix
}
const server = (file: string, prefixes: readonly string[], components: readonly string[] = []): JoinServer => ({
  file,
  entries: [{ components, joinEuis: prefixes.map(prefix) }],
  scheme: '',
  fqdn: 'thethings.example',
  port: null,
  protocol: 'BI1.1',
  paths: { join: '', rejoin: '', appSKey: '', homeNs: '' },
  senderNsId: null,
  basicAuth: null,
  headers: [],
  tls: null,
})

/** The vectors of interop.md. */
const VECTORS: Configuration = {
  servers: [
    server('js1', ['0000000000000000/0', '70b3d57ed0001000/52']),
    server('js2', ['70b3d57ed0000000/40']),
    server('js3', ['70b3d57ed0000000/39', '70b3d83ed0000000/30']),
    server('js4', ['ec656e0000000000/24', 'ec656e0000000001/64'], ['ns', 'as']),
    server('js5', ['ec656e0000000001/64'], ['ns', 'as']),
  ],
}
const winnersOf = (configuration: Configuration, joinEui: string) =>
  resolveJoinEui(routesOf(configuration, 'ns'), eui(joinEui)).winners.map(
    ({ file, prefix }) => `${file} /${prefix.length}`,
  )

describe('vectors of interop.md', () => {
  test.each([
    ['70B3D57ED0000000', ['js2 /40']],
    ['70B3D57ED0001000', ['js1 /52']],
    ['70B3D57ED0001FFF', ['js1 /52']],
    ['70B3D57ED0002000', ['js2 /40']],
    ['70B3D57ED1000000', ['js3 /39']],
    ['70B3D57ED2000000', ['js1 /0']],
    ['11AA00FF00112233', ['js1 /0']],
    ['0016C00000000001', ['js1 /0']],
    ['EC656E0000000000', ['js4 /24']],
    ['EC656EFFFFFFFFFF', ['js4 /24']],
    ['EC656E0000000001', ['js4 /64', 'js5 /64']],
    ['70B3D83ED0000000', ['js3 /30']],
    ['70B3D83FFFFFFFFF', ['js3 /30']],
  ])('%s leads to %j', (joinEui, winners) => {
    expect(winnersOf(VECTORS, joinEui)).toEqual(winners)
  })

  test('the reason names who is beaten', () => {
    const reason = (joinEui: string) => resolveJoinEui(routesOf(VECTORS, 'ns'), eui(joinEui)).reason
    expect(reason('70B3D57ED0001000')).toBe(
      '70B3D57ED0001000/52 of js1 is the longest prefix that matches: /52 beats /40, /39 and /0.',
    )
    expect(reason('0016C00000000001')).toBe('0000000000000000/0 of js1 is the only prefix that matches.')
    expect(reason('EC656E0000000001')).toContain('js4 and js5 are asked at once')
    expect(resolveJoinEui([], eui('0016C00000000001')).reason).toContain('not registered')
  })
})

test('an entry for the other component is not asked', () => {
  const configuration = { servers: [server('a', ['70b3d57ed0000000/40'], ['as']), server('b', ['0000000000000000/0'])] }
  expect(winnersOf(configuration, '70B3D57ED0000000')).toEqual(['b /0'])
  expect(routesOf(configuration, 'as')).toHaveLength(2)
})

test('equal prefixes below /64 are an error, equal /64 a race, and of different components neither', () => {
  const same = (length: number, ...components: string[][]) =>
    checkPrefixes({
      servers: components.map((names, index) => server(`js${index}`, [`ec656e0000000000/${length}`], names)),
    }).map(({ severity, code, file }) => `${severity} ${code} ${file}`)
  expect(same(24, [], [])).toEqual(['error duplicate-prefix js1'])
  expect(same(64, [], ['ns'])).toEqual(['warning race js1'])
  expect(same(24, ['ns'], ['as'])).toEqual([])
  expect(same(24, ['ns'], ['js'])).toEqual([])
})

test('overlaps name the next larger prefix of another join server', () => {
  const overlaps = overlapsOf(routesOf(VECTORS, 'ns')).map(
    ({ inner, outer }) => `${inner.file} /${inner.prefix.length} in ${outer.file} /${outer.prefix.length}`,
  )
  expect(overlaps.sort()).toEqual([
    'js1 /52 in js2 /40',
    'js2 /40 in js3 /39',
    'js3 /30 in js1 /0',
    'js3 /39 in js1 /0',
    'js4 /24 in js1 /0',
    'js5 /64 in js4 /24',
  ])
})

/** Prefixes that crowd together, so that many lie inside each other. */
const anyEui = fc.oneof(
  fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
  fc.bigInt({ min: 0x70b3_d57e_d000_0000n, max: 0x70b3_d57e_d000_00ffn }),
)
const anyRoutes = fc.array(
  fc.tuple(anyEui, fc.oneof(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 56, max: 64 })), fc.nat({ max: 4 })).map(
    ([value, length, file]): Route => ({
      file: `js${file}`,
      entry: 0,
      index: 0,
      prefix: prefix(`${euiFromBigInt(value)}/${length}`),
      components: ['ns', 'as'],
    }),
  ),
  { maxLength: 40 },
)

/** Bits as text, and every length tried from 64 down. */
function bruteForce(routes: readonly Route[], joinEui: Eui): Route[] {
  const bits = (value: Eui) => euiToBigInt(value).toString(2).padStart(64, '0')
  for (let length = 64; length >= 0; length--) {
    const found = routes.filter(
      ({ prefix }) => prefix.length === length && bits(prefix.eui).slice(0, length) === bits(joinEui).slice(0, length),
    )
    if (found.length > 0) return found
  }
  return []
}

test('the longest prefix wins, as brute force finds it', () => {
  fc.assert(
    fc.property(anyRoutes, anyEui, (routes, value) => {
      const joinEui = euiFromBigInt(value)
      expect(resolveJoinEui(routes, joinEui).winners).toEqual(bruteForce(routes, joinEui))
    }),
    { numRuns: 500 },
  )
})

test('the map covers all JoinEUIs without gap or overlap, and agrees with brute force', () => {
  fc.assert(
    fc.property(anyRoutes, fc.array(anyEui, { maxLength: 5 }), (routes, values) => {
      const segments = prefixMap(routes)
      let next = 0n
      for (const { from, to } of segments) {
        expect(euiToBigInt(from)).toBe(next)
        expect(euiToBigInt(to)).toBeGreaterThanOrEqual(next)
        next = euiToBigInt(to) + 1n
      }
      expect(next).toBe(1n << 64n)
      const edges = segments.flatMap(({ from, to }) => [euiToBigInt(from), euiToBigInt(to)])
      for (const value of [...values, ...edges]) {
        const segment = segments.find(({ from, to }) => euiToBigInt(from) <= value && value <= euiToBigInt(to))
        const winners = bruteForce(routes, euiFromBigInt(value))
        expect(segment?.prefix ?? null).toEqual(winners[0]?.prefix ?? null)
        expect(segment?.files.toSorted()).toEqual([...new Set(winners.map(({ file }) => file))].sort())
      }
    }),
  )
})
