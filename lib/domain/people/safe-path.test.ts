import { expect, it } from 'vitest'
import { safePath } from './safe-path.ts'

it.each(['/', '/o/::1/gateways?q=a#b', '/invite'])('%s is a page of this console', (next) => {
  expect(safePath(next)).toBe(next)
})

it.each([
  null,
  undefined,
  '',
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/sign-in?next=/',
  'javascript:alert(1)',
])('%j is not', (next) => {
  expect(safePath(next)).toBe('/')
})
