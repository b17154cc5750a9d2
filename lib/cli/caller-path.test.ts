import { resolve } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { pathOfCaller } from './caller-path.ts'

afterEach(() => vi.unstubAllEnvs())

test('a relative path is meant from where npm was called, not from the project', () => {
  vi.stubEnv('npm_lifecycle_event', 'gatehouse')
  vi.stubEnv('INIT_CWD', '/home/ada')
  expect(pathOfCaller('twin.pem')).toBe('/home/ada/twin.pem')
  expect(pathOfCaller('/etc/twin.pem')).toBe('/etc/twin.pem')
})

test('without npm it is meant from the working folder', () => {
  vi.stubEnv('npm_lifecycle_event', 'test')
  vi.stubEnv('INIT_CWD', '/home/ada')
  expect(pathOfCaller('twin.pem')).toBe(resolve('twin.pem'))
})
