/** The connections resource through its routes, on a real database. */
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findConnection, findConnectionByAsId, findConnectionsForDelivery } from '#lib/db/connections.ts'
import { customerIdOf } from '#lib/domain/connections/as-id.ts'
import {
  isReportCredential,
  openDownlinkKeys,
  openHeaders,
  openRequestHeaders,
  openSigningKey,
} from '#lib/services/connections/connection-secrets.ts'
import { deactivateGone } from '#lib/services/deliveries/deactivate-gone.ts'
import { OWNER_A, OWNER_B, openWorld, type World } from '#tests/access/harness.ts'
import { callsAs, DRAFT } from './connections-api.ts'

let world: World
let api: ReturnType<typeof callsAs>
beforeAll(async () => {
  world = await openWorld()
  api = callsAs(world, 'operatorA')
})
afterAll(() => world?.close())

const HOUR = 3_600_000
const KEY = '3ad9f0126b8e47c5a1f2038d5be6974c'

async function stored(id: string) {
  const one = await findConnection(world.ctx.sql, OWNER_A, id)
  if (!one) throw new Error('not stored')
  return one
}

/** The last audit rows of the owner, as text. */
async function trail(count = 1) {
  const rows = await world.ctx.sql<{ action: string; actor: string; detail: Record<string, unknown> }[]>`
    select action, actor, detail from audit_entries where owner_id = ${OWNER_A} order by id desc limit ${count}`
  return rows
}

describe('creation', () => {
  test('with defaults; key and credential are shown once', async () => {
    const { status, json } = await api.create()
    expect(status).toBe(201)
    expect(json).toMatchObject({
      ...DRAFT,
      access: 'full',
      customerId: customerIdOf(OWNER_A),
      active: true,
      queueMode: 'durable',
      source: 'thingpark',
      maxDeviation: 60,
      hasLogin: false,
      headers: [],
      domains: [],
      downlink: { kind: 'none', url: null, hasToken: false },
      health: { state: 'initialising', lastDelivery: null },
      warnings: [],
      revision: 0,
    })
    expect(json.asId).toMatch(/^TWA_100000010\.[1-9][0-9]*\.AS$/)
    expect(json.secrets.key).toMatch(/^[0-9a-f]{32}$/)
    expect(json.reports.url).toBe(`http://localhost:3000/api/v1/connections/${json.id}/reports`)
    const read = await api.read(json.id)
    expect(read.json.secrets).toBeUndefined()
    const { secrets, ...shown } = json
    expect(read.json).toEqual(shown)
    const one = await stored(json.id)
    expect(openSigningKey(world.ctx, one, world.ctx.now())).toBe(secrets.key)
    expect(isReportCredential(one, secrets.reportCredential, world.ctx.now())).toBe(true)
    expect(isReportCredential(one, `${secrets.reportCredential}x`, world.ctx.now())).toBe(false)
    expect((await findConnectionByAsId(world.ctx.sql, json.asId))?.id).toBe(json.id)
    expect((await findConnectionsForDelivery(world.ctx.sql, [json.id])).map(({ id }) => id)).toEqual([json.id])
  })

  test('secrets are sealed at rest, write-only, and neither in answers nor in the trail', async () => {
    const { json } = await api.create({
      url: 'https://meter:pass-phrase-1@as.example.com/in?x=1',
      key: KEY.toUpperCase(),
      headers: [
        { name: 'X-Api-Key', value: 'header-secret-1' },
        { name: 'X-Tenant', value: 'acme', secret: false },
        { name: 'Authorization', value: 'Bearer header-secret-2' },
      ],
      downlink: { kind: 'chirpstack', url: 'https://ns.example.com', token: 'token-secret-1' },
    })
    const secrets = [KEY, 'pass-phrase-1', 'header-secret-1', 'header-secret-2', 'token-secret-1']
    expect(json.secrets.key).toBe(KEY)
    // printf 'gatehouse-tunnel-key:%s' KEY | sha256sum | cut -c1-6
    expect(json.key.checkValue).toBe('6e10e9')
    const { secrets: shownOnce, ...view } = json
    const texts = [view, await api.read(json.id), await api.list(), await api.csv(), await trail(5)].map((answer) =>
      JSON.stringify(answer),
    )
    const [row] = await world.ctx.sql`select row_to_json(c)::text as text from connections c where id = ${json.id}`
    for (const text of [...texts, String(row?.text)])
      for (const secret of [...secrets, shownOnce.reportCredential]) {
        expect(text).not.toContain(secret)
        expect(text).not.toContain(Buffer.from(secret).toString('base64'))
        expect(text).not.toContain(Buffer.from(secret).toString('hex'))
      }
    expect(view).toMatchObject({
      url: 'https://as.example.com/in?x=1',
      hasLogin: true,
      headers: [
        { name: 'X-Api-Key', secret: true, value: null },
        { name: 'X-Tenant', secret: false, value: 'acme' },
        { name: 'Authorization', secret: true, value: null },
      ],
      downlink: { kind: 'chirpstack', url: 'https://ns.example.com', hasToken: true },
      warnings: [expect.stringContaining('the Authorization header is not')],
    })
    // The URL's login wins, and the header is not sent beside it.
    expect(openRequestHeaders(world.ctx, await stored(json.id))).toEqual([
      { name: 'Authorization', value: `Basic ${Buffer.from('meter:pass-phrase-1').toString('base64')}` },
      { name: 'X-Api-Key', value: 'header-secret-1' },
      { name: 'X-Tenant', value: 'acme' },
    ])
    expect((await trail())[0]).toMatchObject({
      action: 'connection.create',
      detail: { connection: json.id, destination: 'https://as.example.com:443', login: true },
    })
  })

  test.each([
    [{ name: ' ' }, '/name'],
    [{ name: 'x'.repeat(81) }, '/name'],
    [{ url: 'https:\\\\h' }, '/url'],
    [{ url: 'https://127.1/' }, '/url'],
    [{ url: 'https://10.1.2.3/' }, '/url'],
    [{ url: 'https://[::ffff:127.0.0.1]/' }, '/url'],
    [{ url: 'http://169.254.169.254/latest/meta-data' }, '/url'],
    [{ contentType: 'html' }, '/contentType'],
    [{ key: '0'.repeat(32) }, '/key'],
    [{ headers: [{ name: 'Host', value: 'x' }] }, '/headers/0/name'],
    [{ headers: [{ name: 'X', value: 'a\r\nY: b' }] }, '/headers/0/value'],
    [{ headers: [{ name: 'X' }] }, '/headers/0/value'],
    [{ headers: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, value: 'v' })) }, '/headers/5/name'],
    [{ maxDeviation: 0 }, '/maxDeviation'],
    [{ maxDeviation: 1.5 }, '/maxDeviation'],
    [{ customerId: 'abc' }, '/customerId'],
    [{ domains: ['00000000-0000-4000-8000-00000000beef'] }, '/domains'],
    [
      { downlink: { kind: 'things-stack', url: 'https://ns.example.com', applicationId: 'a/b', webhookId: 'w' } },
      '/downlink/applicationId',
    ],
    [{ downlink: { kind: 'https', url: 'https://u:p@ns.example.com' } }, '/downlink/url'],
    [{ downlink: { kind: 'https', url: 'https://192.168.1.1/' } }, '/downlink/url'],
    [{ downlink: { kind: 'https', url: 'https://ns.example.com/', token: 'a b' } }, '/downlink/token'],
  ])('%j is refused at %s', async (change, pointer) => {
    const { status, json } = await api.create(change)
    expect([status, json.errors?.[0]?.pointer]).toEqual([422, pointer])
  })

  test('an AS_ID is never shared, not even between owners', async () => {
    const [a, b] = [await api.create(), await callsAs(world, 'adminB', '::b').create()]
    expect(a.json.asId).not.toBe(b.json.asId)
    await expect(
      world.ctx.sql`update connections set as_id = ${a.json.asId} where id = ${b.json.id}`,
    ).rejects.toMatchObject({ code: '23505' })
  })
})

describe('change', () => {
  const HEADERS = [
    { name: 'X-Api-Key', value: 'first' },
    { name: 'X-Tenant', value: 'acme', secret: false },
  ]
  const make = async (more: object = {}) => (await api.create({ headers: HEADERS, ...more })).json

  test('only what is named; the trail tells what differs', async () => {
    const { id } = await make()
    const changed = await api.change(id, { name: 'Lights', contentType: 'xml', revision: 0 })
    expect(changed.json).toMatchObject({ name: 'Lights', contentType: 'xml', url: DRAFT.url, revision: 1 })
    expect((await trail())[0]).toMatchObject({
      action: 'connection.change',
      detail: {
        connection: id,
        changes: { name: { before: 'Meters', after: 'Lights' }, contentType: { before: 'json', after: 'xml' } },
      },
    })
  })

  test('of a stale page is refused', async () => {
    const { id } = await make()
    await api.change(id, { name: 'One' })
    expect((await api.change(id, { name: 'Two', revision: 0 })).status).toBe(409)
    expect((await api.newKey(id, { revision: 0 })).status).toBe(409)
    expect((await api.read(id)).json.name).toBe('One')
  })

  test('of two at once from one page, one is refused', async () => {
    const { id } = await make()
    const answers = await Promise.all(['One', 'Two', 'Three'].map((name) => api.change(id, { name, revision: 0 })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  })

  test('headers without a value keep theirs; others go', async () => {
    const { id } = await make()
    const { json } = await api.change(id, { headers: [{ name: 'x-api-key' }, { name: 'X-New', value: 'n' }] })
    expect(json.headers).toEqual([
      { name: 'x-api-key', secret: true, value: null },
      { name: 'X-New', secret: true, value: null },
    ])
    expect(openHeaders(world.ctx, await stored(id)).map(({ value }) => value)).toEqual(['first', 'n'])
  })

  test('what was secret is not shown without being typed again', async () => {
    const { id } = await make()
    const refused = await api.change(id, { headers: [{ name: 'X-Api-Key', secret: false }] })
    expect([refused.status, refused.json.errors[0].code]).toEqual([422, 'secret_needed_again'])
    const { json } = await api.change(id, { headers: [{ name: 'X-Api-Key', value: 'second', secret: false }] })
    expect(json.headers).toEqual([{ name: 'X-Api-Key', secret: false, value: 'second' }])
  })

  test.each([
    'https://evil.example.com/uplinks',
    'https://as.example.com:8443/uplinks',
    'http://as.example.com/uplinks',
  ])('to another origin, %s, asks for secrets again', async (url) => {
    const { id } = await make({ url: 'https://u:p@as.example.com/uplinks' })
    const both = [
      await api.change(id, { url }),
      await api.change(id, { url, removeLogin: true }),
      await api.change(id, { url, removeLogin: true, headers: [{ name: 'X-Api-Key' }, { name: 'X-Tenant' }] }),
      await api.change(id, { url: url.replace('//', '//u:q@') }),
    ]
    for (const { status, json } of both) {
      expect([status, json.errors[0].code]).toEqual([422, 'secret_needed_again'])
      expect(json.errors[0].detail).toContain('leads to another server')
    }
    expect((await stored(id)).url).toBe(DRAFT.url)
    const headers = [{ name: 'X-Api-Key', value: 'again' }, { name: 'X-Tenant' }]
    const { json } = await api.change(id, { url: url.replace('//', '//u:q@'), headers })
    expect(json).toMatchObject({ url, hasLogin: true })
    expect(openHeaders(world.ctx, await stored(id)).map(({ value }) => value)).toEqual(['again', 'acme'])
  })

  test('to another path of the same server keeps them', async () => {
    const { id } = await make({ url: 'https://u:p@as.example.com/uplinks' })
    const { json } = await api.change(id, { url: 'https://AS.example.com:443/other' })
    expect(json).toMatchObject({ url: 'https://as.example.com:443/other', hasLogin: true })
    expect(openRequestHeaders(world.ctx, await stored(id))).toHaveLength(3)
    expect((await api.change(id, { removeLogin: true })).json.hasLogin).toBe(false)
  })

  test('of the network side asks for its token again', async () => {
    const downlink = { kind: 'chirpstack', url: 'https://ns.example.com', token: 'one' }
    const { id } = await make({ downlink })
    const { token: _, ...same } = downlink
    expect((await api.change(id, { downlink: same })).json.downlink.hasToken).toBe(true)
    const moved = { ...same, url: 'https://other.example.com' }
    expect((await api.change(id, { downlink: moved })).json.errors[0].code).toBe('secret_needed_again')
    expect((await api.change(id, { downlink: { ...same, kind: 'https' } })).status).toBe(422)
    const without = await api.change(id, { downlink: { ...moved, token: null } })
    expect(without.json).toMatchObject({
      downlink: { hasToken: false },
      warnings: [expect.stringContaining('No token')],
    })
    expect((await api.change(id, { downlink: { kind: 'none' } })).json.downlink).toMatchObject({
      kind: 'none',
      url: null,
    })
  })

  test('an address that is not public is refused, a name without one is a warning', async () => {
    const { id } = await make({ headers: [] })
    const { outbound } = world.ctx.site
    const resolveTo = (resolve: () => Promise<string[]>) =>
      Reflect.set(world.ctx.site, 'outbound', { allow: '', resolve })
    try {
      resolveTo(async () => ['8.8.8.8', '127.0.0.1'])
      const refused = await api.change(id, { url: 'https://rebinding.example.com' })
      expect([refused.status, refused.json.errors[0].code]).toEqual([422, 'address_refused'])
      resolveTo(async () => {
        throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
      })
      const warned = await api.change(id, { url: 'https://later.example.com' })
      expect(warned.json).toMatchObject({
        url: 'https://later.example.com',
        warnings: [expect.stringContaining('not known to the name servers')],
      })
      // What was saved before can be changed in other ways.
      expect((await api.change(id, { url: 'https://later.example.com', name: 'Later' })).json.warnings).toEqual([])
    } finally {
      Reflect.set(world.ctx.site, 'outbound', outbound)
    }
  })
})

describe('activation', () => {
  test('by hand, with its own word in the trail', async () => {
    const { id } = (await api.create()).json
    const off = await api.change(id, { active: false })
    expect(off.json).toMatchObject({ active: false, deactivatedReason: 'user', health: { state: 'deactivated' } })
    expect((await trail())[0]).toMatchObject({ action: 'connection.deactivate' })
    expect((await api.change(id, { active: true })).json).toMatchObject({ active: true, deactivatedReason: null })
    expect((await trail())[0]).toMatchObject({ action: 'connection.activate' })
  })

  test('410 deactivates, once, and only for the URL that answered so', async () => {
    const { id } = (await api.create()).json
    const gone = (url: string) => deactivateGone(world.ctx, { id, ownerId: OWNER_A, url })
    await gone('https://before.example.com/')
    expect((await api.read(id)).json).toMatchObject({ active: true, revision: 0 })
    await gone(DRAFT.url)
    await gone(DRAFT.url)
    expect((await api.read(id)).json.revision).toBe(1)
    expect((await api.read(id)).json).toMatchObject({ active: false, deactivatedReason: 'gone' })
    expect((await trail())[0]).toMatchObject({ action: 'connection.deactivate', actor: 'system' })
  })

  test('what waits is tried again when the connection changes', async () => {
    const { id } = (await api.create()).json
    await world.ctx.sql`
      insert into destination_states (destination_id, destination_type, owner_id, failures, opens, open_until, last_attempt_at)
      values (${id}, 'connection', ${OWNER_A}, 7, 2, now() + interval '1 hour', now())`
    expect((await api.read(id)).json.health.state).toBe('connection-error')
    await api.change(id, { name: 'No reason' })
    const circuit = async () =>
      (await world.ctx.sql`select open_until is null as closed from destination_states where destination_id = ${id}`)[0]
    expect(await circuit()).toEqual({ closed: false })
    await api.change(id, { url: 'https://as.example.com/corrected' })
    expect(await circuit()).toEqual({ closed: true })
  })
})

describe('keys', () => {
  test('both are valid for downlinks until the grace period ends; the new one signs', async () => {
    const { id, secrets } = (await api.create()).json
    const { json } = await api.newKey(id, { graceHours: 24 })
    expect(json).toMatchObject({
      key: { signsWith: 'current' },
      reminder: expect.stringContaining('Share the new key'),
    })
    const one = await stored(id)
    const at = (hours: number) => new Date(one.keyChangedAt.getTime() + hours * HOUR)
    expect(json.key.previousUntil).toBe(at(24).toISOString())
    expect(openDownlinkKeys(world.ctx, one, at(0))).toEqual([json.secrets.key, secrets.key])
    expect(openDownlinkKeys(world.ctx, one, new Date(at(24).getTime() - 1))).toHaveLength(2)
    expect(openDownlinkKeys(world.ctx, one, at(24))).toEqual([json.secrets.key])
    expect(openSigningKey(world.ctx, one, at(1))).toBe(json.secrets.key)
    expect(json.key.checkValue).not.toBe((await api.create()).json.key.checkValue)
    expect((await trail(2)).find(({ action }) => action === 'connection.key')).toMatchObject({
      detail: { connection: id, graceHours: 24, signWith: 'new' },
    })
  })

  test('the previous one signs until then where the owner chose so', async () => {
    const { id, secrets } = (await api.create()).json
    const { json } = await api.newKey(id, { graceHours: 2, signWith: 'previous', key: KEY })
    expect(json.key.signsWith).toBe('previous')
    const one = await stored(id)
    const at = (hours: number) => new Date(one.keyChangedAt.getTime() + hours * HOUR)
    expect(openSigningKey(world.ctx, one, at(1))).toBe(secrets.key)
    expect(openSigningKey(world.ctx, one, at(2))).toBe(KEY)
    world.advance(3 * HOUR)
    expect((await api.read(id)).json.key).toMatchObject({ signsWith: 'current', previousUntil: null })
  })

  test('without a grace period the old one ends at once; there are never more than two', async () => {
    const { id, secrets } = (await api.create()).json
    const now = world.ctx.now()
    const second = (await api.newKey(id)).json.secrets.key
    const third = (await api.newKey(id)).json.secrets.key
    expect(openDownlinkKeys(world.ctx, await stored(id), now)).toEqual([third, second])
    const fourth = (await api.newKey(id, { graceHours: 0, signWith: 'previous' })).json
    expect(fourth.key).toMatchObject({ signsWith: 'current', previousUntil: null })
    expect(openDownlinkKeys(world.ctx, await stored(id), now)).toEqual([fourth.secrets.key])
    expect(secrets.key).not.toBe(second)
  })

  test('weak keys and the one that is there are refused', async () => {
    const { id } = (await api.create({ key: KEY })).json
    expect((await api.newKey(id, { key: '2b7e151628aed2a6abf7158809cf4f3c' })).json.detail).toContain(
      'public documents',
    )
    expect((await api.newKey(id, { key: KEY })).json.errors[0].code).toBe('key_unchanged')
    expect((await api.newKey(id, { graceHours: 721 })).status).toBe(422)
  })

  test('the credential of /reports changes in the same way', async () => {
    const { id, secrets } = (await api.create()).json
    const { json } = await api.newCredential(id, { graceHours: 1 })
    expect(json.reports.hint).toBe(json.secrets.reportCredential.slice(-4))
    const one = await stored(id)
    const at = (hours: number) => new Date(one.reportChangedAt.getTime() + hours * HOUR)
    expect(isReportCredential(one, secrets.reportCredential, at(0))).toBe(true)
    expect(isReportCredential(one, secrets.reportCredential, at(1))).toBe(false)
    expect(isReportCredential(one, json.secrets.reportCredential, at(1))).toBe(true)
  })
})

describe('a copy', () => {
  test('has its own key, AS_ID and credential, and no secrets; it says so and starts deactivated', async () => {
    const original = (
      await api.create({
        url: 'https://u:p@as.example.com/uplinks',
        headers: [
          { name: 'X-Api-Key', value: 'secret' },
          { name: 'X-Tenant', value: 'acme', secret: false },
        ],
        downlink: { kind: 'chirpstack', url: 'https://ns.example.com', token: 'token' },
        additionalInformation: 'Contract 17',
        queueMode: 'as-thingpark',
      })
    ).json
    const { status, json } = await api.duplicate(original.id)
    expect(status).toBe(201)
    expect(json).toMatchObject({
      name: 'Meters (copy)',
      url: DRAFT.url,
      hasLogin: false,
      headers: [{ name: 'X-Tenant', secret: false, value: 'acme' }],
      additionalInformation: 'Contract 17',
      queueMode: 'as-thingpark',
      downlink: { kind: 'chirpstack', hasToken: false },
      active: false,
      notCopied: ['login and password', 'header X-Api-Key', 'downlink token'],
    })
    for (const field of ['id', 'asId']) expect(json[field]).not.toBe(original[field])
    for (const secret of ['key', 'reportCredential']) expect(json.secrets[secret]).not.toBe(original.secrets[secret])
    expect(openSigningKey(world.ctx, await stored(json.id), world.ctx.now())).toBe(json.secrets.key)
    expect((await trail())[0]).toMatchObject({ action: 'connection.duplicate', detail: { of: original.id } })
  })

  test('is complete and active when the secrets are given again', async () => {
    const original = (
      await api.create({ url: 'https://u:p@as.example.com/uplinks', headers: [{ name: 'X-Api-Key', value: 'secret' }] })
    ).json
    const { json } = await api.duplicate(original.id, {
      name: 'Second',
      url: 'https://v:q@second.example.com/in',
      headers: [{ name: 'X-Api-Key', value: 'other' }],
    })
    expect(json).toMatchObject({ name: 'Second', url: 'https://second.example.com/in', active: true, notCopied: [] })
    expect((await api.duplicate(original.id, { headers: [{ name: 'X-Api-Key' }] })).status).toBe(422)
  })
})

test('deletion takes what waits along and leaves a row in the trail', async () => {
  const { id, asId } = (await api.create()).json
  await world.ctx.sql`
    insert into deliveries (destination_id, owner_id, device, kind, document, next_at, accepted_at)
    values (${id}, ${OWNER_A}, '1', 'DevEUI_uplink', '{}', now(), now())`
  expect((await api.remove(id)).status).toBe(204)
  expect((await api.read(id)).status).toBe(404)
  expect((await api.remove(id)).status).toBe(404)
  expect(await world.ctx.sql`select 1 from deliveries where destination_id = ${id}`).toHaveLength(0)
  expect((await trail())[0]).toMatchObject({ action: 'connection.delete', detail: { connection: id, asId } })
})

describe('the list', () => {
  const owner = '::b'
  let mine: ReturnType<typeof callsAs>
  const ids: string[] = []
  beforeAll(async () => {
    mine = callsAs(world, 'adminB', owner)
    await world.ctx.sql`delete from connections where owner_id = ${OWNER_B}`
    // In the order of their names without case, with equal names between them.
    for (const name of ['=cmd|x', '@sum', 'alpha', 'Beta', 'beta', 'gamma', 'öl', '日本'])
      ids.push((await mine.create({ name, contentType: name === 'gamma' ? 'xml' : 'json' })).json.id)
    await mine.change(ids[2] ?? '', { active: false })
    await world.ctx.sql`
      insert into destination_states (destination_id, destination_type, owner_id, last_attempt_at, last_delivery_at, failures)
      values (${ids[3] ?? ''}, 'connection', ${OWNER_B}, now(), '2026-03-01T12:00:00Z', 0),
             (${ids[4] ?? ''}, 'connection', ${OWNER_B}, now(), null, 1)`
  })

  test('pages by name without losing or repeating any', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    do {
      const { json }: { json: { connections: { id: string }[]; next: string | null } } = await mine.list({
        limit: '3',
        ...(cursor ? { cursor } : {}),
      })
      seen.push(...json.connections.map(({ id }) => id))
      cursor = json.next
    } while (cursor)
    expect(seen.toSorted()).toEqual(ids.toSorted())
    const twins = ids.slice(3, 5)
    expect(seen.filter((id) => !twins.includes(id))).toEqual(ids.filter((id) => !twins.includes(id)))
  })

  test('filters and counts', async () => {
    const names = async (query: Record<string, string>) =>
      (await mine.list(query)).json.connections.map(({ name }: { name: string }) => name)
    expect(await names({ health: 'deactivated' })).toEqual(['alpha'])
    expect(await names({ health: 'active' })).toEqual(['Beta'])
    expect(await names({ health: 'connection-error' })).toEqual(['beta'])
    expect(await names({ contentType: 'xml' })).toEqual(['gamma'])
    expect((await names({ q: 'BETA' })).toSorted()).toEqual(['Beta', 'beta'])
    expect(await names({ q: '%' })).toEqual([])
    expect(await names({ q: 'uplinks', contentType: 'xml' })).toEqual(['gamma'])
    expect(await names({ domain: 'none' })).toHaveLength(8)
    const { json } = await mine.list({ q: 'a', health: 'active', limit: '1' })
    expect(json.counts).toEqual({ all: 8, active: 1, initialising: 5, 'connection-error': 1, deactivated: 1 })
    expect((await mine.list({ cursor: 'nonsense' })).status).toBe(422)
  })

  test('as CSV: readable again, and no formula', async () => {
    const { json: text } = await mine.csv()
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
    const names = rows.map(({ Name }) => Name?.toLowerCase())
    expect(names).toEqual(["'=cmd|x", "'@sum", 'alpha', 'beta', 'beta', 'gamma', 'öl', '日本'])
    expect(rows[2]).toMatchObject({
      Health: 'deactivated',
      'Content type': 'json',
      Domains: 'cross-domain',
      URL: DRAFT.url,
    })
    expect(rows.find(({ Name }) => Name === 'Beta')).toMatchObject({ 'Last delivery': '2026-03-01T12:00:00.000Z' })
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    expect(parse((await mine.csv({ health: 'active' })).json, { bom: true })).toHaveLength(2)
  })
})
