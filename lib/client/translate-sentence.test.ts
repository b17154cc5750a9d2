import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeTranslator } from './translate-sentence.ts'

const say = makeTranslator({
  'Nothing to do.': 'Nichts zu tun.',
  'Wave {0} cannot reach {1} % any more.': 'Welle {0} erreicht keine {1} % mehr.',
  '{0} of {1} gateways are back.': 'Von {1} Gateways sind {0} zurück.',
  'It says: {0}': 'Es sagt: {0}',
  '{0}: {1}': 'nie',
  'Costs $5 (or {0}).': 'Kostet 5 $ (oder {0}).',
  'It came with {0}.': 'Es kam mit {0}.',
  'its first token': 'seinem ersten Token',
  'from {0}': 'von {0}',
  Roof: 'Dach',
  'Two roofs': 'Zwei Dächer',
  'Called “{0}”.': 'Heißt „{0}“.',
})

describe('sentences of rules and answers', () => {
  test.each([
    ['Nothing to do.', 'Nichts zu tun.'],
    ['Wave 2 cannot reach 60 % any more.', 'Welle 2 erreicht keine 60 % mehr.'],
    ['3 of 12 gateways are back.', 'Von 12 Gateways sind 3 zurück.'],
    ['Nothing to do. 3 of 12 gateways are back.', 'Nichts zu tun. Von 12 Gateways sind 3 zurück.'],
    ['It says: Nothing to do.', 'Es sagt: Nichts zu tun.'],
    ['Costs $5 (or 6).', 'Kostet 5 $ (oder 6).'],
    ['Nobody translated this. Nothing to do.', 'Nobody translated this. Nichts zu tun.'],
    ['It came with its first token.', 'Es kam mit seinem ersten Token.'],
    ['from 10.0.0.1; its first token.', 'von 10.0.0.1; seinem ersten Token.'],
    ['3 of 12 gateways are back. (Two roofs)', 'Von 12 Gateways sind 3 zurück. (Two roofs)'],
    ['from 10.0.0.1; something else', 'von 10.0.0.1; something else'],
    // What somebody typed: a single word, or in quotes.
    ['It came with Roof.', 'Es kam mit Roof.'],
    ['Called “Two roofs”.', 'Heißt „Two roofs“.'],
    ['name: value', 'name: value'],
    ['constructor', 'constructor'],
    ['', ''],
  ])('%s', (english, german) => {
    expect(say(english)).toBe(german)
  })

  test('what no template made stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/It says: |from /.test(text)),
        (text) => {
          expect(say(text)).toBe(text)
        },
      ),
    )
  })

  test('what was filled in comes back, dollars and braces too', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[$&{}`'0-9]*$/), (value) => {
        expect(say(`Wave ${value} cannot reach 1 % any more.`)).toBe(`Welle ${value} erreicht keine 1 % mehr.`)
      }),
    )
  })
})
