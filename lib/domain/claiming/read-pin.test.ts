import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseClaimPin, PIN_ALPHABET } from './claim-pin.ts'
import { doubtfulPlaces, readPin } from './read-pin.ts'

const faultOf = (text: string) => {
  const read = readPin(text)
  return read.kind === 'fault' ? read.fault : undefined
}

test.each([
  ['Q55XGEAM', 'Q55XGEAM', 'Q55XGEAM'],
  ['q55x geam', 'q55xgeam', 'Q55XGEAM'],
  ['Q55X-GEAM', 'Q55X-GEAM', 'Q55XGEAM'],
  ['QS5XGEAM', 'QS5XGEAM', 'QS5XGEAM'],
  ['O1lXGEAM', 'O1lXGEAM', '011XGEAM'],
  ['abcdef12', 'abcdef12', 'ABCDEF12'],
  ['wifi-Password_1', 'wifi-Password_1', undefined],
])('%s is sent as %s and counts as %s', (text, claim, pin) =>
  expect(readPin(text)).toMatchObject({ kind: 'read', claim, pin }),
)

describe('tells what is wrong before anything is sent', () => {
  test('length, exponents, lost zeros', () => {
    expect(faultOf('')).toMatch(/is missing/)
    expect(faultOf('Q55XGEA')).toMatch(/has 7 characters\. A PIN has 8/)
    expect(faultOf('1.2E+10')).toMatch(/Format the column as text/)
    expect(readPin('12345')).toMatchObject({ near: [{ pin: '00012345' }] })
    expect(faultOf('x'.repeat(65))).toMatch(/65 characters; no code is longer than 64/)
    expect(faultOf('Q55XGEÄM')).toMatch(/character that no label has/)
  })
  test('U, and codes of other makers, are noted and sent', () => {
    expect(readPin('U55XGEAM')).toMatchObject({ kind: 'read', notes: [expect.stringMatching(/^U is in no PIN/)] })
    expect(readPin('a-long-password')).toMatchObject({ kind: 'read', notes: [expect.stringMatching(/another maker/)] })
    expect(readPin('Q55XGEAM')).toMatchObject({ notes: [] })
  })
})

test('the places where 8 and B, 5 and S, 2 and Z may be confused', () => {
  expect(doubtfulPlaces('q5BXGEA2')).toEqual([
    { place: 2, is: '5', like: 'S' },
    { place: 3, is: 'B', like: '8' },
    { place: 5, is: 'G', like: '6' },
    { place: 8, is: '2', like: 'Z' },
  ])
})

test('a PIN that was typed in any way counts as itself', () => {
  const pin = fc.array(fc.constantFrom(...PIN_ALPHABET), { minLength: 8, maxLength: 8 }).map((chars) => chars.join(''))
  fc.assert(
    fc.property(pin, fc.boolean(), fc.constantFrom('', ' ', '-'), (one, lower, gap) => {
      const typed = `${one.slice(0, 4)}${gap}${one.slice(4)}`
      expect(readPin(lower ? typed.toLowerCase() : typed)).toMatchObject({ kind: 'read', pin: one })
    }),
  )
})

test('what is sent is what was typed but for blanks, and what counts is what the server counts', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = readPin(text)
      if (read.kind === 'fault') return
      expect(read.claim).toMatch(/^[\x21-\x7e]{8,64}$/)
      expect(read.pin).toBe(normaliseClaimPin(read.claim))
    }),
  )
})
