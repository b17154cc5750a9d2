/** No gateway is ever told to use a server that the trust which goes with it does not verify. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  CHANGE_STAGES,
  type ChangeStage,
  lostBySwitch,
  mayGive,
  mayReturn,
  nextOfChange,
  type ServerLook,
  type TrustChangeFacts,
  type UsableSet,
} from './trust-change.ts'

const SERVERS = ['wss://a:1', 'wss://b:1', 'wss://c:1']
const ROOTS = ['old', 'new', 'other']

interface Gateway {
  held: UsableSet
  /** Sent, and not proven; the gateway may hold any of them. */
  offered: UsableSet[]
  desired: UsableSet
  before: UsableSet | null
}

const roots = fc.uniqueArray(fc.constantFrom(...ROOTS), { maxLength: 3 })
const event = fc.oneof(
  fc.record({
    do: fc.constant('give' as const),
    server: fc.constantFrom(...SERVERS),
    trust: fc.constantFrom(...ROOTS),
    share: fc.nat(7),
  }),
  fc.record({ do: fc.constant('switch' as const), server: fc.constantFrom(...SERVERS), roots, named: fc.boolean() }),
  fc.record({ do: fc.constant('return' as const) }),
  fc.record({ do: fc.constant('check-in' as const), share: fc.nat(7) }),
  fc.record({ do: fc.constant('prove' as const), share: fc.nat(7) }),
)

test('whatever is asked for, in any order, nobody is locked out', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const servers = new Map(SERVERS.map((server) => [server, { named: true, roots: ['old'] as readonly string[] }]))
      const lookOf = (server: string): ServerLook | undefined => {
        const one = servers.get(server)
        return one && { named: one.named, verifies: (trust) => one.roots.includes(trust) }
      }
      const first: UsableSet = { server: 'wss://a:1', trust: 'old' }
      const gateways: Gateway[] = Array.from({ length: 8 }, () => ({
        held: first,
        offered: [],
        desired: first,
        before: null,
      }))
      const inUse = () => gateways.flatMap(({ held, offered, desired }) => [held, desired, ...offered])
      for (const one of events) {
        const some = 'share' in one ? gateways.filter((_, index) => index <= one.share) : gateways
        const look = 'server' in one ? lookOf(one.server) : undefined
        if (one.do === 'give' && look && mayGive({ server: one.server, trust: one.trust }, look).ok) {
          for (const gateway of some) {
            gateway.before = gateway.held
            gateway.desired = { server: one.server, trust: one.trust }
          }
        }
        if (one.do === 'switch') {
          const next: ServerLook = { named: one.named, verifies: (trust) => one.roots.includes(trust) }
          if (lostBySwitch(one.server, next, inUse()).length === 0)
            servers.set(one.server, { named: one.named, roots: one.roots })
        }
        if (one.do === 'return') {
          const back = gateways.filter(({ before }) => before)
          if (
            mayReturn(
              back.flatMap(({ before }) => (before ? [before] : [])),
              lookOf,
            ).ok
          ) {
            for (const gateway of back) if (gateway.before) gateway.desired = gateway.before
          }
        }
        if (one.do === 'check-in') for (const gateway of some) gateway.offered.push(gateway.desired)
        if (one.do === 'prove') {
          for (const gateway of some) {
            gateway.held = gateway.offered.at(-1) ?? gateway.held
            gateway.offered = []
          }
        }
        for (const set of inUse()) {
          const server = lookOf(set.server)
          expect(server?.named && server.verifies(set.trust), JSON.stringify({ one, set })).toBe(true)
        }
      }
    }),
    { numRuns: 500 },
  )
})

const counts = fc.record(
  Object.fromEntries(CHANGE_STAGES.map((stage) => [stage, fc.nat(3)])) as Record<ChangeStage, fc.Arbitrary<number>>,
)
const facts = fc.record({
  state: fc.constantFrom('open' as const, 'finished' as const, 'cancelled' as const),
  oldUri: fc.constant('wss://a:1'),
  stepUri: fc.constantFrom('wss://a:1', 'wss://b:1'),
  finalUri: fc.constantFrom('wss://a:1', 'wss://b:1'),
  counts,
  open: fc.record({ 1: fc.nat(1), 2: fc.nat(1) }),
  checks: fc.constant({}),
})

test('what is offered next fits where the gateways stand', () => {
  fc.assert(
    fc.property(facts, (one: TrustChangeFacts) => {
      const { actions, allProven, sentence } = nextOfChange(one)
      expect(sentence).not.toBe('')
      if (one.state !== 'open') expect(actions).toEqual([])
      // Step 2 is for those that have proven step 1, and only where there is another address.
      if (actions.includes('move')) {
        expect(one.counts.proven + one.counts['stuck-2']).toBeGreaterThan(0)
        expect(one.finalUri).not.toBe(one.stepUri)
      }
      if (actions.includes('finish')) {
        expect(
          one.counts.waiting +
            one.counts['step-1'] +
            one.counts['stuck-1'] +
            one.counts['step-2'] +
            one.counts['stuck-2'],
        ).toBe(0)
      }
      if (allProven) expect(one.counts.waiting + one.counts['step-1'] + one.counts['stuck-1']).toBe(0)
      if (one.open[1] + one.open[2] > 0) expect(actions).not.toContain('cancel')
    }),
  )
})

test('nothing is given for a server whose certificate does not name it', () => {
  expect(mayGive({ server: 'wss://a:1', trust: 'new' }, { named: false, verifies: () => true })).toMatchObject({
    ok: false,
  })
})
