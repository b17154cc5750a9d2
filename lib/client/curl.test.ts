import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { noted, type Secrets } from './call.ts'
import { type CurlCall, curlCalls } from './curl.ts'

const ORIGIN = 'https://gatehouse.example'
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-curl-'))
const [bin, work] = [join(folder, 'bin'), join(folder, 'work')]
mkdirSync(bin)
mkdirSync(work)
afterAll(() => rmSync(folder, { recursive: true }))
// In place of curl: its arguments, each ended by NUL, then its standard input.
writeFileSync(
  join(bin, 'curl'),
  '#!/bin/sh\nfor one in "$@"; do printf "%s\\0" "$one"; done\ncase " $* " in *" @- "*) cat ;; esac\n',
)
chmodSync(join(bin, 'curl'), 0o755)

/** What a shell gives to curl. */
function run(command: string, env: Record<string, string> = {}, shell = 'bash') {
  const path = `${bin}:${process.env.PATH}`
  const output = execFileSync(shell, ['-c', command], {
    cwd: work,
    env: { NODE_ENV: 'test', PATH: path, GATEHOUSE_TOKEN: 'gh_token', ...env },
    encoding: 'utf8',
    // A bash whose input is a socket, as Node's pipes are, would read the person's start-up files.
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const words = output.split('\0')
  const body = words.pop() ?? ''
  return { args: words, body: body === '' ? undefined : JSON.parse(body) }
}

const post = (path: string, body: unknown) => () => noted({ method: 'POST', path, body })
function only(send: (as: Secrets) => unknown): CurlCall {
  const [call, ...more] = curlCalls(ORIGIN, send)
  if (!call || more.length > 0) throw new Error('one request was expected')
  return call
}

/** Texts that a shell, JSON or the marks of secrets could take for something else. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '$',
        '`',
        '\\',
        '"',
        "'",
        '$(id)',
        '\n',
        '!',
        'JSON',
        '\u{e000}',
        '\u{e001}',
        '.0',
        '$' + '{HOME}',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
)

test('a real shell gives curl exactly the method, the address, the token and the body', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('POST', 'PATCH', 'PUT', 'DELETE'),
      fc.webSegment(),
      fc.dictionary(nasty, fc.oneof(nasty, fc.integer(), fc.boolean(), fc.constant(null), fc.array(nasty)), {
        noNullPrototype: true,
      }),
      (method, segment, body) => {
        const path = `/api/v1/${segment}?owner=${encodeURIComponent('::1')}`
        const { command } = only(() => noted({ method, path, body }))
        const { args, body: sent } = run(command)
        expect(sent).toEqual(JSON.parse(JSON.stringify(body)))
        expect(args).toContain(`${ORIGIN}${path}`)
        expect(args).toContain('Authorization: Bearer gh_token')
        expect(args).toContain('Content-Type: application/json')
        expect(args.at(args.indexOf('-X') + 1) === method).toBe(method !== 'POST')
      },
    ),
    { numRuns: 150 },
  )
  expect(readdirSync(work)).toEqual([])
})

test('what stands for a secret is read when the command runs, and nothing else is', () => {
  fc.assert(
    fc.property(nasty, fc.stringMatching(/^[!#-[\]-~ ]{1,30}$/), (text, pin) => {
      const secret = `${pin} held back`
      const { command, variables } = only((as) =>
        noted({
          method: 'POST',
          path: '/api/v1/gateway/claim',
          body: { [text]: text, gateways: [{ claim: as.variable(secret, 'CLAIM_PIN') }] },
        }),
      )
      expect(command).not.toContain('held back')
      expect(variables).toEqual(['CLAIM_PIN'])
      expect(run(command, { CLAIM_PIN: secret }).body).toEqual({ [text]: text, gateways: [{ claim: secret }] })
    }),
    { numRuns: 60 },
  )
})

test.each(['bash', 'sh'])('files are read by %s as the console reads them', (shell) => {
  const key = 'Authorization: held back\r\n'
  const pem = '-----BEGIN PRIVATE KEY-----\nheld+back/=\n-----END PRIVATE KEY-----\n'
  const name = "it's a $(touch hacked).key"
  writeFileSync(join(work, 'tc.key'), key)
  writeFileSync(join(work, name), pem)
  const { command, files } = only((as) =>
    noted({
      method: 'PATCH',
      path: '/x',
      body: {
        lnsKey: as.file(Buffer.from(key).toString('base64'), 'tc.key'),
        key: as.text(pem, name),
        crt: as.file('', 'no'),
      },
    }),
  )
  expect(files).toEqual(['tc.key', name])
  expect(command).not.toContain('held')
  expect(run(command, {}, shell).body).toEqual({ lnsKey: Buffer.from(key).toString('base64'), key: pem, crt: '' })
  expect(readdirSync(work).sort()).toEqual([name, 'tc.key'])
  for (const file of readdirSync(work)) rmSync(join(work, file))
})

test('a body that is too large, or holds many secrets, goes into a file', () => {
  const many = Array.from({ length: 9 }, (_, index) => `pin ${index}`)
  const { command, body, variables } = only((as) =>
    noted({
      method: 'POST',
      path: '/api/v1/gateway/claim',
      body: many.map((pin, index) => as.variable(pin, `P_${index}`)),
    }),
  )
  expect(variables).toEqual([])
  expect(command).not.toContain('pin 0')
  expect(body).toMatchObject({ name: 'claim.json', secret: true })
  expect(JSON.parse(body?.text() ?? '')).toEqual(many)
  const { args } = run(command)
  expect(args.slice(-2)).toEqual(['--data', '@claim.json'])
  expect(only(post('/x/setup', 'a'.repeat(20_000))).body).toMatchObject({ name: 'setup.json', secret: false })
})

test('calls without a body, and files as they are', () => {
  const path = '/api/v1/tokens/7?owner=%3A%3A1&force=true'
  const { args, body } = run(only(() => noted({ method: 'DELETE', path })).command)
  expect([args, body]).toEqual([['-X', 'DELETE', ORIGIN + path, '-H', 'Authorization: Bearer gh_token'], undefined])
  const upload = only(() => noted({ method: 'POST', path: '/api/v1/firmware/images?name=a', upload: "it's.bin" }))
  expect(run(upload.command).args.slice(0, 4)).toEqual(['-X', 'POST', '-T', "it's.bin"])
  expect(upload.files).toEqual(["it's.bin"])
})

test('several requests are several commands', () => {
  const commands = curlCalls(ORIGIN, () => [noted({ method: 'GET', path: '/a' }), noted({ method: 'GET', path: '/b' })])
  expect(commands.map(({ command }) => run(command).args[0])).toEqual([`${ORIGIN}/a`, `${ORIGIN}/b`])
  expect(readFileSync(join(bin, 'curl'), 'utf8')).toContain('cat')
})
