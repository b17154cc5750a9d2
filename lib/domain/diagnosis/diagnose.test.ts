import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMPTY_SET_CRC } from '../crc-text.ts'
import { eui } from '../identifiers.ts'
import { diagnose, usedCredential } from './diagnose.ts'
import type { Evidence, EvidenceSet } from './evidence.ts'

const NOW = new Date('2026-05-02T12:00:00Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)
const GATEWAY = eui('b827ebfffea67a72')
const HEALTHY_CERTIFICATE = {
  subject: 'CN=Root',
  validFrom: new Date('2025-01-01T00:00:00Z'),
  validTo: new Date('2035-01-01T00:00:00Z'),
  names: [],
}
const CUPS: EvidenceSet = {
  category: 'cups',
  version: 2,
  uri: 'https://cups.example:443',
  crc: 2,
  desired: true,
  offeredAt: ago(3000),
  provenAt: ago(2999),
  failedAt: null,
  backup: true,
  trust: HEALTHY_CERTIFICATE,
  crt: null,
}
const TC: EvidenceSet = { ...CUPS, category: 'tc', version: 5, uri: 'wss://lns.example:443', crc: 5, backup: false }
const REPORTED = {
  router: GATEWAY,
  cupsUri: CUPS.uri,
  tcUri: TC.uri,
  cupsCredCrc: 2,
  tcCredCrc: 5,
  station: '2.0.6',
  model: 'linux',
  package: '1.0',
  keys: [],
}
const REPORT: NonNullable<Evidence['report']> = {
  lastSeenAt: ago(60),
  address: '198.51.100.7',
  reported: REPORTED,
  credential: 'cups:2',
  fellBack: false,
}
const HEALTHY: Evidence = {
  now: NOW,
  gateway: GATEWAY,
  claimedAt: ago(5000),
  hosts: ['cups.example:443'],
  report: REPORT,
  nextContact: new Date(NOW.getTime() + 23 * 3_600_000),
  run: { firstAt: ago(1500), lastAt: ago(60), times: 2 },
  sets: [CUPS, TC],
  knocks: [],
  mistaken: [],
  tls: [],
  firmware: null,
  discovery: null,
}
const knock = { reason: 'token', count: 3, address: '203.0.113.9', at: ago(5) } as const
const report = (change: Partial<typeof REPORT>) => ({ report: { ...REPORT, ...change } })
const said = (change: Partial<NonNullable<Evidence['report']>['reported']>) =>
  report({ reported: { ...REPORTED, ...change } })
const silentNever = { report: null, nextContact: null, run: null }

describe('diagnose', () => {
  test('finds nothing in a gateway that is well', () => expect(diagnose(HEALTHY)).toEqual([]))

  test.each<[code: string, severity: string, change: Partial<Evidence>, evidence: RegExp, remedy: RegExp]>([
    [
      'never-seen',
      'warning',
      silentNever,
      /No connection with this EUI since/,
      /https:\/\/cups\.example:443.*DNS.*proxy/s,
    ],
    [
      'refused-token',
      'problem',
      { ...silentNever, knocks: [knock] },
      /3 refused check-ins.*203\.0\.113\.9/,
      /blank after the colon.*CR LF/,
    ],
    ['refused-token', 'note', { knocks: [{ ...knock, at: ago(90) }] }, /It was let in since/, /cups\.key/],
    ['refused-token', 'problem', { knocks: [knock] }, /may be another device/, /cups\.key/],
    ['refused-certificate', 'problem', { knocks: [{ ...knock, reason: 'certificate' }] }, /refused/, /CN or SAN/],
    ['refused-bootstrap-ended', 'problem', { knocks: [{ ...knock, reason: 'bootstrap-ended' }] }, /refused/, /Re-arm/],
    ['refused-none', 'problem', { knocks: [{ ...knock, reason: 'none' }] }, /refused/, /not \.cert.*over http/s],
    [
      'other-eui',
      'problem',
      { ...silentNever, mistaken: [{ eui: eui('0000b827eba67a72'), count: 4, address: '203.0.113.9', at: ago(5) }] },
      /4 refused check-ins/,
      /FFFE.*euiprefix/s,
    ],
    [
      'silent',
      'problem',
      { nextContact: ago(120) },
      /Expected by 2026-05-02 10:00 UTC/,
      /REG eight times, then BAK, then BOOT/,
    ],
    [
      'fell-back',
      'problem',
      { ...report({ fellBack: true, credential: 'bootstrap' }), sets: [{ ...CUPS, failedAt: ago(60) }, TC] },
      /BOOT: it fell back to its first token/,
      /Check the CUPS set live/,
    ],
    [
      'credentials-rejected',
      'problem',
      said({ tcCredCrc: 99 }),
      /reported wss:\/\/lns\.example:443 and the CRC 0x00000063/,
      /one CA certificate in DER.*no bundle/,
    ],
    [
      'not-applied',
      'problem',
      said({ tcUri: 'wss://old.example:443', tcCredCrc: 99 }),
      /Offered at/,
      /proxy.*read-only/s,
    ],
    [
      'no-credentials',
      'problem',
      { ...said({ tcCredCrc: EMPTY_SET_CRC }), sets: [CUPS] },
      /three empty files/,
      /never repairs this by itself/,
    ],
    [
      'malformed-uri',
      'problem',
      { ...said({ tcUri: 'wss://lns.example:443/' }), sets: [CUPS] },
      /ends in “\/”/,
      /before the gateway is switched off/,
    ],
    [
      'other-server',
      'warning',
      { ...said({ cupsUri: 'https://other.example:443' }), sets: [TC] },
      /other\.example:443; this server is cups\.example:443/,
      /GATEWAY_HOSTS/,
    ],
    [
      'ended',
      'problem',
      { sets: [CUPS, { ...TC, trust: { ...HEALTHY_CERTIFICATE, validTo: ago(1) } }] },
      /until 2026-05-02 11:59 UTC/,
      /new root/,
    ],
    [
      'not-yet-valid',
      'warning',
      { sets: [CUPS, { ...TC, trust: { ...HEALTHY_CERTIFICATE, validFrom: ago(60) } }] },
      /valid from/,
      /NTP/,
    ],
    [
      'eui-mismatch',
      'problem',
      { sets: [CUPS, { ...TC, crt: { ...HEALTHY_CERTIFICATE, subject: 'CN=::1', names: [eui('::1')] } }] },
      /00-00-00-00-00-00-00-01; this gateway is B8-27-EB-FF-FE-A6-7A-72/,
      /mixed up/,
    ],
    [
      'tls',
      'problem',
      { tls: [{ alert: 'tlsv1 alert unknown ca', times: 8, lastAt: ago(5) }] },
      /8 connections from 198\.51\.100\.7/,
      /Put the CA of this server/,
    ],
    ['tls', 'note', { tls: [{ alert: 'tlsv1 alert unknown ca', times: 8, lastAt: ago(90) }] }, /8 connections/, /CA/],
    [
      'lns-down',
      'problem',
      { run: { firstAt: ago(60), lastAt: ago(4), times: 8 } },
      /about every 8 minutes \(8 times/,
      /registered there under this EUI/,
    ],
    [
      'discovery',
      'problem',
      { discovery: { outcome: 'failed', detail: 'The LNS refused the key.', at: ago(2) } },
      /The LNS refused the key/,
      /Check the LNS URI/,
    ],
    [
      'key-mismatch',
      'warning',
      { firmware: { state: 'scheduled', sentence: 'The gateway holds the key X.', waits: 'other-key' } },
      /holds the key X/,
      /Sign the image/,
    ],
    [
      'unsigned',
      'warning',
      { firmware: { state: 'scheduled', sentence: 'As root.', waits: 'unsigned' } },
      /As root/,
      /sig-0\.key/,
    ],
    [
      'firmware-interrupted',
      'warning',
      { firmware: { state: 'interrupted', sentence: 'Cut.', waits: null } },
      /Cut/,
      /Schedule it again/,
    ],
    [
      'firmware-no-change',
      'warning',
      { firmware: { state: 'no-change', sentence: 'Still 1.0.', waits: null } },
      /Still 1\.0/,
      /version\.txt/,
    ],
    [
      'ip-address',
      'warning',
      { sets: [CUPS, { ...TC, uri: 'wss://192.0.2.1:443' }], ...said({ tcUri: 'wss://192.0.2.1:443' }) },
      /192\.0\.2\.1/,
      /never with its IP addresses/,
    ],
    ['no-lns', 'note', { ...said({ tcUri: null }), sets: [CUPS] }, /no LNS URI/, /Set its LNS/],
  ])('%s is a %s', (code, severity, change, evidence, remedy) => {
    const findings = diagnose({ ...HEALTHY, ...change })
    expect(findings.map((one) => [one.code, one.severity])).toEqual([[code, severity]])
    const [finding] = findings
    expect(finding?.evidence.join(' ')).toMatch(evidence)
    expect(finding?.remedy).toMatch(remedy)
    expect(finding?.title).toMatch(/^[A-Z].*\.$/)
  })

  test('an offer is judged only at a later check-in', () => {
    const sets = [CUPS, { ...TC, offeredAt: REPORT.lastSeenAt }]
    expect(diagnose({ ...HEALTHY, ...said({ tcUri: null, tcCredCrc: null }), sets })).toEqual([])
  })

  test('one link that is up comes once a day, and a minute’s rhythm is no broken link', () => {
    for (const run of [
      { firstAt: ago(3 * 1440), lastAt: ago(0), times: 4 },
      { firstAt: ago(10), lastAt: ago(0), times: 11 },
    ])
      expect(diagnose({ ...HEALTHY, run })).toEqual([])
  })

  test('the worst comes first', () => {
    const findings = diagnose({
      ...HEALTHY,
      ...said({ tcUri: null, cupsUri: 'https://x:1' }),
      sets: [],
      nextContact: ago(999),
    })
    expect(findings.map(({ severity }) => severity)).toEqual(['problem', 'warning', 'note'])
  })

  test('every finding of any mixture has evidence and a remedy', () => {
    const certificate = fc.option(
      fc.record({
        subject: fc.constant('CN=x'),
        validFrom: fc.date({ noInvalidDate: true }),
        validTo: fc.date({ noInvalidDate: true }),
        names: fc.constantFrom([], [GATEWAY], [eui('::2')]),
      }),
    )
    const mark = fc.option(fc.constantFrom(ago(1), ago(3000)))
    const set = fc.record({
      category: fc.constantFrom('cups' as const, 'tc' as const),
      version: fc.integer({ min: 1, max: 3 }),
      uri: fc.constantFrom('https://cups.example:443', 'wss://1.2.3.4:5', 'ws://x:1'),
      crc: fc.constantFrom(null, 2, 5),
      desired: fc.boolean(),
      offeredAt: mark,
      provenAt: mark,
      failedAt: mark,
      backup: fc.boolean(),
      trust: certificate,
      crt: certificate,
    })
    fc.assert(
      fc.property(
        fc.array(set, { maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(null, ago(1), ago(9999)),
        (sets, fellBack, due) => {
          for (const finding of diagnose({ ...HEALTHY, ...report({ fellBack }), sets, nextContact: due })) {
            expect(finding.evidence.length).toBeGreaterThan(0)
            expect(finding.remedy.length).toBeGreaterThan(20)
          }
        },
      ),
    )
  })
})

describe('usedCredential', () => {
  test.each<[string, Partial<typeof REPORT>, string, RegExp]>([
    ['the reported set', {}, 'REG', /^REG: CUPS set 2/],
    ['the backup', { fellBack: true }, 'BAK', /^BAK: CUPS set 2/],
    ['the first token after a set', { fellBack: true, credential: 'bootstrap' }, 'BOOT', /^BOOT/],
    ['the first token', { credential: 'bootstrap' }, 'REG', /its first token; no CUPS set/],
    ['an issued certificate', { credential: 'certificate' }, 'REG', /a certificate of your CA/],
  ])('%s', (_, change, place, sentence) => {
    const used = usedCredential({ ...HEALTHY, ...report(change) })
    expect(used?.place).toBe(place)
    expect(used?.sentence).toMatch(sentence)
  })

  test('nothing before the first check-in', () => expect(usedCredential({ report: null, sets: [] })).toBeNull())
})
