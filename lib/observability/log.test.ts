import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { describeError } from './describe-error.ts'
import { formatLine } from './format-line.ts'

test('of a failed statement the cause is kept and its parameters are not', () => {
  const cause = Object.assign(new Error('duplicate key value'), { code: '23505' })
  const error = new Error('Failed query: insert … params: hunter2', { cause })
  const described = describeError(error)
  expect(described).toMatchObject({ name: 'Error', message: 'duplicate key value', code: '23505' })
  expect(described.frames.length).toBeGreaterThan(0)
  expect(JSON.stringify(described)).not.toContain('hunter2')
})

test('what is thrown and is no error gives nothing away', () => {
  expect(describeError('token abc')).toEqual({ name: 'Thrown', message: 'string', frames: [] })
})

test('a line for people carries time, level, plane, message, error and facts', () => {
  const time = new Date(2026, 0, 2, 3, 4, 5).toISOString()
  const entry = { level: 'error', time, plane: 'gateway', msg: 'check-in failed', worker: 2 }
  const err = { name: 'Error', message: 'no route', code: 'EHOSTUNREACH', frames: ['at a (b.ts:1)'] }
  expect(formatLine(JSON.stringify({ ...entry, err }), false)).toBe(
    '03:04:05  error  gateway  check-in failed  (EHOSTUNREACH: no route)  worker=2\n    at a (b.ts:1)\n',
  )
  expect(formatLine(JSON.stringify({ ...entry, level: 'info' }), false)).toBe(
    '03:04:05  gateway  check-in failed  worker=2\n',
  )
  expect(formatLine('not JSON\n', false)).toBe('not JSON\n')
})

test('secrets in fields are masked', () => {
  const program = `import { log } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)}
    log.info({ password: 'hunter2', request: { headers: { authorization: 'hunter2' } }, sent: { key: 'hunter2' } }, 'seen')`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(stderr).toContain('seen')
  expect(stderr).not.toContain('hunter2')
})
