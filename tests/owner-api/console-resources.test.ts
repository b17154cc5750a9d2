/** The console's gateway resources over the wire: lists, one gateway, its log, the look at credentials, the site. */
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { encodeCursor } from '#lib/http/cursor.ts'
import { gatewayDetail, gatewayPage } from '#lib/schemas/gateways.ts'
import { inspectAnswer } from '#lib/schemas/inspection.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { keyDer, keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { POST as inspect } from '../../app/api/v1/credentials/inspect/route.ts'
import { GET as checkIns } from '../../app/api/v1/gateways/[eui]/check-ins/route.ts'
import { GET as one, PATCH as rename } from '../../app/api/v1/gateways/[eui]/route.ts'
import { GET as list } from '../../app/api/v1/gateways/route.ts'
import { GET as site } from '../../app/api/v1/site/route.ts'
import { GET as cupsTrust } from '../../app/cups.trust/route.ts'
import { looseEuis, recordCheckIn } from '../gateways/fleet.ts'
import { type Api, type ApiOwner, openApi } from './api.ts'

let api: Api
let a: ApiOwner
let b: ApiOwner
let ca: TestCertificate
let gateway: Eui
let owners = 0

beforeAll(async () => {
  api = await openApi()
  ca = await makeCa({ name: 'CN=Inspected CA' })
})
afterAll(() => api?.close())
beforeEach(async () => {
  owners += 2
  a = await api.owner(`::${(owners - 1).toString(16)}`)
  b = await api.owner(`::${owners.toString(16)}`)
  gateway = await add(a)
})

const TOKEN = 'TokenThatIsNeverShown'
async function add(owner: ApiOwner): Promise<Eui> {
  const [eui = '' as Eui] = looseEuis(1)
  await addGateways(api.context, owner.actor, [{ gateway: eui, flavorid: 'x', token: TOKEN }])
  return eui
}

describe('GET /gateways', () => {
  test('pages by cursor to the end, every gateway once', async () => {
    const euis = [gateway]
    for (let index = 0; index < 24; index++) euis.push(await add(a))
    for (const sort of ['eui', 'name', 'lastSeen']) {
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const { status, json } = await api.get(a, list, { owner: a.id, sort, order: 'desc', limit: '7', cursor })
        expect(status).toBe(200)
        expect(gatewayPage.safeParse(json).error).toBeUndefined()
        expect(json.counts).toMatchObject({ all: 25, 'never-seen': 25 })
        seen.push(...json.gateways.map((row: { gateway: string }) => row.gateway))
        cursor = json.next
      }
      expect(seen.toSorted()).toEqual(euis.map(formatId6).toSorted())
    }
  })

  test.each([
    ['no Base64', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['one part', encodeCursor(['x'])],
    ['no EUI', encodeCursor(['x', 'y'])],
    ['numbers', Buffer.from('[1,2]').toString('base64url')],
    ['a NUL', Buffer.from('["\\u0000","0000000000000001"]').toString('base64url')],
    ['half a surrogate pair', Buffer.from('["\\ud800","0000000000000001"]').toString('base64url')],
  ])('a cursor with %s is refused with what to do', async (_, cursor) => {
    expect(await api.get(a, list, { owner: a.id, cursor })).toMatchObject({
      status: 422,
      json: { detail: 'This page address is not valid any more. Start from the first page.' },
    })
  })

  test.each<Record<string, string>>([
    { limit: '0' },
    { limit: '201' },
    { limit: 'x' },
    { sort: 'token_enc' },
    { state: 'gone' },
    { q: 'x'.repeat(129) },
  ])('refuses %j', async (query) => expect((await api.get(a, list, { owner: a.id, ...query })).status).toBe(422))

  test('another owner’s list is refused; one’s own holds nothing of A, whatever the cursor names', async () => {
    expect((await api.get(b, list, { owner: a.id })).status).toBe(403)
    const { json } = await api.get(b, list, { owner: b.id, cursor: encodeCursor(['next', '', '0000000000000000']) })
    expect(json).toMatchObject({ gateways: [], next: null, counts: { all: 0 } })
    const before = formatId6(gateway)
    expect(JSON.stringify((await api.get(b, list, { owner: b.id, q: before })).json)).not.toContain(before)
  })
})

describe('GET and PATCH /gateways/[eui]', () => {
  test('in every notation, with desired state and without a key', async () => {
    const leaf = await makeLeaf(ca)
    await setupGateways(api.context, a.actor, [
      {
        gateway,
        cupsUri: 'https://localhost:9191',
        cupsTrust: ca.pem,
        lnsUri: 'wss://l.example:1',
        lnsTrust: ca.pem,
        lnsCrt: leaf.pem,
        lnsKey: keyPem(leaf.key),
      },
    ])
    for (const eui of [gateway, formatEui64(gateway), formatId6(gateway), encodeURIComponent(formatId6(gateway))]) {
      const { status, json } = await api.get(a, one, { owner: a.id }, { eui })
      expect(status).toBe(200)
      expect(gatewayDetail.safeParse(json).error).toBeUndefined()
      expect(json).toMatchObject({
        gateway: formatId6(gateway),
        eui: formatEui64(gateway),
        revision: 1,
        desired: { cups: { key: 'token' }, tc: { key: 'private-key', trust: { subject: 'CN=Inspected CA' } } },
      })
      for (const secret of [TOKEN, keyDer(leaf.key, 'sec1').toString('base64').slice(8, 40)])
        expect(JSON.stringify(json)).not.toContain(secret)
    }
  })

  test('unknown, foreign: 404 alike; no identifier: 422', async () => {
    const foreign = await add(b)
    const answers = [foreign, looseEuis(1)[0] ?? ''].map((eui) => api.get(a, one, { owner: a.id }, { eui }))
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject({
        status: 404,
        json: { detail: 'No such gateway in this organisation. Claim or add it first.' },
      })
    for (const eui of ['x', '%', '%E0%A4', "' or 1=1", '..%2f..'])
      expect((await api.get(a, one, { owner: a.id }, { eui })).status).toBe(422)
  })

  test('a name is stored with its letters, and only by its owner', async () => {
    const patch = (owner: ApiOwner, name: unknown, eui: string = gateway) =>
      rename(
        new Request('http://localhost:3000/api/v1/x', {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}` },
          body: JSON.stringify({ ownerid: owner.id, name }),
        }),
        { params: Promise.resolve({ eui }) },
      )
    expect(await (await patch(a, '  Dach “Süd” 屋顶 😀  ')).json()).toMatchObject({ name: 'Dach “Süd” 屋顶 😀' })
    expect((await patch(b, 'Mine')).status).toBe(404)
    expect((await patch(a, 'x'.repeat(81))).status).toBe(422)
    expect((await patch(a, 'a\u0000b')).status).toBe(400)
    expect((await patch(a, null)).status).toBe(422)
    expect((await api.get(a, one, { owner: a.id }, { eui: gateway })).json.name).toBe('Dach “Süd” 屋顶 😀')
  })
})

describe('GET /gateways/[eui]/check-ins', () => {
  test('pages newest first without loss, equal times too, and refuses cursors that PostgreSQL cannot read', async () => {
    for (let index = 0; index < 23; index++)
      await recordCheckIn(api.context, a.actor.ownerId, gateway, {
        at: new Date(Date.UTC(2026, 1, 1) + Math.floor(index / 4) * 1_000),
      })
    const ids: string[] = []
    const times: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { json } = await api.get(a, checkIns, { owner: a.id, limit: '5', cursor }, { eui: gateway })
      ids.push(...json.checkIns.map((row: { id: string }) => row.id))
      times.push(...json.checkIns.map((row: { lastAt: string }) => row.lastAt))
      cursor = json.next
    }
    expect(new Set(ids).size).toBe(23)
    expect(times).toEqual(times.toSorted().toReversed())
    const uuid = ids[0] ?? ''
    const time = '2026-02-01T00:00:00.000000Z'
    expect(
      (await api.get(a, checkIns, { owner: a.id, cursor: encodeCursor([time, uuid]) }, { eui: gateway })).status,
    ).toBe(200)
    for (const bad of [
      ['now', uuid],
      ['2026-02-30T00:00:00.000000Z', uuid],
      ['infinity', uuid],
      [`${time}'`, uuid],
      [time, 'x'],
      [time, `${uuid}0`],
      [time],
      [time, uuid, 'x'],
    ])
      expect(
        (await api.get(a, checkIns, { owner: a.id, cursor: encodeCursor(bad) }, { eui: gateway })).status,
        String(bad),
      ).toBe(422)
  })

  test('A’s log is not B’s, though B names the gateway and a cursor of A’s', async () => {
    await recordCheckIn(api.context, a.actor.ownerId, gateway)
    const cursor = encodeCursor(['2100-01-01T00:00:00.000000Z', '00000000-0000-4000-8000-000000000000'])
    for (const query of [{ owner: b.id }, { owner: b.id, cursor }] as Record<string, string>[])
      expect((await api.get(b, checkIns, query, { eui: gateway })).json).toEqual({ checkIns: [], next: null })
    expect((await api.get(b, checkIns, { owner: a.id }, { eui: gateway })).status).toBe(403)
  })
})

describe('POST /credentials/inspect', () => {
  const look = (body: object, owner = a) => api.post(owner, inspect, { ownerid: owner.id, ...body })
  const tables = async () =>
    (
      await api.context
        .sql`select (select count(*) from credential_sets) as sets, (select count(*) from audit_entries) as audit, (select sum(revision) from gateways) as revisions`
    )[0]

  test('says what setup would say, stores nothing and gives no key back', async () => {
    const leaf = await makeLeaf(ca)
    const before = await tables()
    const set = {
      category: 'tc',
      gateway,
      uri: 'wss://l.example:1',
      trust: ca.pem,
      crt: leaf.pem,
      key: keyPem(leaf.key),
    }
    const { status, json } = await look(set)
    expect(status).toBe(200)
    expect(inspectAnswer.safeParse(json).error).toBeUndefined()
    expect(json).toMatchObject({
      errors: [],
      crc: expect.any(Number),
      files: [{ field: 'trust', facts: { subject: 'CN=Inspected CA' } }, { field: 'crt' }, { field: 'key' }],
    })
    expect(json.files[2].der).toBeUndefined()
    expect(JSON.stringify(json)).not.toContain(keyDer(leaf.key, 'sec1').toString('base64').slice(8, 40))
    expect(await tables()).toEqual(before)
    await setupGateways(api.context, a.actor, [
      { gateway, lnsUri: set.uri, lnsTrust: set.trust, lnsCrt: set.crt, lnsKey: set.key },
    ])
    const [row] = await api.context.sql`select crc from credential_sets where eui = ${gateway}`
    expect(Number(row?.crc)).toBe(json.crc)
  })

  test('merges with what is stored, and with the token that would be put in', async () => {
    const { json } = await look({ category: 'cups', gateway, uri: 'https://localhost:9191', trust: ca.pem })
    expect(json).toMatchObject({ errors: [], crc: expect.any(Number) })
    expect((await look({ category: 'cups', uri: 'https://localhost:9191', trust: ca.pem })).json).toMatchObject({
      errors: [],
      crc: null,
    })
    expect(
      (await look({ category: 'cups', gateway, uri: 'https://else.example:1', trust: ca.pem })).json.errors,
    ).toMatchObject([{ field: 'key' }])
    expect(JSON.stringify(json)).not.toContain(TOKEN)
  })

  test('a gateway of another owner is none', async () => {
    for (const eui of [gateway, looseEuis(1)[0]])
      expect(
        await look({ category: 'cups', gateway: eui, uri: 'https://localhost:9191', trust: ca.pem }, b),
      ).toMatchObject({ status: 404, json: { detail: expect.stringMatching(/^No such gateway/) } })
    expect((await api.post(b, inspect, { ownerid: a.id, category: 'cups', gateway })).status).toBe(403)
  })

  test('a folder of dropped files is told apart by content; junk is answered file by file', async () => {
    const leaf = await makeLeaf(ca)
    const b64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64')
    const files = [
      { name: 'a.crt', content: b64(ca.pem) },
      { name: 'b.pem', content: b64(leaf.der) },
      { name: 'c', content: b64(keyPem(leaf.key)) },
      { name: 'd.txt', content: b64('Authorization: abcdefgh') },
      { name: 'photo.jpg', content: b64(Buffer.from([0xff, 0xd8, 0xff, 0xe0])) },
      { name: 'empty', content: '' },
      { name: '../../etc/passwd', content: '%%%' },
    ]
    const { status, json } = await look({ files })
    expect(status).toBe(200)
    expect(json.files.map((file: { field: string | null }) => file.field)).toEqual([
      'trust',
      'crt',
      'key',
      'key',
      null,
      null,
      null,
    ])
    expect(json.files[2].der).toBeUndefined()
    expect((await look({ files: Array.from({ length: 201 }, () => files[0]) })).status).toBe(422)
    expect((await look({ files: 'x' })).status).toBe(422)
    expect((await look({ category: 'x' })).status).toBe(422)
  })
})

describe('the site', () => {
  test('anybody learns where gateways go and which CA to trust; the file is that CA in PEM', async () => {
    const { json } = await api.get(null, site)
    expect(json).toMatchObject({ gatewayHosts: ['localhost:9191'], cupsUri: 'https://localhost:9191' })
    const file = await api.get(null, cupsTrust)
    expect(file.json).toBe(json.cupsTrust)
    const certificate = new X509Certificate(file.json)
    expect(certificate.ca).toBe(true)
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
      String(json.trustFingerprint).replaceAll(':', '').toLowerCase(),
    )
    expect(file.json.match(/BEGIN/g)).toHaveLength(1)
    expect(JSON.stringify(json)).not.toMatch(/PRIVATE KEY/)
  })
})
