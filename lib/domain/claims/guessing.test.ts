import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ADDRESS_GUESSES, findGuessing, GATEWAY_GUESSES, OWNER_GUESSES } from './guessing.ts'

const reasons = (owner: number, gateway: number, address: number) =>
  findGuessing({ owner, gateway, address }).map(({ scope, reason }) => `${scope} ${reason}`)

test('begins at its thresholds', () => {
  expect(reasons(OWNER_GUESSES - 1, GATEWAY_GUESSES - 1, OWNER_GUESSES - 1)).toEqual([])
  expect(reasons(GATEWAY_GUESSES, GATEWAY_GUESSES, 0)).toEqual(['owner one-gateway'])
  expect(reasons(OWNER_GUESSES, GATEWAY_GUESSES, 0)).toEqual(['owner many-gateways'])
  expect(reasons(5, 1, ADDRESS_GUESSES + 4)).toEqual([])
  expect(reasons(5, 1, ADDRESS_GUESSES + 5)).toEqual(['address many-owners'])
})

test('one owner alone at its address is told of once', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1e3), (own, one) => {
      expect(reasons(own, one, own)).not.toContain('address many-owners')
    }),
  )
})

test('more failures never take back what was found', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(50), fc.nat(1_000), fc.nat(1_000), (own, one, others, more) => {
      const before = new Set(
        findGuessing({ owner: own, gateway: one, address: own + others }).map(({ scope }) => scope),
      )
      const after = findGuessing({ owner: own + more, gateway: one, address: own + others + more })
      expect([...before].every((scope) => after.some((found) => found.scope === scope))).toBe(true)
    }),
  )
})
