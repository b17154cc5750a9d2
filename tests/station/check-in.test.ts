import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type HomeContents, makeHome } from '#lib/station/make-home.ts'
import { type CheckInOutcome, createStation, type Station, type StationOptions } from '#lib/station/station.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { ok, okBody, raw, segment, status } from './answer-bytes.ts'
import { type RawServer, startRawServer } from './raw-server.ts'

const MINUTE = 60_000
const DAY = 86_400_000

let folder: string
let server: RawServer
let other: RawServer
let ca: Buffer
let nobody: string

beforeAll(async () => {
  server = await startRawServer()
  other = await startRawServer()
  ca = (await makeCa()).der
  nobody = `http://127.0.0.1:${await freePort()}`
})
afterAll(async () => {
  await server.close()
  await other.close()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'station-'))
  server.answer(ok())
  other.answer(ok())
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

const uriOf = (target: RawServer) => `http://127.0.0.1:${target.port}`
const station = (contents: HomeContents, options: Partial<StationOptions> = {}): Station => {
  makeHome(folder, { eui: '::1', ...contents })
  return createStation({ home: folder, clock: () => 1_000_000, ...options })
}
const contacts = async (target: Station, count: number): Promise<CheckInOutcome[]> => {
  const outcomes: CheckInOutcome[] = []
  while (outcomes.length < count) outcomes.push(await target.checkIn())
  return outcomes
}
const slots = (outcomes: readonly CheckInOutcome[]) => outcomes.map((outcome) => outcome.slot).join(' ')

describe('a contact', () => {
  it('sends one request and takes fourteen zeros for “nothing changes”', async () => {
    const outcome = await station({ cups: { uri: uriOf(server) }, package: '1.0\n' }).checkIn()
    expect(outcome).toMatchObject({
      result: 'done',
      slot: 'reg',
      authentication: 'none',
      written: [],
      harm: [],
      reason: null,
    })
    expect(outcome.answer?.unchanged).toBe(true)
    expect(outcome.response).toEqual(ok())
    expect(outcome.nextContactAt).toBe(1_000_000 + outcome.nextContactAfter)
    const request = server.requests.at(-1)
    expect(request).toEqual(outcome.request)
    expect(request?.toString()).toContain(`Host: 127.0.0.1:${server.port}\r\n`)
    expect(request?.toString()).toContain(`{"router":"::1","cupsUri":"${uriOf(server)}","tcUri":null,`)
    expect(request?.toString()).toContain('"cupsCredCrc":2077607535,"tcCredCrc":2077607535,')
    expect(request?.toString()).toContain('"package":"1.0","keys":[]}')
  })

  it('reads an answer that comes byte by byte', async () => {
    const bytes = ok({ cupsUri: uriOf(other) })
    server.answer((socket) => {
      const next = (at: number) => {
        if (at === bytes.length) socket.end()
        else socket.write(bytes.subarray(at, at + 1), () => next(at + 1))
      }
      next(0)
    })
    expect(await station({ cups: { uri: uriOf(server) } }).checkIn()).toMatchObject({
      result: 'done',
      written: ['cups.uri'],
    })
  })

  it('does not wait for the end of the connection', async () => {
    server.answer((socket) => socket.write(ok()))
    expect((await station({ cups: { uri: uriOf(server) } }).checkIn()).result).toBe('done')
  })

  it('never sends the token over http (§4)', async () => {
    const outcome = await station({
      cups: { uri: uriOf(server), trust: ca, key: 'Authorization: secret\r\n' },
    }).checkIn()
    expect(outcome).toMatchObject({ result: 'done', authentication: 'none' })
    expect(server.requests.at(-1)?.toString()).not.toMatch(/authorization|secret/i)
  })

  it('gives up after the connection timeout when the server is silent or stops in the middle', async () => {
    const options = { timers: { connectionMs: 50 } }
    server.answer(() => {})
    expect(await station({ cups: { uri: uriOf(server) } }, options).checkIn()).toMatchObject({
      result: 'failed',
      reason: 'CUPS timed out',
    })
    server.answer((socket) => socket.write(ok().subarray(0, 30)))
    expect(await station({}, options).checkIn()).toMatchObject({ result: 'failed', reason: 'CUPS timed out' })
  })

  it.each([
    ['bytes behind Content-Length', () => Buffer.concat([ok(), Buffer.from('x')])],
    ['a chunked answer', () => raw('HTTP/1.1 200 OK', ['Transfer-Encoding: chunked'], Buffer.from('0\r\n\r\n'))],
    ['a connection that closes at once', () => Buffer.alloc(0)],
    ['a body that is cut', () => ok({ cupsUri: 'http://a:1' }).subarray(0, -1)],
  ])('fails with %s, changes nothing and tries the same set again', async (_what, bytes) => {
    server.answer(bytes())
    const outcome = await station({ cups: { uri: uriOf(server) } }).checkIn()
    expect(outcome).toMatchObject({ result: 'failed', written: [], backedUp: false, nextContactAfter: MINUTE })
    expect(outcome.state).toMatchObject({ slot: 'reg', failures: 1, cupsUri: uriOf(server) })
    expect(outcome.reason).toBeTruthy()
  })

  it('loses a gateway to an EC key in PKCS#8 exactly as Station does: new URI, old credentials (§1.2)', async () => {
    const pkcs8 = Buffer.concat([Buffer.from('308187', 'hex'), Buffer.alloc(0x87)])
    server.answer(ok({ cupsUri: uriOf(other), cupsCred: segment(ca, ca, pkcs8) }))
    const outcome = await station({ cups: { uri: uriOf(server) } }).checkIn()
    expect(outcome).toMatchObject({ result: 'done', written: ['cups.uri'], nextContactAfter: MINUTE })
    expect(outcome.harm.map((harm) => harm.code)).toEqual(['credentials-rejected'])
    expect(outcome.state).toMatchObject({ cupsUri: uriOf(other), cupsCredCrc: 2077607535 })
  })

  it('marks an https target for a gateway without trust', async () => {
    server.answer(ok({ cupsUri: 'https://localhost:9191' }))
    const outcome = await station({ cups: { uri: uriOf(server) } }).checkIn()
    expect(outcome.harm.map((harm) => harm.code)).toEqual(['no-trust'])
    expect(await station({}).checkIn()).toMatchObject({
      result: 'failed',
      reason: 'cups URI requires TLS but no trust configured',
    })
  })

  it('does not start again after a malformed URI, and fails with it until then (§1.3)', async () => {
    server.answer(ok({ cupsUri: `${uriOf(other)}/` }))
    const running = station({ cups: { uri: uriOf(server) } })
    expect((await running.checkIn()).harm.map((harm) => harm.code)).toEqual(['malformed-uri'])
    expect((await running.checkIn()).reason).toMatch(/^Bad CUPS URI/)
    expect(() => createStation({ home: folder })).toThrow('Misconfigured URI')
  })
})

describe('rotation (cups.md §1.4, §4, §6)', () => {
  const three = () => ({
    cups: { uri: uriOf(server) },
    'cups-bak': { uri: uriOf(other) },
    'cups-boot': { uri: uriOf(other) },
  })

  it.each([401, 404, 429, 503])('goes to the next set at once after %i, even the bootstrap one', async (code) => {
    server.answer(status(code))
    other.answer(status(code))
    const outcomes = await contacts(station(three()), 4)
    expect(slots(outcomes)).toBe('reg bak boot reg')
    expect(outcomes[0]).toMatchObject({ result: 'rejected', reason: `HTTP status ${code}`, backedUp: false })
  })

  it('tries REG eight times when nobody answers, then one each', async () => {
    const outcomes = await contacts(
      station({ ...three(), cups: { uri: nobody }, 'cups-bak': { uri: nobody }, 'cups-boot': { uri: nobody } }),
      11,
    )
    expect(slots(outcomes)).toBe('reg reg reg reg reg reg reg reg bak boot reg')
    expect(outcomes[0]).toMatchObject({
      request: Buffer.alloc(0),
      reason: expect.stringMatching(/^connect ECONNREFUSED/),
    })
  })

  it('reports the regular set while it is connected through another one', async () => {
    server.answer(status(401))
    const outcomes = await contacts(
      station({ ...three(), cups: { uri: uriOf(server), key: 'Authorization: new\r\n' } }),
      2,
    )
    expect(outcomes[1]).toMatchObject({ slot: 'bak', uri: uriOf(other), result: 'done' })
    const sent = other.requests.at(-1)?.toString() ?? ''
    expect(sent).toContain(`"cupsUri":"${uriOf(server)}"`)
    expect(sent).not.toContain('"cupsCredCrc":2077607535')
  })

  it('is led back to a broken REG by the success of BAK', async () => {
    const outcomes = await contacts(station({ ...three(), cups: { uri: nobody } }), 10)
    expect(slots(outcomes)).toBe('reg reg reg reg reg reg reg reg bak reg')
    expect(outcomes[8]?.state).toMatchObject({ slot: 'reg', failures: 0 })
  })

  it('returns to REG with what BAK was told', async () => {
    server.answer(status(401))
    other.answer(ok({ cupsUri: uriOf(other) }))
    const outcomes = await contacts(station(three()), 3)
    expect(outcomes.map((outcome) => outcome.uri)).toEqual([uriOf(server), uriOf(other), uriOf(other)])
    expect(slots(outcomes)).toBe('reg bak reg')
  })

  it('freezes BAK at the first 200 through REG, also when its body cannot be read', async () => {
    server.answer(okBody(Buffer.alloc(3)), ok({ cupsUri: uriOf(other) }))
    const running = station({ cups: { uri: uriOf(server) } })
    const [first, second, third] = await contacts(running, 3)
    expect(first).toMatchObject({ result: 'failed', backedUp: true })
    expect(second).toMatchObject({ result: 'done', backedUp: false, written: ['cups.uri'] })
    expect(third).toMatchObject({ result: 'done', uri: uriOf(other), backedUp: false })
    expect(running.home.uri('cups', 'bak')).toBe(uriOf(server))
  })

  it('makes no backup through BAK or BOOT', async () => {
    const running = station({ 'cups-boot': { uri: uriOf(server) } })
    expect(await running.checkIn()).toMatchObject({ slot: 'boot', backedUp: false, skipped: ['reg', 'bak'] })
    expect(running.home.exists('cups-bak.done')).toBe(false)
  })
})

describe('timers (cups.md §1.5, §6)', () => {
  const next = async (answer: Buffer, contents: HomeContents = {}, lns: 'up' | 'down' = 'up') => {
    server.answer(answer)
    return (await station({ cups: { uri: uriOf(server) }, ...contents }, { lns: () => lns }).checkIn()).nextContactAfter
  }
  const tc = { uri: 'ws://127.0.0.1:1887' }

  it('is 24 hours while the link is up, whatever CUPS changes of its own', async () => {
    expect(await next(ok(), { tc })).toBe(DAY)
    expect(await next(ok({ cupsUri: uriOf(server) }), { tc })).toBe(DAY)
    expect(await next(ok({ tcUri: 'ws://127.0.0.1:1888' }), { tc })).toBe(DAY)
    expect(await next(status(503), { tc })).toBe(DAY)
  })

  it('is one minute when the LNS changes and cupsUri comes along', async () => {
    expect(await next(ok({ tcUri: 'ws://127.0.0.1:1888', cupsUri: uriOf(server) }), { tc })).toBe(MINUTE)
    expect(await next(ok({ tcCred: segment(ca), cupsUri: uriOf(server) }), { tc })).toBe(MINUTE)
  })

  it('is one minute without tc.uri, and every third with BOOT only', async () => {
    expect(await next(ok())).toBe(MINUTE)
    rmSync(folder, { recursive: true })
    server.answer(ok())
    const boot = await station({ 'cups-boot': { uri: uriOf(server) } }).checkIn()
    expect(boot.nextContactAfter).toBe(3 * MINUTE)
  })

  it('follows the back-off of a broken LNS', async () => {
    expect(await next(ok(), { tc }, 'down')).toBe(7.5 * MINUTE)
  })

  it('takes other timers', async () => {
    const running = station({ cups: { uri: uriOf(server) } }, { timers: { resyncMs: 5 } })
    expect((await running.checkIn()).nextContactAfter).toBe(5)
  })
})
