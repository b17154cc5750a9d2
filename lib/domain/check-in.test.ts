import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  acceptedCredentials,
  type Credential,
  decideCheckIn as decide,
  type KnownGateway,
  type KnownSet,
} from './check-in.ts'
import type { ReportedState } from './cups-request.ts'
import { eui } from './identifiers.ts'

const OURS = 'https://gatehouse.example:9191'
const isOurs = (uri: string) => uri === OURS
const same = (a: string, b: string) => a === b
const gatewayEui = eui('::1')
const decideCheckIn = (
  known: KnownGateway,
  reported: ReportedState,
  credentials: readonly Credential[],
  host?: string,
) => decide(known, reported, credentials, isOurs, host)

const cups = (version: number, more: Partial<KnownSet> = {}): KnownSet => ({
  category: 'cups',
  version,
  uri: OURS,
  crc: 1_000 + version,
  keyKind: 'token',
  authDigest: `token-${version}`,
  offered: false,
  proven: false,
  failed: false,
  backup: false,
  ...more,
})
const tc = (version: number, more: Partial<KnownSet> = {}): KnownSet => ({
  ...cups(version),
  category: 'tc',
  uri: 'wss://lns.example:8887',
  crc: 2_000 + version,
  authDigest: `lns-${version}`,
  ...more,
})
const gateway = (more: Partial<KnownGateway> = {}): KnownGateway => ({
  eui: gatewayEui,
  ownerId: eui('::2'),
  tokenDigests: ['bootstrap'],
  cupsVersion: null,
  tcVersion: null,
  sets: [],
  ...more,
})
const report = (more: Partial<ReportedState> = {}): ReportedState => ({
  router: gatewayEui,
  cupsUri: OURS,
  tcUri: null,
  cupsCredCrc: 2077607535,
  tcCredCrc: 2077607535,
  station: null,
  model: null,
  package: null,
  keys: [],
  ...more,
})
const bootstrap: Credential = { kind: 'bootstrap' }
const set = (version: number): Credential => ({ kind: 'set', version })
const holding = (one: KnownSet) => report({ cupsUri: one.uri, cupsCredCrc: one.crc })

describe('which credentials are accepted (rules.md 8, 10, 11)', () => {
  const accept = (
    known: KnownGateway,
    token: string | null,
    certificate: string | null = null,
    reported: ReportedState = report(),
  ) => acceptedCredentials(known, reported, { tokenDigest: token, certificateDigest: certificate }, isOurs, same)

  test('the last proven set and every one offered since; older and never offered ones are not', () => {
    const known = gateway({
      cupsVersion: 5,
      sets: [
        cups(1, { offered: true, proven: true }),
        cups(2, { offered: true, proven: true }),
        cups(3, { offered: true }),
        cups(4),
        cups(5, { offered: true }),
      ],
    })
    expect(
      ['token-1', 'token-2', 'token-3', 'token-4', 'token-5', 'bootstrap', 'other'].map(
        (token) => accept(known, token).length,
      ),
    ).toEqual([0, 1, 1, 0, 1, 1, 0])
  })
  test('the set in Station’s backup stays', () => {
    const known = gateway({
      cupsVersion: 2,
      sets: [cups(1, { offered: true, proven: true, backup: true }), cups(2, { offered: true, proven: true })],
    })
    expect(accept(known, 'token-1')).toEqual([set(1)])
  })
  test('a token of a set for another server never; its certificate does', () => {
    const elsewhere = { uri: 'https://cups.elsewhere:443', offered: true }
    expect(accept(gateway({ sets: [cups(1, elsewhere)] }), 'token-1')).toEqual([])
    expect(accept(gateway({ sets: [cups(1, { ...elsewhere, keyKind: 'private-key' })] }), null, 'token-1')).toEqual([
      set(1),
    ])
  })
  test('the desired set that somebody installed by hand, before any offer', () => {
    const known = gateway({ cupsVersion: 1, sets: [cups(1)] })
    expect(accept(known, 'token-1')).toEqual([])
    expect(accept(known, 'token-1', null, holding(cups(1)))).toEqual([set(1)])
    expect(decideCheckIn(known, holding(cups(1)), [set(1)])).toMatchObject({
      outcome: 'in-sync',
      effects: { proven: [{ version: 1 }] },
    })
  })
  test('a proven token under a name that this installation no longer has', () => {
    const renamed = cups(1, { uri: 'https://former-name.example:9191', offered: true, proven: true })
    expect(accept(gateway({ cupsVersion: 1, sets: [renamed] }), 'token-1')).toEqual([set(1)])
  })
  test('a token is not a certificate', () => {
    expect(accept(gateway({ sets: [cups(1, { offered: true })] }), null, 'token-1')).toEqual([])
    expect(accept(gateway({ sets: [cups(1, { offered: true, keyKind: 'private-key' })] }), 'token-1')).toEqual([])
  })
  test('credentials of the LNS open nothing here', () => {
    expect(accept(gateway({ tcVersion: 1, sets: [tc(1, { offered: true, proven: true })] }), 'lns-1', 'lns-1')).toEqual(
      [],
    )
  })
})

describe('what a check-in is answered', () => {
  test('nothing is managed: nothing is sent', () => {
    const decision = decideCheckIn(gateway(), report(), [bootstrap])
    expect(decision).toMatchObject({ outcome: 'in-sync', fellBack: false, answer: { cupsUri: null, tcUri: null } })
  })

  test('an LNS change carries the wanted cupsUri, else the reported one, else none (rules.md 4)', () => {
    const wanted = gateway({ cupsVersion: 1, tcVersion: 1, sets: [cups(1, { offered: true, proven: true }), tc(1)] })
    expect(decideCheckIn(wanted, holding(cups(1)), [set(1)]).answer).toMatchObject({
      cupsUri: OURS,
      cupsCredentials: null,
      tcCredentials: 1,
    })
    const unmanaged = gateway({ tcVersion: 1, sets: [tc(1)] })
    expect(decideCheckIn(unmanaged, report({ cupsUri: 'https://hand.made:443' }), [bootstrap]).answer.cupsUri).toBe(
      'https://hand.made:443',
    )
    expect(
      decideCheckIn(unmanaged, report({ cupsUri: 'https://hand.made:443/' }), [bootstrap]).answer.cupsUri,
    ).toBeNull()
    expect(decideCheckIn(unmanaged, report({ cupsUri: null }), [bootstrap]).answer.cupsUri).toBeNull()
  })

  test('the CRC of a ws target is never compared, and no credentials go out', () => {
    const known = gateway({ tcVersion: 1, sets: [tc(1, { uri: 'ws://10.0.0.1:6000', crc: null })] })
    expect(decideCheckIn(known, report(), [bootstrap]).answer).toMatchObject({
      tcUri: 'ws://10.0.0.1:6000',
      tcCredentials: null,
    })
    expect(decideCheckIn(known, report({ tcUri: 'ws://10.0.0.1:6000', tcCredCrc: 7 }), [bootstrap])).toMatchObject({
      outcome: 'in-sync',
      answer: { tcUri: null },
    })
  })

  test('first contact: a set is offered; then proven by its own credential', () => {
    const known = gateway({ cupsVersion: 1, sets: [cups(1)] })
    const offer = decideCheckIn(known, report(), [bootstrap])
    expect(offer).toMatchObject({
      outcome: 'pending',
      effects: { offered: [{ category: 'cups', version: 1 }], proven: [] },
    })
    const offered = gateway({ cupsVersion: 1, sets: [cups(1, { offered: true })] })
    const proof = decideCheckIn(offered, holding(cups(1)), [set(1)])
    expect(proof).toMatchObject({ outcome: 'in-sync', effects: { proven: [{ version: 1 }], backup: 1, offered: [] } })
  })

  test('offered and still different: diverged, and sent again', () => {
    const known = gateway({ tcVersion: 1, sets: [tc(1, { offered: true })] })
    expect(decideCheckIn(known, report(), [bootstrap])).toMatchObject({
      outcome: 'diverged',
      answer: { tcCredentials: 1 },
    })
  })

  test('new CRC, old credential: fell back; the set is marked and the last proven one sent (rules.md 7)', () => {
    const known = gateway({
      cupsVersion: 2,
      sets: [cups(1, { offered: true, proven: true }), cups(2, { offered: true })],
    })
    const decision = decideCheckIn(known, holding(cups(2)), [set(1)])
    expect(decision).toMatchObject({
      outcome: 'fell-back',
      fellBack: true,
      effects: { failed: [{ category: 'cups', version: 2 }], offered: [{ category: 'cups', version: 1 }] },
      answer: { cupsUri: OURS, cupsCredentials: 1 },
    })
    const marked = gateway({
      cupsVersion: 2,
      sets: [cups(1, { offered: true, proven: true }), cups(2, { offered: true, failed: true })],
    })
    expect(decideCheckIn(marked, holding(cups(1)), [set(1)])).toMatchObject({
      outcome: 'fell-back',
      fellBack: false,
      answer: { cupsUri: null },
    })
  })

  test('a failed set that works after all is proven and no longer failed', () => {
    const known = gateway({
      cupsVersion: 2,
      sets: [cups(1, { offered: true, proven: true }), cups(2, { offered: true, failed: true })],
    })
    expect(decideCheckIn(known, holding(cups(2)), [set(2)])).toMatchObject({
      outcome: 'in-sync',
      effects: { proven: [{ version: 2 }] },
      answer: { cupsUri: null },
    })
  })

  test('a failed first set with nothing to return to is left alone', () => {
    const known = gateway({ cupsVersion: 1, tcVersion: 1, sets: [cups(1, { offered: true }), tc(1)] })
    const decision = decideCheckIn(known, holding(cups(1)), [bootstrap])
    expect(decision).toMatchObject({
      outcome: 'fell-back',
      effects: { failed: [{ version: 1 }] },
      answer: { cupsCredentials: null, tcCredentials: 1 },
    })
  })

  test('a set that worked before is not blamed for an outage', () => {
    const known = gateway({
      cupsVersion: 2,
      sets: [cups(1, { offered: true, proven: true, backup: true }), cups(2, { offered: true, proven: true })],
    })
    expect(decideCheckIn(known, holding(cups(2)), [set(1)])).toMatchObject({
      outcome: 'fell-back',
      effects: { failed: [], offered: [] },
      answer: { cupsUri: null },
    })
  })

  test('a factory reset: back on the bootstrap token after a proven set, and sent the wanted one', () => {
    const known = gateway({ cupsVersion: 1, sets: [cups(1, { offered: true, proven: true })] })
    expect(decideCheckIn(known, report({ cupsUri: null }), [bootstrap])).toMatchObject({
      outcome: 'fell-back',
      answer: { cupsCredentials: 1 },
    })
  })

  test('the same contents again, as a new version, are in sync at once', () => {
    const again = { crc: 1_001, authDigest: 'token-1' }
    const known = gateway({ cupsVersion: 2, sets: [cups(1, { offered: true, proven: true }), cups(2, again)] })
    const reported = holding(cups(1))
    const credentials = acceptedCredentials(
      known,
      reported,
      { tokenDigest: 'token-1', certificateDigest: null },
      isOurs,
      same,
    )
    expect(decideCheckIn(known, reported, credentials)).toMatchObject({
      outcome: 'in-sync',
      fellBack: false,
      effects: { proven: [{ version: 2 }] },
    })
  })

  test('the same token under another of our names that does not work: the name that was called tells', () => {
    const elsewhere = cups(2, { uri: 'https://other-name.example:9191', offered: true, authDigest: 'token-1' })
    const known = gateway({ cupsVersion: 2, sets: [cups(1, { offered: true, proven: true }), elsewhere] })
    const decision = decideCheckIn(known, holding(elsewhere), [set(1), set(2)], 'gatehouse.example:9191')
    expect(decision).toMatchObject({
      outcome: 'fell-back',
      effects: { failed: [{ version: 2 }], proven: [] },
      answer: { cupsCredentials: 1 },
    })
    expect(decideCheckIn(known, holding(elsewhere), [set(1), set(2)], 'other-name.example:9191').outcome).toBe(
      'in-sync',
    )
  })

  test('a gateway that left for another server, which renewed its credentials: nothing older is sent', () => {
    const foreign = cups(2, { uri: 'https://cups.elsewhere:443', offered: true })
    const known = gateway({ cupsVersion: 2, sets: [cups(1, { offered: true, proven: true }), foreign] })
    const decision = decideCheckIn(known, report({ cupsUri: foreign.uri, cupsCredCrc: 99 }), [set(1)])
    expect(decision).toMatchObject({ outcome: 'fell-back', answer: { cupsUri: null, cupsCredentials: null } })
  })

  test('a set that was never offered is not blamed: whoever put it there may not be done', () => {
    const known = gateway({ cupsVersion: 2, sets: [cups(1, { offered: true, proven: true }), cups(2)] })
    const decision = decideCheckIn(known, holding(cups(2)), [set(1)])
    expect(decision).toMatchObject({ fellBack: true, effects: { failed: [] } })
  })

  test('a failure is marked once', () => {
    const sets = [cups(1, { offered: true, proven: true }), cups(2, { offered: true, failed: true })]
    expect(decideCheckIn(gateway({ cupsVersion: 2, sets }), holding(cups(2)), [set(1)]).effects).toMatchObject({
      failed: [],
      offered: [{ version: 1 }],
    })
  })

  test('the first set that works is in Station’s backup, and no later one', () => {
    const sets = [cups(1, { offered: true })]
    expect(decideCheckIn(gateway({ cupsVersion: 1, sets }), holding(cups(1)), [set(1)]).effects.backup).toBe(1)
    const later = [cups(1, { offered: true, proven: true, backup: true }), cups(2, { offered: true })]
    expect(
      decideCheckIn(gateway({ cupsVersion: 2, sets: later }), holding(cups(2)), [set(2)]).effects.backup,
    ).toBeNull()
  })

  test('after Station’s backup was renewed, each set that works may lie there', () => {
    const sets = [cups(1, { offered: true, proven: true, backup: true }), cups(2, { offered: true })]
    const known = gateway({ cupsVersion: 2, sets, backupRenewed: true })
    expect(decideCheckIn(known, holding(cups(2)), [set(2)]).effects.backup).toBe(2)
    expect(decideCheckIn(known, holding(cups(1)), [set(1)]).effects.backup).toBeNull()
  })

  test('an LNS set is proven by the report, once', () => {
    const reported = { ...report(), tcUri: tc(1).uri, tcCredCrc: tc(1).crc }
    const known = (more: Partial<KnownSet>) => gateway({ tcVersion: 1, sets: [tc(1, more)] })
    expect(decideCheckIn(known({ offered: true }), reported, [bootstrap]).effects.proven).toEqual([
      { category: 'tc', version: 1 },
    ])
    expect(decideCheckIn(known({ offered: true, proven: true }), reported, [bootstrap]).effects.proven).toEqual([])
  })

  test('of sets with equal contents the wanted one is held, else one that the gateway authenticated with', () => {
    const twins = [
      cups(1, { offered: true, crc: 7 }),
      cups(2, { offered: true, crc: 7, authDigest: 'token-1' }),
      cups(3, { offered: true, crc: 7 }),
    ]
    const reported = holding(cups(1, { crc: 7 }))
    expect(decideCheckIn(gateway({ cupsVersion: 1, sets: twins }), reported, [set(1), set(2)]).effects.proven).toEqual([
      { category: 'cups', version: 1 },
    ])
    expect(
      decideCheckIn(gateway({ cupsVersion: null, sets: twins }), reported, [set(1), set(2)]).effects.proven,
    ).toEqual([{ category: 'cups', version: 2 }])
  })

  test('one token in a set that is not on the gateway, and its bootstrap token: the bootstrap token was used', () => {
    const sets = [cups(1, { offered: true, authDigest: 'bootstrap' })]
    const decision = decideCheckIn(gateway({ cupsVersion: 1, sets }), report({ cupsCredCrc: 1 }), [set(1), bootstrap])
    expect(decision.credential).toEqual(bootstrap)
  })

  test('a credential of a set that is not on the gateway is one that it fell back to', () => {
    const sets = [cups(1, { offered: true, backup: true })]
    expect(decideCheckIn(gateway({ sets }), report({ cupsCredCrc: 1 }), [set(1)]).fellBack).toBe(true)
    expect(decideCheckIn(gateway({ sets }), report({ cupsCredCrc: 1 }), [bootstrap]).fellBack).toBe(false)
  })

  test('the bootstrap token inside a set (rules.md 9) counts as the set when the report shows it', () => {
    const known = gateway({ cupsVersion: 1, sets: [cups(1, { offered: true, authDigest: 'bootstrap' })] })
    expect(decideCheckIn(known, holding(cups(1)), [bootstrap, set(1)])).toMatchObject({
      credential: set(1),
      outcome: 'in-sync',
    })
    expect(decideCheckIn(known, report(), [bootstrap, set(1)])).toMatchObject({ credential: bootstrap })
  })
})

/** Any history that the marks can stand for: an offered set may be proven or failed, a backup was proven. */
const anySet = fc
  .record({
    uri: fc.constantFrom(OURS, 'https://cups.elsewhere:443'),
    crc: fc.constantFrom(11, 12, 13),
    offered: fc.boolean(),
    proven: fc.boolean(),
    failed: fc.boolean(),
    backup: fc.boolean(),
    authDigest: fc.constantFrom('a', 'b', 'bootstrap'),
  })
  .map((one) => ({
    ...one,
    proven: one.offered && one.proven,
    failed: one.offered && one.failed && !one.proven,
    backup: one.offered && one.proven && one.backup,
  }))
const anyGateway = fc
  .record({
    sets: fc.array(anySet, { maxLength: 5 }),
    managed: fc.boolean(),
    tc: fc.option(fc.record({ offered: fc.boolean(), crc: fc.constantFrom(21, 22) })),
  })
  .map(({ sets, managed, tc: lns }) =>
    gateway({
      sets: [...sets.map((one, index) => cups(index + 1, one)), ...(lns ? [tc(1, lns)] : [])],
      cupsVersion: managed && sets.length > 0 ? sets.length : null,
      tcVersion: lns ? 1 : null,
    }),
  )
const anyReport = fc
  .record({
    cupsUri: fc.constantFrom(
      null,
      OURS,
      'https://cups.elsewhere:443',
      'https://broken.example:443/path',
      'HTTPS://X:1',
    ),
    cupsCredCrc: fc.constantFrom(null, 11, 12, 13, 2077607535),
    tcUri: fc.constantFrom(null, 'wss://lns.example:8887', 'ws://old:1'),
    tcCredCrc: fc.constantFrom(null, 21, 22),
  })
  .map(report)

describe('whatever a gateway reports', () => {
  const decided = (known: KnownGateway, reported: ReportedState, token: string) => {
    const credentials = acceptedCredentials(
      known,
      reported,
      { tokenDigest: token, certificateDigest: null },
      isOurs,
      same,
    )
    return credentials.length > 0 ? decideCheckIn(known, reported, credentials) : undefined
  }
  const property = (
    check: (known: KnownGateway, reported: ReportedState, decision: ReturnType<typeof decideCheckIn>) => void,
  ) =>
    fc.assert(
      fc.property(anyGateway, anyReport, fc.constantFrom('a', 'b', 'bootstrap'), (known, reported, token) => {
        const decision = decided(known, reported, token)
        if (decision) check(known, reported, decision)
      }),
      { numRuns: 3_000 },
    )

  test('credentials never go without their URI, and a change of the LNS never without a cupsUri that is known', () => {
    property((known, reported, { answer }) => {
      if (answer.cupsCredentials !== null) expect(answer.cupsUri).not.toBeNull()
      if (answer.tcCredentials !== null) expect(answer.tcUri).not.toBeNull()
      if (answer.tcUri !== null && reported.cupsUri === OURS) expect(answer.cupsUri).not.toBeNull()
      expect(answer.cupsUri ?? OURS).not.toMatch(/path|HTTPS/)
      expect(
        known.sets.find((one) => one.category === 'cups' && one.version === answer.cupsCredentials)?.uri ??
          answer.cupsUri,
      ).toBe(answer.cupsUri)
    })
  })

  test('what is sent is stored as offered, and only sets that are wanted or proven are sent', () => {
    property((known, _reported, { answer, effects }) => {
      const sent = [
        ...(answer.cupsCredentials === null ? [] : [`cups:${answer.cupsCredentials}`]),
        ...(answer.tcCredentials === null ? [] : [`tc:${answer.tcCredentials}`]),
      ]
      expect(effects.offered.map((ref) => `${ref.category}:${ref.version}`)).toEqual(sent)
      for (const version of answer.cupsCredentials === null ? [] : [answer.cupsCredentials]) {
        const one = known.sets.find((candidate) => candidate.category === 'cups' && candidate.version === version)
        expect(version === known.cupsVersion || one?.proven).toBe(true)
      }
    })
  })

  test('a gateway that applies what it is sent needs no second answer', () => {
    property((known, reported, { answer, effects, credential }) => {
      const crcOf = (category: 'cups' | 'tc', version: number | null) =>
        known.sets.find((one) => one.category === category && one.version === version)?.crc ?? null
      const after: ReportedState = {
        ...reported,
        cupsUri: answer.cupsUri ?? reported.cupsUri,
        tcUri: answer.tcUri ?? reported.tcUri,
        cupsCredCrc: crcOf('cups', answer.cupsCredentials) ?? reported.cupsCredCrc,
        tcCredCrc: crcOf('tc', answer.tcCredentials) ?? reported.tcCredCrc,
      }
      const marked = gateway({
        ...known,
        sets: known.sets.map((one) => {
          const has = (refs: typeof effects.offered) =>
            refs.some((ref) => ref.category === one.category && ref.version === one.version)
          return {
            ...one,
            offered: one.offered || has(effects.offered),
            proven: one.proven || has(effects.proven),
            failed: (one.failed || has(effects.failed)) && !has(effects.proven),
          }
        }),
      })
      const used: Credential = answer.cupsCredentials === null ? credential : set(answer.cupsCredentials)
      expect(decideCheckIn(marked, after, [used]).answer).toMatchObject({ cupsUri: null, tcUri: null })
    })
  })

  test('while the desired set does not work, a newer set that works is not replaced by an older one', () => {
    const known = gateway({
      sets: [
        cups(1, { authDigest: 'a', crc: 11, offered: true, proven: true }),
        cups(2, { authDigest: 'b', crc: 13, offered: true }),
        cups(3, { authDigest: 'c', crc: 12, offered: true, failed: true }),
      ],
      cupsVersion: 3,
    })
    const { effects, answer } = decideCheckIn(known, report({ cupsUri: OURS, cupsCredCrc: 13 }), [set(2)])
    expect(effects.proven).toEqual([{ category: 'cups', version: 2 }])
    expect(answer).toMatchObject({ cupsUri: null, cupsCredentials: null })
  })

  test('proof is never given to a set that was not used', () => {
    property((_known, _reported, { credential, effects }) => {
      for (const ref of effects.proven.filter((one) => one.category === 'cups')) {
        expect(credential).toEqual(set(ref.version))
      }
    })
  })
})
