import { describe, expect, test } from 'vitest'
import { eui } from '../identifiers.ts'
import { type DiscoveryGateway, type DiscoverySet, hasNews, usedSet, waitingUpdates } from './decide-discovery.ts'

const NOTHING = { cups: null, tc: null, firmware: null }
const tc = (version: number, more: Partial<DiscoverySet> = {}): DiscoverySet => ({
  category: 'tc',
  version,
  uri: 'wss://gh:1',
  crc: version,
  keyKind: 'token',
  authDigest: `${version}`,
  offered: true,
  proven: true,
  lnsUri: 'wss://lns:1',
  muxsTemplate: null,
  ...more,
})
const gateway = (more: Partial<DiscoveryGateway>): DiscoveryGateway => ({
  eui: eui('::1'),
  ownerId: eui('::a'),
  cupsVersion: null,
  tcVersion: null,
  sets: [],
  firmwareDue: null,
  told: NOTHING,
  ...more,
})
const same = (a: string, b: string) => a === b
const token = (tokenDigest: string) => ({ tokenDigest, certificateDigest: null })

describe('who asks', () => {
  const sets = [tc(1), tc(2), tc(3, { proven: false, offered: false })]

  test('the set of the token, and nobody else’s', () => {
    expect(usedSet(gateway({ sets, tcVersion: 3 }), token('1'), same)?.version).toBe(1)
    expect(usedSet(gateway({ sets, tcVersion: 3 }), token('3'), same)?.version).toBe(3)
    expect(usedSet(gateway({ sets, tcVersion: 3 }), token('9'), same)).toBeUndefined()
  })

  test('of several with one token the desired one, else the newest', () => {
    const shared = [tc(1, { authDigest: 'x' }), tc(2, { authDigest: 'x' }), tc(3, { authDigest: 'x' })]
    expect(usedSet(gateway({ sets: shared, tcVersion: 2 }), token('x'), same)?.version).toBe(2)
    expect(usedSet(gateway({ sets: shared, tcVersion: null }), token('x'), same)?.version).toBe(3)
  })

  test('a certificate counts for a set with a certificate only', () => {
    const set = tc(1, { keyKind: 'private-key', authDigest: 'c' })
    expect(usedSet(gateway({ sets: [set] }), { tokenDigest: null, certificateDigest: 'c' }, same)).toBe(set)
    expect(usedSet(gateway({ sets: [set] }), token('c'), same)).toBeUndefined()
  })

  test('neither a set that leads elsewhere nor a CUPS set', () => {
    expect(usedSet(gateway({ sets: [tc(1, { lnsUri: null })] }), token('1'), same)).toBeUndefined()
    expect(usedSet(gateway({ sets: [tc(1, { category: 'cups' })] }), token('1'), same)).toBeUndefined()
  })
})

describe('what waits', () => {
  test('what was never offered, on either side, and firmware', () => {
    const cups = tc(5, { category: 'cups', offered: false, proven: false })
    const sets = [cups, tc(6), tc(7, { offered: false, proven: false })]
    const waiting = waitingUpdates(gateway({ sets, cupsVersion: 5, tcVersion: 7, firmwareDue: 'a' }))
    expect(waiting).toEqual({ cups: 5, tc: 7, firmware: 'a' })
    expect(hasNews(waiting, NOTHING)).toBe(true)
    expect(hasNews(waiting, { cups: 5, tc: 7, firmware: 'a' })).toBe(false)
    expect(hasNews(waiting, { cups: 5, tc: 6, firmware: 'a' })).toBe(true)
  })

  test('nothing once it was offered, or lies there already', () => {
    const offered = tc(2, { proven: false })
    expect(waitingUpdates(gateway({ sets: [tc(1), offered], tcVersion: 2 }))).toEqual(NOTHING)
    const moved = tc(2, { crc: 1, offered: false, proven: false, lnsUri: 'wss://other:1' })
    expect(waitingUpdates(gateway({ sets: [tc(1), moved], tcVersion: 2 }))).toEqual(NOTHING)
    expect(waitingUpdates(gateway({ sets: [tc(1)], tcVersion: null }))).toEqual(NOTHING)
  })

  test('a part that was told stays told when another one is done', () => {
    const told = { cups: 5, tc: 7, firmware: null }
    expect(hasNews({ cups: null, tc: 7, firmware: null }, told)).toBe(false)
    expect(hasNews({ cups: null, tc: 8, firmware: null }, told)).toBe(true)
  })
})
