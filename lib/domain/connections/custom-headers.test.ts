import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FORBIDDEN_HEADERS,
  findAuthorizationWarning,
  findHeaderProblems,
  findNameMistake,
  findValueMistake,
  HOP_BY_HOP_HEADERS,
  MAX_HEADER,
} from './custom-headers.ts'

const header = (name: string, value: string | undefined = 'v') => ({ name, value })

describe('names', () => {
  test.each([...FORBIDDEN_HEADERS, ...HOP_BY_HOP_HEADERS])('%s is refused in any case', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()])
      expect(findNameMistake(spelling)).toContain(spelling)
  })

  test.each([
    '',
    'X Key',
    'X-Key:',
    'X-Ké',
    'X\r\nY',
    'X\0',
    '(x)',
    'a/b',
    'a=b',
    '"a"',
    'a@b',
    '[a]',
    '{a}',
    'a\\b',
    'a,b',
    'a;b',
    'a?b',
    'a<b',
  ])('%j is no token', (name) => expect(findNameMistake(name)).toBeDefined())

  test.each(['Authorization', 'X-Api-Key', "!#$%&'*+-.^_`|~09azAZ", 'Accept-Language', 'Cookie'])('%j is one', (name) =>
    expect(findNameMistake(name)).toBeUndefined(),
  )

  test('are unique without regard to case, and at most five', () => {
    expect(findHeaderProblems([header('X-A'), header('X-B'), header('x-a')])).toEqual([
      { index: 2, field: 'name', detail: expect.stringContaining('Header 1 has this name already') },
    ])
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => header(name))
    expect(findHeaderProblems(six.slice(0, 5))).toEqual([])
    expect(findHeaderProblems(six)).toEqual([{ index: 5, field: 'name', detail: expect.stringContaining('at most 5') }])
  })
})

describe('values', () => {
  test.each([' v', 'v ', '\tv', 'v\t', 'a\rb', 'a\nb', 'a\r\nX: y', 'a\0b', 'ü', '\x7f', '\x01', '', ' '])(
    '%j is refused',
    (value) => expect(findValueMistake('X', value)).toBeDefined(),
  )
  test.each(['v', 'a b', 'a\tb', 'Bearer AbCdEf123456', '~!@#$%^&*()_+{}|:"<>?'])('%j is good', (value) =>
    expect(findValueMistake('X', value)).toBeUndefined(),
  )

  test(`name and value have at most ${MAX_HEADER} characters together`, () => {
    expect(findValueMistake('X-Key', 'v'.repeat(MAX_HEADER - 5))).toBeUndefined()
    expect(findValueMistake('X-Key', 'v'.repeat(MAX_HEADER - 4))).toContain(String(MAX_HEADER + 1))
  })

  test('one that is kept is not looked at again', () => {
    expect(findHeaderProblems([{ name: 'X', value: undefined }])).toEqual([])
  })
})

test('whatever passes, Node writes as it is and reads as one header', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 30 }), (name, value) => {
      if (findHeaderProblems([{ name, value }]).length > 0) return
      expect(new Headers([[name, value]]).get(name)).toBe(value)
      expect([...new Headers([[name, value]])]).toHaveLength(1)
    }),
    { numRuns: 2000 },
  )
})

test('a login in the URL wins over an Authorization header, and that is said', () => {
  expect(findAuthorizationWarning(true, [header('X'), header('authorization')])).toContain('login')
  expect(findAuthorizationWarning(false, [header('authorization')])).toBeUndefined()
  expect(findAuthorizationWarning(true, [header('X')])).toBeUndefined()
})
