import { describe, expect, test } from 'vitest'
import { parseClaimLines } from './claim-lines.ts'

describe('lines of “EUI PIN”', () => {
  test('any notation, any separator, empty lines and remarks', () => {
    const lines = parseClaimLines('00-00-00-FF-FE-00-0A-BC Q55XGEAM\r\n\n# the roof\nb8:27:eb:a6:7a:72,MTNSB7DH\n')
    expect(lines.map(({ line, gateway, claim }) => ({ line, gateway, claim }))).toEqual([
      { line: 1, gateway: '0:ff:fe00:abc', claim: 'Q55XGEAM' },
      { line: 4, gateway: 'b827:ebff:fea6:7a72', claim: 'MTNSB7DH' },
    ])
  })

  test('a PIN in groups is one PIN', () => {
    expect(parseClaimLines('::1 q55x-geam')[0]?.claim).toBe('q55x-geam')
    expect(parseClaimLines('::1 Q55X GEAM')[0]?.claim).toBe('Q55XGEAM')
  })

  test('the link of a label', () => {
    expect(parseClaimLines('https://ttig.pro/c/ec656efffe000128/abcdef12')[0]).toMatchObject({
      gateway: 'ec65:6eff:fe00:128',
      claim: 'abcdef12',
    })
  })

  test('what cannot be sent says why', () => {
    const [missing, wrong, , twice] = parseClaimLines('::1\nnonsense 1\n::2 A\n00-00-00-00-00-00-00-02 B')
    expect(missing?.error).toContain('PIN is missing')
    expect(wrong?.error).toContain('not a gateway identifier')
    expect(twice?.error).toBe('This gateway is already in line 3.')
  })
})
