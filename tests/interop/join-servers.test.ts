/** Interoperability configurations through the API, on a real database: what is kept, shown, refused and restored. */
import { strToU8, zipSync } from 'fflate'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readZip } from '#lib/domain/interop/read-zip.ts'
import { freshKey, keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { OWNER_A, openWorld, type World } from '../access/harness.ts'
import { A, B, type Call, callerOf, toFiles } from './interop-world.ts'

const PASSWORD = 'hidden-password-4711'
const HEADER = 'Bearer hidden-header-4711'
let world: World
let call: Call
let ca: TestCertificate
let client: TestCertificate
let key: string

beforeAll(async () => {
  world = await openWorld()
  call = callerOf(world, [PASSWORD, HEADER, Buffer.from(PASSWORD).toString('base64')])
  ca = await makeCa()
  client = await makeLeaf(ca, { name: 'CN=client' })
  key = keyPem(client.key)
})
afterAll(() => world.close())
beforeEach(async () => {
  for (const table of ['versions', 'files', 'secrets', 'configurations'])
    await world.ctx.sql`delete from ${world.ctx.sql(`join_server_${table}`)}`
})

const least = (prefix: string, more: object = {}) => ({
  ownerid: A,
  fqdn: 'js.example.com',
  protocol: 'BI1.0',
  entries: [{ joinEuis: [prefix] }],
  ...more,
})
const withSecrets = (prefix: string) =>
  least(prefix, {
    file: 'tti/js.yml',
    basicAuth: { username: 'gatehouse', password: PASSWORD },
    headers: [{ name: 'X-Key', value: HEADER }],
    tls: { rootCa: { content: ca.pem }, certificate: { content: client.pem }, key: { content: key } },
  })
const add = async (body: object) => {
  const { status, json } = await call('POST', '', { body })
  expect({ status, json }).toMatchObject({ status: 201 })
  return json
}
const query = { owner: A }

describe('one join server', () => {
  test('what was given for one server does not go to another one', async () => {
    const { joinServer } = await add(withSecrets('70b3d57ed0000000/40'))
    const patch = (body: object) =>
      call('PATCH', '/[id]', { params: { id: joinServer.id }, body: { ownerid: A, ...body } })
    const moved = await patch({ fqdn: 'evil.example.com' })
    expect(moved).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/basicAuth/password', code: 'missing' }] },
    })
    expect(await patch({ scheme: 'http', basicAuth: null })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/headers/0/value' }] },
    })
    expect(await patch({ fqdn: 'evil.example.com', basicAuth: null, headers: [{ name: 'X-Key' }] })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/headers/0/value' }] },
    })
    expect((await patch({ fqdn: 'JS.example.com' })).status).toBe(200)
    const fresh = { basicAuth: { username: 'a', password: 'b' }, headers: [] }
    expect((await patch({ fqdn: 'other.example.com', ...fresh })).status).toBe(200)
  })

  test('is added, read, changed and deleted, and keeps its secrets to itself', async () => {
    const { version, joinServer } = await add(withSecrets('70b3d57ed0000000/40'))
    expect(version).toBe(1)
    expect(joinServer).toMatchObject({
      file: 'tti/js.yml',
      url: 'https://js.example.com:443',
      entries: [{ components: [], joinEuis: ['70B3D57ED0000000/40'] }],
      basicAuth: { username: 'gatehouse' },
      headers: [{ name: 'X-Key' }],
      tls: {
        source: null,
        rootCa: { path: 'ca.pem' },
        certificate: { path: 'cert.pem', certificates: [{ subject: 'CN=client' }] },
        key: { path: 'key.pem' },
      },
    })
    expect(joinServer.basicAuth).not.toHaveProperty('password')
    const { id } = joinServer
    const changed = await call('PATCH', '/[id]', {
      params: { id },
      body: { ownerid: A, revision: 1, port: 7009, basicAuth: { username: 'other' }, headers: [{ name: 'x-key' }] },
    })
    expect(changed).toMatchObject({
      status: 200,
      json: { version: 2, joinServer: { port: 7009, basicAuth: { username: 'other' } } },
    })
    expect((await call('GET', '/[id]', { params: { id }, query })).json.joinServer).toEqual(changed.json.joinServer)
    expect((await call('GET', '', { query })).json).toMatchObject({ version: 2, joinServers: [{ id }] })
    expect((await call('DELETE', '/[id]', { params: { id }, query: { ...query, revision: '2' } })).status).toBe(204)
    expect((await call('GET', '', { query })).json).toEqual({ version: 3, joinServers: [] })
    expect((await call('GET', '/[id]', { params: { id }, query })).status).toBe(404)
  })

  test('secrets lie sealed in the database, and audit rows have none', async () => {
    await add(withSecrets('70b3d57ed0000000/40'))
    const rows = await world.ctx.sql`
      select (select json_agg(v) from join_server_versions v)::text || (select json_agg(f) from join_server_files f)::text
             || (select json_agg(s) from join_server_secrets s)::text || (select json_agg(a) from audit_entries a)::text as everything,
             (select count(*) from join_server_secrets)::int as secrets`
    const { everything, secrets } = rows[0] as { everything: string; secrets: number }
    expect(secrets).toBe(3)
    for (const secret of [PASSWORD, HEADER, 'PRIVATE KEY']) {
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(Buffer.from(secret).toString('hex'))
    }
    const [audit] = await world.ctx
      .sql`select action, detail from audit_entries where owner_id = ${OWNER_A} order by id desc limit 1`
    expect(audit).toMatchObject({ action: 'join-server.create', detail: { file: 'tti/js.yml', version: 1 } })
  })

  test('a stale page is refused, and of many changes at once each is a version', async () => {
    const { joinServer } = await add(least('70b3d57ed0000000/40'))
    const change = (port: number, revision?: number) =>
      call('PATCH', '/[id]', {
        params: { id: joinServer.id },
        body: { ownerid: A, port, ...(revision === undefined ? {} : { revision }) },
      })
    expect((await change(1, 1)).status).toBe(200)
    expect(await change(2, 1)).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining('Somebody else') },
    })
    const answers = await Promise.all([3, 4, 5, 6, 7].map((port) => change(port)))
    expect(answers.map(({ json }) => json.version).sort()).toEqual([3, 4, 5, 6, 7])
    const racing = await Promise.all([8, 9].map((port) => change(port, 7)))
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test.each([
    ['a wrong prefix', () => least('11AA/16'), '/entries/0/joinEuis/0', '11AA000000000000/16'],
    [
      'an NSID with BI1.0',
      () => least('0000000000000000/0', { senderNsId: '1122334455667788' }),
      '/senderNsId',
      'use BI1.1',
    ],
    ['a URL as host', () => least('0000000000000000/0', { fqdn: 'https://a.example' }), '/fqdn', 'URL'],
    [
      'a key without certificate',
      () => least('0000000000000000/0', { tls: { key: { content: key } } }),
      '/tls/key',
      'certificate',
    ],
    [
      'a missing file',
      () => least('0000000000000000/0', { tls: { certificate: { content: client.pem }, key: {} } }),
      '/tls/key/content',
      'Give it',
    ],
    [
      'no password yet',
      () => least('0000000000000000/0', { basicAuth: { username: 'u' } }),
      '/basicAuth/password',
      'Give it',
    ],
    [
      'a header with a line break',
      () => least('0000000000000000/0', { headers: [{ name: 'X', value: 'a\nb' }] }),
      '/headers',
      'line break',
    ],
    ['a path out of the root', () => least('0000000000000000/0', { file: '../js.yml' }), '/file', 'leaves'],
    ['config.yml as js.yml', () => least('0000000000000000/0', { file: 'config.yml' }), '/file', 'another file'],
    [
      'a TLS file in place of js.yml',
      () =>
        least('0000000000000000/0', {
          file: 'a/js.yml',
          tls: { certificate: { path: 'js.yml', content: client.pem }, key: { content: key } },
        }),
      '/tls/certificate',
      'another file',
    ],
  ])('%s is refused at its field', async (_name, body, pointer, remedy) => {
    const { status, json } = await call('POST', '', { body: body() })
    expect({ status, errors: json.errors }).toMatchObject({ status: 422, errors: [{ pointer }] })
    expect(json.errors[0].detail).toContain(remedy)
    expect((await call('GET', '', { query })).json).toEqual({ version: 0, joinServers: [] })
  })

  test('a key that does not match, and a CA that has expired', async () => {
    const other = keyPem(await freshKey('EC P-256'))
    const mismatch = await call('POST', '', {
      body: least('0000000000000000/0', { tls: { certificate: { content: client.pem }, key: { content: other } } }),
    })
    expect(mismatch).toMatchObject({ status: 422, json: { errors: [{ pointer: '/tls/key', code: 'key-mismatch' }] } })
    const old = await makeCa({ notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') })
    const tls = { rootCa: { content: old.pem }, certificate: { content: client.pem }, key: { content: key } }
    expect(await call('POST', '', { body: least('0000000000000000/0', { tls }) })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/tls/rootCa', code: 'expired' }] },
    })
  })

  test('a prefix that another one has is refused below /64, and raced at /64', async () => {
    const first = await add(least('70b3d57ed0000000/40'))
    expect(await call('POST', '', { body: least('70B3D57ED0000000/40') })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/entries/0/joinEuis/0', code: 'duplicate-prefix' }] },
    })
    const second = await add(least('70B3D57ED0000000/64'))
    expect(second.joinServer.file).toBe('js.example.com-2/js.yml')
    // The earlier one clashes with the later one, and the change says so of itself.
    const body = { ownerid: A, entries: [{ joinEuis: ['0000000000000000/0'] }] }
    expect((await call('PATCH', '/[id]', { params: { id: second.joinServer.id }, body })).status).toBe(200)
    expect(await call('PATCH', '/[id]', { params: { id: first.joinServer.id }, body })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/entries/0/joinEuis/0' }] },
    })
  })

  test('presets: The Things Join Server, and Semtech’s with its RENS', async () => {
    const { json } = await call('GET', '/presets', { query })
    expect(json.presets.map(({ id }: { id: string }) => id)).toEqual(['the-things-join-server', 'semtech-join-server'])
    const tti = await call('POST', '/presets', { body: { ownerid: A, preset: 'the-things-join-server' } })
    expect(tti).toMatchObject({
      status: 201,
      json: {
        joinServer: {
          file: 'tti/js.yml',
          fqdn: 'js.cloud.thethings.industries',
          protocol: 'BI1.1',
          entries: [{ joinEuis: ['70B3D57ED0000000/64', 'EC656E0000000000/56'] }],
          tls: { source: 'key-vault' },
        },
      },
    })
    const semtech = { ownerid: A, preset: 'semtech-join-server', rootCa: ca.pem, certificate: client.pem, key }
    expect(await call('POST', '/presets', { body: semtech })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/rens' }] },
    })
    expect(await call('POST', '/presets', { body: { ...semtech, rens: 'rens-1::1' } })).toMatchObject({
      status: 201,
      json: {
        joinServer: { url: 'https://js.loracloud.com:7009/api/v1/rens/rens-1::1/lbi_joinreq', protocol: 'BI1.0' },
      },
    })
    const { key: _, ...without } = semtech
    expect(await call('POST', '/presets', { body: { ...without, rens: 'rens-1::1' } })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/key' }] },
    })
  })
})

const FOLDER = () => ({
  'config.yml':
    'join-servers:\n  - file: tti/js.yml\n    join-euis: ["70b3d57ed0000000/40"]\n  - file: own/js.yml\n    join-euis: ["70b3d57ed0001000/52"]\n',
  'tti/js.yml': `fqdn: tti.example\nprotocol: BI1.1\nbasic-auth: {username: u, password: ${PASSWORD}}\nheaders: {X-Key: ${HEADER}}\ntls: {certificate: c.pem, key: k.pem}\n`,
  'tti/c.pem': client.pem,
  'tti/k.pem': key,
  'own/js.yml': 'fqdn: own.example\nprotocol: BI1.0\n',
})
const importFiles = (files: Record<string, string>, more: object = {}) =>
  call('POST', '/import/files', { body: { ownerid: A, files: toFiles(files), ...more } })
const importZip = (files: Record<string, string>, more: Record<string, string> = {}) =>
  call('POST', '/import/zip', {
    query: { ...query, ...more },
    upload: zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))),
  })

describe('a whole configuration', () => {
  test('a dry run tells and saves nothing; an import saves; importing the same again is no version', async () => {
    const dry = await importZip(FOLDER(), { dryRun: 'true' })
    expect(dry.json).toMatchObject({ imported: false, version: 0, joinServers: 2, findings: [] })
    expect(dry.json.changes.map(({ kind, file }: { kind: string; file: string }) => `${kind} ${file}`)).toEqual([
      'added tti/js.yml',
      'added own/js.yml',
    ])
    expect((await call('GET', '', { query })).json.version).toBe(0)
    expect((await importZip(FOLDER())).json).toMatchObject({ imported: true, version: 1 })
    const again = await importFiles(FOLDER())
    expect(again.json).toMatchObject({ imported: true, version: 1, changes: [] })
  })

  test('with an error nothing is imported, and each error has its file and line', async () => {
    const { json, status } = await importFiles({
      ...FOLDER(),
      'own/js.yml': 'fqdn: own.example\nprotocol: BI1.0\nsender-ns-id: 0000000000000017\n',
    })
    expect({ status, json }).toMatchObject({
      status: 200,
      json: {
        imported: false,
        version: 0,
        findings: [{ severity: 'error', code: 'number', file: 'own/js.yml', line: 3, column: 15 }],
      },
    })
    expect((await call('GET', '', { query })).json.joinServers).toEqual([])
  })

  test('zips and paths that leave the folder are refused', async () => {
    const refused = async (answer: Promise<{ status: number; json: { detail: string } }>) => {
      const { status, json } = await answer
      return `${status} ${json.detail}`
    }
    expect(await refused(importZip({ '../config.yml': '' }))).toMatch(/^422 .*leads out/)
    expect(await refused(importFiles({ '../config.yml': '' }))).toMatch(/^422 .*leaves/)
    expect(await refused(importFiles({ '/etc/passwd': '' }))).toMatch(/^422 .*absolute/)
    expect(await refused(call('POST', '/import/zip', { query, upload: Buffer.from('hello') }))).toMatch(/^422 .*no zip/)
  })

  test('import → export → import → export: the same bytes, and the secrets stay', async () => {
    expect((await importFiles(FOLDER())).json.imported).toBe(true)
    const first = await call('GET', '/export', { query })
    expect(first.headers.get('content-disposition')).toContain('join-servers.zip')
    const files = readZip(first.bytes)
    if (!files.ok) throw new Error(files.error)
    expect([...files.value.keys()]).toEqual([
      'config.yml',
      'tti/js.yml',
      'tti/c.pem',
      'own/js.yml',
      'LEFT-OUT.txt',
      'STACK-SETTINGS.txt',
    ])
    expect(Buffer.from(files.value.get('LEFT-OUT.txt') ?? '').toString()).toContain('- tti/k.pem: the private key')
    const again = await call('POST', '/import/zip', { query, upload: first.bytes })
    expect(again.json).toMatchObject({ imported: true, version: 1, findings: [], changes: [] })
    expect((await call('GET', '/export', { query })).bytes.equals(first.bytes)).toBe(true)
    // A change in between keeps the secrets of what did not change.
    const edited = Object.fromEntries(
      [...files.value].map(([path, bytes]) => [
        path,
        Buffer.from(bytes).toString().replace('own.example', 'new.example'),
      ]),
    )
    const changed = await importFiles(edited)
    expect(changed.json).toMatchObject({
      imported: true,
      version: 2,
      changes: [{ kind: 'changed', file: 'own/js.yml', field: 'fqdn', before: 'own.example', after: 'new.example' }],
    })
    const { rows } = { rows: await world.ctx.sql`select count(*)::int as n from join_server_secrets` }
    expect(rows[0]?.n).toBe(3)
  })

  test('an import that names another host does not take the secrets of the former one along', async () => {
    await importFiles(FOLDER())
    const exported = readZip((await call('GET', '/export', { query })).bytes)
    if (!exported.ok) throw new Error(exported.error)
    const files = Object.fromEntries(
      [...exported.value].map(([path, bytes]) => [
        path,
        Buffer.from(bytes).toString().replace('tti.example', 'evil.example'),
      ]),
    )
    const { json } = await importFiles(files, { dryRun: true })
    const changed = json.changes.map(({ field }: { field: string }) => field)
    expect(changed).toEqual(['fqdn', 'basic-auth.password', 'headers.x-key'])
  })

  test('the files with findings by line, overlaps, and a map of all JoinEUIs', async () => {
    await importFiles({ ...FOLDER(), 'own/js.yml': 'fqdn: own.example\nprotocol: BI1.0\npaths: {join: /x}\n' })
    const { json } = await call('GET', '/configuration', { query })
    expect(json.findings).toMatchObject([{ code: 'path-slash', file: 'own/js.yml', line: 4 }])
    expect(json.files.find(({ path }: { path: string }) => path === 'own/js.yml').text.split('\n')[3]).toBe(
      '  join: "/x"',
    )
    expect(json.overlaps).toEqual([
      {
        inner: { file: 'own/js.yml', prefix: '70B3D57ED0001000/52' },
        outer: { file: 'tti/js.yml', prefix: '70B3D57ED0000000/40' },
      },
    ])
    expect(json.map.ns.map(({ from, prefix }: { from: string; prefix: string | null }) => `${from} ${prefix}`)).toEqual(
      [
        '0000000000000000 null',
        '70B3D57ED0000000 70B3D57ED0000000/40',
        '70B3D57ED0001000 70B3D57ED0001000/52',
        '70B3D57ED0002000 70B3D57ED0000000/40',
        '70B3D57ED1000000 null',
      ],
    )
    expect(json.leftOut).toHaveLength(3)
  })

  test('resolves a JoinEUI with the reason', async () => {
    await importFiles(FOLDER())
    const { json } = await call('GET', '/resolve', { query: { ...query, joinEui: '70-B3-D5-7E-D0-00-10-01' } })
    expect(json).toMatchObject({
      joinEui: '70B3D57ED0001001',
      ns: {
        winners: [{ file: 'own/js.yml', prefix: '70B3D57ED0001000/52' }],
        beaten: [{ file: 'tti/js.yml' }],
        race: false,
      },
    })
    expect(json.ns.reason).toContain('/52 beats /40')
    expect((await call('GET', '/resolve', { query: { ...query, joinEui: 'xyz' } })).status).toBe(422)
  })

  test('TOML for ChirpStack, without secrets', async () => {
    await importFiles(FOLDER())
    const { bytes } = await call('GET', '/export/chirpstack', { query: { ...query, folder: '/certs' } })
    const { join_server } = parse(bytes.toString()) as {
      join_server: { servers: { join_eui_prefix: string; tls_key?: string }[] }
    }
    expect(join_server.servers.map(({ join_eui_prefix, tls_key }) => [join_eui_prefix, tls_key])).toEqual([
      ['70b3d57ed0001000/52', undefined],
      ['70b3d57ed0000000/40', '/certs/tti/k.pem'],
    ])
    expect(bytes.toString()).toContain('Add the line by hand')
  })
})

describe('history', () => {
  test('who saved what when, what changed, and the way back', async () => {
    await importFiles(FOLDER())
    const { id } = (await call('GET', '', { query })).json.joinServers[0]
    const fresh = await makeLeaf(ca, { name: 'CN=next' })
    const patch = (body: object) => call('PATCH', '/[id]', { params: { id }, body: { ownerid: A, ...body } })
    expect(
      (await patch({ tls: { certificate: { content: fresh.pem }, key: { content: keyPem(fresh.key) } }, port: 7009 }))
        .status,
    ).toBe(200)
    expect(
      (
        await patch({
          basicAuth: { username: 'u', password: `${PASSWORD}-2` },
          entries: [{ components: ['ns'], joinEuis: ['70b3d57ed0000000/39'] }],
        })
      ).status,
    ).toBe(200)

    const { json } = await call('GET', '/versions', { query: { ...query, limit: '2' } })
    expect(json).toMatchObject({
      versions: [{ version: 3, action: 'change', createdBy: `user:${world.people.adminA}` }, { version: 2 }],
      next: 2,
    })
    expect((await call('GET', '/versions', { query: { ...query, before: '2' } })).json).toMatchObject({
      versions: [{ version: 1, action: 'import' }],
      next: null,
    })

    const changes = async (version: number, against?: number) =>
      (
        await call('GET', '/versions/[version]', {
          params: { version: String(version) },
          query: { ...query, ...(against === undefined ? {} : { against: String(against) }) },
        })
      ).json.changes.map(
        ({ kind, field, before, after, secret }: Record<string, unknown>) =>
          `${kind} ${field} ${before}→${after}${secret ? ' secret' : ''}`,
      )
    expect(await changes(2)).toEqual([
      'added port null→7009',
      'changed tls.certificate content null→null',
      'changed tls.key content null→null secret',
    ])
    expect(await changes(3)).toEqual([
      'changed basic-auth.password null→null secret',
      'added join-euis 70B3D57ED0000000/39 for ns null→70B3D57ED0000000/39',
      'removed join-euis 70B3D57ED0000000/40 70B3D57ED0000000/40→null',
    ])

    expect(
      (
        await call('POST', '/versions/[version]/restore', {
          params: { version: '1' },
          body: { ownerid: A, revision: 2 },
        })
      ).status,
    ).toBe(409)
    expect(
      (
        await call('POST', '/versions/[version]/restore', {
          params: { version: '1' },
          body: { ownerid: A, revision: 3 },
        })
      ).json,
    ).toEqual({ version: 4 })
    // The very same secrets are back, not copies of them.
    expect(await changes(4, 1)).toEqual([])
    expect((await call('GET', '/versions/[version]', { params: { version: '9' }, query })).status).toBe(404)
  })

  test('another owner sees nothing of it', async () => {
    await importFiles(FOLDER())
    expect((await call('GET', '', { query: { owner: B } }, 'adminB')).json).toEqual({ version: 0, joinServers: [] })
    expect(
      (await call('GET', '/versions/[version]', { params: { version: '1' }, query: { owner: B } }, 'adminB')).status,
    ).toBe(404)
    expect(
      (await call('POST', '/versions/[version]/restore', { params: { version: '1' }, body: { ownerid: B } }, 'adminB'))
        .status,
    ).toBe(404)
    expect((await call('GET', '/export', { query }, 'adminB')).status).toBe(403)
  })

  test('the last 200 versions are kept, with the secrets that they refer to', async () => {
    const { joinServer } = await add(withSecrets('70b3d57ed0000000/40'))
    const change = (body: object) =>
      call('PATCH', '/[id]', { params: { id: joinServer.id }, body: { ownerid: A, ...body } })
    await change({ headers: [] })
    await world.ctx.sql`update join_server_configurations set version = 201`
    await world.ctx.sql`update join_server_versions set version = 201 where version = 2`
    await world.ctx.sql`update join_server_secrets set last_version = 201 where last_version = 2`
    await world.ctx.sql`update join_server_files set last_version = 201 where last_version = 2`
    expect((await change({ port: 1 })).json.version).toBe(202)
    const [counts] = await world.ctx.sql`
      select (select count(*) from join_server_versions)::int as versions, (select count(*) from join_server_secrets)::int as secrets`
    expect(counts).toEqual({ versions: 2, secrets: 2 })
    expect((await call('GET', '', { query })).json.joinServers[0]).toMatchObject({ port: 1, headers: [] })
  })
})
