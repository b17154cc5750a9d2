/** A setup of many is taken back: before it was sent, after it was sent, after it was proven, and when somebody came between. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { viewTimeline } from '#lib/services/gateway-page/view-timeline.ts'
import { viewVersions } from '#lib/services/gateway-page/view-versions.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { type UndoEntry, undoSetups } from '#lib/services/undo-setup.ts'
import { makeCa, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'
import { looseEuis } from './fleet.ts'

const TOKEN = 'AddedTokenOfThisGateway'
const KEY = 'Authorization: Bearer lns-secret-never-shown'
let plane: TestPlane
let a: OwnerActor
let b: OwnerActor
let ca: TestCertificate

beforeAll(async () => {
  plane = await startTestPlane()
  a = await createTestOwner(plane.context, '::a', 1_000)
  b = await createTestOwner(plane.context, '::b', 1_000)
  ca = await makeCa({ name: 'CN=LNS root', notBefore: new Date('2026-01-01T00:00:00Z') })
})
afterAll(() => plane?.close())

async function added(count: number): Promise<Eui[]> {
  const euis = looseEuis(count)
  const entries = euis.map((gateway) => ({ gateway, flavorid: 'test', token: TOKEN }))
  for (const answer of await addGateways(plane.context, a, entries)) expect(answer).not.toHaveProperty('error')
  return euis
}

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64')
const lns = (uri: string): SetupEntry => ({ lnsUri: uri, lnsTrust: base64(ca.der), lnsKey: base64(KEY) })
type Answer = { gateway: string; error?: string; undo?: Omit<UndoEntry, 'gateway'> } & Record<string, unknown>

/** Sets all of them up with the same and gives what undoes it. */
async function set(euis: readonly Eui[], entry: SetupEntry): Promise<UndoEntry[]> {
  const entries = euis.map((gateway) => ({ gateway, ...entry, undo: true }))
  const answers = (await setupGateways(plane.context, a, entries)) as Answer[]
  return answers.map(({ gateway, error, undo }) => {
    expect(error).toBeUndefined()
    if (!undo) throw new Error(`${gateway} got nothing that undoes its setup`)
    return { gateway, ...undo }
  })
}

const undo = async (entries: readonly UndoEntry[], confirm?: readonly string[], actor = a) =>
  (await undoSetups(plane.context, actor, entries, confirm)) as Answer[]

async function wanted(eui: Eui): Promise<string | null> {
  const { versions } = await viewVersions(plane.context, a.ownerId, eui)
  return versions.find(({ category, desired }) => category === 'tc' && desired)?.uri ?? null
}

const stationOf = (eui: Eui) =>
  plane.station(eui, {
    cups: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
    package: '1.0',
  })
const pass = (minutes: number) => {
  plane.context.clock.now = new Date(plane.context.clock.now.getTime() + minutes * 60_000)
}

describe('of many gateways', () => {
  test('each goes back to its own earlier values, and hears which of the two happened', async () => {
    const [unsent, sent, proven] = (await added(3)) as [Eui, Eui, Eui]
    const all = [unsent, sent, proven]
    for (const [index, eui] of all.entries()) await set([eui], lns(`wss://old-${index}.example:443`))
    const stations = { sent: stationOf(sent), proven: stationOf(proven) }
    for (const station of Object.values(stations)) {
      await station.checkIn()
      pass(1)
      await station.checkIn()
    }
    await plane.report(sent, ({ reported }) => reported.tcUri === 'wss://old-1.example:443')
    await plane.report(proven, ({ reported }) => reported.tcUri === 'wss://old-2.example:443')
    const entries = await set(all, { lnsUri: 'wss://new.example:443' })
    expect(entries).toEqual(all.map((gateway) => ({ gateway, revision: 2, lnsVersion: 1 })))
    pass(1)
    await stations.sent.checkIn()
    await stations.proven.checkIn()
    pass(1)
    await stations.proven.checkIn()
    await plane.report(proven, ({ reported }) => reported.tcUri === 'wss://new.example:443')

    const answers = await undo(entries, [])
    expect(answers).toEqual([
      { gateway: unsent, undone: 'withdrawn', detail: expect.stringMatching(/^Taken back before it was sent/) },
      {
        gateway: sent,
        undone: 'withdrawn',
        detail: expect.stringMatching(/was sent the new values and has not proved/),
      },
      { gateway: proven, undone: 'returned', detail: expect.stringMatching(/had proved the new values.*new version/) },
    ])
    expect(await Promise.all(all.map(wanted))).toEqual(all.map((_, index) => `wss://old-${index}.example:443`))
    // The one that had proved the new values gets the old ones, and proves them.
    pass(1)
    await stations.proven.checkIn()
    pass(1)
    await stations.proven.checkIn()
    await plane.report(proven, ({ reported }) => reported.tcUri === 'wss://old-2.example:443')

    const { items } = await viewTimeline(plane.context, a.ownerId, proven, {
      kinds: ['return'],
      after: undefined,
      limit: 10,
    })
    expect(items.map(({ title, detail }) => [title, detail])).toEqual([['Setup undone', 'LNS back to version 1.']])
    const trail = await plane.context.sql<{ text: string; count: number }[]>`
      select string_agg(detail::text, '') as text, count(*)::int as count from audit_entries
       where eui = any(${all}) and action = 'gateway.setup' and (detail->>'undo')::bool and actor = ${a.id}`
    expect(trail[0]?.count).toBe(3)
    expect(trail[0]?.text).not.toContain('never-shown')

    // Sent once more, because the answer was lost: nothing is changed.
    expect((await undo(entries, [])).map(({ undone }) => undone)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  })

  test('one that somebody changed since is left as it is, the others go back', async () => {
    const [changed, labelled, mine] = (await added(3)) as [Eui, Eui, Eui]
    await set([changed, labelled, mine], lns('wss://old.example:443'))
    const entries = await set([changed, labelled, mine], { lnsUri: 'wss://new.example:443' })
    await set([changed], { lnsUri: 'wss://theirs.example:443' })
    const answers = await undo(entries, [])
    expect(answers[0]).toEqual({ gateway: changed, code: 'stale', error: expect.stringMatching(/left as it is now/) })
    expect(answers.slice(1).map(({ undone }) => undone)).toEqual(['withdrawn', 'withdrawn'])
    expect(await wanted(changed)).toBe('wss://theirs.example:443')
    expect(await wanted(mine)).toBe('wss://old.example:443')
  })

  test('another owner’s, an unknown one and one that is listed twice', async () => {
    const [eui] = (await added(1)) as [Eui]
    const entries = await set([eui], lns('wss://one.example:443'))
    expect(await undo(entries, [], b)).toEqual([{ gateway: eui, error: expect.stringMatching(/^No such gateway/) }])
    expect(await wanted(eui)).toBe('wss://one.example:443')
    const [first, second] = await undo([...entries, ...entries])
    expect(first).toMatchObject({ undone: 'withdrawn' })
    expect(second).toMatchObject({ error: expect.stringMatching(/listed twice/) })
  })
})

describe('what was there before', () => {
  test('nothing: the category is not managed any more, and what was sent stays', async () => {
    const [unsent, sent] = (await added(2)) as [Eui, Eui]
    const entries = await set([unsent, sent], lns('wss://first.example:443'))
    expect(entries.map(({ lnsVersion, cupsVersion }) => [lnsVersion, cupsVersion])).toEqual([
      [null, undefined],
      [null, undefined],
    ])
    await stationOf(sent).checkIn()
    const answers = await undo(entries, [])
    expect(answers.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^Taken back before it was sent/),
      expect.stringMatching(/^Its LNS was not managed before.* stays there/),
    ])
    expect([await wanted(unsent), await wanted(sent)]).toEqual([null, null])
  })

  test('a set without its secrets, one that did not work, and one that is suspicious by now', async () => {
    const [wiped, failed, plain] = (await added(3)) as [Eui, Eui, Eui]
    await set([wiped, failed], lns('wss://old.example:443'))
    await set([plain], { lnsUri: 'ws://old.example:1887' })
    const entries = await set([wiped, failed, plain], lns('wss://new.example:443'))
    const { sql } = plane.context
    await sql`update credential_sets set key_enc = null where eui = ${wiped} and version = 1`
    await sql`update credential_sets set failed_at = now() where eui = ${failed} and version = 1`
    // Nothing was sent: the gateways keep what they have, so that nobody has to confirm anything.
    const [first, second, third] = await undo(entries, [])
    expect(first?.error).toMatch(/secrets of LNS version 1 are wiped/)
    expect(second?.error).toMatch(/LNS version 1, which did not work on it/)
    expect(third).toMatchObject({ undone: 'withdrawn' })

    const again = await set([plain], lns('wss://newer.example:443'))
    await sql`update credential_sets set offered_at = now() where eui = ${plain} and uri like '%newer%'`
    const [asked] = await undo(again, [])
    expect(asked).toMatchObject({ code: 'confirm', doubts: [{ code: 'no-tls' }] })
    const [confirmed] = await undo(again, ['no-tls'])
    expect(confirmed).toMatchObject({ undone: 'withdrawn' })
    expect(await wanted(plain)).toBe('ws://old.example:1887')
  })

  test('a CUPS set that the gateway came back from is not sent to it a second time', async () => {
    const [eui] = (await added(1)) as [Eui]
    const station = stationOf(eui)
    const cups = (token: string): SetupEntry => ({
      cupsUri: plane.uri,
      cupsTrust: base64(plane.trust),
      cupsKey: base64(`Authorization: ${token}`),
    })
    await set([eui], cups('works'))
    for (let contact = 0; contact < 2; contact++) {
      await station.checkIn()
      pass(1)
    }
    await plane.report(eui, ({ credential }) => credential === 'cups:1')
    await set([eui], { ...cups('never-works'), cupsTrust: base64(ca.der) })
    await station.checkIn()
    // Station cannot verify us any more, tries eight times, turns to its backup, and is sent what worked.
    for (let contact = 0; contact < 12; contact++) {
      pass(1)
      await station.checkIn()
    }
    await plane.report(eui, ({ credential, answer }) => credential === 'cups:1' && answer.kind === 'unchanged')
    const entries = await set([eui], { ...cups('third') })
    const [answer] = await undo(entries, [])
    expect(answer?.error).toMatch(/CUPS version 2, which did not work on it/)
    expect(await plane.context.sql`select from credential_sets where eui = ${eui}`).toHaveLength(3)
  })
})

test('a check-in that takes the set at the same moment comes before the undo, which says so', async () => {
  const [eui] = (await added(1)) as [Eui]
  await set([eui], lns('wss://old.example:443'))
  const entries = await set([eui], lns('wss://new.example:443'))
  const { sql } = plane.context
  let answers: Promise<Answer[]> | undefined
  await sql.begin(async (tx) => {
    await tx`update credential_sets set offered_at = now() where eui = ${eui} and version = 2`
    answers = undo(entries)
    await eventually(async () => {
      const waiting = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      expect(waiting).toHaveLength(1)
    })
  })
  expect(await answers).toMatchObject([{ undone: 'withdrawn', detail: expect.stringMatching(/^It was sent the new/) }])
})

test('setup says what undoes it only where it is asked, and where something was changed', async () => {
  const [eui] = (await added(1)) as [Eui]
  expect(await setupGateways(plane.context, a, [{ gateway: eui, ...lns('wss://x.example:443') }])).toEqual([
    { gateway: eui },
  ])
  const same = { gateway: eui, lnsUri: 'wss://x.example:443', undo: true }
  expect(await setupGateways(plane.context, a, [same])).toEqual([{ gateway: eui }])
  expect(await setupGateways(plane.context, a, [{ ...same, undo: 'yes' }])).toEqual([
    { gateway: eui, error: expect.stringMatching(/undo must be true or false/) },
  ])
})
