/** What members with domain restrictions see and may do, through every call and in SQL. */
import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { visibleTo } from '#lib/db/connections.ts'
import { insertDownlink, markFailed } from '#lib/db/downlinks.ts'
import { type Restriction, visibilityOf } from '#lib/domain/connections/domain-scope.ts'
import { eui, formatId6 } from '#lib/domain/identifiers.ts'
import { requireConnection, visibleConnections } from '#lib/services/connections/connection-access.ts'
import { OWNER_A, OWNER_B, openWorld, type World } from '#tests/access/harness.ts'
import { callsAs } from './connections-api.ts'

let world: World
let admin: ReturnType<typeof callsAs>
let operator: ReturnType<typeof callsAs>
let viewer: ReturnType<typeof callsAs>
const groups: Record<string, string> = {}
const domains: Record<string, string> = {}

const restrict = (userId: string, ...paths: readonly [group: string, path: string][]) =>
  admin.send(
    'PUT',
    '/api/v1/members/[id]/restrictions',
    { restrictions: paths.map(([group, path]) => ({ groupId: groups[group], path })) },
    { id: userId },
  )
const enable = (enabled: boolean) => admin.send('PATCH', '/api/v1/domains', { enabled })
const in_ = (...names: string[]) => names.map((name) => domains[name])

beforeAll(async () => {
  world = await openWorld()
  admin = callsAs(world, 'adminA')
  operator = callsAs(world, 'operatorA')
  viewer = callsAs(world, 'viewerA')
  await enable(true)
  for (const name of ['Region', 'Customer'])
    groups[name] = (await admin.send('POST', '/api/v1/domain-groups', { name })).json.id
  const paths: [string, string][] = [
    ['Region', 'EMEA'],
    ['Region', 'EMEA/France'],
    ['Region', 'EMEA/France/Paris'],
    ['Region', 'EMEA/Francea'],
    ['Region', 'APAC'],
    ['Customer', 'Acme'],
    ['Customer', 'Beta'],
  ]
  for (const [group, path] of paths)
    domains[path] = (await admin.send('POST', '/api/v1/domains', { groupId: groups[group], path })).json.id
})
afterAll(() => world?.close())
beforeEach(async () => {
  await enable(true)
  await restrict(world.people.operatorA)
  await restrict(world.people.viewerA)
})

const make = async (name: string, ...assigned: string[]): Promise<string> => {
  const { status, json } = await admin.create({
    name,
    domains: in_(...assigned),
    url: `https://u:p@as.example.com/${encodeURIComponent(name)}`,
    headers: [{ name: 'X-Tenant', value: `tenant of ${name}`, secret: false }],
    downlink: { kind: 'https', url: 'https://ns.example.com/secret-path' },
  })
  expect(status).toBe(201)
  return json.id
}

describe('groups and domains', () => {
  test('are listed with their uses, and kept while they are used', async () => {
    const id = await make('Used', 'APAC', 'Acme')
    const { json } = await admin.get('/api/v1/domains')
    expect(json).toMatchObject({ enabled: true, restricted: false })
    expect(json.groups.map(({ name }: { name: string }) => name)).toEqual(['Customer', 'Region'])
    expect(json.groups[0].domains[0]).toMatchObject({ path: 'Acme', connections: 1 })
    const remove = (path: string, of: string) =>
      admin.call('DELETE', path, { query: { owner: formatId6(OWNER_A) }, params: { id: of } })
    expect((await remove('/api/v1/domains/[id]', domains.APAC ?? '')).status).toBe(409)
    expect((await remove('/api/v1/domain-groups/[id]', groups.Customer ?? '')).status).toBe(409)
    await admin.remove(id)
  })

  test('a group with a restriction of a member stays', async () => {
    const group = (await admin.send('POST', '/api/v1/domain-groups', { name: 'Short' })).json
    groups.Short = group.id
    await restrict(world.people.viewerA, ['Short', 'x/*'])
    const remove = () =>
      admin.call('DELETE', '/api/v1/domain-groups/[id]', {
        query: { owner: formatId6(OWNER_A) },
        params: { id: group.id },
      })
    expect((await remove()).status).toBe(409)
    await restrict(world.people.viewerA)
    expect((await remove()).status).toBe(204)
  })

  test.each([
    ['/api/v1/domain-groups', { name: 'region' }, 'taken'],
    ['/api/v1/domain-groups', { name: 'x'.repeat(21) }, 'invalid'],
    ['/api/v1/domain-groups', { name: 'x ' }, 'invalid'],
  ])('%s %j: %s', async (path, body, code) => {
    const { status, json } = await admin.send('POST', path, body)
    expect([status, json.errors[0].code]).toEqual([422, code])
  })

  test.each([
    ['emea/FRANCE', 'taken'],
    ['a/b/c/d/e/f', 'invalid'],
    ['EMEA/*', 'invalid'],
    ['EMEA//x', 'invalid'],
  ])('domain %s: %s', async (path, code) => {
    const { status, json } = await admin.send('POST', '/api/v1/domains', { groupId: groups.Region, path })
    expect([status, json.errors[0].code]).toEqual([422, code])
  })

  test('a group of another owner is none', async () => {
    const other = callsAs(world, 'adminB', formatId6(OWNER_B))
    const body = { groupId: groups.Region, path: 'EMEA' }
    expect((await other.send('POST', '/api/v1/domains', body)).status).toBe(404)
    await other.send('PATCH', '/api/v1/domains', { enabled: true })
    expect((await other.create({ domains: in_('EMEA') })).json.errors[0].code).toBe('domain_unknown')
    const restrictions = [{ groupId: groups.Region, path: 'EMEA' }]
    const id = world.people.siteOperator
    expect((await other.send('PUT', '/api/v1/members/[id]/restrictions', { restrictions }, { id })).status).toBe(422)
    const stranger = { id: world.people.operatorA }
    expect((await other.send('PUT', '/api/v1/members/[id]/restrictions', { restrictions: [] }, stranger)).status).toBe(
      404,
    )
  })
})

test('a domain that is assigned while its group is removed stays, or the assignment is refused', async () => {
  const owner = formatId6(OWNER_A)
  for (let round = 0; round < 8; round += 1) {
    const group = (await admin.send('POST', '/api/v1/domain-groups', { name: `Race ${round}` })).json
    const domain = (await admin.send('POST', '/api/v1/domains', { groupId: group.id, path: 'x' })).json
    const [created, removed] = await Promise.all([
      admin.create({ domains: [domain.id] }),
      admin.call('DELETE', '/api/v1/domain-groups/[id]', { query: { owner }, params: { id: group.id } }),
    ])
    expect(`${created.status} ${removed.status}`).toMatch(/^(201 409|422 204)$/)
    if (created.status === 201) await admin.remove(created.json.id)
  }
})

describe('assignment', () => {
  test('one domain per group, existing ones, and only while domains are switched on', async () => {
    expect((await admin.create({ domains: in_('EMEA', 'APAC') })).json.errors[0].code).toBe('domain_group_twice')
    expect((await admin.create({ domains: [randomUUID()] })).json.errors[0].code).toBe('domain_unknown')
    const id = await make('Kept', 'EMEA', 'Acme')
    await enable(false)
    expect((await admin.create({ domains: in_('EMEA') })).json.errors[0].code).toBe('domains_off')
    const { json } = await admin.change(id, { name: 'Still kept', domains: in_('EMEA', 'Acme') })
    const copy = (await admin.duplicate(id)).json
    expect(copy.domains).toEqual(json.domains)
    await admin.remove(copy.id)
    expect(json.domains.map(({ path }: { path: string }) => path)).toEqual(['Acme', 'EMEA'])
    await enable(true)
    expect((await admin.change(id, { domains: [] })).json.domains).toEqual([])
    await admin.remove(id)
  })

  test('a restricted member assigns inside the own restriction only', async () => {
    await restrict(world.people.operatorA, ['Region', 'EMEA/France/*'])
    for (const outside of [[], in_('EMEA'), in_('APAC'), in_('EMEA/Francea'), in_('Acme')]) {
      const { status, json } = await operator.create({ domains: outside })
      expect([status, json.detail]).toEqual([403, expect.stringContaining('EMEA/France/*')])
    }
    const { status, json } = await operator.create({ domains: in_('EMEA/France/Paris', 'Acme') })
    expect(status).toBe(201)
    expect((await operator.change(json.id, { domains: [] })).status).toBe(403)
    expect((await operator.change(json.id, { domains: in_('APAC') })).status).toBe(403)
    expect((await operator.change(json.id, { domains: in_('EMEA/France') })).status).toBe(200)
    await admin.remove(json.id)
  })

  test('is offered in that part only', async () => {
    await restrict(world.people.operatorA, ['Region', 'EMEA/France/*'])
    const { json } = await operator.get('/api/v1/domains')
    expect(json.restricted).toBe(true)
    expect(json.groups.find(({ name }: { name: string }) => name === 'Region').domains).toEqual([
      { id: domains['EMEA/France'], path: 'EMEA/France', connections: null },
      { id: domains['EMEA/France/Paris'], path: 'EMEA/France/Paris', connections: null },
    ])
  })
})

describe('a restricted member', () => {
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    ids.cross = await make('Cross')
    ids.paris = await make('Paris', 'EMEA/France/Paris')
    ids.apac = await make('Apac', 'APAC')
    ids.acme = await make('Acme only', 'Acme')
    ids.both = await make('Both', 'EMEA/France', 'Acme')
  })
  beforeEach(async () => {
    await restrict(world.people.operatorA, ['Region', 'EMEA/France/*'])
    await restrict(world.people.viewerA, ['Region', 'APAC'], ['Region', 'EMEA/France/*'], ['Customer', 'Acme'])
  })
  const names = async (as: typeof operator, query: Record<string, string> = {}) =>
    (await as.list(query)).json.connections.map(({ name }: { name: string }) => name)

  test('sees the own ones and cross-domain ones in lists, counts and files', async () => {
    expect(await names(operator)).toEqual(['Both', 'Cross', 'Paris'])
    expect(await names(viewer)).toEqual(['Both', 'Cross'])
    expect((await names(admin)).length).toBeGreaterThanOrEqual(5)
    expect((await operator.list()).json.counts.all).toBe(3)
    expect(await names(operator, { domain: domains.APAC ?? '' })).toEqual([])
    expect(await names(operator, { domain: 'none' })).toEqual(['Cross'])
    const csv = (await operator.csv()).json
    expect(csv).not.toContain('Apac')
    expect(csv).not.toContain('as.example.com/Cross')
    expect(csv).toContain('as.example.com/Paris')
  })

  test('cross-domain ones without URL and header values, and the URL is not searched', async () => {
    const { json } = await operator.read(ids.cross ?? '')
    expect(json).toMatchObject({
      access: 'masked',
      url: null,
      headers: [{ name: 'X-Tenant', value: null }],
      downlink: { url: null },
      warnings: [],
    })
    for (const answer of [json, (await operator.list()).json])
      for (const hidden of ['as.example.com/Cross', 'tenant of Cross', 'secret-path'])
        expect(JSON.stringify(answer)).not.toContain(hidden)
    expect(await names(operator, { q: 'as.example.com' })).toEqual(['Both', 'Paris'])
    expect((await operator.read(ids.paris ?? '')).json).toMatchObject({
      access: 'full',
      url: 'https://as.example.com/Paris',
    })
  })

  test('sees that a downlink of a cross-domain one failed, and not the server that its cause names', async () => {
    const id = ids.cross ?? ''
    const now = world.ctx.now()
    const downlink = { id: randomUUID(), devEui: eui('20635F0108000495'), fPort: 1, payload: '0b0b', fCntDn: null }
    await insertDownlink(world.ctx.sql, {
      ...downlink,
      ownerId: OWNER_A,
      connectionId: id,
      token: randomBytes(32),
      address: null,
      confirmed: false,
      flush: false,
      validUntil: null,
      correlationId: null,
      acceptedAt: now,
      rawQuery: '',
    })
    await markFailed(world.ctx.sql, { id: downlink.id, cause: 'The name ns.example.com has no address.' }, now)
    const list = (as: typeof operator) => as.get('/api/v1/connections/[id]/downlinks', {}, { id })
    expect((await list(admin)).json.downlinks).toMatchObject([
      { payload: '0b0b', cause: expect.stringContaining('ns.example.com') },
    ])
    expect((await list(operator)).json.downlinks).toMatchObject([{ state: 'failed', payload: null, cause: '' }])
  })

  const writes = (as: typeof operator): [string, (id: string) => Promise<{ status: number; json: unknown }>][] => [
    ['change', (id) => as.change(id, { name: 'Mine now' })],
    ['deactivate', (id) => as.change(id, { active: false })],
    ['duplicate', (id) => as.duplicate(id)],
    ['key', (id) => as.newKey(id)],
    ['credential', (id) => as.newCredential(id)],
    ['delete', (id) => as.remove(id)],
  ]

  test('changes nothing of cross-domain ones, and others are as if they did not exist', async () => {
    const before = [await admin.read(ids.cross ?? ''), await admin.read(ids.apac ?? '')]
    for (const [, write] of [...writes(operator)]) {
      expect((await write(ids.cross ?? '')).status).toBe(403)
      const [theirs, nobodys] = [await write(ids.apac ?? ''), await write(randomUUID())]
      expect([theirs.status, nobodys.status]).toEqual([404, 404])
      const plain = (answer: unknown) => JSON.stringify(answer).replace(/"requestId":"[^"]*"/, '')
      expect(plain(theirs.json)).toBe(plain(nobodys.json))
    }
    expect((await operator.read(ids.apac ?? '')).status).toBe(404)
    expect([await admin.read(ids.cross ?? ''), await admin.read(ids.apac ?? '')]).toEqual(before)
  })

  test('changes the own ones', async () => {
    const mine = await make('Own', 'EMEA/France')
    for (const [what, write] of writes(operator)) {
      const { status } = await write(mine)
      expect([what, status < 300]).toEqual([what, true])
    }
    expect((await operator.read(mine)).status).toBe(404)
    for (const { id, name } of (await admin.list()).json.connections) if (/copy/.test(name)) await admin.remove(id)
  })

  test('is held to it by the services that others build on', async () => {
    const actor = { ownerId: OWNER_A, id: `user:${world.people.operatorA}`, address: null }
    expect((await visibleConnections(world.ctx, actor)).map(({ name, access }) => [name, access])).toEqual([
      ['Both', 'full'],
      ['Cross', 'masked'],
      ['Paris', 'full'],
    ])
    const need = (id: string | undefined, mode: 'read' | 'write') => requireConnection(world.ctx, actor, id ?? '', mode)
    await expect(need(ids.apac, 'read')).rejects.toMatchObject({ code: 'not_found' })
    await expect(need(ids.cross, 'write')).rejects.toMatchObject({ code: 'forbidden' })
    expect((await need(ids.cross, 'read')).access).toBe('masked')
    expect((await need(ids.paris, 'write')).access).toBe('full')
  })

  test('is free again when domains are switched off, or as an admin; tokens always are', async () => {
    const all = await names(admin)
    await enable(false)
    expect(await names(operator)).toEqual(all)
    await enable(true)
    expect(await names(operator)).toHaveLength(3)
    expect(await names(callsAs(world, 'tokenA'))).toEqual(all)
    await world.ctx.sql`update memberships set role = 'admin' where user_id = ${world.people.operatorA}`
    expect(await names(operator)).toEqual(all)
    await world.ctx.sql`update memberships set role = 'operator' where user_id = ${world.people.operatorA}`
  })

  test('is shown to admins with what restricts; admins themselves cannot be', async () => {
    const { json } = await admin.get('/api/v1/members')
    const one = json.members.find(({ id }: { id: string }) => id === world.people.viewerA)
    expect(one).toMatchObject({ email: 'viewer-a@example.org', role: 'viewer' })
    expect(one.restrictions.map(({ group, path }: Record<string, string>) => `${group}: ${path}`)).toEqual([
      'Customer: Acme',
      'Region: APAC',
      'Region: EMEA/France/*',
    ])
    expect((await restrict(world.people.adminA, ['Region', 'APAC'])).status).toBe(409)
    expect((await restrict(world.people.viewerA, ['Region', '*'])).json.errors[0].pointer).toBe('/restrictions/0/path')
  })
})

test('the SQL condition and the rule agree on any domains and restrictions', async () => {
  const { sql } = world.ctx
  const other = callsAs(world, 'adminB', formatId6(OWNER_B))
  await other.send('PATCH', '/api/v1/domains', { enabled: true })
  const groupIds: string[] = []
  const ids = new Map<string, string>()
  const paths = ['a', 'A/b', 'a/b/c', 'a/bc', 'b', 'b_', 'b%/c']
  for (const name of ['G', 'H', 'I']) {
    const groupId = (await other.send('POST', '/api/v1/domain-groups', { name })).json.id
    groupIds.push(groupId)
    for (const path of paths)
      ids.set(`${groupId} ${path}`, (await other.send('POST', '/api/v1/domains', { groupId, path })).json.id)
  }
  const group = fc.constantFrom(...groupIds)
  const path = fc.constantFrom(...paths)
  // All connections of one run are looked at with one statement per scope.
  const connection = fc.uniqueArray(fc.record({ groupId: group, path }), {
    maxLength: 3,
    selector: (one) => one.groupId,
  })
  const restriction = fc.record({ groupId: group, path: fc.constantFrom(...paths, 'A', 'c'), prefix: fc.boolean() })
  const made = fc.sample(connection, { numRuns: 60, seed: 7 })
  const created: [string, { groupId: string; path: string }[]][] = []
  for (const [index, assigned] of made.entries()) {
    const domainIds = assigned.map((one) => ids.get(`${one.groupId} ${one.path}`))
    const { json } = await other.create({ name: `c${index}`, domains: domainIds })
    created.push([json.id, assigned])
  }
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(restriction, { minLength: 1, maxLength: 5 }), async (scope: Restriction[]) => {
      const rows = await sql<{ id: string }[]>`
        select c.id from connections c where c.owner_id = ${OWNER_B} and ${visibleTo(sql, scope)}`
      const found = new Set(rows.map(({ id }) => id))
      for (const [id, assigned] of created) {
        const visibility = visibilityOf(assigned, scope)
        seen.add(visibility)
        expect([assigned, scope, found.has(id)]).toEqual([assigned, scope, visibility !== 'hidden'])
      }
    }),
    { numRuns: 150 },
  )
  expect(seen).toEqual(new Set(['full', 'masked', 'hidden']))
})
