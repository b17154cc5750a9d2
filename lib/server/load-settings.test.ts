import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSecretFiles } from './load-settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a secret in a file takes the place of its setting, without the end of its line', () => {
  writeFileSync(join(folder, 'pin'), ' 1234\n')
  const env: Record<string, string | undefined> = { HSM_PIN_FILE: join(folder, 'pin'), PORT_FILE: '/nowhere' }
  readSecretFiles(env)
  expect(env).toEqual({ HSM_PIN: ' 1234', PORT_FILE: '/nowhere' })
})

test('a file that is not there, and a secret that is given twice, are refused without the secret', () => {
  writeFileSync(join(folder, 'url'), 'postgres://u:hunter2@h/d')
  const env = {
    SMTP_URL_FILE: '/nowhere',
    DATABASE_URL_FILE: join(folder, 'url'),
    DATABASE_URL: 'postgres://u:hunter3@h/d',
  }
  expect(() => readSecretFiles(env)).toThrow(
    'DATABASE_URL and DATABASE_URL_FILE are both set: give one of them.\n' +
      'SMTP_URL_FILE names /nowhere, which cannot be read (ENOENT): give the path of a file with the value.',
  )
})
