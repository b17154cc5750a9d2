/** The search through everything: what is found of an owner, by whom, and what never is. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { RIGHTS, type Right } from '#lib/domain/rights.ts'
import { SEARCH_KINDS } from '#lib/domain/search/search-kinds.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { type CallerName, OWNER_A, OWNER_B, openWorld, type World, withoutRateLimits } from '#tests/access/harness.ts'
import { makeCa, makeLeaf } from '#tests/support/certificates.ts'

let world: World
let end: () => void
let certificate: { der: Buffer; fingerprint: string }
let gateway: string
const own: Record<string, string> = {}

const A = formatId6(OWNER_A)
const SERVER = 'wss://lns.example:8887'

/** Something of each kind under the name “Zebra …”. */
async function fill(caller: 'adminA' | 'adminB', owner: string): Promise<void> {
  const send = async (path: string, body: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const response = await world.call(caller, 'POST', path, { body: { ownerid: owner, ...body } })
    const answer = (await response.json()) as Record<string, unknown>
    expect({ path, status: response.status, answer }).toMatchObject({ status: expect.toSatisfy((s) => s < 300) })
    return answer
  }
  const eui = formatId6(world.freshEui())
  await send('/api/v1/gateway/add', { gateway: eui, flavorid: 'x', token: 'SomeSecretGatewayToken1' })
  await send('/api/v1/gateways/labels', { gateways: [{ gateway: eui, name: 'Zebra roof', site: 'Yard' }] })
  const ca = await makeCa({ name: 'CN=Zebra LNS root' })
  const fresh = await makeCa({ name: 'CN=Another root' })
  const key = Buffer.from('Authorization: lns').toString('base64')
  await send('/api/v1/gateway/setup', { gateway: eui, lnsUri: SERVER, lnsTrust: ca.pem, lnsKey: key })
  if (caller === 'adminA') {
    gateway = eui
    certificate = { der: ca.der, fingerprint: createHash('sha256').update(ca.der).digest('hex') }
  }
  const chain = (await makeLeaf(fresh, { dnsNames: ['lns.example'] })).pem
  await send('/api/v1/trust/changes', { name: 'Zebra root', category: 'tc', uri: SERVER, trust: fresh.pem, chain })
  await send('/api/v1/gateways/views', { name: 'Zebra shared', shared: true, query: { state: 'fell-back' } })
  await send('/api/v1/firmware/add', {
    firmware: Buffer.from(`zebra of ${owner}`).toString('base64'),
    version: 'Zebra 2.0',
  })
  await send('/api/v1/rollouts', {
    name: 'Zebra pilot',
    target: { by: 'gateways', gateways: [eui] },
    change: { kind: 'credentials', lnsUri: 'ws://lns.example:1887' },
    eligibility: { neverSeen: 'wait' },
    start: false,
    confirm: ['no-tls'],
  })
  const https = { url: 'https://as.example.com/uplinks' }
  await send('/api/v1/connections', { name: 'Zebra meters', contentType: 'json', ...https })
  await send('/api/v1/event-targets', { name: 'Zebra alerts', channel: 'webhook', ...https })
  await send('/api/v1/client-cas', { name: 'Zebra CA' })
  await send('/api/v1/tokens', { name: 'Zebra script', rights: ['gateway:read'] })
  await send('/api/v1/join-servers', {
    file: 'zebra/js.yml',
    entries: [{ joinEuis: ['70B3D57ED0000000/36'] }],
    fqdn: 'zebra.example.com',
    protocol: 'BI1.0',
  })
}

interface Result {
  readonly kind: string
  readonly id: string
  readonly name: string
  readonly about: string
  readonly query?: unknown
}

async function search(caller: CallerName, q: string, owner = A, headers = {}): Promise<readonly Result[]> {
  const response = await world.call(caller, 'GET', '/api/v1/search', { query: { owner, q }, headers })
  const answer = (await response.json()) as { results: Result[] }
  expect({ status: response.status, answer }).toMatchObject({ status: 200 })
  return answer.results
}
const kinds = (results: readonly Result[]) => [...new Set(results.map(({ kind }) => kind))]

beforeAll(async () => {
  world = await openWorld()
  end = withoutRateLimits()
  await world.ctx.sql`update owners set add_limit = 1000`
  await fill('adminA', A)
  await fill('adminB', formatId6(OWNER_B))
  await world.ctx
    .sql`update users set name = 'Zebra admin' where id in (${world.people.adminA}, ${world.people.adminB})`
  const [mine] = await world.ctx.sql<{ id: string }[]>`
    insert into saved_views (owner_id, user_id, name, shared, query)
    values (${OWNER_A}, ${world.people.operatorA}, 'Zebra of the operator', false, '{}') returning id`
  own.view = mine?.id ?? ''
})
afterAll(async () => {
  end?.()
  await world?.close()
})

describe('what is found', () => {
  test('all kinds by a part of the name, whatever its case, and nothing of another owner', async () => {
    const found = await search('adminA', 'zEBR')
    expect(kinds(found)).toEqual([...SEARCH_KINDS])
    expect(found.filter(({ kind }) => kind === 'gateway')).toEqual([
      { kind: 'gateway', id: gateway, name: 'Zebra roof', about: 'Yard', query: null },
    ])
    // The CA of client certificates is found as what issues and as what is trusted.
    expect(found).toHaveLength(SEARCH_KINDS.length + 1)
    const theirs = await search('adminB', 'zEBR', formatId6(OWNER_B))
    expect(kinds(theirs)).toEqual([...SEARCH_KINDS])
    const ids = new Set(found.map(({ kind, id }) => `${kind} ${id}`))
    expect(theirs.filter(({ kind, id }) => ids.has(`${kind} ${id}`))).toEqual([])
  })

  test('each by what it is known by beside its name', async () => {
    const only = async (q: string) => (await search('adminA', q)).map(({ kind, id }) => ({ kind, id }))
    const all = await search('adminA', 'zebra')
    const of = (kind: string) => all.find((one) => one.kind === kind)
    expect(await only(gateway)).toEqual([{ kind: 'gateway', id: gateway }])
    expect(await only(certificate.fingerprint.slice(0, 12))).toEqual([
      { kind: 'certificate', id: certificate.fingerprint },
    ])
    const colons = certificate.fingerprint
      .slice(0, 8)
      .replaceAll(/(..)(?=.)/g, '$1:')
      .toUpperCase()
    expect(await only(colons)).toEqual([{ kind: 'certificate', id: certificate.fingerprint }])
    expect(await only('admin-a@')).toEqual([{ kind: 'member', id: world.people.adminA }])
    expect(await only(of('connection')?.about ?? '')).toEqual([{ kind: 'connection', id: of('connection')?.id }])
    expect(await only(of('firmware')?.id ?? '')).toEqual([{ kind: 'firmware', id: of('firmware')?.id }])
    const hex = Number(of('firmware')?.id).toString(16).padStart(8, '0')
    expect(await only(`0x${hex}`)).toEqual([{ kind: 'firmware', id: of('firmware')?.id }])
    expect(of('rollout')?.about).toBe('draft')
    expect(of('view')?.query).toEqual({ state: 'fell-back' })
  })

  test('no pattern, and five of a kind at most, those first that begin with it', async () => {
    expect(await search('adminA', '%')).toEqual([])
    expect(await search('adminA', "z_bra' or true --")).toEqual([])
    for (const name of ['A quagga', 'Quagga 1', 'Quagga 2', 'Quagga 3', 'Quagga 4', 'Quagga 5'])
      await world.call('adminA', 'POST', '/api/v1/connections', {
        body: { ownerid: A, name, url: 'https://as.example.com/', contentType: 'json' },
      })
    expect((await search('adminA', 'quagga')).map(({ name }) => name)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `Quagga ${n}`),
    )
  })

  test('a certificate that nobody holds any more is not', async () => {
    const der = Buffer.from('no certificate at all')
    const fingerprint = createHash('sha256').update(der).digest()
    await world.ctx.sql`
      insert into certificates (owner_id, fingerprint, der, subject, issuer, serial, key_type, signature_algorithm, is_ca, self_signed, not_before, not_after)
      values (${OWNER_A}, ${fingerprint}, ${der}, 'CN=Okapi', '', '1', 'EC P-256', 'ECDSA-SHA256', true, true, now(), now())`
    expect(await search('adminA', 'okapi')).toEqual([])
    expect(await search('adminA', fingerprint.toString('hex'))).toEqual([])
  })

  test('a text is needed', async () => {
    const response = await world.call('adminA', 'GET', '/api/v1/search', { query: { owner: A, q: '  ' } })
    expect(response.status).toBe(422)
  })
})

describe('by whom', () => {
  test('operators and viewers find neither people nor the tokens of others', async () => {
    for (const caller of ['operatorA', 'viewerA'] as const) {
      const found = kinds(await search(caller, 'zebra'))
      expect(found).toEqual(SEARCH_KINDS.filter((kind) => kind !== 'member' && kind !== 'token'))
    }
    const mine = await world.call('operatorA', 'POST', '/api/v1/tokens', {
      body: { ownerid: A, name: 'Zebra of mine', rights: ['gateway:read'] },
    })
    const { id } = (await mine.json()) as { id: string }
    const tokens = (await search('operatorA', 'zebra')).filter(({ kind }) => kind === 'token')
    expect(tokens.map((one) => one.id)).toEqual([id])
    expect((await search('viewerA', 'zebra')).filter(({ kind }) => kind === 'token')).toEqual([])
  })

  test('a view of one’s own is found by nobody else', async () => {
    const views = async (caller: CallerName) =>
      (await search(caller, 'zebra')).filter(({ kind }) => kind === 'view').map(({ id }) => id)
    expect(await views('operatorA')).toContain(own.view)
    for (const caller of ['adminA', 'viewerA', 'tokenA'] as const) expect(await views(caller)).not.toContain(own.view)
  })

  test('an API token finds what its rights let it read', async () => {
    const actor = { id: `user:${world.people.adminA}`, address: null, ownerId: OWNER_A }
    const found = async (rights: readonly Right[]) => {
      const { token } = await createApiToken(world.ctx, actor, { ownerId: OWNER_A, name: 'narrow', rights })
      return kinds(await search('anonymous', 'zebra', A, { authorization: `Bearer ${token}` }))
    }
    expect(await found(RIGHTS)).toEqual([...SEARCH_KINDS])
    expect(await found(['gateway:read', 'connection:read'])).toEqual(
      SEARCH_KINDS.filter((kind) => !['join-server', 'member', 'token'].includes(kind)),
    )
    const fleet = await found(['gateway:read'])
    for (const kind of ['connection', 'event-target', 'join-server', 'member', 'token'])
      expect(fleet).not.toContain(kind)
  })

  test('a member who is held to a domain finds its connections, and cross-domain ones by name', async () => {
    const send = async (method: 'POST' | 'PATCH' | 'PUT', path: string, body: object, id?: string) => {
      const params = id ? { params: { id } } : {}
      const response = await world.call('adminA', method, path, { body: { ownerid: A, ...body }, ...params })
      expect(response.status).toBeLessThan(300)
      return response.status === 204 ? {} : await response.json()
    }
    await send('PATCH', '/api/v1/domains', { enabled: true })
    const group = await send('POST', '/api/v1/domain-groups', { name: 'Region' })
    const [emea, apac] = await Promise.all(
      ['EMEA', 'APAC'].map((path) => send('POST', '/api/v1/domains', { groupId: group.id, path })),
    )
    for (const [name, domain] of [
      ['Gnu in Europe', emea],
      ['Gnu in Asia', apac],
    ] as const)
      await send('POST', '/api/v1/connections', {
        name,
        domains: [domain.id],
        url: 'https://as.example.com/secret-path',
        contentType: 'json',
      })
    await send('POST', '/api/v1/connections', {
      name: 'Gnu of all',
      url: 'https://as.example.com/',
      contentType: 'json',
    })
    const restrictions = [{ groupId: group.id, path: 'EMEA' }]
    await send('PUT', '/api/v1/members/[id]/restrictions', { restrictions }, world.people.viewerA)
    const names = async (caller: CallerName) => (await search(caller, 'gnu')).map(({ name }) => name)
    expect(await names('adminA')).toEqual(['Gnu in Asia', 'Gnu in Europe', 'Gnu of all'])
    expect(await names('viewerA')).toEqual(['Gnu in Europe', 'Gnu of all'])
    expect(await search('viewerA', 'secret-path')).toEqual([])
  })
})

describe('operators of the installation', () => {
  const site = async (q: string) => {
    const response = await world.call('siteOperator', 'GET', '/api/v1/operator/search', { query: { q } })
    expect(response.status).toBe(200)
    return ((await response.json()) as { results: Result[] }).results
  }

  test('find owners by name and identifier, and batches by what is noted and by a gateway', async () => {
    expect(await site('owner b')).toEqual([{ kind: 'owner', id: formatId6(OWNER_B), name: 'Owner B', about: '' }])
    expect((await site('::b')).map(({ id }) => id)).toContain(formatId6(OWNER_B))
    const [batch] = await world.ctx.sql<{ id: string }[]>`
      insert into batches (eui_from, eui_to, span, flavor, manufacturer, notes, root_key_enc, key_check_value)
      values ('58a0cb0000000000', '58a0cb000000ffff', '[1,2]', 'indoor', 'Oryx', 'second lot', '\\x00', 'abc123')
      returning id`
    const expected = { kind: 'batch', id: batch?.id, about: 'Oryx · indoor' }
    for (const q of ['oryx', 'second', '58a0cb0000000123']) expect(await site(q)).toMatchObject([expected])
    expect(await site('58a0cb0000010000')).toEqual([])
  })
})
