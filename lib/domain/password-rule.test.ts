import { describe, expect, it } from 'vitest'
import { checkPassword } from './password-rule.ts'

describe('checkPassword', () => {
  it('accepts length, whatever the characters', () => {
    expect(checkPassword('correct horse battery', 'a@b.example')).toEqual({ ok: true, value: 'correct horse battery' })
    expect(checkPassword('äöüäöüäöüäöü', 'a@b.example').ok).toBe(true)
  })

  it.each([
    ['elevenchars', 'at least 12'],
    ['Anna.Maria@Example.org', 'e-mail address'],
    ['anna.maria.longname', 'e-mail address'],
    ['aaaaaaaaaaaaaaa', 'repeats'],
    ['x1'.repeat(200), 'at most 256'],
  ])('refuses %s', (password, sentence) => {
    const email = password.startsWith('anna.maria.l') ? 'anna.maria.longname@example.org' : 'anna.maria@example.org'
    expect(checkPassword(password, email)).toMatchObject({ ok: false, error: expect.stringContaining(sentence) })
  })

  it('gives two spellings of the same letters the same bytes', () => {
    const composed = checkPassword('caf\u00e9 au lait noir', 'a@b.example')
    expect(composed).toEqual(checkPassword('cafe\u0301 au lait noir', 'a@b.example'))
  })
})
