/** `gatehouse interop` as a process of its own, the way a CI system runs it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyPem, makeCa, makeLeaf } from '#tests/support/certificates.ts'

const main = join(import.meta.dirname, '../../lib/cli/main.ts')
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interop-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function gatehouse(...args: string[]) {
  // A database that is not there: these commands must not look for one.
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
  }
  const child = spawn(process.execPath, [main, 'interop', ...args], { cwd: folder, env })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const [code] = await once(child, 'close')
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }
}

async function put(files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

const CONFIG = `join-servers:
  - file: ./tti/js.yml
    join-euis: ["70B3D57ED0000000/40", "0000000000000000/0"]
  - file: ./own/js.yml
    join-euis: ["70B3D57ED0001000/52"]
`
const GOOD = {
  'io/config.yml': CONFIG,
  'io/tti/js.yml': 'fqdn: tti.example\nprotocol: BI1.1\n',
  'io/own/js.yml': 'fqdn: own.example\nport: 7009\nprotocol: BI1.0\nheaders: {Authorization: Bearer abc, X-Own: x}\n',
}

describe('check', () => {
  test('0 for a good folder, 1 for errors, 2 where there is nothing', async () => {
    await put(GOOD)
    expect(await gatehouse('check', 'io')).toEqual({ code: 0, out: '0 errors, 0 warnings, 2 join servers.\n', err: '' })
    await put({ 'io/own/js.yml': 'fqdn: own.example\nprotocol: BI1.0\nport: "1"\n' })
    const bad = await gatehouse('check', 'io')
    expect(bad.code).toBe(1)
    expect(bad.out).toContain('io/own/js.yml:3:7: error: ')
    expect(bad.out).toContain('[number]\n1 error, 0 warnings.')
    expect(await gatehouse('check', 'none')).toMatchObject({ code: 2, out: '' })
    expect(await gatehouse('check')).toMatchObject({ code: 2, out: '' })
    expect(await gatehouse('check', 'io', '--format', 'xml')).toMatchObject({ code: 2, out: '' })
  })

  test('warnings pass, and with --strict they do not', async () => {
    await put({ ...GOOD, 'io/old.yml': '' })
    expect(await gatehouse('check', 'io')).toMatchObject({ code: 0 })
    expect(await gatehouse('check', 'io', '--strict')).toMatchObject({ code: 1 })
  })

  test('annotations of GitHub and JSON', async () => {
    await put({ ...GOOD, 'io/own/js.yml': 'fqdn: own.example\nprotocol: "BI 1.0: x,y%"\n' })
    const github = await gatehouse('check', 'io', '--format', 'github')
    expect(github.out).toContain(
      '::error file=io/own/js.yml,line=2,col=11,title=protocol::“BI 1.0: x,y%25” is no protocol.',
    )
    const { out } = await gatehouse('check', 'io', '--json')
    expect(JSON.parse(out)).toMatchObject({
      errors: 1,
      warnings: 0,
      joinServers: null,
      findings: [{ severity: 'error', code: 'protocol', file: 'own/js.yml', line: 2, column: 11, field: 'protocol' }],
    })
  })

  test('links inside the folder are followed, links out of it are not', async () => {
    await put({ ...GOOD, 'outside.yml': GOOD['io/own/js.yml'] })
    await rm(join(folder, 'io/own/js.yml'))
    await symlink('../tti/js.yml', join(folder, 'io/own/js.yml'))
    expect(await gatehouse('check', 'io')).toMatchObject({ code: 0 })
    await rm(join(folder, 'io/own/js.yml'))
    await symlink('../../outside.yml', join(folder, 'io/own/js.yml'))
    const { code, out } = await gatehouse('check', 'io')
    expect(code).toBe(1)
    expect(out).toContain('leads out of the folder')
    expect(out).toContain('There is no own/js.yml')
  })
})

test('resolve says who is asked and why', async () => {
  await put(GOOD)
  const own = await gatehouse('resolve', 'io', '70-B3-D5-7E-D0-00-10-00')
  expect(own).toMatchObject({
    code: 0,
    out: '70B3D57ED0001000/52 of own/js.yml is the longest prefix that matches: /52 beats /40 and /0.\n',
  })
  const { out } = await gatehouse('resolve', 'io', '70B3D57ED0000000', '--json')
  expect(JSON.parse(out).answers[0]).toMatchObject({
    component: 'ns',
    winners: [{ file: 'tti/js.yml', prefix: '70B3D57ED0000000/40' }],
  })
  await put({ 'io/config.yml': 'join-servers: []\n' })
  expect(await gatehouse('resolve', 'io', '70B3D57ED0000000')).toMatchObject({ code: 1 })
  expect(await gatehouse('resolve', 'io', '70B3')).toMatchObject({ code: 2 })
})

describe('export', () => {
  test('for The Things Stack: a folder and a zip, stable from the first export on', async () => {
    const ca = await makeCa()
    const client = await makeLeaf(ca)
    await put({
      ...GOOD,
      'io/tti/js.yml': 'fqdn: tti.example\nprotocol: BI1.1\ntls: {certificate: ../c.pem, key: k.pem}\n',
      'io/c.pem': client.pem,
      'io/tti/k.pem': keyPem(client.key),
    })
    expect(await gatehouse('export', 'io', '--format', 'tts', '--out', 'a')).toMatchObject({ code: 0 })
    expect(await gatehouse('export', 'a', '--format', 'tts', '--out', 'b.zip')).toMatchObject({ code: 0 })
    expect(await gatehouse('export', 'b.zip', '--format', 'tts', '--out', 'c')).toMatchObject({ code: 0 })
    expect(await gatehouse('export', 'c', '--format', 'tts', '--out', 'd.zip')).toMatchObject({ code: 0 })
    expect((await readFile(join(folder, 'b.zip'))).equals(await readFile(join(folder, 'd.zip')))).toBe(true)
    const names = (await readdir(join(folder, 'a'), { recursive: true })).sort()
    expect(names).toEqual((await readdir(join(folder, 'c'), { recursive: true })).sort())
    expect(await readFile(join(folder, 'a/tti/k.pem'), 'utf8')).toBe(keyPem(client.key))
    expect(await gatehouse('export', 'io', '--format', 'tts', '--out', 'a')).toMatchObject({ code: 2 })
  })

  test('for ChirpStack: the longest prefix first, and what it cannot do is said', async () => {
    await put(GOOD)
    const { code, out, err } = await gatehouse('export', 'io', '--format', 'chirpstack')
    expect(code).toBe(0)
    expect(out.match(/join_eui_prefix = .*/g)).toEqual([
      'join_eui_prefix = "70b3d57ed0001000/52"',
      'join_eui_prefix = "70b3d57ed0000000/40"',
      'join_eui_prefix = "0000000000000000/0"',
    ])
    expect(out).toContain('[[join_server.servers]]\n')
    expect(out).toContain('authorization_header = "Bearer abc"')
    expect(err).toContain('own/js.yml: ChirpStack sends no headers of your own but Authorization. Left out: X-Own.')
  })
})
