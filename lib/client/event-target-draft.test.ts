import { expect, test } from 'vitest'
import { EVENT_TARGET_DRAFTS, inputOf } from './event-target-draft.ts'
import { mergeDrafts } from './merge-drafts.ts'

const BEFORE = { ...EVENT_TARGET_DRAFTS.empty, name: 'Night shift', url: 'https://a.example/hook', tags: 'a, b' }

test('texts become lists, and only what the channel has is sent', () => {
  expect(inputOf({ ...BEFORE, sites: 'Roof, north\nCellar', kinds: [] })).toEqual({
    name: 'Night shift',
    channel: 'webhook',
    url: 'https://a.example/hook',
    kinds: [],
    tags: ['a', 'b'],
    sites: ['Roof', 'north', 'Cellar'],
  })
  expect(inputOf({ ...BEFORE, channel: 'email', recipients: 'a@b.example;\nc@d.example' })).not.toHaveProperty('url')
})

test('what both changed is a conflict; what only they changed is taken over; the same lists are the same', () => {
  const now = { ...BEFORE, name: 'Theirs', sites: 'Cellar', tags: 'a,b' }
  const merged = mergeDrafts(EVENT_TARGET_DRAFTS, { mine: { ...BEFORE, name: 'Mine' }, before: BEFORE, now })
  expect(merged).toMatchObject({ conflicts: ['name'], theirs: ['name', 'sites'] })
  expect(merged.draft).toEqual({ ...BEFORE, name: 'Mine', sites: 'Cellar' })
})
