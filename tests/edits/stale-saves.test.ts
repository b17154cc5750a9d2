/** Two people save the same thing: of two saves at once one wins, and the other is told what is there now. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { Method } from '#lib/http/other-methods.ts'
import { type CallerName, OWNER_A, OWNER_B, openWorld, type World } from '../access/harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const ownerid = formatId6(OWNER_A)
type Json = Readonly<Record<string, unknown>>

interface Answer {
  readonly status: number
  readonly json: Json & { readonly current?: Json; readonly errors?: readonly { pointer: string; code: string }[] }
}

/** A thing that two people change, and three values of one of its fields. */
interface Case {
  readonly name: string
  readonly caller: CallerName
  readonly method: Method
  readonly path: string
  readonly field: string
  readonly values: readonly [opened: unknown, one: unknown, other: unknown]
  readonly params: Readonly<Record<string, string>>
  /** What every call of it names besides. */
  readonly rest: Json
}

async function made(caller: CallerName, path: string, body: Json, key: string): Promise<string> {
  const response = await world.call(caller, 'POST', path, { body })
  const json = (await response.json()) as Json
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(json)}`)
  return String(json[key])
}

let images = 0
const CASES: readonly (readonly [name: string, make: () => Promise<Omit<Case, 'name'>>])[] = [
  ...(
    [
      ['the name of a gateway', 'name', ['', 'Roof', 'Mast']],
      ['the tags of a gateway', 'tags', [[], ['a'], ['a', 'b']]],
      ['the site of a gateway', 'site', ['', 'Harbour', 'Depot']],
    ] as const
  ).map(
    ([name, field, values]) =>
      [
        name,
        async () => ({
          caller: 'operatorA' as const,
          method: 'PATCH' as const,
          path: '/api/v1/gateways/[eui]',
          field,
          values,
          params: { eui: await world.addGatewayOfA() },
          rest: { ownerid },
        }),
      ] as const,
  ),
  [
    'the notes of an image',
    async () => {
      images += 1
      const response = await world.call('adminA', 'POST', '/api/v1/firmware/images', {
        query: { owner: ownerid, version: '1' },
        upload: Buffer.from(`#!/bin/sh\n# ${images}\n`),
      })
      const { fwcrc } = (await response.json()) as { fwcrc: number }
      const params = { crc: String(fwcrc) }
      const values = ['', 'Tested', 'Broken'] as const
      const path = '/api/v1/firmware/images/[crc]'
      return { caller: 'adminA', method: 'PATCH', path, field: 'notes', values, params, rest: { ownerid } }
    },
  ],
  [
    'the name of an owner, by its admins',
    async () => {
      await world.ctx.sql`update owners set name = 'A' where id = ${OWNER_A}`
      const values = ['A', 'Acme', 'Apex'] as const
      return {
        caller: 'adminA',
        method: 'PATCH',
        path: '/api/v1/owner',
        field: 'name',
        values,
        params: {},
        rest: { ownerid },
      }
    },
  ],
  [
    'the limit of an owner, by operators',
    async () => {
      const id = await made('siteOperator', '/api/v1/operator/owners', { name: 'New' }, 'ownerid')
      const values = [64, 100, 200] as const
      const path = '/api/v1/operator/owners/[id]'
      return { caller: 'siteOperator', method: 'PATCH', path, field: 'addLimit', values, params: { id }, rest: {} }
    },
  ],
  [
    'the first notes on a flavor',
    async () => {
      await world.addGatewayOfA()
      await world.ctx.sql`delete from flavor_notes`
      const values = ['', 'Sold since May', 'Sold out'] as const
      const path = '/api/v1/operator/flavors'
      return {
        caller: 'siteOperator',
        method: 'PATCH',
        path,
        field: 'notes',
        values,
        params: {},
        rest: { flavor: 'test' },
      }
    },
  ],
  [
    'the notes on a batch',
    async () => {
      const part = { from: '::7:0', to: '::7:3', flavor: 'batch' }
      await world.ctx.sql`delete from batches where flavor = 'batch'`
      const id = await made('siteOperator', '/api/v1/batches', part, 'id')
      const values = ['', 'First shift', 'Second shift'] as const
      const path = '/api/v1/batches/[id]'
      return { caller: 'siteOperator', method: 'PATCH', path, field: 'notes', values, params: { id }, rest: {} }
    },
  ],
  [
    'what a member is held to',
    async () => {
      const id = world.people.viewerA
      const group = { ownerid, name: formatId6(world.freshEui()) }
      const groupId = await made('adminA', '/api/v1/domain-groups', group, 'id')
      const path = '/api/v1/members/[id]/restrictions'
      await world.call('adminA', 'PUT', path, { params: { id }, body: { ownerid, restrictions: [] } })
      const values = [[], [{ groupId, path: 'EMEA/*' }], [{ groupId, path: 'APAC' }]] as const
      return { caller: 'adminA', method: 'PUT', path, field: 'restrictions', values, params: { id }, rest: { ownerid } }
    },
  ],
]

async function save(it: Omit<Case, 'name'>, value: unknown, before?: unknown): Promise<Answer> {
  const body = { ...it.rest, [it.field]: value, ...(before === undefined ? {} : { before: { [it.field]: before } }) }
  const response = await world.call(it.caller, it.method, it.path, { params: it.params, body })
  return { status: response.status, json: (await response.json()) as Answer['json'] }
}

const auditRows = async (): Promise<number> => {
  const [row] = await world.ctx.sql<{ count: number }[]>`select count(*)::int as count from audit_entries`
  return row?.count ?? 0
}

describe.each(CASES)('%s', (_, make) => {
  let it: Omit<Case, 'name'>
  beforeEach(async () => {
    it = await make()
  })

  test('of two saves at once one wins, and the other is told what is there now', async () => {
    const [opened, one, other] = it.values
    const rows = await auditRows()
    const answers = await Promise.all([save(it, one, opened), save(it, other, opened)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const winner = answers[0]?.status === 200 ? one : other
    const loser = answers.find(({ status }) => status === 409)?.json
    expect(loser?.current?.[it.field]).toEqual(winner)
    expect(loser?.errors).toEqual([expect.objectContaining({ pointer: `/${it.field}`, code: 'changed' })])
    expect(await auditRows()).toBe(rows + 1)
    // From what is there now, the second one saves as well.
    const mine = winner === one ? other : one
    expect((await save(it, mine, loser?.current?.[it.field])).status).toBe(200)
    expect((await save(it, opened, opened)).json.current?.[it.field]).toEqual(mine)
  })

  test('sent twice, it is good twice; without a word of before, the last save wins', async () => {
    const [opened, one, other] = it.values
    expect((await save(it, one, opened)).status).toBe(200)
    expect((await save(it, one, opened)).status).toBe(200)
    expect((await save(it, other)).status).toBe(200)
    expect((await save(it, one, one)).json.current?.[it.field]).toEqual(other)
  })
})

test('fields that only one of them changes are nobody else’s business', async () => {
  const eui = await world.addGatewayOfA()
  const call = (body: Json) =>
    world.call('operatorA', 'PATCH', '/api/v1/gateways/[eui]', { params: { eui }, body: { ownerid, ...body } })
  const answers = await Promise.all([
    call({ name: 'Roof', before: { name: '' } }),
    call({ site: 'Harbour', latitude: 47.1, longitude: 8.5, before: { site: '', latitude: null, longitude: null } }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await (await call({ tags: ['b', 'a'], before: { tags: [] } })).json()).toMatchObject({
    name: 'Roof',
    site: 'Harbour',
    latitude: 47.1,
    tags: ['a', 'b'],
  })
  // Nobody moved the gateway meanwhile, in whatever order the tags are told.
  expect((await call({ latitude: 1, longitude: 2, before: { tags: ['b', 'a'], latitude: 47.1 } })).status).toBe(200)
  expect((await call({ latitude: 3, longitude: 2, before: { latitude: 47.1 } })).status).toBe(409)
})

test('a precondition that names no field of it is refused, not passed over', async () => {
  const eui = await world.addGatewayOfA()
  const response = await world.call('operatorA', 'PATCH', '/api/v1/gateways/[eui]', {
    params: { eui },
    body: { ownerid, name: 'Roof', before: { nmae: '' } },
  })
  expect(response.status).toBe(422)
})

test('somebody else’s owner learns nothing from a precondition', async () => {
  const eui = await world.addGatewayOfA()
  const body = { ownerid: formatId6(OWNER_B), name: 'Mine', before: { name: 'guessed' } }
  const [foreign, unknown] = await Promise.all(
    [eui, world.freshEui()].map((one) =>
      world.call('adminB', 'PATCH', '/api/v1/gateways/[eui]', { params: { eui: one }, body }),
    ),
  )
  expect([foreign?.status, unknown?.status]).toEqual([404, 404])
  const [a, b] = (await Promise.all([foreign?.json(), unknown?.json()])) as Json[]
  expect({ ...a, requestId: '' }).toEqual({ ...b, requestId: '' })
  expect(a).not.toHaveProperty('current')
})

test('the trail and the history hold what a location was before and after', async () => {
  const eui = await world.addGatewayOfA()
  const call = (body: Json) =>
    world.call('operatorA', 'PATCH', '/api/v1/gateways/[eui]', { params: { eui }, body: { ownerid, ...body } })
  await call({ latitude: 46.948, longitude: 7.4474 })
  await call({ latitude: 47.3769, longitude: 7.4474 })
  // What is there already is no news.
  await call({ latitude: 47.3769, longitude: 7.4474 })
  const entries = await world.ctx.sql<{ detail: Json }[]>`
    select detail from audit_entries where eui = ${eui} and action = 'gateway.change' order by id`
  expect(entries.map(({ detail }) => detail)).toEqual([
    { before: { latitude: null, longitude: null }, after: { latitude: 46.948, longitude: 7.4474 } },
    { before: { latitude: 46.948, longitude: 7.4474 }, after: { latitude: 47.3769, longitude: 7.4474 } },
  ])
  const response = await world.call('viewerA', 'GET', '/api/v1/gateways/[eui]/timeline', {
    params: { eui },
    query: { owner: ownerid, kind: 'label' },
  })
  const { items } = (await response.json()) as { items: { detail: string }[] }
  expect(items.map(({ detail }) => detail)).toEqual([
    'location 47.3769, 7.4474, before 46.948, 7.4474.',
    'location 46.948, 7.4474.',
  ])
})

test('the documentation says how', async () => {
  const response = await world.call('anonymous', 'GET', '/api/v1/openapi.json')
  const { paths, components } = (await response.json()) as {
    paths: Record<string, Record<string, { responses: Json; requestBody: unknown }>>
    components: { schemas: { Problem: { properties: Json } } }
  }
  expect(components.schemas.Problem.properties).toHaveProperty('current')
  for (const path of ['gateways/{eui}', 'firmware/images/{crc}', 'owner', 'operator/flavors', 'batches/{id}']) {
    const operation = paths[`/api/v1/${path}`]?.patch
    expect(operation?.responses).toHaveProperty('409')
    expect(JSON.stringify(operation?.requestBody)).toContain('the last save wins')
  }
})
