/** From the outbox to receivers: signed webhooks over a real socket, e-mail to a real SMTP server, through the queue. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insertEvents, type NewEvent } from '#lib/db/gateway-events.ts'
import type { EventMessage } from '#lib/domain/events/event-message.ts'
import { type Eui, euiFromBigInt, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { type JobRunner, runJobs } from '#lib/jobs/run-jobs.ts'
import { closeIdleConnections } from '#lib/outbound/request.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { dispatchEvents } from '#lib/services/events/dispatch-events.ts'
import { replayEvents, viewEventDeliveries } from '#lib/services/events/event-deliveries.ts'
import {
  type CreateRequest,
  changeTarget,
  createTarget,
  removeTarget,
  rotateTargetSecret,
  testTarget,
  viewTarget,
} from '#lib/services/events/manage-event-targets.ts'
import { closeMailConnections } from '#lib/services/events/send-mail.ts'
import { viewEvents } from '#lib/services/events/view-events.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'

interface Seen {
  readonly headers: Record<string, string>
  readonly body: string
}
interface Mailed {
  readonly to: readonly string[]
  readonly text: string
}

let base: TestContext
let context: Context
let owner: OwnerActor
let runner: JobRunner
let receiver: Server
let smtp: SMTPServer
let url: string
let seen: Seen[]
let mailed: Mailed[]
let status: number
let mailRefusals: number
let last = 0x500n

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

beforeAll(async () => {
  base = await createTestContext()
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${portOf(receiver)}/hook`
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (mailRefusals > 0) {
          mailRefusals -= 1
          callback(Object.assign(new Error('try later'), { responseCode: 451 }))
          return
        }
        mailed.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        })
        callback()
      })
    },
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()))
  context = {
    ...base,
    now: () => new Date(),
    site: {
      ...base.site,
      outbound: { allow: '127.0.0.0/8' },
      mail: { smtpUrl: `smtp://127.0.0.1:${portOf(smtp.server)}`, from: 'Gatehouse <gatehouse@example.com>' },
    },
  }
  owner = await createTestOwner(context, '::1', 10_000)
  runner = await runJobs(context, { databaseUrl: base.url, schedule: [] })
})
afterAll(async () => {
  await runner.close()
  closeIdleConnections()
  closeMailConnections()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
  await base.close()
})
beforeEach(async () => {
  seen = []
  mailed = []
  status = 200
  mailRefusals = 0
  for (const { id } of await context.sql<{ id: string }[]>`select id from event_targets`) {
    await removeTarget(context, owner, id)
  }
  await context.sql`truncate gateway_events`
})

async function gateways(count: number, site = '', tags: readonly string[] = []): Promise<Eui[]> {
  const euis = Array.from({ length: count }, () => euiFromBigInt(last++))
  const entries = euis.map((one) => ({ gateway: formatId6(one), flavorid: 'x', token: 'SomeSecretGatewayToken1' }))
  await addGateways(context, owner, entries)
  await context.sql`update gateways set site = ${site}, tags = ${tags as string[]}::text[] where eui = any(${euis})`
  await context.sql`truncate gateway_events`
  return euis
}
const target = (more: Partial<CreateRequest> = {}) =>
  createTarget(context, owner, {
    name: 'Alerts',
    channel: 'webhook',
    kinds: ['gateway.fell_back', 'gateway.silent', 'gateway.back'],
    tags: [],
    sites: [],
    ...(more.channel === 'email' ? {} : { url }),
    ...more,
  })
const tell = async (...events: Omit<NewEvent, 'ownerId'>[]) => {
  await insertEvents(
    context.sql,
    events.map((event) => ({ ...event, ownerId: owner.ownerId })),
    context.now(),
  )
  await dispatchEvents(context)
}
const fellBack = (eui: Eui) => ({ kind: 'gateway.fell_back' as const, eui, detail: { credential: 'bootstrap' } })
const arrived = (count: number) => eventually(() => expect(seen).toHaveLength(count))

describe('webhooks', () => {
  test('carry a signature that the library of Standard Webhooks verifies', async () => {
    const [eui] = (await gateways(1, 'Paris', ['pilot'])) as [Eui]
    const { secret } = await target()
    await tell(fellBack(eui))
    await arrived(1)
    const { headers, body } = seen[0] as Seen
    const message = new Webhook(secret ?? '').verify(body, headers) as EventMessage
    expect(message).toMatchObject({
      type: 'gateway.fell_back',
      data: {
        ownerid: '::1',
        summary: `Gateway ${formatEui64(eui)} fell back to an older credential (Paris)`,
        count: 1,
        more: 0,
        site: 'Paris',
        gateways: [{ gateway: formatId6(eui), site: 'Paris', tags: ['pilot'], detail: { credential: 'bootstrap' } }],
      },
    })
    expect(headers['content-type']).toBe('application/json')
    expect(() => new Webhook(secret ?? '').verify(body.replace('Paris', 'London'), headers)).toThrow()
    const other = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
    expect(() => new Webhook(other).verify(body, headers)).toThrow()
  })

  test('a new secret signs beside the former one until the grace ends', async () => {
    const [eui] = (await gateways(1)) as [Eui]
    const { id, secret: former } = await target()
    const { secret } = await rotateTargetSecret(context, owner, id, { graceHours: 1 })
    await tell(fellBack(eui))
    await arrived(1)
    const { headers, body } = seen[0] as Seen
    for (const one of [secret, former ?? '']) expect(() => new Webhook(one).verify(body, headers)).not.toThrow()
    await context.sql`update event_targets set previous_secret_until = now() where id = ${id}`
    await testTarget(context, owner, id)
    await arrived(2)
    const later = seen[1] as Seen
    expect(() => new Webhook(secret).verify(later.body, later.headers)).not.toThrow()
    expect(() => new Webhook(former ?? '').verify(later.body, later.headers)).toThrow()
  })

  test('what happened to many gateways together is one message, and only those that were asked for', async () => {
    const paris = await gateways(3, 'Paris', ['pilot'])
    const oslo = await gateways(2, 'Oslo')
    await target({ name: 'All' })
    await target({ name: 'Pilots', tags: ['pilot'] })
    await target({ name: 'Oslo', sites: ['Oslo'] })
    await target({ name: 'Others', kinds: ['rollout.halted'] })
    await tell(...[...paris, ...oslo].map(fellBack))
    await arrived(3)
    const counts = seen.map(({ body }) => (JSON.parse(body) as EventMessage).data.count)
    expect(counts.sort()).toEqual([2, 3, 5])
    // Nobody is told twice.
    await dispatchEvents(context)
    expect(await context.sql`select from gateway_events where dispatched_at is null`).toHaveLength(0)
  })

  test('two dispatchers at once tell each event once', async () => {
    const many = await gateways(300)
    await target()
    await insertEvents(
      context.sql,
      many.map((eui) => ({ ...fellBack(eui), ownerId: owner.ownerId })),
      context.now(),
    )
    await Promise.all([dispatchEvents(context), dispatchEvents(context), dispatchEvents(context)])
    await eventually(() => {
      const told = seen.flatMap(({ body }) => (JSON.parse(body) as EventMessage).data.gateways)
      expect(told.map(({ gateway }) => gateway).sort()).toEqual(many.map(formatId6).sort())
    })
  })

  test('of another owner nothing is told', async () => {
    const [eui] = (await gateways(1)) as [Eui]
    const stranger = await createTestOwner(context, '::2')
    await createTarget(context, stranger, {
      name: 'Theirs',
      channel: 'webhook',
      url,
      kinds: ['gateway.fell_back'],
      tags: [],
      sites: [],
    })
    await tell(fellBack(eui))
    const mine = await target()
    await testTarget(context, owner, mine.id)
    expect(seen.map(({ body }) => (JSON.parse(body) as EventMessage).type)).toEqual(['test'])
    await context.sql`delete from event_targets where owner_id = ${stranger.ownerId}`
  })

  test('a receiver that fails is tried again with the same id; the log tells; a replay sends it once more', async () => {
    const [eui] = (await gateways(1)) as [Eui]
    const { id } = await target()
    status = 500
    await tell(fellBack(eui))
    await arrived(1)
    status = 204
    await eventually(async () => expect((await viewTarget(context, owner.ownerId, id)).delivered).toBe(1))
    const { deliveries } = await viewEventDeliveries(context, owner.ownerId, id, { limit: 10 })
    expect(deliveries).toMatchObject([{ kind: 'gateway.fell_back', state: 'delivered', httpStatus: 204 }])
    const before = seen.length
    expect(await replayEvents(context, owner, id, [deliveries[0]?.id ?? ''])).toEqual({ replayed: 1 })
    await arrived(before + 1)
    expect(new Set(seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test('410 deactivates the target, with a row in the trail', async () => {
    const [eui] = (await gateways(1)) as [Eui]
    const { id } = await target()
    status = 410
    await tell(fellBack(eui))
    await eventually(async () =>
      expect(await viewTarget(context, owner.ownerId, id)).toMatchObject({
        active: false,
        deactivatedReason: 'gone',
        health: 'deactivated',
      }),
    )
    const trail = await context.sql`select from audit_entries where action = 'event-target.deactivate'`
    expect(trail).toHaveLength(1)
    // What waited goes out at once: another 410 would deactivate it again.
    status = 204
    await changeTarget(context, owner, id, { active: true })
    expect(await viewTarget(context, owner.ownerId, id)).toMatchObject({ active: true, deactivatedReason: null })
  })

  test('no secret lies in the table or in the trail', async () => {
    const { secret } = await target()
    const bare = (secret ?? '').replace('whsec_', '')
    const [row] = await context.sql`select t::text as text from event_targets t`
    const trail = await context.sql`select detail::text as text from audit_entries`
    expect(`${row?.text}${trail.map(({ text }) => text).join()}`).not.toContain(bare)
    expect(String(row?.text)).not.toContain(Buffer.from(bare).toString('hex'))
  })

  test.each([
    ['http://10.0.0.1/', 'not public'],
    ['https://u:p@hooks.example.com/', 'Leave login and password out'],
    ['ftp://hooks.example.com/', 'The scheme “ftp” does not fit'],
    [undefined, 'Give the URL'],
  ])('%s is refused', async (bad, sentence) => {
    await expect(target({ url: bad })).rejects.toThrow(sentence)
  })
})

describe('e-mail', () => {
  test('arrives once at each recipient, with what happened', async () => {
    const paris = await gateways(2, 'Paris')
    await target({
      name: 'Night\r\nBcc: x@example.com',
      channel: 'email',
      recipients: ['a@example.com', 'b@example.com'],
    })
    await tell(...paris.map(fellBack))
    await eventually(() => expect(mailed).toHaveLength(1))
    const [mail] = mailed as [Mailed]
    expect([...mail.to].sort()).toEqual(['a@example.com', 'b@example.com'])
    const text = mail.text.replaceAll('=\r\n', '').replaceAll('=3D', '=')
    expect(text).toContain('Subject: [Gatehouse] 2 gateways fell back to an older credential (Paris)')
    expect(text).toContain('Auto-Submitted: auto-generated')
    for (const eui of paris) expect(text).toContain(formatId6(eui))
    // Neither a recipient nor a name makes a header.
    expect(text).not.toMatch(/^Bcc:/im)
    expect(text.split('\r\n\r\n')[0]).not.toContain('b@example.com')
  })

  test('a server that is busy is tried again', async () => {
    const [eui] = (await gateways(1)) as [Eui]
    const { id } = await target({ channel: 'email', recipients: ['a@example.com'] })
    mailRefusals = 1
    await tell(fellBack(eui))
    await eventually(() => expect(mailed).toHaveLength(1))
    await eventually(async () => expect((await viewTarget(context, owner.ownerId, id)).delivered).toBe(1))
    const attempts =
      await context.sql`select status, code from delivery_attempts where destination_id = ${id} order by id`
    expect(attempts[0]).toMatchObject({ status: 'Error', code: 'SMTP 451' })
  })

  test('without an SMTP server it is not offered', async () => {
    const { mail: _, ...site } = context.site
    const bare = { ...context, site }
    const request = { name: 'A', channel: 'email' as const, recipients: ['a@example.com'], tags: [], sites: [] }
    await expect(createTarget(bare, owner, { ...request, kinds: ['gateway.silent'] })).rejects.toThrow(
      'E-mail is not set up here',
    )
    const made = await target({ channel: 'email', recipients: ['a@example.com'] })
    await expect(testTarget(bare, owner, made.id)).rejects.toThrow('E-mail is not set up here')
  })
})

test('the list of events tells the owner the same', async () => {
  const [one, two] = (await gateways(2, 'Paris')) as [Eui, Eui]
  await tell(fellBack(one), fellBack(two))
  const all = await viewEvents(context, owner.ownerId, { limit: 1 })
  expect(all.events).toMatchObject([{ kind: 'gateway.fell_back', gateway: formatId6(two), site: 'Paris', count: 1 }])
  const rest = await viewEvents(context, owner.ownerId, { limit: 1, before: all.next ?? '' })
  expect(rest).toMatchObject({ events: [{ gateway: formatId6(one) }], next: null })
  expect((await viewEvents(context, owner.ownerId, { limit: 9, gateway: formatId6(one) })).events).toHaveLength(1)
  expect((await viewEvents(context, owner.ownerId, { limit: 9, kind: 'gateway.back' })).events).toHaveLength(0)
})
