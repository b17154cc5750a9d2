import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTimeline, reportChanges, type TimelineRow } from './timeline.ts'

const AT = new Date('2026-05-01T12:00:00Z')
const row = (change: Partial<TimelineRow>): TimelineRow => ({
  at: AT,
  key: 'k',
  kind: 'check-in',
  source: 'check-in',
  what: 'reported',
  data: {},
  actor: null,
  actorName: null,
  ...change,
})
const audit = (what: string, data: TimelineRow['data'] = {}, kind: TimelineRow['kind'] = 'setup') =>
  row({ source: 'audit', what, data, kind, actor: 'user:1', actorName: 'Ada' })
const quiet = (times: number, key: string, more: TimelineRow['data'] = {}) =>
  row({
    source: 'quiet',
    what: 'quiet',
    key: `quiet:${key}`,
    data: { id: key, times, since: AT.toISOString(), kind: 'unchanged', ...more },
  })
const said = (one: TimelineRow) => readTimeline([one]).map(({ title, detail }) => [title, detail])[0]
const REPORTED = { tcUri: null, tcCredCrc: 1, cupsUri: 'https://c:1', cupsCredCrc: 2, package: '1', keys: [] }
const before = { reported: REPORTED, address: '198.51.100.7', credential: 'bootstrap' }
const checkIn = (data: TimelineRow['data'], what = 'reported') =>
  row({
    what,
    data: { id: 'i', reported: REPORTED, address: '198.51.100.7', credential: 'bootstrap', before, ...data },
  })

describe('readTimeline', () => {
  test.each<[string, TimelineRow, [string, string]]>([
    ['a claim', audit('gateway.claim'), ['Claimed with its PIN', '']],
    ['an add', audit('gateway.add'), ['Added with its token', '']],
    [
      'a setup',
      audit('gateway.setup', {
        lns: { before: { uri: 'wss://a:1' }, after: { uri: 'wss://b:1' } },
        cups: { before: null, after: { uri: 'https://c:1' } },
      }),
      ['Was set up', 'LNS wss://b:1, before wss://a:1. CUPS https://c:1.'],
    ],
    [
      'a clearing',
      audit('gateway.setup', { lns: { before: { uri: 'wss://a:1' }, after: null } }),
      ['Was set up', 'LNS is not managed any more.'],
    ],
    [
      'new credentials',
      audit('gateway.setup', { lns: { before: { uri: 'wss://a:1' }, after: { uri: 'wss://a:1' } } }),
      ['Was set up', 'LNS credentials for wss://a:1.'],
    ],
    [
      'a return',
      audit('gateway.setup', { returned: { tc: 2, cups: null } }, 'return'),
      ['Returned to an earlier version', 'LNS back to version 2, CUPS is not managed any more.'],
    ],
    [
      'an undo',
      audit('gateway.setup', { undo: true, returned: { tc: 2 } }, 'return'),
      ['Setup undone', 'LNS back to version 2.'],
    ],
    [
      'a label',
      audit('gateway.change', { name: 'Roof', tags: ['a', 'b'] }, 'label'),
      ['Labels changed', 'name “Roof”; tags “a, b”.'],
    ],
    [
      'a rename',
      audit('gateway.rename', { before: { name: 'Roof' }, after: { name: 'Mast' } }, 'label'),
      ['Name changed', 'name “Mast”, before “Roof”.'],
    ],
    [
      'a first name',
      audit('gateway.rename', { before: { name: '' }, after: { name: 'Mast' } }, 'label'),
      ['Name changed', 'name “Mast”.'],
    ],
    [
      'a gateway that was moved',
      audit(
        'gateway.change',
        {
          before: { tags: ['a'], latitude: 46.948, longitude: 7.4474 },
          after: { tags: [], latitude: 47.3769, longitude: 8.5417 },
        },
        'label',
      ),
      ['Labels changed', 'no tags, before “a”; location 47.3769, 8.5417, before 46.948, 7.4474.'],
    ],
    [
      'a location that was taken away',
      audit(
        'gateway.change',
        { before: { latitude: 1.5, longitude: 2 }, after: { latitude: null, longitude: null } },
        'label',
      ),
      ['Labels changed', 'no location, before 1.5, 2.'],
    ],
    [
      'a location of an earlier version of Gatehouse',
      audit('gateway.change', { latitude: 1.5, longitude: 2 }, 'label'),
      ['Labels changed', 'location 1.5, 2.'],
    ],
    ['what others add', audit('gateway.transfer-offer', {}, 'transfer'), ['Transfer offer', '']],
    ['the first check-in', checkIn({ before: null }), ['First check-in', 'From the address 198.51.100.7.']],
    [
      'news',
      checkIn({ reported: { ...REPORTED, tcUri: 'wss://b:1', package: '2', keys: [255] } }),
      ['Reports something new', 'LNS wss://b:1; package 2; signing keys 0x000000ff.'],
    ],
    ['another address', checkIn({ address: '203.0.113.9' }), ['Checked in differently', 'from 203.0.113.9.']],
    [
      'a fall-back',
      checkIn({ credential: 'cups:3' }, 'fell-back'),
      ['Fell back to an older credential', 'It came with CUPS credentials version 3.'],
    ],
    [
      'a fault of ours',
      checkIn({}, 'own-fault'),
      ['Fault on our side', 'The gateway was told that nothing changes. It asks again.'],
    ],
    ['one without news', quiet(1, 'a'), ['1 check-in, nothing changed', '']],
    ['many', quiet(12_480, 'a'), ['12\u2009480 check-ins, nothing changed', '']],
    [
      'offers that are not taken',
      quiet(3, 'a', { kind: 'update' }),
      ['3 check-ins, nothing applied', 'The same update was offered each time.'],
    ],
    [
      'an offer',
      row({ source: 'set', what: 'offered', kind: 'offer', data: { category: 'tc', version: 3, uri: 'wss://b:1' } }),
      ['LNS version 3 offered', 'wss://b:1.'],
    ],
    [
      'an interrupted update',
      row({
        source: 'event',
        what: 'firmware.failed',
        kind: 'firmware',
        data: { fwcrc: 1, reason: 'The connection was cut.' },
      }),
      ['Firmware interrupted', 'Image 0x00000001. The connection was cut.'],
    ],
    [
      'a rollout',
      row({
        source: 'rollout',
        what: 'failed',
        kind: 'rollout',
        data: { id: 'r', name: 'New LNS', reason: 'It fell back.' },
      }),
      ['Rollout failed here', 'New LNS. It fell back.'],
    ],
    [
      'a renewal',
      row({
        source: 'certificate',
        what: 'system',
        kind: 'certificate',
        data: { category: 'tc', notAfter: '2027-01-01T00:00:00+00:00' },
      }),
      ['Client certificate renewed', 'LNS, good until 2027-01-01.'],
    ],
    [
      'a silence',
      row({ source: 'silence', what: 'silent', kind: 'silence' }),
      ['Fell silent', 'It missed the check-in that was expected.'],
    ],
  ])('%s', (_, one, words) => expect(said(one)).toEqual(words))

  test.each([
    ['the LNS', { lns: { before: null, after: { uri: 'wss://b:1', version: 4 } } }, { to: 'version', id: 'tc:4' }],
    ['CUPS', { cups: { before: null, after: { uri: 'https://b', version: 2 } } }, { to: 'version', id: 'cups:2' }],
    ['a clearing', { lns: { before: { version: 3 }, after: null } }, null],
  ])('a setup of %s opens the version that it made', (_, detail, link) => {
    expect(readTimeline([audit('gateway.setup', detail)])[0]?.link).toEqual(link)
  })

  test('folds runs without news that follow one another, and nothing else', () => {
    const items = readTimeline([
      quiet(200, 'a'),
      quiet(14, 'b'),
      audit('gateway.claim'),
      quiet(2, 'c'),
      quiet(1, 'd', { kind: 'update' }),
    ])
    expect(items.map(({ title }) => title)).toEqual([
      '214 check-ins, nothing changed',
      'Claimed with its PIN',
      '2 check-ins, nothing changed',
      '1 check-in, nothing applied',
    ])
  })

  test('loses no check-in by folding', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 20 })
    fc.assert(
      fc.property(rows, (runs) => {
        const items = readTimeline(
          runs.map(([times, other], index) => (other ? audit('gateway.claim') : quiet(times, String(index)))),
        )
        const expected = runs.reduce((sum, [times, other]) => sum + (other ? 0 : times), 0)
        expect(items.reduce((sum, { times }) => sum + (times ?? 0), 0)).toBe(expected)
      }),
    )
  })
})

test('a report differs in nothing from itself', () => {
  expect(reportChanges(REPORTED, REPORTED)).toEqual([])
  expect(reportChanges(REPORTED, { ...REPORTED, cupsCredCrc: null })).toEqual(['CUPS credentials none'])
})
