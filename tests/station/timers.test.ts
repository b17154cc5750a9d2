import { describe, expect, it } from 'vitest'
import { FIRST_CONTACT, nextContactAfter, type Rotation, rotate, STATION_TIMERS as T } from '#lib/station/timers.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const wait = (link: 'up' | 'down' | 'none', done: boolean, cupsChanged = false, tcChanged = false) =>
  nextContactAfter(T, link, { done, cupsChanged, tcChanged })

describe('the next contact (cups.md §1.5 and §6)', () => {
  it.each([
    ['nothing changed, link up', wait('up', true), DAY],
    ['cupsUri alone does not shorten while the link is up', wait('up', true, true), DAY],
    ['LNS alone', wait('up', true, false, true), DAY],
    ['LNS and cupsUri', wait('up', true, true, true), MINUTE],
    ['no tc.uri: every RESYNC', wait('none', true), MINUTE],
    ['no tc.uri and a failure', wait('none', false), MINUTE],
    ['broken LNS credentials: back-off of 6.5 min, then CUPS', wait('down', true), 7.5 * MINUTE],
    ['broken LNS credentials and new CUPS settings', wait('down', true, true), MINUTE],
    ['a failure while the link is up', wait('up', false), DAY],
    ['a failure without link', wait('down', false), MINUTE],
  ])('%s', (_when, actual, expected) => {
    expect(actual).toBe(expected)
  })
})

describe('rotation REG → BAK → BOOT (cups.md §1.4 and §6)', () => {
  const walk = (results: readonly Parameters<typeof rotate>[1][], from: Rotation = FIRST_CONTACT) => {
    const slots: string[] = []
    let rotation = from
    for (const result of results) {
      slots.push(rotation.slot)
      rotation = rotate(rotation, result)
    }
    return [...slots, rotation.slot].join(' ')
  }

  it('takes the next set at once after another status than 200', () => {
    expect(walk(['rejected', 'rejected', 'rejected'])).toBe('reg bak boot reg')
  })

  it('tries the regular set eight times when nobody answers, then each set once', () => {
    expect(walk(Array.from({ length: 12 }, () => 'failed' as const))).toBe(
      'reg reg reg reg reg reg reg reg bak boot reg bak boot',
    )
  })

  it('returns to the regular set after any success, with its patience', () => {
    expect(walk(['rejected', 'done', 'failed', 'failed'])).toBe('reg bak reg reg reg')
  })

  it('passes over sets without a URI', () => {
    expect(walk(['no-uri', 'no-uri', 'done'])).toBe('reg bak boot reg')
  })
})
