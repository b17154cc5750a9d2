import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '#lib/domain/app-error.ts'
import { findJsonFault } from './json-fault.ts'
import { scanJson } from './json-scan.ts'
import { parseJson } from './parse-json.ts'

const parse = (text: string) => parseJson(Buffer.from(text))
const refusal = (input: Buffer | string): AppError => {
  try {
    parseJson(Buffer.from(input as string))
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('parseJson', () => {
  it('keeps the digits of identifiers above 2^53 (owner-api.md)', () => {
    expect(parse('{"router": 12302426811387609088, "n": [1, -7, 0.5, 9007199254740991]}')).toEqual({
      router: 12302426811387609088n,
      n: [1, -7, 0.5, 9007199254740991],
    })
  })

  it('does not turn absurdly long numbers, fractions or exponents into bigints', () => {
    const { a, b, c } = parse(`{"a": ${'9'.repeat(400)}, "b": 0.12345678901234567890, "c": 1e300}`) as Record<
      string,
      unknown
    >
    expect([typeof a, typeof b, typeof c]).toEqual(['number', 'number', 'number'])
  })

  it('reads whatever JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        if (/\d{16}/.test(text) || /\\u0000/.test(text)) return
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('names the place of a fault and quotes nothing of the body', () => {
    const error = refusal('{"ownerid": "::1",\n  "token": s3cret}')
    expect(error.detail).toBe('The body is not valid JSON at line 2, column 12: a value is expected there.')
    expect(refusal('{"a": 1').detail).toContain('line 1, column 8: “,” or “}” is expected')
    expect(refusal('{"a": 1,}').detail).toContain('line 1, column 9: a name in double quotes')
    expect(refusal('{"a" 1}').detail).toContain('“:”')
    expect(refusal('[1] x').detail).toContain('the end of the text')
  })

  it('finds a fault exactly where JSON.parse refuses', () => {
    const noise = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"', 'a', '\\', '1', '-', '0', '.', 'e', ' ', 'true', '\n'),
    )
    fc.assert(
      fc.property(noise, (parts) => {
        const text = parts.join('')
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        expect(findJsonFault(text) === undefined).toBe(valid)
      }),
      { numRuns: 3000 },
    )
  })

  it('refuses what is not UTF-8, empty, or too deep', () => {
    expect(refusal(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])).detail).toBe(
      'The body is not UTF-8. Send the JSON in UTF-8.',
    )
    expect(refusal('  ').detail).toContain('empty')
    expect(refusal('['.repeat(1_000_000)).detail).toContain('deeper than 32')
    expect(parse(`${'['.repeat(32)}${']'.repeat(32)}`)).toBeDefined()
  })

  it('keeps __proto__ an own name that changes nothing', () => {
    const value = parse('{"__proto__": {"admin": true}, "constructor": 1}') as Record<string, unknown>
    expect(value.admin).toBeUndefined()
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  it('refuses text that PostgreSQL cannot store, and says where it is', () => {
    expect(refusal('{"gateways": [{"na/me": "a\\u0000b"}]}').errors).toMatchObject([{ pointer: '/gateways/0/na~1me' }])
    expect(refusal('{"a": "\\ud800"}').code).toBe('bad_request')
    expect(parse('{"a": "\\ud83d\\ude00", "b": "\\\\u0000"}')).toEqual({ a: '😀', b: '\\u0000' })
  })

  it('strips a byte order mark', () => {
    expect(parse('\ufeff{"a": 1}')).toEqual({ a: 1 })
  })
})

describe('scanJson', () => {
  it('sees neither brackets nor digits inside strings', () => {
    const text = '{"a": "[[[[ \\" 12345678901234567890 \\\\", "b": []}'
    expect(scanJson(Buffer.from(text), 32)).toEqual({ depth: 2, longNumbers: false })
  })
})
