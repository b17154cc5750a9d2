import { expect, test } from 'vitest'
import { labelChanges } from './label-changes.ts'

const NOW = { name: 'Roof', tags: ['a'], site: '', latitude: 47.1, longitude: 8.5 }

test('only what changed is told, a location as a whole', () => {
  expect(labelChanges(NOW, { name: 'Mast', tags: ['a'] })).toEqual({
    before: { name: 'Roof' },
    after: { name: 'Mast' },
  })
  expect(labelChanges(NOW, { latitude: 47.2, longitude: 8.5 })).toEqual({
    before: { latitude: 47.1, longitude: 8.5 },
    after: { latitude: 47.2, longitude: 8.5 },
  })
  expect(labelChanges(NOW, { latitude: null, longitude: null, site: 'Harbour' })).toEqual({
    before: { site: '', latitude: 47.1, longitude: 8.5 },
    after: { site: 'Harbour', latitude: null, longitude: null },
  })
  expect(labelChanges(NOW, { latitude: 47.1, longitude: 8.5, name: undefined })).toBeNull()
})
