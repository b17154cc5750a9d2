import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { freshKey, keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import type { Configuration, JoinServer } from './model.ts'
import { requestUrl } from './model.ts'
import { parsePrefix } from './prefix.ts'
import { type KeptSecrets, readFolder } from './read-folder.ts'
import { readZip } from './read-zip.ts'
import { withoutSecrets, writeFolder } from './write-folder.ts'
import { writeZip } from './write-zip.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const VALID = { notBefore: new Date('2026-01-01'), notAfter: new Date('2030-01-01') }
let ca: TestCertificate
let client: TestCertificate
let expiredCa: TestCertificate

beforeAll(async () => {
  ca = await makeCa(VALID)
  client = await makeLeaf(ca, { name: 'CN=client', ...VALID })
  expiredCa = await makeCa({
    name: 'CN=Old CA',
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2025-12-31'),
  })
})

const folder = (files: Readonly<Record<string, string | Uint8Array>>) =>
  new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  )
const read = (files: Readonly<Record<string, string | Uint8Array>>, kept?: KeptSecrets) =>
  readFolder(folder(files), { now: NOW, ...(kept ? { kept } : {}) })
/** `severity code file:line:column`. */
const short = ({ findings }: ReturnType<typeof read>) =>
  findings.map(({ severity, code, file, line, column }) => `${severity} ${code} ${file}:${line}:${column}`)
const CONFIG = 'join-servers:\n  - file: "./js.yml"\n    join-euis:\n      - "11AA000000000000/16"\n'
const JS = 'fqdn: "thethings.example"\nprotocol: "BI1.0"\n'
const js = (text: string, more: Readonly<Record<string, string | Uint8Array>> = {}) =>
  read({ 'config.yml': CONFIG, 'js.yml': text, ...more })

describe('what The Things Stack reads', () => {
  test('the least that works', () => {
    const { findings, configuration } = js(JS)
    expect(findings).toEqual([])
    const [server] = configuration?.servers ?? []
    expect(server).toMatchObject({
      file: 'js.yml',
      fqdn: 'thethings.example',
      port: null,
      protocol: 'BI1.0',
      tls: null,
    })
    expect(server && requestUrl(server, 'join')).toBe('https://thethings.example:443')
  })

  test('every field of the documentation', () => {
    const { findings, configuration } = read({
      'config.yml':
        'join-servers:\n- file: "./path/js.yml" # relative\n  components: ["as", "ns"]\n  join-euis:\n  - "11AA000000000000/16"\n',
      'path/js.yml': `scheme: "https"
fqdn: "thethings.example"
port: 443
protocol: "BI1.1"
paths:
  join: "some/path"
  rejoin: "some/other/path"
  app-s-key: "other/path"
  home-ns: "somepath"
sender-ns-id: "1122334455667788"
basic-auth:
  username: "user"
  password: "secret"
tls:
  source: "file"
  root-ca: "path/to/clientca.pem"
  certificate: "path/to/clientcert.pem"
  key: "path/to/clientkey.pem"
headers:
  Some-Header: "SomeValue"
`,
      'path/path/to/clientca.pem': ca.pem,
      'path/path/to/clientcert.pem': client.pem,
      'path/path/to/clientkey.pem': keyPem(client.key),
    })
    expect(findings.map(({ code }) => code)).toEqual(['components-version'])
    const [server] = configuration?.servers ?? []
    expect(server).toMatchObject({
      file: 'path/js.yml',
      entries: [{ components: ['as', 'ns'], joinEuis: [{ eui: '11aa000000000000', length: 16 }] }],
      senderNsId: '1122334455667788',
      basicAuth: { username: 'user', password: 'secret' },
      headers: [{ name: 'Some-Header', value: 'SomeValue' }],
      paths: { join: 'some/path', rejoin: 'some/other/path', appSKey: 'other/path', homeNs: 'somepath' },
      tls: { source: 'file', rootCa: { path: 'path/to/clientca.pem', content: ca.pem } },
    })
    expect(server && requestUrl(server, 'join')).toBe('https://thethings.example:443/some/path')
  })

  test('values stay the text that was written, whatever YAML could make of them', () => {
    const { findings, configuration } = js(
      `${JS}sender-ns-id: !!str 0000000000000001\nbasic-auth: {username: 007, password: 1e3}\nheaders:\n  X-A: yes\n  X-B: 0x10\n`.replace(
        'BI1.0',
        'BI1.1',
      ),
    )
    expect(findings.filter(({ severity }) => severity === 'error').map(({ field }) => field)).toEqual([])
    expect(configuration?.servers[0]).toMatchObject({
      senderNsId: '0000000000000001',
      basicAuth: { username: '007', password: '1e3' },
      headers: [
        { name: 'X-A', value: 'yes' },
        { name: 'X-B', value: '0x10' },
      ],
    })
  })

  test('one js.yml may have several entries, and anchors are followed', () => {
    const { findings, configuration } = read({
      'config.yml': `join-servers:
  - file: js.yml
    components: &who [ns]
    join-euis: ["11AA000000000000/16"]
  - {file: ./a/../js.yml, components: *who, join-euis: ["11BB000000000000/16"]}
`,
      'js.yml': JS,
    })
    expect(findings.every(({ code }) => code === 'components-version')).toBe(true)
    expect(configuration?.servers).toHaveLength(1)
    expect(configuration?.servers[0]?.entries.map(({ components }) => components)).toEqual([['ns'], ['ns']])
  })

  test('an entry that no component selects is skipped before its file is read', () => {
    const answer = read({ 'config.yml': 'join-servers:\n  - file: other.yml\n    components: [gs]\n' })
    expect(answer.configuration).toEqual({ servers: [] })
    expect(short(answer)).toContain('warning never-selected config.yml:2:11')
  })
})

describe('identifiers without quotes', () => {
  test.each([
    '1122334455667788',
    '11E0123456789012',
    '0x1122334455667788',
    '0000000000000017',
    '0o17',
    '000001',
    '1_000',
  ])('%s is an error whose remedy is to quote it', (id) => {
    const answer = js(`fqdn: a.example\nprotocol: BI1.1\nsender-ns-id: ${id}\n`)
    expect(short(answer)).toEqual(['error number js.yml:3:15'])
    expect(answer.findings[0]?.message).toContain(`Quote it: "${id}"`)
  })

  test.each(['AABBCCDDEEFF0011', '"1122334455667788"', "'11E0123456789012'"])('%s is an identifier', (id) => {
    expect(short(js(`fqdn: a.example\nprotocol: BI1.1\nsender-ns-id: ${id}\n`))).toEqual([])
  })
})

describe('errors have file, line and remedy', () => {
  const cases: readonly [string, string, string, string][] = [
    ['unknown field', `${JS}root_ca: x\n`, 'error unknown-field js.yml:3:1', 'It stands under “tls”'],
    [
      'misspelt field',
      'fqdn: a.example\nprotocol: BI1.0\nsender_ns_id: x\n',
      'error unknown-field js.yml:3:1',
      'Did you mean “sender-ns-id”?',
    ],
    ['duplicate key', `${JS}fqdn: b.example\n`, 'error duplicate-field js.yml:3:1', 'occurs twice'],
    ['duplicate header', `${JS}headers:\n  X-A: a\n  x-a: b\n`, 'error header js.yml:5:8', 'Keep one'],
    ['no protocol', 'fqdn: a.example\n', 'error protocol js.yml:1:1', 'BI1.0 or BI1.1'],
    ['wrong protocol', 'fqdn: a.example\nprotocol: 1.1\n', 'error protocol js.yml:2:11', 'Write BI1.1, exactly so'],
    ['no fqdn', 'protocol: BI1.0\n', 'error fqdn js.yml:1:1', 'js.example.com'],
    [
      'URL as fqdn',
      'fqdn: https://a.example:7009/x\nprotocol: BI1.0\n',
      'error fqdn js.yml:1:7',
      'Write a.example as fqdn, 7009 as port',
    ],
    ['dns', `${JS}dns: example.com\n`, 'error dns js.yml:3:6', 'write the fqdn'],
    ['port as text', `${JS}port: "443"\n`, 'error number js.yml:3:7', 'Write 443 without quotes'],
    ['port with zero', `${JS}port: 0443\n`, 'error number js.yml:3:7', 'Write 443'],
    ['port too large', `${JS}port: 65536\n`, 'error port js.yml:3:7', '1 to 65535'],
    ['NSID with BI1.0', `${JS}sender-ns-id: "1122334455667788"\n`, 'error sender-ns-id js.yml:3:15', 'use BI1.1'],
    [
      'leading slash',
      `${JS}paths:\n  join: /some/path\n`,
      'warning path-slash js.yml:4:9',
      'https://thethings.example:443//some/path',
    ],
    ['scheme', `scheme: http\n${JS}`, 'warning scheme js.yml:1:9', 'Use https'],
    [
      'Authorization twice',
      `${JS}basic-auth:\n  username: u\n  password: p\nheaders:\n  Authorization: x\n`,
      'warning authorization js.yml:7:18',
      'basic-auth takes the place',
    ],
    ['no mapping', '- a\n', 'error shape js.yml:1:1', 'mapping'],
    ['no YAML', 'fqdn: "a\nprotocol: b\n', 'error yaml js.yml:3:1', 'not YAML'],
    ['tab', 'paths:\n\tjoin: x\n', 'error yaml js.yml:2:1', 'not YAML'],
    ['second document', `${JS}---\nfqdn: b\n`, 'error documents js.yml:3:1', 'second document'],
    [
      'root-ca alone',
      `${JS}tls:\n  root-ca: ca.pem\n`,
      'error tls-source js.yml:4:12',
      'invalid TLS configuration source',
    ],
    ['unknown source', `${JS}tls:\n  source: vault\n`, 'error tls-source js.yml:4:11', 'file or key-vault'],
    ['source without files', `${JS}tls:\n  source: file\n`, 'error tls-files js.yml:4:11', 'Add both'],
    ['list as value', `${JS}scheme: [a]\n`, 'error shape js.yml:3:9', 'one value'],
    ['binary value', `${JS}scheme: !!binary aHR0cHM=\n`, 'error tag js.yml:3:18', 'Remove the tag'],
  ]
  test.each(cases)('%s', (_name, text, wanted, remedy) => {
    const answer = js(text, { 'ca.pem': ca.pem })
    const found = answer.findings.find((_, index) => short(answer)[index] === wanted)
    expect(short(answer)).toContain(wanted)
    expect(found?.message).toContain(remedy)
  })

  const configs: readonly [string, string, string, string][] = [
    [
      'prefix',
      'join-servers:\n  - file: js.yml\n    join-euis:\n      - "11AA/16"\n',
      'error prefix config.yml:4:9',
      '11AA000000000000/16',
    ],
    [
      'host bits',
      'join-servers:\n  - file: js.yml\n    join-euis:\n      - "11AA00000000FFFF/16"\n',
      'warning host-bits config.yml:4:9',
      '11AA000000000000/16',
    ],
    ['no prefixes', 'join-servers:\n  - file: js.yml\n', 'warning no-join-euis config.yml:2:5', 'never matches'],
    [
      'unknown component',
      'join-servers:\n  - file: js.yml\n    components: [nss, as]\n    join-euis: ["11AA000000000000/16"]\n',
      'warning component config.yml:3:18',
      'Did you mean “ns”?',
    ],
    [
      'missing file',
      'join-servers:\n  - file: other/js.yml\n',
      'error missing-file config.yml:2:11',
      'There is js.yml',
    ],
    [
      'case of a file',
      'join-servers:\n  - file: JS.yml\n',
      'error missing-file config.yml:2:11',
      'upper and lower case count',
    ],
    ['path out of the root', 'join-servers:\n  - file: ../js.yml\n', 'error path config.yml:2:11', 'leaves the folder'],
    ['absolute path', 'join-servers:\n  - file: /etc/js.yml\n', 'error path config.yml:2:11', 'absolute'],
    ['backslashes', 'join-servers:\n  - file: a\\js.yml\n', 'error path config.yml:2:11', 'backslashes'],
    [
      'unknown field',
      'join-servers:\n  - file: js.yml\n    join-eui: []\n',
      'error unknown-field config.yml:3:5',
      'Did you mean “join-euis”?',
    ],
    ['unknown top field', 'join-server: []\n', 'error unknown-field config.yml:1:1', 'Did you mean “join-servers”?'],
    [
      'equal prefixes',
      'join-servers:\n  - file: js.yml\n    join-euis: ["11AA000000000000/16"]\n  - file: b.yml\n    join-euis:\n      - "11aa000000000000/16"\n',
      'error duplicate-prefix config.yml:6:9',
      'js.yml as well',
    ],
    [
      'race',
      'join-servers:\n  - file: js.yml\n    join-euis: ["11AA000000000000/64"]\n  - file: b.yml\n    join-euis:\n      - "11aa000000000000/64"\n',
      'warning race config.yml:6:9',
      'first that succeeds wins',
    ],
    ['empty', '', 'warning empty config.yml:1:1', 'own one'],
  ]
  test.each(configs)('config.yml: %s', (_name, text, wanted, remedy) => {
    const answer = read({ 'config.yml': text, 'js.yml': JS, 'b.yml': JS })
    const found = answer.findings.find((_, index) => short(answer)[index] === wanted)
    expect(short(answer)).toContain(wanted)
    expect(found?.message).toContain(remedy)
  })

  test('a file that is not UTF-8, and one that is not there', () => {
    expect(short(js(''))).toContain('error fqdn js.yml:1:1')
    expect(short(read({ 'config.yml': Uint8Array.of(0xff, 0xfe, 0x41, 0) }))).toEqual([
      'error encoding config.yml:null:null',
    ])
    expect(short(read({}))).toEqual(['error missing-file :null:null'])
    expect(read({ 'a/config.yaml': '' }).findings[0]?.message).toContain('a/config.yaml')
  })

  test('a file to which nothing refers is told, and litter of operating systems is not', () => {
    const answer = js(JS, { 'old.yml': '', '.DS_Store': '', '__MACOSX/._js.yml': '' })
    expect(short(answer)).toEqual(['warning unused-file old.yml:null:null'])
  })

  test('deep nesting and thousands of aliases end soon', () => {
    expect(short(js(`a: ${'['.repeat(20_000)}`))).toHaveLength(1)
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
      .join('\n')}\n`
    expect(short(js(bomb)).every((line) => line.startsWith('error'))).toBe(true)
  })

  test('a file full of aliases is read in one pass, and may not multiply what it says', () => {
    const many = Array(60_000).fill('*p').join(',')
    const long = read({ 'config.yml': `join-servers:\n  - file: &p js.yml\n    join-euis: [${many}]\n`, 'js.yml': JS })
    expect(short(long)).toContain('error too-many config.yml:3:16')
    const list = Array(5_000).fill('11AA000000000000/16').join(',')
    const twenty = Array(20).fill('  - {file: js.yml, join-euis: *e}').join('\n')
    const bomb = read({
      'config.yml': `join-servers:\n  - {file: js.yml, join-euis: &e [${list}]}\n${twenty}\n`,
      'js.yml': JS,
    })
    expect(short(bomb)).toContainEqual(expect.stringContaining('error too-many'))
    expect(bomb.configuration).toBeUndefined()
  })

  test('what a form could not hold is not imported either', () => {
    const headers = Array.from({ length: 51 }, (_, index) => `  X-${index}: "1"\n`).join('')
    expect(short(js(`${JS}headers:\n${headers}`))).toEqual(['error too-many js.yml:4:3'])
    const long = js(
      `${JS}basic-auth: {username: u, password: ${'p'.repeat(1025)}}\npaths: {join: ${'x'.repeat(1001)}}\n`,
    )
    expect(long.findings.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'too-long basic-auth.password',
      'too-long paths.join',
    ])
    expect(JSON.stringify(long)).not.toContain('ppp')
    expect(js(`${JS}scheme: "https://evil.example/?"\n`).findings).toMatchObject([
      { severity: 'error', code: 'scheme' },
    ])
  })

  test('an alias stands for the last anchor of its name', () => {
    const { configuration } = read({
      'config.yml': `join-servers:\n  - file: &f js.yml\n    components: [&c ns]\n    join-euis: [&c "11AA000000000000/16"]\n  - file: *f\n    join-euis: [*c]\n    components: [as]\n`,
      'js.yml': JS,
    })
    expect(configuration?.servers[0]?.entries).toHaveLength(2)
    expect(configuration?.servers[0]?.entries[1]?.joinEuis).toMatchObject([{ length: 16 }])
  })
})

describe('TLS files', () => {
  const TLS = `${JS}tls:\n  source: file\n  root-ca: ca.pem\n  certificate: cert.pem\n  key: key.pem\n`
  const tls = async (files: Readonly<Record<string, string | Uint8Array>>) =>
    js(TLS, { 'ca.pem': ca.pem, 'cert.pem': client.pem, 'key.pem': keyPem(client.key), ...files })

  test('certificate, key and CA that fit', async () => {
    for (const form of ['pkcs8', 'sec1'] as const)
      expect(short(await tls({ 'key.pem': keyPem(client.key, form) }))).toEqual([])
  })

  test('a key that does not match', async () => {
    const answer = await tls({ 'key.pem': keyPem(await freshKey('EC P-256')) })
    expect(short(answer)).toEqual(['error key-mismatch js.yml:7:8'])
    expect(JSON.stringify(answer)).not.toContain('PRIVATE KEY')
  })

  test('a chain in the wrong order', async () => {
    const answer = await tls({ 'cert.pem': ca.pem + client.pem })
    expect(answer.findings.map(({ code }) => code)).toContain('key-mismatch')
    expect(answer.findings.find(({ code }) => code === 'key-mismatch')?.message).toContain('certificate 2')
    expect(short(await tls({ 'cert.pem': client.pem + ca.pem }))).toEqual([])
  })

  test.each([
    ['expired CA', { 'ca.pem': () => expiredCa.pem }, 'error expired js.yml:5:12'],
    ['one of two expired', { 'ca.pem': () => expiredCa.pem + ca.pem }, 'warning expired js.yml:5:12'],
    ['a leaf as CA', { 'ca.pem': () => client.pem }, 'error not-a-ca js.yml:5:12'],
    ['a key as CA', { 'ca.pem': () => keyPem(client.key) }, 'error wrong-pem js.yml:5:12'],
    ['certificate in DER', { 'cert.pem': () => client.der }, 'error encoding js.yml:6:16'],
    ['a web page', { 'cert.pem': () => '<!doctype html>' }, 'error wrong-pem js.yml:6:16'],
    ['certificate as key', { 'key.pem': () => client.pem }, 'error wrong-pem js.yml:7:8'],
    ['empty key', { 'key.pem': () => '' }, 'error wrong-pem js.yml:7:8'],
    ['no file', { 'ca.pem': () => undefined }, 'error missing-file js.yml:5:12'],
  ])('%s', async (_name, files, wanted) => {
    const [path, make] = Object.entries(files)[0] ?? []
    const content = make?.()
    const given: Record<string, string | Uint8Array> = {
      'ca.pem': ca.pem,
      'cert.pem': client.pem,
      'key.pem': keyPem(client.key),
    }
    if (content === undefined) delete given[path ?? '']
    else given[path ?? ''] = content
    expect(short(js(TLS, given))).toContain(wanted)
  })

  test('paths are looked for from the folder of js.yml, and the seed’s reading is explained', () => {
    const answer = read({
      'config.yml': 'join-servers:\n  - file: tti/js.yml\n    join-euis: ["11AA000000000000/16"]\n',
      'tti/js.yml': `${JS}tls:\n  source: file\n  certificate: certs/cert.pem\n  key: ../certs/key.pem\n`,
      'certs/cert.pem': client.pem,
      'certs/key.pem': keyPem(client.key),
    })
    expect(short(answer)).toContain('error missing-file tti/js.yml:5:16')
    expect(answer.findings.find(({ code }) => code === 'missing-file')?.message).toContain('Write ../certs/cert.pem')
  })

  test('with key-vault the files are never read', () => {
    expect(short(js(`${JS}tls:\n  source: key-vault\n  certificate: none.pem\n`))).toEqual([
      'warning key-vault js.yml:5:16',
    ])
  })
})

const anyText = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text))
const anyName = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
const anyPrefix = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.integer({ min: 0, max: 64 }))
  .map(([value, length]) => {
    const parsed = parsePrefix(`${value.toString(16).padStart(16, '0')}/${length}`)
    if (!parsed.ok) throw new Error(parsed.error)
    return parsed.value.prefix
  })
const anyServer = fc.record({
  folder: fc.constantFrom('', 'a/', 'a/b/'),
  components: fc.subarray(['ns', 'as', 'true', '1']),
  joinEuis: fc.uniqueArray(anyPrefix, { maxLength: 4, selector: ({ eui, length }) => `${eui}/${length}` }),
  scheme: fc.constantFrom('', 'https'),
  fqdn: anyName,
  port: fc.option(fc.integer({ min: 1, max: 65_535 })),
  protocol: fc.constantFrom('BI1.0' as const, 'BI1.1' as const),
  join: fc.constantFrom('', 'a/b', '1e3', 'yes?x=1'),
  auth: fc.option(
    fc.record({ username: anyText.filter((text) => text !== '' && !text.includes(':')), password: anyText }),
  ),
  headers: fc.uniqueArray(fc.record({ name: fc.constantFrom('X-A', 'null', '~', '1', 'yes'), value: anyText }), {
    selector: ({ name }) => name,
  }),
})
const anyConfiguration = fc
  .uniqueArray(anyServer, { maxLength: 4, selector: ({ folder }) => folder })
  .map((servers): Configuration => {
    const seen = new Set<string>()
    return {
      servers: servers.map(
        ({ folder, components, joinEuis, auth, join, ...rest }): JoinServer => ({
          ...rest,
          file: `${folder}js.yml`,
          entries: [
            {
              components,
              joinEuis: joinEuis.filter(
                ({ eui, length }) => !seen.has(`${eui}/${length}`) && seen.add(`${eui}/${length}`),
              ),
            },
          ],
          paths: { join, rejoin: '', appSKey: '', homeNs: '' },
          senderNsId: null,
          basicAuth: auth,
          tls: null,
        }),
      ),
    }
  })

describe('round trip', () => {
  test('what is written is read again, and written again to the same bytes', () => {
    fc.assert(
      fc.property(anyConfiguration, (configuration) => {
        const first = writeZip(writeFolder(configuration).files)
        const files = readZip(first)
        if (!files.ok) throw new Error(files.error)
        const again = readFolder(files.value, { now: NOW })
        expect(again.findings.filter(({ severity }) => severity === 'error')).toEqual([])
        expect(again.configuration).toEqual(configuration)
        expect(again.configuration && Buffer.from(writeZip(writeFolder(again.configuration).files)).equals(first)).toBe(
          true,
        )
      }),
      { numRuns: 200 },
    )
  })

  test('with TLS files, and a hand-written folder becomes stable at its first export', () => {
    const hand = read({
      'config.yml': '# ours\njoin-servers: [{file: ./x/js.yml, join-euis: [ "70b3d57ed0001234/40" ]}]\n',
      'x/js.yml': "protocol: BI1.1\r\nfqdn: 'a.example'\r\ntls: {certificate: ../c/./cert.pem, key: key.pem}\r\n",
      'c/cert.pem': client.pem,
      'x/key.pem': keyPem(client.key),
    })
    if (!hand.configuration) throw new Error(JSON.stringify(hand.findings))
    const first = writeFolder(hand.configuration)
    expect(first.files.map(({ path }) => path)).toEqual([
      'config.yml',
      'x/js.yml',
      'c/cert.pem',
      'x/key.pem',
      'STACK-SETTINGS.txt',
    ])
    const again = read(Object.fromEntries(first.files.map(({ path, text }) => [path, text])))
    expect(again.findings).toEqual([])
    expect(writeFolder(again.configuration ?? { servers: [] })).toEqual(first)
  })

  test('a download without secrets is imported with those that are known', () => {
    const secret = `${JS}basic-auth: {username: u, password: hidden-password}\nheaders: {X-Key: hidden-header}\ntls: {certificate: cert.pem, key: key.pem}\n`
    const { configuration } = js(secret, { 'cert.pem': client.pem, 'key.pem': keyPem(client.key) })
    if (!configuration) throw new Error('not read')
    const written = writeFolder(withoutSecrets(configuration))
    expect(JSON.stringify(written)).not.toMatch(/hidden|PRIVATE KEY/)
    expect(written.leftOut.map(({ file, what }) => `${file}: ${what}`)).toEqual([
      'js.yml: the password of basic-auth',
      'js.yml: the value of the header X-Key',
      'key.pem: the private key',
    ])
    const files = Object.fromEntries(written.files.map(({ path, text }) => [path, text]))
    expect(short(read(files))).toEqual(['error missing-file js.yml:8:8'])
    const kept: KeptSecrets = {
      key: (path) => (path === 'key.pem' ? keyPem(client.key) : undefined),
      password: () => 'hidden-password',
      header: () => 'hidden-header',
    }
    expect(read(files, kept).configuration).toEqual(configuration)
  })
})
