import { describe, expect, test } from 'vitest'
import { emptyRollout, type RolloutDraft, readList, rolloutBody, rolloutFrom } from './rollout-draft.ts'

const draft = (patch: Partial<RolloutDraft>): RolloutDraft => ({
  ...emptyRollout('Europe/Zurich'),
  fwcrc: '7',
  ...patch,
})
const set = (base64: string) => ({ mode: 'set', base64, source: 'x', kind: 'certificate', warnings: [] }) as const

describe('the body', () => {
  test('of a draft as it is opened: the defaults of the API', () => {
    expect(rolloutBody(draft({ name: ' Spring ' }))).toEqual({
      faults: {},
      body: {
        name: 'Spring',
        target: { by: 'filter' },
        change: { kind: 'firmware', fwcrc: 7, allowUnsigned: false },
        waves: { by: 'share', shares: [1, 10] },
        success: { share: 95, soakMinutes: 60 },
        failure: { share: 2, atLeast: 5, count: null },
        windows: null,
        collectHours: 72,
        quietMinutes: 12,
        eligibility: { models: [], packages: [], stations: [], neverSeen: 'skip' },
      },
    })
  })

  test('of each target', () => {
    const of = (patch: Partial<RolloutDraft>) => rolloutBody(draft(patch)).body?.target
    expect(of({ q: ' roof ', state: 'in-sync', tag: 'pilot', site: 'Basel' })).toEqual({
      by: 'filter',
      q: 'roof',
      state: 'in-sync',
      tag: 'pilot',
      site: 'Basel',
    })
    expect(of({ by: 'tags', tags: ['a', 'b'] })).toEqual({ by: 'tags', tags: ['a', 'b'] })
    expect(of({ by: 'gateways', list: '::1, 00-00-00-00-00-00-00-01\nb827ebfffea67a72' })).toEqual({
      by: 'gateways',
      gateways: ['::1', 'b827:ebff:fea6:7a72'],
    })
  })

  test('of credentials: only what was given', () => {
    const { lns } = emptyRollout('UTC')
    const change = (patch: Partial<RolloutDraft>) => rolloutBody(draft({ kind: 'credentials', ...patch })).body?.change
    expect(change({ lns: { ...lns, trust: set('CA') } })).toEqual({ kind: 'credentials', lnsTrust: 'CA' })
    expect(change({ lns: { ...lns, uri: ' ws://a:1 ', trust: set('CA') } })).toEqual({
      kind: 'credentials',
      lnsUri: 'ws://a:1',
    })
    expect(change({ cups: { ...lns, uri: 'https://c:1', crt: { mode: 'clear' } } })).toEqual({
      kind: 'credentials',
      cupsUri: 'https://c:1',
      cupsCrt: '',
    })
  })

  test.each<[string, Partial<RolloutDraft>, keyof RolloutDraft, string]>([
    ['no image', { fwcrc: '' }, 'fwcrc', 'Choose an image.'],
    ['nothing to change', { kind: 'credentials' }, 'lns', 'Name what is to be changed'],
    ['no tag', { by: 'tags' }, 'tags', 'Choose a tag.'],
    ['a word that is no gateway', { by: 'gateways', list: '::1 roof' }, 'list', '“roof” is no identifier'],
    ['an empty list', { by: 'gateways', list: ' ' }, 'list', 'Name a gateway.'],
    ['waves of more than all', { shares: '60, 50' }, 'shares', '100 % or more'],
    ['a wave of nothing', { shares: '0' }, 'shares', 'between 0 and 100'],
    ['no tag of a wave', { waves: 'tag' }, 'waveTags', 'first wave'],
    ['a percent that is none', { failureShare: 'x' }, 'failureShare', 'from 0 to 100'],
    ['half a minute', { soakMinutes: '0.5' }, 'soakMinutes', 'whole number'],
    [
      'a window without a day',
      { inWindows: true, windows: [{ days: [], from: '01:00', to: '02:00' }] },
      'windows',
      'weekday',
    ],
    [
      'an hour that is none',
      { inWindows: true, windows: [{ days: [1], from: '25:00', to: '02:00' }] },
      'windows',
      'HH:MM',
    ],
    ['no zone', { inWindows: true, zone: ' ' }, 'zone', 'time zone'],
  ])('%s is told at its field', (_name, patch, field, sentence) => {
    const { body, faults } = rolloutBody(draft(patch))
    expect(body).toBeUndefined()
    expect(faults[field]).toContain(sentence)
  })
})

test('a link says what and where to', () => {
  const from = (search: string) => rolloutFrom(new URLSearchParams(search), 'UTC')
  expect(from('image=42&tag=pilot')).toMatchObject({ fwcrc: '42', by: 'filter', tag: 'pilot', zone: 'UTC' })
  expect(from('gateways=::1,::2')).toMatchObject({ by: 'gateways', list: '::1\n::2' })
  expect(from('image=<b>')).toMatchObject({ fwcrc: '' })
})

test('a pasted list: each gateway once, and what is none', () => {
  expect(readList('::1;::1\t0000000000000001 nonsense')).toEqual({
    gateways: ['0000000000000001'],
    unknown: ['nonsense'],
  })
})

test('a filter of the list that the form has no field for stays a part of the target', () => {
  const draft = rolloutFrom(new URLSearchParams('tag=pilot&model=corecell&lns=eu1.example&expires=30'), 'UTC')
  expect(rolloutBody({ ...draft, fwcrc: '42', name: 'x' }).body?.target).toEqual({
    by: 'filter',
    tag: 'pilot',
    model: 'corecell',
    lns: 'eu1.example',
    expires: '30',
  })
})
