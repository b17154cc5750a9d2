/** The calls of the Owner API as they go over the wire, in both spellings (owner-api.md, seed 004). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Eui, eui, euiFromBigInt, formatId6 } from '#lib/domain/identifiers.ts'
import type { RouteHandler } from '#lib/http/define-route.ts'
import { MAX_ENTRIES, MAX_INFO } from '#lib/schemas/owner-api.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { keyDer, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import * as gatewayAdd from '../../app/api/v1/gateway/add/route.ts'
import * as gatewayClaim from '../../app/api/v1/gateway/claim/route.ts'
import * as gatewayDelete from '../../app/api/v1/gateway/delete/route.ts'
import * as gatewayInfo from '../../app/api/v1/gateway/info/route.ts'
import * as gatewayList from '../../app/api/v1/gateway/list/route.ts'
import * as gatewaySetup from '../../app/api/v1/gateway/setup/route.ts'
import * as gatewayToken from '../../app/api/v1/gateway/token/route.ts'
import * as routerAdd from '../../app/api/v1/router/add/route.ts'
import * as routerClaim from '../../app/api/v1/router/claim/route.ts'
import * as routerDelete from '../../app/api/v1/router/delete/route.ts'
import * as routerInfo from '../../app/api/v1/router/info/route.ts'
import * as routerList from '../../app/api/v1/router/list/route.ts'
import * as routerSetup from '../../app/api/v1/router/setup/route.ts'
import * as routerToken from '../../app/api/v1/router/token/route.ts'
import { dumpDatabase, looseEuis, pinOf } from '../gateways/fleet.ts'
import { type Api, type ApiOwner, openApi } from './api.ts'

const CALLS = {
  gateway: {
    claim: gatewayClaim,
    add: gatewayAdd,
    token: gatewayToken,
    setup: gatewaySetup,
    delete: gatewayDelete,
    list: gatewayList,
    info: gatewayInfo,
  },
  router: {
    claim: routerClaim,
    add: routerAdd,
    token: routerToken,
    setup: routerSetup,
    delete: routerDelete,
    list: routerList,
    info: routerInfo,
  },
}
type Spelling = keyof typeof CALLS
type Call = keyof (typeof CALLS)['gateway']
const SPELLINGS: Spelling[] = ['gateway', 'router']

let api: Api
let a: ApiOwner
let b: ApiOwner
let ca: TestCertificate
let owners = 0

beforeAll(async () => {
  api = await openApi()
  ca = await makeCa()
})
afterAll(() => api?.close())
beforeEach(async () => {
  owners += 2
  a = await api.owner(`::${(owners - 1).toString(16)}`)
  b = await api.owner(`::${owners.toString(16)}`)
})

const handler = (spelling: Spelling, name: Call): RouteHandler => CALLS[spelling][name].POST
const call = (spelling: Spelling, name: Call, body: object, owner = a) =>
  api.post(owner, handler(spelling, name), { ownerid: owner.id, ...body })
const loose = (count = 1) => looseEuis(count).map((one) => formatId6(one))
const TOKEN = 'HJg87hjgsadi8732kh=='

describe.each(SPELLINGS)('/%s', (s) => {
  test('the article’s examples, word for word: add, setup, list, delete', async () => {
    const owner = { ...(await api.owner(s === 'gateway' ? '::fee1' : '::fee2')) }
    const run = (name: Call, body: object) => api.post(owner, handler(s, name), { ownerid: owner.id, ...body })
    const ok = { status: 200, json: [{ [s]: '0:ff:fe00:abc' }] }
    expect(await run('add', { [s]: '00-00-00-FF-FE-00-0A-BC', flavorid: 'Kerlink', token: TOKEN })).toEqual(ok)
    expect(
      await run('setup', {
        [s]: '00:00:00:ff:fe:00:0a:bc',
        cupsUri: 'http://some.cups.com:7654',
        cupsKey: 'QXV0aG9yaXphdGlvbjogU29tZVNlY3JldEdhdGV3YXlUb2tlbiE=',
      }),
    ).toEqual(ok)
    expect(await run('list', {})).toEqual({ status: 200, json: ['0:ff:fe00:abc'] })
    expect(await run('delete', { [s]: '00-00-00-FF-FE-00-0A-BC' })).toEqual(ok)
    expect(await run('list', {})).toEqual({ status: 200, json: [] })
  })

  test('claim, single and bulk, with the published vector', async () => {
    const from = eui('000000FFFE000ABC')
    await api.context.sql`delete from batches where eui_from = ${from}`
    await api.context.sql`delete from gateways where eui = ${from}`
    const rootKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
    await createBatch(api.context, { from, to: from, flavor: 'x', rootKey })
    expect(await call(s, 'claim', { [s]: '00-00-00-FF-FE-00-0A-BC', claim: 'VfjK89h3' })).toMatchObject({
      status: 200,
      json: [{ [s]: '0:ff:fe00:abc', error: expect.any(String) }],
    })
    expect(await call(s, 'claim', { [s]: '00-00-00-FF-FE-00-0A-BC', claim: 'q55xgeam' })).toEqual({
      status: 200,
      json: [{ [s]: '0:ff:fe00:abc' }],
    })
    expect(
      await call(s, 'claim', {
        [`${s}s`]: [
          { [s]: '0:ff:fe00:abc', claim: 'Q55XGEAM' },
          { [s]: 'x', claim: '' },
        ],
      }),
    ).toMatchObject({ status: 200, json: [{ [s]: '0:ff:fe00:abc' }, { [s]: 'x', error: expect.any(String) }] })
    await call(s, 'delete', { [s]: from })
    await api.context.sql`delete from gateways where eui = ${from}`
    await api.context.sql`delete from batches where eui_from = ${from}`
  })

  test('setup mixed: the top is the default of each entry, an entry’s own value wins', async () => {
    const [one = '', two = '', three = ''] = loose(3)
    const leaf = await makeLeaf(ca)
    await call(s, 'add', {
      flavorid: 'x',
      token: TOKEN,
      [`${s}s`]: [{ [s]: one }, { [s]: two }, { [s]: three, token: 'AnotherToken1' }],
    })
    const answer = await call(s, 'setup', {
      lnsUri: 'wss://common.example:8887',
      lnsTrust: ca.der.toString('base64'),
      [`${s}s`]: [
        { [s]: one, lnsKey: Buffer.from('Authorization: one').toString('base64') },
        { [s]: two, lnsCrt: leaf.der.toString('base64'), lnsKey: keyDer(leaf.key).toString('base64') },
        { [s]: three, lnsUri: 'ws://own.example:1887', lnsTrust: null },
        { [s]: '::dead', lnsKey: 'x' },
      ],
    })
    expect(answer).toEqual({
      status: 200,
      json: [
        { [s]: one },
        { [s]: two },
        { [s]: three },
        { [s]: '::dead', error: expect.stringMatching(/^No such gateway/) },
      ],
    })
    const { json } = await call(s, 'info', { [`${s}s`]: [three, two, one] })
    expect(json.map((info: Record<string, unknown>) => [info[s], info.lnsUri, info.lnsCrt !== null])).toEqual([
      [three, 'ws://own.example:1887', false],
      [two, 'wss://common.example:8887', true],
      [one, 'wss://common.example:8887', false],
    ])
  })

  test('token: made here, shown once, and the flavor may stand at the top', async () => {
    const [one = '', two = ''] = loose(2)
    const { json } = await call(s, 'token', {
      flavorid: 'Kerlink',
      [`${s}s`]: [{ [s]: one }, { [s]: two }, { [s]: one }],
    })
    expect(json).toEqual([
      { [s]: one, token: expect.stringMatching(/^[\w-]{43}$/) },
      { [s]: two, token: expect.stringMatching(/^[\w-]{43}$/) },
      { [s]: one, error: expect.stringMatching(/listed twice/) },
    ])
  })

  test('an identifier beyond 2^53 as a number keeps its digits', async () => {
    const text = `{"ownerid":"${a.id}","${s}":12302426811387609088,"flavorid":"x","token":"${TOKEN}"}`
    expect(await api.post(a, handler(s, 'add'), text)).toEqual({ status: 200, json: [{ [s]: 'aabb:1::' }] })
    const bulk = `{"ownerid":"${a.id}","${s}s":[12302426811387609088,2748,1.5,1e400,18446744073709551616,-1,true]}`
    const { json } = await api.post(a, handler(s, 'delete'), bulk)
    expect(json.map((one: Record<string, unknown>) => [one[s], typeof one.error])).toEqual([
      ['aabb:1::', 'undefined'],
      ['::abc', 'string'],
      ...Array.from({ length: 5 }, () => ['', 'string']),
    ])
  })

  test('neither one gateway nor several, both, no list, a body that is none', async () => {
    const several = `${s}s`
    for (const name of ['claim', 'add', 'token', 'setup', 'delete', 'info'] as const) {
      expect(await call(s, name, {})).toMatchObject({ status: 422, json: { errors: [{ pointer: `/${s}` }] } })
      expect(await call(s, name, { [s]: '::1', [several]: [] })).toMatchObject({ status: 422 })
      for (const many of [null, {}, 'x', 5])
        expect(await call(s, name, { [several]: many })).toMatchObject({
          status: 422,
          json: { errors: [{ pointer: `/${several}` }] },
        })
      expect(await call(s, name, { [several]: [] })).toEqual({ status: 200, json: [] })
      // The other spelling is not read.
      expect((await call(s, name, { [s === 'gateway' ? 'router' : 'gateway']: '::1' })).status).toBe(422)
    }
    for (const body of [
      '',
      '[]',
      '"x"',
      'null',
      '{',
      '{"ownerid":',
      `{"ownerid":"${a.id}",}`,
      '\u0000',
      Buffer.of(0xff, 0xfe),
    ])
      expect((await api.post(a, handler(s, 'setup'), body)).status, String(body)).toBe(400)
  })

  test('every junk entry is answered in its place, none fails the request', async () => {
    const [one = ''] = loose()
    await call(s, 'add', { [s]: one, flavorid: 'x', token: TOKEN })
    const junk: unknown[] = [
      null,
      true,
      5,
      1.5,
      '',
      'x',
      [],
      ['::1'],
      {},
      { [s]: null },
      { [s]: {} },
      { [s]: [one] },
      { [s]: '__proto__' },
      { toString: 1 },
      { [s]: one },
    ]
    for (const name of ['claim', 'add', 'token', 'setup', 'delete'] as const) {
      const { status, json } = await call(s, name, { [`${s}s`]: junk, lnsUri: 'ws://a.example:1' })
      expect(status).toBe(200)
      expect(json).toHaveLength(junk.length)
      for (const [index, item] of json.entries()) {
        expect(Object.keys(item)[0]).toBe(s)
        if (index < junk.length - 1) expect(item.error).toEqual(expect.any(String))
      }
    }
    expect((await call(s, 'list', {})).json).toEqual([])
  })

  test('ten thousand entries pass, one more is refused as a whole', async () => {
    const entries = Array.from({ length: MAX_ENTRIES + 1 }, (_, index) =>
      formatId6(euiFromBigInt(0x0def_0000_0000_0000n + BigInt(index))),
    )
    const full = await call(s, 'delete', { [`${s}s`]: entries.slice(1) })
    expect(full.status).toBe(200)
    expect(full.json).toHaveLength(MAX_ENTRIES)
    for (const name of ['claim', 'add', 'token', 'setup', 'delete'] as const)
      expect(await call(s, name, { [`${s}s`]: entries })).toMatchObject({
        status: 422,
        json: { detail: 'At most 10000 gateways fit in one request; this one has 10001. Split it.' },
      })
    expect(await call(s, 'info', { [`${s}s`]: entries.slice(0, MAX_INFO + 1) })).toMatchObject({
      status: 422,
      json: { detail: expect.stringMatching(/^At most 128 gateways/) },
    })
    expect((await call(s, 'info', { [`${s}s`]: entries.slice(0, MAX_INFO) })).json).toHaveLength(MAX_INFO)
    const [row] = await api.context
      .sql`select count(*)::int as count from claim_failures where key like ${`${a.actor.ownerId}%`}`
    expect(row?.count).toBe(0)
  })

  test('text that PostgreSQL cannot store, quotes and length end in a sentence', async () => {
    const [one = ''] = loose()
    for (const bad of ['\\u0000', '\\ud800', 'x\\udfffy'])
      expect(
        (
          await api.post(
            a,
            handler(s, 'add'),
            `{"ownerid":"${a.id}","${s}":"${one}","flavorid":"${bad}","token":"${TOKEN}"}`,
          )
        ).status,
      ).toBe(400)
    expect(
      (
        await call(s, 'add', {
          [s]: one,
          flavorid: "'); drop table gateways; -- \\ %_ 屋顶 😀",
          token: `${TOKEN}' or 1=1 --`,
        })
      ).json,
    ).toEqual([{ [s]: one }])
    const { json } = await call(s, 'setup', {
      [s]: one,
      lnsUri: `ws://${'a'.repeat(1_000_000)}:1`,
      cupsUri: "http://a';--:1",
    })
    expect(json[0].error.length).toBeLessThan(500)
    const [row] = await api.context.sql`select flavor from gateways where owner_id = ${a.actor.ownerId}`
    expect(row?.flavor).toBe("'); drop table gateways; -- \\ %_ 屋顶 😀")
  })

  test('B can do nothing with A’s gateways, and hears the same as of gateways that do not exist', async () => {
    const [theirs = '', nobodys = ''] = loose(2)
    await call(s, 'add', { [s]: theirs, flavorid: 'x', token: TOKEN })
    await call(s, 'setup', { [s]: theirs, lnsUri: 'ws://lns-of-a.example:1' })
    const id = eui(theirs)
    const state = async () =>
      JSON.stringify([
        await api.context.sql`select * from gateways where eui = ${id}`,
        await api.context.sql`select * from credential_sets where eui = ${id}`,
      ])
    const before = await state()
    for (const [name, body] of [
      ['claim', { claim: 'Q55XGEAM' }],
      ['setup', { lnsUri: 'ws://evil.example:1', cupsUri: null }],
      ['setup', { lnsUri: null }],
      ['setup', {}],
      ['delete', {}],
      ['info', {}],
    ] as const) {
      const [one, two] = [
        await call(s, name, { [s]: theirs, ...body }, b),
        await call(s, name, { [s]: nobodys, ...body }, b),
      ]
      expect(one.status).toBe(200)
      expect(one.json[0].error).toEqual(expect.any(String))
      expect(JSON.stringify(one)).toBe(JSON.stringify(two).replaceAll(nobodys, theirs))
    }
    // A's owner id with B's token, at the top and inside an entry.
    for (const name of ['claim', 'add', 'token', 'setup', 'delete', 'list', 'info'] as const)
      expect(await api.post(b, handler(s, name), { ownerid: a.id, [s]: theirs })).toMatchObject({ status: 403 })
    expect(
      (await call(s, 'delete', { [`${s}s`]: [{ [s]: theirs, ownerid: a.id, ownerId: a.actor.ownerId }] }, b)).json[0]
        .error,
    ).toEqual(expect.any(String))
    expect(await state()).toBe(before)
    expect((await call(s, 'list', {}, b)).json).toEqual([])
  })
})

describe('info', () => {
  test('prints CRCs unsigned under /gateway and signed under /router', async () => {
    const [one = ''] = loose()
    await call('gateway', 'add', { gateway: one, flavorid: 'x', token: TOKEN })
    for (let index = 0; ; index++) {
      const lnsKey = Buffer.from(`Authorization: token-${index}`).toString('base64')
      await call('gateway', 'setup', {
        gateway: one,
        lnsUri: 'wss://l.example:1',
        lnsTrust: ca.der.toString('base64'),
        lnsKey,
      })
      const [{ lnsCredCrc }] = (await call('gateway', 'info', { gateway: one })).json
      if (lnsCredCrc < 0x8000_0000) continue
      expect((await call('router', 'info', { router: one })).json).toEqual([
        {
          router: one,
          ownerid: a.id,
          cupsUri: null,
          cupsCredCrc: null,
          cupsCrt: null,
          cupsTrust: null,
          lnsUri: 'wss://l.example:1',
          lnsCredCrc: lnsCredCrc - 2 ** 32,
          lnsCrt: null,
          lnsTrust: ca.der.toString('base64'),
          claimed: expect.any(String),
          lastSetup: expect.any(String),
          lastSeen: null,
          httpStatus: null,
        },
      ])
      return
    }
  })
})

describe('rights', () => {
  test('a token without the right may not, whatever the owner', async () => {
    const reader = await api.owner('::4ead', 64, ['gateway:read'])
    for (const name of ['claim', 'add', 'token', 'setup', 'delete'] as const)
      expect(await call('gateway', name, { gateway: '::1' }, reader)).toMatchObject({
        status: 403,
        json: { detail: expect.stringMatching(/lacks the right/) },
      })
    expect((await call('gateway', 'list', {}, reader)).status).toBe(200)
  })

  test('no secret of a request is in the database, nor in an answer', async () => {
    const [one = ''] = loose()
    const answers = [
      await call('gateway', 'add', { gateway: one, flavorid: 'x', token: 'SecretOfTheAddCall' }),
      await call('gateway', 'setup', {
        gateway: one,
        lnsUri: 'wss://l.example:1',
        lnsTrust: ca.der.toString('base64'),
        lnsKey: 'Authorization: SecretOfTheSetupCall',
      }),
      await call('gateway', 'setup', { gateway: one, lnsKey: 'Authorization:SecretRefused' }),
      await call('gateway', 'setup', {
        gateway: one,
        lnsCrt: ca.der.toString('base64'),
        lnsKey: 'Authorization: SecretRefused',
      }),
      await call('gateway', 'info', { gateway: one }),
    ]
    const seen = JSON.stringify(answers) + (await dumpDatabase(api.context))
    expect(seen).not.toMatch(/SecretOf|SecretRefused/)
    expect(seen).not.toContain(Buffer.from('SecretOfTheSetupCall').toString('hex'))
  })
})

test('a claim over the wire: the warning stands beside the gateway', async () => {
  const [gateway = '' as Eui] = looseEuis(1)
  await createBatch(api.context, { from: gateway, to: gateway, flavor: 'x' })
  const claim = await pinOf(api.context, gateway)
  await call('gateway', 'claim', { gateway, claim })
  await call('gateway', 'setup', { gateway, lnsUri: 'ws://a.example:1' })
  await call('gateway', 'delete', { gateway })
  expect((await call('gateway', 'claim', { gateway, claim }, b)).json).toEqual([
    { gateway: formatId6(gateway), warning: expect.stringMatching(/earlier owner/) },
  ])
})
