import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keyFileCommands } from './key-files.ts'

test.each(['Bearer NNSXS.ABC.DEF', "it's $HOME `x` \\n %s!"])('the shell command writes the line of %j', (value) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-keys-'))
  try {
    const { linux, check } = keyFileCommands(value, 'lns.key')
    execFileSync('/bin/sh', ['-c', linux], { cwd: folder })
    expect(readFileSync(join(folder, 'lns.key'), 'latin1')).toBe(`Authorization: ${value}\r\n`)
    expect(execFileSync('/bin/sh', ['-c', check], { cwd: folder }).toString()).toMatch(/\\r +\\n/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the commands of Windows have no blank before the line end', () => {
  expect(keyFileCommands('Bearer NNSXS.ABC.DEF', 'lns.key')).toMatchObject({
    cmd: '>lns.key echo Authorization: Bearer NNSXS.ABC.DEF',
    powershell: `[IO.File]::WriteAllText("$PWD/lns.key", 'Authorization: Bearer NNSXS.ABC.DEF' + "\`r\`n")`,
  })
  expect(keyFileCommands('a%PATH%b', 'lns.key').cmd).toBeNull()
  expect(keyFileCommands("it's", 'lns.key').powershell).toContain("'Authorization: it''s'")
})
