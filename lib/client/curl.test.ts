import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { curlCommand, curlJson } from './curl.ts'

test('the shell sends exactly the values, and reads the files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-curl-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'tc.key'), 'Authorization: secret\r\n')
  const command = curlCommand('http://localhost:3000', '/api/v1/gateway/setup', {
    ownerid: '::1',
    lnsUri: 'wss://$(touch hacked)`id`"\\:1',
    lnsKey: { file: 'tc.key' },
  })
  // A function in place of curl prints its standard input, which is the body.
  const body = execFileSync('sh', ['-c', `curl() { cat; }\n${command}`], { cwd: folder, encoding: 'utf8' })
  expect(JSON.parse(body)).toEqual({
    ownerid: '::1',
    lnsUri: 'wss://$(touch hacked)`id`"\\:1',
    lnsKey: Buffer.from('Authorization: secret\r\n').toString('base64'),
  })
  expect(command).not.toContain('secret')
})

test('secrets come from the environment, everything else as it is', () => {
  const command = curlJson('http://localhost:3000', 'PATCH', '/api/v1/connections/1', {
    name: 'a "quoted" $HOME `id` \\ back',
    headers: [{ name: 'X-Key', value: { variable: 'HEADER_1' } }],
  })
  expect(command).toContain('curl -X PATCH http://localhost:3000/api/v1/connections/1')
  const env = { ...process.env, HEADER_1: 'the value' }
  const body = execFileSync('sh', ['-c', `curl() { cat; }\n${command}`], { env, encoding: 'utf8' })
  expect(JSON.parse(body)).toEqual({
    name: 'a "quoted" $HOME `id` \\ back',
    headers: [{ name: 'X-Key', value: 'the value' }],
  })
})
