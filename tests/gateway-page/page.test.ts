/** The page of one gateway against the real listener: forecast and wire, log, history, versions, diagnosis; owners A and B. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listVersions } from '#lib/db/credential-versions.ts'
import { listCheckIns } from '#lib/db/gateway-views.ts'
import type { AnswerSegment } from '#lib/domain/gateway-page/answer-layout.ts'
import type { TimelineItem } from '#lib/domain/gateway-page/timeline.ts'
import { TIMELINE_KINDS, type TimelineKind } from '#lib/domain/gateway-page/timeline-kinds.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { returnToVersion } from '#lib/services/gateway-page/return-to-version.ts'
import { viewCheckIn } from '#lib/services/gateway-page/view-check-in.ts'
import { viewDiagnosis } from '#lib/services/gateway-page/view-diagnosis.ts'
import { viewNext } from '#lib/services/gateway-page/view-next.ts'
import { viewTimeline } from '#lib/services/gateway-page/view-timeline.ts'
import { viewVersions } from '#lib/services/gateway-page/view-versions.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import type { Station } from '#lib/station/station.ts'
import { keyDer, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'
import { looseEuis } from '../gateways/fleet.ts'

let plane: TestPlane
let a: OwnerActor
let b: OwnerActor
let ca: TestCertificate
let leaf: TestCertificate
const TOKEN = 'TokenThatIsNeverShown8732'
const LNS_TOKEN = 'Authorization: Bearer lns-token-never-shown'
const b64 = (text: string | Buffer) => Buffer.from(text).toString('base64')

beforeAll(async () => {
  plane = await startTestPlane()
  a = await createTestOwner(plane.context, '::a', 1_000)
  b = await createTestOwner(plane.context, '::b', 1_000)
  ca = await makeCa({ name: 'CN=LNS root', notBefore: new Date('2026-01-01T00:00:00Z') })
  leaf = await makeLeaf(ca, { name: 'CN=roof-17', notBefore: new Date('2026-01-01T00:00:00Z') })
})
afterAll(() => plane?.close())

async function added(owner = a): Promise<{ gateway: Eui; station: Station }> {
  const [gateway = '' as Eui] = looseEuis(1)
  expect(await addGateways(plane.context, owner, [{ gateway, flavorid: 'test', token: TOKEN }])).toEqual([{ gateway }])
  const station = plane.station(gateway, {
    cups: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
    package: '1.0',
  })
  return { gateway, station }
}

async function setup(gateway: Eui, entry: Omit<SetupEntry, 'gateway'>, owner = a): Promise<void> {
  const [answer] = await setupGateways(plane.context, owner, [{ gateway, ...entry }])
  expect(answer).not.toHaveProperty('error')
}

const pass = (minutes: number) => {
  plane.context.clock.now = new Date(plane.context.clock.now.getTime() + minutes * 60_000)
}
const lns = (uri = 'wss://lns.example:443') => ({ lnsUri: uri, lnsTrust: b64(ca.der), lnsKey: b64(LNS_TOKEN) })
const history = (gateway: Eui, kinds: readonly TimelineKind[] = TIMELINE_KINDS, limit = 100, owner = a) =>
  viewTimeline(plane.context, owner.ownerId, gateway, { kinds, after: undefined, limit })
const titles = (items: readonly TimelineItem[]) => items.map(({ kind, title }) => `${kind}: ${title}`)
const sizeOf = (segments: readonly AnswerSegment[]) => segments.reduce((sum, { length }) => sum + length, 0)

/** The bytes on the wire equal what is shown, apart from what is masked. */
function sameBytes(segments: readonly AnswerSegment[], body: Buffer): void {
  expect(sizeOf(segments)).toBe(body.length)
  for (const { offset, length, hex } of segments)
    if (hex !== null) expect(hex).toBe(body.subarray(offset, offset + length).toString('hex'))
}

describe('what it receives next', () => {
  test('is what it receives, byte for byte, with secrets masked; and the log shows the same', async () => {
    const { gateway, station } = await added()
    await station.checkIn()
    await plane.report(gateway)
    await setup(gateway, {
      ...lns(),
      lnsCrt: b64(leaf.der),
      lnsKey: b64(keyDer(leaf.key)),
      cupsUri: plane.uri,
      cupsTrust: b64(plane.trust),
    })
    const next = await viewNext(plane.context, a.ownerId, gateway)
    expect(next.answers).toHaveLength(2)
    const [first, second] = next.answers
    expect(second?.bytes).toBe(14)
    pass(2)
    const { answer } = await station.checkIn()
    const body = answer?.body ?? Buffer.alloc(0)
    expect(body.length).toBe(first?.bytes)
    sameBytes(first?.segments ?? [], body)
    expect(first?.segments.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['cups.key', 'tc.key'])

    await plane.report(gateway, ({ answer: said }) => said.kind === 'update')
    const [entry] = await listCheckIns(plane.context.sql, a.ownerId, gateway, undefined, 1)
    const detail = await viewCheckIn(plane.context, a.ownerId, gateway, entry?.id ?? '')
    sameBytes(detail.segments, body)
    const shown = JSON.stringify([next, detail])
    for (const secret of [
      TOKEN,
      Buffer.from(TOKEN).toString('hex'),
      keyDer(leaf.key, 'sec1').toString('hex').slice(20, 60),
    ])
      expect(shown).not.toContain(secret)
    expect(detail.request.fields.find(({ name }) => name === 'tcUri')?.note).toMatch(/no LNS URI/)

    const stored = await plane.context.sql<
      { answer: string }[]
    >`select answer::text from check_ins where eui = ${gateway}`
    expect(JSON.stringify(stored)).not.toContain(b64(TOKEN).slice(0, 12))
    await plane.context.sql`delete from credential_sets where eui = ${gateway}`
    const later = await viewCheckIn(plane.context, a.ownerId, gateway, entry?.id ?? '')
    expect(sizeOf(later.segments)).toBe(body.length)
    expect(later.segments.find(({ name }) => name === 'tc.trust')).toMatchObject({ hex: null, secret: false })
  })

  test('of a window that is over nothing goes out, and it says why', async () => {
    const { gateway, station } = await added()
    await station.checkIn()
    await plane.report(gateway)
    await setup(gateway, lns())
    await plane.context.sql`update credential_sets set not_after = ${plane.context.now()} where eui = ${gateway}`
    const next = await viewNext(plane.context, a.ownerId, gateway)
    expect(next.answers.map(({ bytes }) => bytes)).toEqual([14])
    expect(next.waits).toEqual([
      { what: 'LNS version 1', sentence: 'Its maintenance window is over. The rollout sends it in the next one.' },
    ])
    pass(1)
    expect((await station.checkIn()).answer?.body).toEqual(Buffer.alloc(14))
  })
})

describe('history', () => {
  test('claim to confirmation in order, runs without news counted, filtered and paged', async () => {
    const { gateway, station } = await added()
    await station.checkIn()
    await plane.report(gateway)
    await setup(gateway, lns())
    pass(1)
    await station.checkIn()
    await plane.report(gateway, ({ answer }) => answer.kind === 'update')
    pass(1)
    await station.checkIn()
    for (let contact = 0; contact < 3; contact += 1) {
      pass(1440)
      await station.checkIn()
    }
    await plane.report(gateway, ({ times }) => times === 4)
    const all = (await history(gateway)).items.filter(({ kind }) => kind !== 'claim' && kind !== 'setup')
    expect(titles(all)).toEqual([
      'check-in: 3 check-ins, nothing changed',
      'confirmed: LNS version 1 confirmed',
      'check-in: Reports something new',
      'offer: LNS version 1 offered',
      'check-in: First check-in',
    ])
    expect(all[2]?.detail).toMatch(/^LNS wss:\/\/lns\.example:443; LNS credentials 0x[0-9a-f]{8}\.$/)
    expect(titles((await history(gateway, ['claim', 'setup'])).items).toSorted()).toEqual([
      'claim: Added with its token',
      'setup: Was set up',
    ])
    expect((await history(gateway, ['setup'])).items[0]).toMatchObject({
      actor: 'system',
      detail: 'LNS wss://lns.example:443.',
    })

    const paged: string[] = []
    for (let after: { at: string; key: string } | undefined; ; ) {
      const page = await viewTimeline(plane.context, a.ownerId, gateway, { kinds: TIMELINE_KINDS, after, limit: 2 })
      paged.push(...page.items.map(({ id }) => id))
      if (!page.next) break
      after = { at: page.next[0], key: page.next[1] }
    }
    expect(paged).toEqual((await history(gateway)).items.map(({ id }) => id))
  })

  test('B sees nothing of it, also after the gateway changed hands', async () => {
    const { gateway, station } = await added()
    await station.checkIn()
    await plane.report(gateway)
    const [entry] = await listCheckIns(plane.context.sql, a.ownerId, gateway, undefined, 1)
    const asB = [
      () => history(gateway, TIMELINE_KINDS, 10, b),
      () => viewNext(plane.context, b.ownerId, gateway),
      () => viewVersions(plane.context, b.ownerId, gateway),
      () => viewDiagnosis(plane.context, b.ownerId, gateway),
      () => viewCheckIn(plane.context, b.ownerId, gateway, entry?.id ?? ''),
      () => returnToVersion(plane.context, b, gateway, { category: 'tc', version: null, revision: 0 }),
    ]
    for (const call of asB) await expect(call()).rejects.toMatchObject({ code: 'not_found' })
    await setup(gateway, lns())
    await plane.context.sql`delete from credential_sets where eui = ${gateway}`
    await plane.context
      .sql`update gateways set owner_id = ${b.ownerId}, cups_version = null, tc_version = null where eui = ${gateway}`
    expect((await history(gateway, TIMELINE_KINDS, 10, b)).items).toEqual([])
    await expect(viewCheckIn(plane.context, b.ownerId, gateway, entry?.id ?? '')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('of 100,000 check-ins a page reads its own rows', async () => {
    const [gateway = '' as Eui] = looseEuis(1)
    await addGateways(plane.context, a, [{ gateway, flavorid: 'x', token: TOKEN }])
    await plane.context.sql`
      insert into check_ins (eui, id, owner_id, first_at, last_at, times, address, reported, credential, answer, fell_back)
      select ${gateway}, gen_random_uuid(), ${a.ownerId}, at, at + interval '1 minute', 2, '198.51.100.7',
             jsonb_build_object('router', ${gateway}::text, 'package', (n % 7)::text, 'keys', '[]'::jsonb), 'bootstrap', '{"kind":"unchanged","reasons":[]}', n % 500 = 0
        from generate_series(1, 100000) n, lateral (select timestamptz '2020-01-01' + n * interval '10 minutes' as at) t`
    await plane.context.sql`analyze check_ins`
    const page = await history(gateway, TIMELINE_KINDS, 50)
    expect(page.items.length).toBeGreaterThan(40)
    const plan = await plane.context.sql`
      explain (format json) select first_at, reported from check_ins where eui = ${gateway} and owner_id = ${a.ownerId}
       order by first_at desc, id desc limit 51`
    expect(JSON.stringify(plan)).toContain('check_ins_first_idx')
    const seen = new Set<string>()
    let after: { at: string; key: string } | undefined
    for (let pages = 0; pages < 20; pages += 1) {
      const { items, next } = await viewTimeline(plane.context, a.ownerId, gateway, {
        kinds: ['check-in'],
        after,
        limit: 200,
      })
      for (const { id } of items) {
        expect(seen.has(id)).toBe(false)
        seen.add(id)
      }
      if (!next) break
      after = { at: next[0], key: next[1] }
    }
    expect(seen.size).toBeGreaterThan(3_900)
  })
})

describe('versions', () => {
  test('are listed without secrets, and one goes back to an earlier one and forth again', async () => {
    const { gateway, station } = await added()
    await setup(gateway, lns('wss://one.example:443'))
    await station.checkIn()
    pass(1)
    await station.checkIn()
    await plane.report(gateway, ({ reported }) => reported.tcUri === 'wss://one.example:443')
    await setup(gateway, { lnsUri: 'wss://two.example:443' })
    const { revision, versions } = await viewVersions(plane.context, a.ownerId, gateway)
    expect(versions.map(({ category, version, desired, uri }) => [category, version, desired, uri])).toEqual([
      ['tc', 2, true, 'wss://two.example:443'],
      ['tc', 1, false, 'wss://one.example:443'],
    ])
    expect(versions[0]?.crcs).toEqual(versions[1]?.crcs)
    expect(versions.map(({ return: { refused } }) => refused !== null)).toEqual([true, false])
    expect(JSON.stringify(versions)).not.toContain(b64(LNS_TOKEN).slice(0, 20))

    const back = { category: 'tc', version: 1, revision } as const
    await expect(returnToVersion(plane.context, a, gateway, { ...back, revision: revision - 1 })).rejects.toMatchObject(
      {
        code: 'conflict',
        detail: expect.stringMatching(/Somebody else/),
      },
    )
    expect(await returnToVersion(plane.context, a, gateway, back)).toEqual({ version: 3, before: 2, warning: null })
    const stored = await listVersions(plane.context.sql, a.ownerId, gateway)
    expect(stored[0]?.crc).toBe(stored[2]?.crc)
    expect(titles((await history(gateway, ['return'])).items)).toEqual(['return: Returned to an earlier version'])
    expect((await history(gateway, ['return'])).items[0]?.detail).toBe('LNS back to version 1.')

    const undo = { category: 'tc', version: 2, revision: revision + 1, confirm: formatId6(gateway) } as const
    expect(await returnToVersion(plane.context, a, gateway, undo)).toMatchObject({ version: 4, before: 3 })
    expect((await viewGateway(plane.context, a.ownerId, gateway))?.desired.tc?.uri).toBe('wss://two.example:443')
  })

  test('one that is suspicious is typed, one without its secrets is refused, and the first is undone by managing nothing', async () => {
    const { gateway } = await added()
    const ended = await makeCa({
      name: 'CN=Ended',
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date(plane.context.now().getTime() + 5 * 86_400_000),
    })
    await setup(gateway, { ...lns('wss://one.example:443'), lnsTrust: b64(ended.der) })
    await setup(gateway, lns('wss://two.example:443'))
    pass(6 * 1440)
    const back = { category: 'tc', version: 1, revision: 2 } as const
    await expect(returnToVersion(plane.context, a, gateway, back)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringMatching(/expired.* as “confirm”/),
    })
    expect(await returnToVersion(plane.context, a, gateway, { ...back, confirm: gateway })).toMatchObject({
      version: 3,
    })
    await plane.context.sql`update credential_sets set key_enc = null where eui = ${gateway} and version = 2`
    await expect(
      returnToVersion(plane.context, a, gateway, { category: 'tc', version: 2, revision: 3, confirm: gateway }),
    ).rejects.toMatchObject({ detail: expect.stringMatching(/secrets of version 2 are wiped/) })
    expect(
      await returnToVersion(plane.context, a, gateway, { category: 'tc', version: null, revision: 3 }),
    ).toMatchObject({
      version: null,
      before: 3,
    })
  })
})

describe('diagnosis', () => {
  test('nothing heard, refused with a wrong token, then well', async () => {
    const { gateway, station } = await added()
    const codes = async () => (await viewDiagnosis(plane.context, a.ownerId, gateway)).findings.map(({ code }) => code)
    expect(await codes()).toEqual(['never-seen'])
    const wrong = plane.station(gateway, {
      cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: not-the-token\r\n' },
    })
    await wrong.checkIn()
    await eventually(async () => expect(await codes()).toEqual(['refused-token']))
    pass(5)
    await station.checkIn()
    await plane.report(gateway)
    const view = await viewDiagnosis(plane.context, a.ownerId, gateway)
    expect(view.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['refused-token', 'note'],
      ['no-lns', 'note'],
    ])
    expect(view.credential).toEqual({ place: 'REG', sentence: expect.stringMatching(/its first token/) })
  })

  test('a handshake that the gateway ends because it does not trust us is told by its address', async () => {
    const { gateway, station } = await added()
    await station.checkIn()
    await plane.report(gateway)
    pass(1)
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-tls-'))
    try {
      writeFileSync(join(folder, 'other.pem'), ca.pem)
      const target = `127.0.0.1:${plane.plane.port}`
      const args = [
        's_client',
        '-connect',
        target,
        '-CAfile',
        join(folder, 'other.pem'),
        '-verify_return_error',
        '-tls1_2',
      ]
      // Not synchronous: the listener answers from this very process.
      await new Promise<void>((resolve) => {
        execFile('openssl', args, () => resolve()).stdin?.end()
      })
      await eventually(async () => {
        const { findings } = await viewDiagnosis(plane.context, a.ownerId, gateway)
        expect(findings.find(({ code }) => code === 'tls')?.title).toMatch(/“unknown ca”/)
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
