/** Guessing at claim PINs is hopeless: many requests at once, two servers, several owners and addresses (rules.md 19). */
import { fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GATEWAY_GUESSES, OWNER_GUESSES } from '#lib/domain/claims/guessing.ts'
import { OWN_SHARE, PIN_LIMITS } from '#lib/domain/claims/pin-limits.ts'
import { type Eui, eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { type JobRunner, runJobs } from '#lib/jobs/run-jobs.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import { closeAlert, listAlerts, listAttempts, listTries, releaseCounter } from '#lib/services/claims/view-attempts.ts'
import type { Actor, Context, OwnerActor } from '#lib/services/context.ts'
import { closeMailConnections } from '#lib/services/events/send-mail.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { makeBatch, ownerOf, pinOf, pinsOf, type TestBatch, wrong } from '../gateways/fleet.ts'
import type { GuessOrder, GuessResult } from './guesser-process.ts'

const OPERATOR: Actor = { id: 'user:00000000-0000-4000-8000-000000000001', address: '198.51.100.1' }
let context: TestContext
let batch: TestBatch
let owners = 0

beforeAll(async () => {
  context = await createTestContext()
})
afterAll(() => context?.close())
beforeEach(async () => {
  await context.sql`truncate claim_failures, claim_alerts`
  batch = await makeBatch(context, 20_000)
})

const newOwner = async (address: string | null): Promise<OwnerActor> => {
  owners += 1
  return { ...(await createTestOwner(context, `::${owners.toString(16)}`, 100_000)), address }
}
const guess = (owner: OwnerActor, count: number, from = 0) =>
  claimGateways(
    context,
    owner,
    Array.from({ length: count }, (_, index) => ({ gateway: batch.eui(from + index), claim: 'Q55XGEAM' })),
  )

describe('at more than a thousand a second, on two servers at once', () => {
  test('no more is heard than the limits say, no right PIN is found, and honest owners are not held', async () => {
    // The processes live by the real clock.
    context.clock.now = new Date()
    const shared = '203.0.113.9'
    const guessers = [await newOwner(shared), await newOwner(shared), await newOwner('2001:db8::7')]
    const honest = [await newOwner(shared), await newOwner('2001:db8::8')]
    const targets = Array.from({ length: 400 }, (_, index) => batch.eui(15_000 + index))
    const pins = await pinsOf(context, targets)
    const requestsOf = (server: number): GuessOrder['requests'] =>
      Array.from({ length: 18 }, (_, number) => {
        const owner = guessers[number % guessers.length] as OwnerActor
        // Behind 1,500 wrong ones a request holds right PINs: whoever could try them all would have them.
        const wrongs = Array.from({ length: 1_500 }, (_, index) => ({
          gateway: batch.eui((server * 7 + number * 700 + index) % 15_000),
          claim: 'Q55XGEAM',
        }))
        return {
          owner,
          guesses: [...wrongs, ...targets.map((gateway, index) => ({ gateway, claim: pins[index] ?? '' }))],
        }
      })
    let guessing = true
    const servers = Promise.all([1, 2].map((server) => runServer(requestsOf(server)))).finally(() => {
      guessing = false
    })
    let claimed = 0
    const honestly = async (owner: OwnerActor, first: number) => {
      for (let index = first; guessing && index < first + 1_000; index++) {
        const gateway = batch.eui(18_000 + index)
        expect(await claimGateways(context, owner, [{ gateway, claim: await pinOf(context, gateway) }])).toEqual([
          { gateway },
        ])
        claimed += 1
      }
    }
    await Promise.all([honestly(honest[0] as OwnerActor, 0), honestly(honest[1] as OwnerActor, 1_000)])
    const results = await servers
    expect(results.flatMap((one) => one.failed)).toEqual([])
    const sum = (of: (one: GuessResult) => number) => results.reduce((all, one) => all + of(one), 0)
    expect(sum((one) => one.claimed + one.refused + one.held)).toBe(2 * 18 * 1_900)
    expect(sum((one) => one.claimed)).toBe(0)
    for (const gateway of targets) expect(await ownerOf(context, gateway)).not.toBeTruthy()
    expect(claimed).toBeGreaterThan(1)
    // Heard: each owner's thousand, and a few steps for pauses that were over while this went on.
    const counted = await context.sql<{ key: string; failures: number; turned_away: number }[]>`
      select key, failures, turned_away from claim_failures where scope = 'owner'`
    expect(counted.map((row) => row.key).toSorted()).toEqual(guessers.map((one) => one.ownerId).toSorted())
    for (const { failures, turned_away } of counted) {
      expect(failures).toBeGreaterThanOrEqual(PIN_LIMITS.owner.free)
      expect(failures).toBeLessThanOrEqual(PIN_LIMITS.owner.free + 3 * PIN_LIMITS.owner.step)
      expect(failures + turned_away).toBe(12 * 1_900)
    }
    expect(sum((one) => one.refused)).toBe(counted.reduce((all, row) => all + row.failures, 0))
    // Rows: one for each try that was heard, one for each gateway of an owner, and no more.
    const [rows] = await context.sql<{ counters: number; trail: number; alerts: number }[]>`
      select (select count(*)::int from claim_failures) as counters,
             (select count(*)::int from audit_entries where action = 'gateway.claim-refused') as trail,
             (select count(*)::int from claim_alerts) as alerts`
    expect(rows?.trail).toBe(sum((one) => one.refused))
    expect(rows?.counters).toBeLessThanOrEqual(sum((one) => one.refused) + 3 + 2)
    expect(rows?.alerts).toBeLessThanOrEqual(4)
  })

  async function runServer(requests: GuessOrder['requests']): Promise<GuessResult> {
    const child = fork(fileURLToPath(new URL('./guesser-process.ts', import.meta.url)), {
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'silent' },
    })
    const order: GuessOrder = { url: context.url, dataDir: context.dataDir, requests }
    return new Promise<GuessResult>((resolve, reject) => {
      child.once('message', (message) => resolve(message as GuessResult))
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
      child.send(order)
    })
  }
})

describe('an address', () => {
  test('holds the owners that are often wrong there, also against each other, and nobody else', async () => {
    const address = '203.0.113.77'
    const [one, two, honest] = [await newOwner(address), await newOwner(address), await newOwner(address)]
    await guess(one, OWN_SHARE)
    await guess(two, OWN_SHARE)
    await context.sql`update claim_failures set failures = ${PIN_LIMITS.address.free - 50} where scope = 'address'`
    const answers = (await Promise.all([guess(one, 100, 1_000), guess(two, 100, 2_000)])).flat()
    expect(answers.filter((answer) => answer.error?.startsWith('This gateway cannot'))).toHaveLength(50)
    expect(
      answers.filter((answer) => answer.error?.startsWith('Too many wrong PINs from your network address')),
    ).toHaveLength(150)
    const gateway = batch.eui(9)
    const claim = await pinOf(context, gateway)
    expect((await claimGateways(context, two, [{ gateway, claim }]))[0]?.error).toMatch(/network address/)
    expect(await claimGateways(context, honest, [{ gateway, claim }])).toEqual([{ gateway }])
  })

  test('of IPv6 is a network', async () => {
    const owner = await newOwner('2001:db8:1:2::1')
    await guess(owner, 1)
    await guess({ ...owner, address: '2001:db8:1:2:ffff::2' }, 1)
    const { attempts } = await listAttempts(context, {
      scope: 'address',
      held: false,
      q: '2001:db8',
      after: null,
      limit: 10,
    })
    expect(attempts).toMatchObject([{ address: '2001:db8:1:2::/64', failures: 2 }])
    const tries = (address: string) =>
      listTries(context, { ownerId: null, eui: null, address, before: null, limit: 10 }).then((page) => page.tries)
    expect((await tries('2001:db8:1:2::/64')).map((one) => one.address)).toEqual([
      '2001:db8:1:2:ffff::2',
      '2001:db8:1:2::1',
    ])
    expect(await tries('2001:db8:1:2::99')).toHaveLength(2)
    expect(await tries('2001:db8:1:3::')).toEqual([])
  })
})

describe('operators', () => {
  test('see who is wrong how often, look at each try, and find by any notation, name or address', async () => {
    const owner = await newOwner('192.0.2.4')
    await context.sql`update owners set name = 'Harbour 50% off' where id = ${owner.ownerId}`
    const other = await newOwner('192.0.2.5')
    await guess(owner, 3)
    for (let count = 0; count < PIN_LIMITS.gateway.free + 2; count++) await guess(other, 1, 7)
    const list = (more: Partial<Parameters<typeof listAttempts>[1]>) =>
      listAttempts(context, { scope: 'owner', held: false, q: '', after: null, limit: 10, ...more })
    expect((await list({})).attempts).toMatchObject([
      { ownerId: other.ownerId, failures: PIN_LIMITS.gateway.free, turnedAway: 2, heldUntil: null },
      { ownerId: owner.ownerId, ownerName: 'Harbour 50% off', failures: 3, turnedAway: 0 },
    ])
    const held = await list({ scope: 'gateway', held: true })
    expect(held.attempts).toMatchObject([{ ownerId: other.ownerId, eui: batch.eui(7) }])
    expect(held.attempts[0]?.heldUntil).toEqual(new Date(context.now().getTime() + 30_000))
    for (const q of [formatEui64(batch.eui(7)), formatId6(batch.eui(7)), batch.eui(7).toUpperCase()]) {
      expect(
        (await list({ scope: 'gateway', q })).attempts.map((one) => one.ownerId),
        q,
      ).toEqual([other.ownerId])
    }
    expect((await list({ q: '50% off' })).attempts).toHaveLength(1)
    expect((await list({ q: '50_ off' })).attempts).toHaveLength(0)
    expect((await list({ scope: 'address', q: '192.0.2' })).attempts.map((one) => one.address)).toEqual([
      '192.0.2.5',
      '192.0.2.4',
    ])
    // By pages, each once.
    const first = await list({ scope: 'gateway', limit: 2 })
    const after = { at: first.next?.cursorAt ?? '', key: first.next?.key ?? '' }
    const second = await list({ scope: 'gateway', limit: 2, after })
    expect(second.next).toBeUndefined()
    expect(new Set([...first.attempts, ...second.attempts].map((one) => one.key)).size).toBe(4)

    const tries = await listTries(context, { ownerId: owner.ownerId, eui: null, address: null, before: null, limit: 2 })
    expect(tries.tries).toMatchObject([
      { ownerId: owner.ownerId, eui: batch.eui(2), actor: 'system', address: '192.0.2.4' },
      { ownerId: owner.ownerId, eui: batch.eui(1) },
    ])
    const more = { ownerId: owner.ownerId, eui: null, address: null, before: tries.next ?? null, limit: 2 }
    expect((await listTries(context, more)).tries.map((one) => one.eui)).toEqual([batch.eui(0)])
    const all = { ownerId: null, eui: null, address: null, before: null, limit: 2 }
    await expect(listTries(context, all)).rejects.toMatchObject({ code: 'invalid' })
    await expect(listTries(context, { ...all, address: "x' or true" })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('release a pause, or begin to count anew; both are in the trail of the owner', async () => {
    const owner = await newOwner('192.0.2.6')
    const gateway = batch.eui(1)
    const claim = await pinOf(context, gateway)
    for (let count = 0; count < PIN_LIMITS.gateway.free; count++) {
      await claimGateways(context, owner, [{ gateway, claim: wrong(claim) }])
    }
    const tryWrong = async () => (await claimGateways(context, owner, [{ gateway, claim: wrong(claim) }]))[0]?.error
    const name = { scope: 'gateway', ownerId: owner.ownerId, eui: gateway } as const
    expect(await tryWrong()).toMatch(/^Too many/)
    expect(await releaseCounter(context, OPERATOR, name, false)).toEqual({ changed: 1 })
    // One try, and the next pause is the longer one.
    expect(await tryWrong()).toMatch(/^This gateway cannot/)
    expect(await tryWrong()).toMatch(/^Too many/)
    expect(await releaseCounter(context, OPERATOR, name, true)).toEqual({ changed: 1 })
    expect(await releaseCounter(context, OPERATOR, name, true)).toEqual({ changed: 0 })
    expect(await tryWrong()).toMatch(/^This gateway cannot/)
    expect(await releaseCounter(context, OPERATOR, { scope: 'owner', ownerId: owner.ownerId }, true)).toEqual({
      changed: 2,
    })
    expect(await releaseCounter(context, OPERATOR, { scope: 'address', address: '192.0.2.6' }, true)).toEqual({
      changed: 1,
    })
    expect(await context.sql`select 1 from claim_failures`).toHaveLength(0)
    const trail = await context.sql`
      select action, eui, actor, address from audit_entries
       where action like 'claim-attempts.%' and (owner_id = ${owner.ownerId} or owner_id is null) order by id`
    const by = { actor: OPERATOR.id, address: OPERATOR.address }
    expect(trail).toEqual([
      { action: 'claim-attempts.release', eui: gateway, ...by },
      { action: 'claim-attempts.reset', eui: gateway, ...by },
      { action: 'claim-attempts.reset', eui: null, ...by },
      { action: 'claim-attempts.reset', eui: null, ...by },
    ])
    expect(await claimGateways(context, owner, [{ gateway, claim }])).toEqual([{ gateway }])
  })
})

describe('an episode', () => {
  let runner: JobRunner | undefined
  let smtp: SMTPServer
  let mails: { to: string[]; text: string }[]
  let refusals: number
  let mailing: Context

  beforeEach(async () => {
    mails = []
    refusals = 0
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, callback) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          if (refusals-- > 0) {
            callback(Object.assign(new Error('try later'), { responseCode: 451 }))
            return
          }
          mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString().replaceAll('=\r\n', '').replaceAll('=3D', '='),
          })
          callback()
        })
      },
    })
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()))
    const { port } = smtp.server.address() as AddressInfo
    const mail = { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Gatehouse <gatehouse@example.com>' }
    mailing = { ...context, site: { ...context.site, mail } }
    await context.sql`
      insert into users (email, name, password_hash, site_operator, disabled_at) values
        ('op@example.com', 'Op', 'x', true, null), ('gone@example.com', 'Gone', 'x', true, now()), ('user@example.com', 'U', 'x', false, null)
      on conflict do nothing`
  })
  afterEach(async () => {
    await runner?.close()
    runner = undefined
    closeMailConnections()
    await new Promise<void>((resolve) => smtp.close(() => resolve()))
  })

  test('is told once, however many try, and again after it was forgotten', async () => {
    const owner = await newOwner('192.0.2.30')
    await context.sql`update owners set name = ${'Port\nBcc: x@example.com'} where id = ${owner.ownerId}`
    await guess(owner, OWNER_GUESSES - 1)
    expect(await listAlerts(context)).toEqual([])
    await guess(owner, 1, 500)
    await guess(owner, 300, 1_000)
    const alerts = await listAlerts(context)
    expect(alerts).toMatchObject([
      {
        scope: 'owner',
        reason: 'many-gateways',
        ownerId: owner.ownerId,
        address: '192.0.2.30',
        failures: OWNER_GUESSES,
      },
    ])
    refusals = 1
    runner = await runJobs(mailing, { databaseUrl: context.url, schedule: [] })
    // The mail server refuses once, and the queue comes back.
    await eventually(async () => expect((await listAlerts(context))[0]?.mailedAt).not.toBeNull())
    expect(mails.map((mail) => mail.to)).toEqual([['op@example.com']])
    expect(mails[0]?.text).toMatch(/^Subject: \[Gatehouse\] Many wrong claim PINs from Port Bcc: x@example\.com\r$/m)
    expect(mails[0]?.text).not.toMatch(/^Bcc:/m)
    expect(mails[0]?.text).toContain('http://localhost:3000/operator/claim-attempts')
    expect(mails[0]?.text).toContain(`(${formatId6(owner.ownerId)})`)

    const [alert] = alerts
    await closeAlert(context, OPERATOR, alert?.id ?? '')
    expect(await listAlerts(context)).toEqual([])
    await expect(closeAlert(context, OPERATOR, alert?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
    await guess(owner, 100, 2_000)
    expect(await listAlerts(context)).toEqual([])
    await releaseCounter(context, OPERATOR, { scope: 'owner', ownerId: owner.ownerId }, true)
    await releaseCounter(context, OPERATOR, { scope: 'address', address: '192.0.2.30' }, true)
    context.clock.now = new Date(context.clock.now.getTime() + 1_000)
    await guess(owner, OWNER_GUESSES, 3_000)
    expect(await listAlerts(context)).toHaveLength(1)
  })

  test('is also one gateway, and one address with several owners', async () => {
    const owner = await newOwner('192.0.2.31')
    for (let count = 0; count < GATEWAY_GUESSES + 3; count++) await guess(owner, 1, 3)
    expect(await listAlerts(context)).toMatchObject([
      { scope: 'owner', reason: 'one-gateway', eui: batch.eui(3), failures: GATEWAY_GUESSES },
    ])
    await context.sql`truncate claim_failures, claim_alerts`
    for (let count = 0; count < 8; count++) await guess(await newOwner('192.0.2.32'), 50, count * 50)
    expect(await listAlerts(context)).toMatchObject([
      { scope: 'address', key: '192.0.2.32', reason: 'many-owners', address: '192.0.2.32', failures: 350 },
    ])
  })

  test('of owners at once is found once by each', async () => {
    const owner = await newOwner('192.0.2.33')
    await Promise.all(Array.from({ length: 20 }, (_, index) => guess(owner, 20, index * 20)))
    expect(await listAlerts(context)).toHaveLength(1)
    const unknown = eui('f0:0:0:1') satisfies Eui
    expect((await claimGateways(context, owner, [{ gateway: unknown, claim: 'x' }]))[0]?.error).toMatch(/^This gateway/)
  })
})
