import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KnownSet } from '../check-in.ts'
import { type BootstrapPolicy, hasOwnCredentials, judgeBootstrap } from './bootstrap-limit.ts'

const DAY = 86_400_000
const at = (days: number) => new Date(Date.UTC(2026, 0, 1) + days * DAY)
const anyDay = fc.integer({ min: 0, max: 400 }).map(at)
const anyPolicy: fc.Arbitrary<BootstrapPolicy> = fc.record({
  uses: fc.option(fc.integer({ min: 1, max: 9 })),
  days: fc.option(fc.integer({ min: 1, max: 90 })),
  since: anyDay,
})
const anyStanding = fc.record({
  policy: fc.option(anyPolicy),
  confirmedAt: fc.option(anyDay),
  used: fc.nat(20),
  armedAt: fc.option(anyDay),
})

describe('the limit of a bootstrap token', () => {
  test('never ends before the owner’s credentials are confirmed, nor where no limit is set', () => {
    fc.assert(
      fc.property(anyStanding, anyDay, (standing, now) => {
        expect(judgeBootstrap({ ...standing, confirmedAt: null }, now).kind).not.toBe('ended')
        expect(judgeBootstrap({ ...standing, policy: null }, now)).toEqual({ kind: 'unlimited' })
        const off = { uses: null, days: null, since: at(0) }
        expect(judgeBootstrap({ ...standing, policy: off }, now)).toEqual({ kind: 'unlimited' })
      }),
    )
  })

  test('lets in exactly as often as was set, whatever happens in between', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(anyDay, { maxLength: 30 }), (uses, times) => {
        const policy = { uses, days: null, since: at(0) }
        let used = 0
        for (const now of times) {
          const state = judgeBootstrap({ policy, confirmedAt: at(0), used, armedAt: null }, now)
          expect(state.kind).toBe(used < uses ? 'open' : 'ended')
          if (state.kind === 'open') {
            expect(state.usesLeft).toBe(uses - used)
            used += 1
          }
        }
        expect(used).toBe(Math.min(uses, times.length))
      }),
    )
  })

  test('counts days from the confirmation, the setting of the limit or the re-arming, whichever is the last', () => {
    fc.assert(
      fc.property(anyStanding, anyDay, (standing, now) => {
        const policy = { uses: null, days: 30, since: standing.policy?.since ?? at(0) }
        const confirmedAt = standing.confirmedAt ?? at(0)
        const from = Math.max(confirmedAt.getTime(), policy.since.getTime(), standing.armedAt?.getTime() ?? 0)
        const state = judgeBootstrap({ ...standing, policy, confirmedAt }, now)
        expect(state.kind).toBe(now.getTime() < from + 30 * DAY ? 'open' : 'ended')
      }),
    )
  })

  test('arming opens an ended token, for as many days as the limit has', () => {
    fc.assert(
      fc.property(anyStanding, anyDay, (standing, now) => {
        const armed = { ...standing, used: 0, armedAt: now }
        expect(judgeBootstrap(armed, now).kind).not.toBe('ended')
      }),
    )
  })

  test('a limit that is set today ends nothing today', () => {
    fc.assert(
      fc.property(anyStanding, anyPolicy, anyDay, (standing, policy, now) => {
        expect(judgeBootstrap({ ...standing, used: 0, policy: { ...policy, since: now } }, now).kind).not.toBe('ended')
      }),
    )
  })
})

const set = (more: Partial<KnownSet>): KnownSet => ({
  category: 'cups',
  version: 1,
  uri: 'https://gatehouse.example:9191',
  crc: 1,
  keyKind: 'token',
  authDigest: 'own',
  offered: true,
  proven: true,
  failed: false,
  backup: false,
  ...more,
})

describe('credentials of the owner', () => {
  test('count when the gateway authenticated with them and may do so again', () => {
    expect(hasOwnCredentials([set({})], 'boot')).toBe(true)
    expect(hasOwnCredentials([set({ keyKind: 'private-key', authDigest: 'certificate' })], 'boot')).toBe(true)
    // Proven before, and in Station's backup for ever.
    expect(hasOwnCredentials([set({ backup: true }), set({ version: 2, authDigest: 'boot' })], 'boot')).toBe(true)
  })

  test('do not count while they are only offered, failed, of the LNS, without authentication, or the token itself', () => {
    expect(hasOwnCredentials([], 'boot')).toBe(false)
    expect(hasOwnCredentials([set({ proven: false })], 'boot')).toBe(false)
    expect(hasOwnCredentials([set({ proven: false, failed: true })], 'boot')).toBe(false)
    expect(hasOwnCredentials([set({ category: 'tc' })], 'boot')).toBe(false)
    expect(hasOwnCredentials([set({ keyKind: 'none', authDigest: null })], 'boot')).toBe(false)
    expect(hasOwnCredentials([set({ authDigest: 'boot' })], 'boot')).toBe(false)
    // Displaced by a later one that carries the token: not accepted any more.
    expect(hasOwnCredentials([set({}), set({ version: 2, authDigest: 'boot' })], 'boot')).toBe(false)
  })
})
