/** The audit trail: filters, files, seals, and what tampering through SQL leaves behind (rules.md 27). */
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { exportTrail } from '#lib/services/audit/read-trail.ts'
import { sealTrail, sealTrails } from '#lib/services/audit/seal-trails.ts'
import { verifyTrail, viewChain } from '#lib/services/audit/verify-trail.ts'
import { OWNER_A, OWNER_B, openWorld, type World } from '../access/harness.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const OWNER = formatId6(OWNER_A)
const write = (count: number, detail: Record<string, unknown> = {}, ownerId: Eui | null = OWNER_A) =>
  insertAuditEntries(
    world.ctx.sql,
    Array.from({ length: count }, (_, n) => ({
      ownerId,
      actor: `user:${world.people.adminA}`,
      action: (n % 2 ? 'test.odd' : 'test.even') as AuditAction,
      address: '192.0.2.1',
      detail: { n, ...detail },
    })),
  )
const get = async (path: string, query: Record<string, string> = {}, caller: 'adminA' | 'adminB' = 'adminA') => {
  const response = await world.call(caller, 'GET', `/api/v1/audit${path}`, { query: { owner: OWNER, ...query } })
  expect(response.status).toBe(200)
  return response
}
type Page = {
  entries: { id: string; action: string; seq: number | null; agent: string | null; detail: { n: number } }[]
  next: string | null
}
const page = async (query: Record<string, string>) => (await (await get('', query)).json()) as Page

describe('reading', () => {
  it('pages by what was written, without gaps or repeats while entries are added', async () => {
    await write(7, { round: 'paging' })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const answer = await page({ object: '"paging"', limit: '3', ...(cursor ? { cursor } : {}) })
      seen.push(...answer.entries.map(({ id }) => id))
      cursor = answer.next ?? undefined
      await write(1, { round: 'later' })
    } while (cursor)
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
    expect(seen.map(Number)).toEqual(seen.map(Number).toSorted((a, b) => b - a))
  })

  it('names the person that an entry is about, and says whether its gateway is still here', async () => {
    const [held, gone] = [await world.addGatewayOfA(), world.freshEui()]
    const entry = { ownerId: OWNER_A, actor: 'system', action: 'gateway.change' as const }
    const about = { member: world.people.viewerA, mark: 'about' }
    await insertAuditEntries(world.ctx.sql, [
      { ...entry, eui: held, detail: about },
      { ...entry, eui: gone, detail: { ...about, member: 'nobody' } },
    ])
    const { entries } = (await (await get('', { object: '"about"' })).json()) as {
      entries: { gatewayHeld: boolean; aboutName: string | null }[]
    }
    expect(entries.map(({ gatewayHeld, aboutName }) => ({ gatewayHeld, aboutName }))).toEqual([
      { gatewayHeld: false, aboutName: null },
      { gatewayHeld: true, aboutName: 'viewer-a' },
    ])
  })

  it('filters by actor, action, its group, object and time', async () => {
    const gateway = await world.addGatewayOfA()
    const actions = async (query: Record<string, string>) =>
      new Set((await page({ limit: '200', ...query })).entries.map(({ action }) => action))
    expect(await actions({ action: 'test.odd' })).toEqual(new Set(['test.odd']))
    expect(await actions({ action: 'test.' })).toEqual(new Set(['test.odd', 'test.even']))
    expect((await actions({ object: gateway.toUpperCase() })).size).toBe(1)
    expect(await actions({ actor: 'cli', action: 'owner.create' })).toEqual(new Set(['owner.create']))
    expect((await actions({ from: new Date(Date.now() + 60_000).toISOString() })).size).toBe(0)
    expect((await actions({ to: new Date(Date.now() - 86_400_000).toISOString() })).size).toBe(0)
  })

  it('names the actions and actors that occur, once each', async () => {
    const facets = (await (await get('/facets')).json()) as {
      actions: string[]
      actors: { id: string; name: string }[]
    }
    expect(facets.actions).toEqual([...new Set(facets.actions)].toSorted())
    expect(facets.actions).toEqual(expect.arrayContaining(['owner.create', 'test.even', 'token.create']))
    expect(facets.actors).toContainEqual({ id: `user:${world.people.adminA}`, name: 'admin-a' })
  })

  it('says with what program a change was made', async () => {
    const headers = { 'user-agent': 'fleet-script/1.0\u00e4', 'x-gatehouse-address': '198.51.100.7' }
    const body = { ownerid: OWNER, name: 'agent', rights: ['gateway:read'] }
    expect((await world.call('adminA', 'POST', '/api/v1/tokens', { body, headers })).status).toBe(201)
    const [entry] = (await page({ action: 'token.create', limit: '1' })).entries
    expect(entry).toMatchObject({ agent: 'fleet-script/1.0', address: '198.51.100.7' })
  })
})

describe('files', () => {
  it('CSV holds no formula, and every entry of the filter across pages of the database', async () => {
    await write(1_200, { round: 'export', note: '=HYPERLINK("http://evil")' })
    await insertAuditEntries(world.ctx.sql, [
      { ownerId: OWNER_A, actor: '=cmd', action: '+evil' as AuditAction, address: '@x', detail: { round: 'export' } },
    ])
    const response = await get('/export', { object: '"export"' })
    expect(response.headers.get('content-disposition')).toContain('audit.csv')
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8')
    expect(text.startsWith('\ufeffTime,')).toBe(true)
    const rows = parse(text, { bom: true }) as string[][]
    expect(rows).toHaveLength(1_202)
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
  })

  it('JSON lines say the same as the API', async () => {
    const lines = (await (await get('/export', { object: '"export"', format: 'jsonl' })).text()).trim().split('\n')
    expect(lines).toHaveLength(1_201)
    const { entries } = await page({ object: '"export"', limit: '1' })
    expect(JSON.parse(lines[0] ?? '')).toEqual(entries[0])
  })

  it('reads no further than it is asked', async () => {
    const stream = exportTrail(world.ctx, OWNER_A, { format: 'jsonl' })
    const first = await stream.next()
    expect(
      Buffer.from(first.value ?? '')
        .toString()
        .split('\n'),
    ).toHaveLength(1_001)
    await stream.return(undefined)
  })
})

/** Twenty sealed entries of an owner of their own, and the statements of somebody with write access to the database. */
async function tampered(
  tamper: (trail: {
    readonly where: (seq: number) => ReturnType<World['ctx']['sql']>
    readonly ownerId: Eui
  }) => Promise<unknown>,
  withNoted = false,
): Promise<string[]> {
  const { ctx } = world
  const ownerId = world.freshEui()
  await write(20, { round: 'seals' }, ownerId)
  const before = await verifyTrail(ctx, ownerId)
  expect(before).toMatchObject({ intact: true, checked: 20, faults: [] })
  await tamper({ where: (seq) => ctx.sql`owner_id = ${ownerId} and seq = ${seq}`, ownerId })
  const { intact, faults } = await verifyTrail(ctx, ownerId, withNoted ? (before.head ?? '') : undefined)
  expect(intact).toBe(faults.length === 0)
  return faults.map(({ kind }) => kind)
}

describe('seals', () => {
  it('are written by the job, in one chain per owner, and never move', async () => {
    const { ctx } = world
    const first = await verifyTrail(ctx, OWNER_A)
    await write(2_100, { round: 'job' })
    await write(3, { round: 'site' }, null)
    await write(1, {}, OWNER_B)
    expect((await viewChain(ctx, OWNER_A)).waiting).toBe(2_100)
    await Promise.all([sealTrails(ctx), sealTrails(ctx), sealTrail(ctx, OWNER_A)])
    const { sealed, waiting, head } = await viewChain(ctx, OWNER_A)
    expect({ sealed, waiting, head: head?.split(':')[0] }).toEqual({
      sealed: first.checked + 2_100,
      waiting: 0,
      head: String(sealed),
    })
    const [row] = await ctx.sql`
      select count(*)::int as n, count(distinct seq)::int as places, max(seq)::int as last
        from audit_entries where owner_id = ${OWNER_A}`
    expect(row).toEqual({ n: sealed, places: sealed, last: sealed })
    for (const owner of [OWNER_A, OWNER_B, null]) expect((await verifyTrail(ctx, owner)).intact).toBe(true)
    expect(await verifyTrail(ctx, OWNER_A, first.head ?? '')).toMatchObject({ intact: true })
  })

  it('tell an altered entry, whatever of it was altered', async () => {
    const { sql } = world.ctx
    for (const set of [
      () => sql`detail = '{"n": 99}'`,
      () => sql`actor = 'cli'`,
      () => sql`address = null`,
      () => sql`agent = 'another'`,
      () => sql`eui = '000000000000000f'`,
      () => sql`at = at + interval '1 microsecond'`,
      () => sql`action = 'test.other'`,
    ])
      expect(await tampered(({ where }) => sql`update audit_entries set ${set()} where ${where(9)}`)).toEqual([
        'altered',
      ])
  })

  it('tell a deleted entry, and one whose seal was taken away so that it is sealed anew', async () => {
    const { sql } = world.ctx
    expect(await tampered(({ where }) => sql`delete from audit_entries where ${where(9)}`)).toEqual(['missing'])
    const unsealed = await tampered(
      ({ where }) => sql`update audit_entries set seal = null, seq = null, action = 'forged' where ${where(9)}`,
    )
    expect(unsealed).toEqual(['missing'])
    const torn = await tampered(({ where }) => sql`update audit_entries set seq = null where ${where(9)}`)
    expect(torn).toEqual(['missing', 'inserted'])
    const given = await tampered(({ where }) => sql`update audit_entries set owner_id = ${OWNER_B} where ${where(9)}`)
    expect(given).toEqual(['missing'])
    await sql`delete from audit_entries where owner_id = ${OWNER_B} and detail ->> 'round' = 'seals'`
  })

  it('tell entries that changed places', async () => {
    const { sql } = world.ctx
    const found = await tampered(async ({ where }) => {
      await sql`update audit_entries set seq = 900 where ${where(9)}`
      await sql`update audit_entries set seq = 9 where ${where(10)}`
      await sql`update audit_entries set seq = 10 where ${where(900)}`
    })
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found)).toEqual(new Set(['altered']))
  })

  it('tell an entry that somebody inserted: into the chain, or as if it were old', async () => {
    const { sql } = world.ctx
    const old = await tampered(
      ({ ownerId }) => sql`
        insert into audit_entries (owner_id, actor, action, at) values (${ownerId}, 'cli', 'forged', now() - interval '2 days')`,
    )
    expect(old).toEqual(['backdated'])
    const inside = await tampered(async ({ ownerId }) => {
      await sql`update audit_entries set seq = seq + 1000 where owner_id = ${ownerId} and seq > 9`
      await sql`update audit_entries set seq = seq - 999 where owner_id = ${ownerId} and seq > 1000`
      await sql`
        insert into audit_entries (owner_id, actor, action, seq, seal) values (${ownerId}, 'cli', 'forged', 10, decode(repeat('ab', 32), 'hex'))`
    })
    expect(inside).toContain('altered')
    expect(inside).toContain('head')
  })

  it('tell a cut end by the kept head, and by the noted one where that was cut as well', async () => {
    const { sql } = world.ctx
    const cut = (ownerId: Eui) => sql`delete from audit_entries where owner_id = ${ownerId} and seq >= 19`
    const cutWell = async ({ ownerId }: { readonly ownerId: Eui }) => {
      await cut(ownerId)
      await sql`
        update audit_chains set length = 18, head = (select seal from audit_entries where owner_id = ${ownerId} and seq = 18)
         where chain = ${ownerId}`
    }
    expect(await tampered(({ ownerId }) => cut(ownerId))).toEqual(['missing'])
    expect(await tampered(cutWell)).toEqual([])
    expect(await tampered(cutWell, true)).toEqual(['noted-head'])
  })

  it('are compared by the API, for the owner that is asked', async () => {
    const verify = async (
      body: Record<string, unknown>,
      path = '/api/v1/audit/verify',
      caller: 'adminA' | 'siteOperator' = 'adminA',
    ) => {
      const response = await world.call(caller, 'POST', path, { body })
      return { status: response.status, answer: await response.json() }
    }
    const good = await verify({ ownerid: OWNER })
    expect(good).toMatchObject({ status: 200, answer: { intact: true } })
    expect((await verify({}, '/api/v1/operator/audit/verify', 'siteOperator')).answer).toMatchObject({ intact: true })
    await world.ctx.sql`update audit_entries set actor = 'forged' where owner_id = ${OWNER_A} and seq = 3`
    expect(await verify({ ownerid: OWNER })).toMatchObject({
      status: 200,
      answer: { intact: false, faults: [{ kind: 'altered', seq: 3 }] },
    })
    expect((await verify({ ownerid: OWNER, head: '12' })).status).toBe(422)
  })
})
