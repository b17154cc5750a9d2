import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeAt, enrolmentOf, formatRecoveryCode, readRecoveryCode, stepOfCode } from './one-time-code.ts'

/** RFC 6238, appendix B: the SHA-1 rows, of which an app shows the last six digits. */
const SECRET = Buffer.from('12345678901234567890')
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const
const at = (seconds: number) => new Date(seconds * 1000)

describe('one-time codes', () => {
  it.each(VECTORS)('are those of RFC 6238 at %i s', (seconds, code) => {
    expect(codeAt(SECRET, at(seconds))).toBe(code)
    expect(stepOfCode(SECRET, ` ${code.slice(0, 3)} ${code.slice(3)}`, at(seconds))).toBe(Math.floor(seconds / 30))
  })

  it('count one step before and after, and name the step that they are of', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 2 ** 33 }), fc.integer({ min: -4, max: 4 }), (step, away) => {
        const code = codeAt(SECRET, at(step * 30))
        const found = stepOfCode(SECRET, code, at((step + away) * 30 + 7))
        // A code may by chance be that of another step of the window.
        if (Math.abs(away) <= 1) expect(found).toBeDefined()
        if (found !== undefined) expect(codeAt(SECRET, at(found * 30))).toBe(code)
        if (found !== undefined) expect(Math.abs(found - step - away)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('are nothing else', () => {
    for (const code of ['', '12345', '1234567', 'abcdef', '28708２', '-87082'])
      expect(stepOfCode(SECRET, code, at(59))).toBeUndefined()
  })

  it('are enrolled by a URI that apps know', () => {
    const { uri, secret } = enrolmentOf(SECRET, 'ada@example.org')
    expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    expect(uri).toMatch(/^otpauth:\/\/totp\/Gatehouse:ada(@|%40)example\.org\?issuer=Gatehouse&secret=GEZD/)
  })
})

it('recovery codes hold all their bits, however they are typed', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      (one, two) => {
        const code = formatRecoveryCode(one)
        expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/)
        expect(readRecoveryCode(` ${code.toUpperCase().replaceAll('-', ' ')}`)).toBe(code.replaceAll('-', ''))
        expect(formatRecoveryCode(two) === code).toBe(Buffer.compare(one, two) === 0)
      },
    ),
  )
  expect(readRecoveryCode('123456')).toBeUndefined()
})
