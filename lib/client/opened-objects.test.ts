import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetOpened, noteOpened, type Opened, readOpened } from './opened-objects.ts'

const kept = new Map<string, string>()
beforeEach(() => {
  kept.clear()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  })
})
afterEach(() => vi.unstubAllGlobals())

const one = (id: string, more: Partial<Opened> = {}): Opened => ({
  kind: 'rollout',
  id,
  name: `Rollout ${id}`,
  about: '',
  owner: '::1',
  ...more,
})

test('the last one comes first, each once, under its last name', () => {
  noteOpened('ann', one('1'))
  noteOpened('ann', one('2'))
  noteOpened('ann', one('1', { name: 'Renamed' }))
  expect(readOpened('ann').map(({ id, name }) => [id, name])).toEqual([
    ['1', 'Renamed'],
    ['2', 'Rollout 2'],
  ])
})

test('the same id of another kind or owner is another object', () => {
  noteOpened('ann', one('1'))
  noteOpened('ann', one('1', { kind: 'connection' }))
  noteOpened('ann', one('1', { owner: '::2' }))
  expect(readOpened('ann')).toHaveLength(3)
})

test('nobody else sees it, and the next person begins anew', () => {
  noteOpened('ann', one('1'))
  expect(readOpened('ben')).toEqual([])
  noteOpened('ben', one('2'))
  expect(readOpened('ben').map(({ id }) => id)).toEqual(['2'])
  expect(readOpened('ann')).toEqual([])
})

test('it ends with the sign-out, does not grow without end, and survives what is no list', () => {
  for (let number = 0; number < 60; number += 1) noteOpened('ann', one(String(number)))
  expect(readOpened('ann')).toHaveLength(40)
  forgetOpened()
  expect(readOpened('ann')).toEqual([])
  kept.set('gatehouse-opened', '{"user":"ann","opened":7')
  expect(readOpened('ann')).toEqual([])
})

test('without storage nothing is remembered, and nothing breaks', () => {
  vi.stubGlobal('localStorage', undefined)
  noteOpened('ann', one('1'))
  forgetOpened()
  expect(readOpened('ann')).toEqual([])
})
