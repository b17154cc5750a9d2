import { expect, test } from 'vitest'
import { GATEWAY_LABELS } from './gateway-label-draft.ts'
import { changedFields, mergeDrafts } from './merge-drafts.ts'
import { textForm } from './use-shared-form.ts'

const STORED = { tags: ['pilot', 'roof'], site: 'Harbour', latitude: 47.37691234, longitude: 8.5417 }
const before = GATEWAY_LABELS.draftOf(STORED)

test('the same words in another order or notation are no change; what is rounded in the form is not sent back', () => {
  const typed = { tags: 'roof, pilot,', site: ' Harbour ', place: '47.37691 N 8.5417 E' }
  expect(changedFields(GATEWAY_LABELS, typed, before)).toEqual([])
  expect(GATEWAY_LABELS.seen('place', STORED)).toEqual({ latitude: 47.37691234, longitude: 8.5417 })
})

test('what is sent: the changed fields, a location as two numbers or none', () => {
  const typed = { tags: 'mast', site: 'Harbour', place: '' }
  expect(changedFields(GATEWAY_LABELS, typed, before)).toEqual(['tags', 'place'])
  expect(GATEWAY_LABELS.wanted('tags', typed)).toEqual({ tags: ['mast'] })
  expect(GATEWAY_LABELS.wanted('place', typed)).toEqual({ latitude: null, longitude: null })
  expect(GATEWAY_LABELS.wanted('place', { ...typed, place: '-1.5, 2' })).toEqual({ latitude: -1.5, longitude: 2 })
})

test('theirs is taken over where only they changed; both are kept where both did', () => {
  const mine = { ...before, site: 'Mine', tags: 'pilot' }
  const now = GATEWAY_LABELS.draftOf({ ...STORED, site: 'Theirs', latitude: 1, longitude: 2 })
  expect(mergeDrafts(GATEWAY_LABELS, { mine, before, now })).toEqual({
    draft: { site: 'Mine', tags: 'pilot', place: '1, 2' },
    conflicts: ['site'],
    theirs: ['site', 'place'],
  })
})

test('texts: blanks around them are no change, and are not sent', () => {
  const rules = textForm('name', 'notes')
  const stored = { name: 'Roof', notes: '', other: 1 }
  expect(rules.draftOf(stored)).toEqual({ name: 'Roof', notes: '' })
  expect(changedFields(rules, { name: 'Roof ', notes: 'x' }, rules.draftOf(stored))).toEqual(['notes'])
  expect(rules.wanted('notes', { name: '', notes: ' x ' })).toEqual({ notes: 'x' })
})
