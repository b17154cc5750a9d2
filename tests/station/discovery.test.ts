/** What the strict Station makes of discovery answers (cups.md §7, rules.md 30). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeHome } from '#lib/station/make-home.ts'
import { createStation, type Station } from '#lib/station/station.ts'
import { refer, startTestLns, type TestLns } from '#tests/lns/test-lns.ts'

let lns: TestLns
let folder: string
beforeAll(async () => {
  lns = await startTestLns()
  folder = mkdtempSync(join(tmpdir(), 'station-discovery-'))
})
afterAll(async () => {
  await lns.close()
  rmSync(folder, { recursive: true })
})

let count = 0
const station = (tc: { uri?: string; trust?: string; key?: string }, connectionMs = 5_000): Station => {
  count += 1
  return createStation({
    home: makeHome(join(folder, `${count}`), { eui: '::1', cups: { uri: 'http://127.0.0.1:1' }, tc }),
    timers: { connectionMs },
  })
}
const good = () => ({ uri: lns.uri, trust: lns.ca.pem, key: 'Authorization: x\r\n' })
const answering = async (text: string) => {
  lns.behave({ kind: 'answer', text: () => text })
  return station(good()).connectLns()
}

describe('discovery', () => {
  it('asks with its tc credentials and opens the data link', async () => {
    lns.behave(refer)
    expect(await station(good()).connectLns()).toMatchObject({
      result: 'up',
      muxs: `wss://localhost:${lns.port}/traffic/::1`,
    })
    expect(lns.asked.at(-1)).toMatchObject({ question: '{"router":"::1"}', authorization: 'x' })
  })

  it('turns to CUPS after one RESYNC on error', async () => {
    expect(await answering('{"router":"::1","error":"update"}')).toMatchObject({
      result: 'error',
      reason: 'update',
      nextContactAfter: 60_000,
    })
  })

  it.each([
    ['error null beside a uri', '{"router":"::1","uri":"wss://localhost:1/x","error":null}', /error: null/],
    ['no path', '{"router":"::1","uri":"wss://localhost:1"}', /host:port\/path/],
    ['no port', '{"router":"::1","uri":"wss://localhost/x"}', /host:port\/path/],
    ['a uri that does not fit', `{"router":"::1","uri":"wss://localhost:1/${'x'.repeat(120)}"}`, /no uri that fits/],
    ['no router', '{"uri":"wss://localhost:1/x"}', /no router/],
    ['no JSON', 'OK', /no JSON/],
  ])('stumbles over %s, and comes to CUPS after its back-off', async (_what, text, reason) => {
    expect(await answering(text)).toMatchObject({
      result: 'failed',
      reason: expect.stringMatching(reason),
      nextContactAfter: 450_000,
    })
  })

  it('hangs on a silent server until its own time-out', async () => {
    lns.behave({ kind: 'silent' })
    expect(await station(good(), 100).connectLns()).toMatchObject({ result: 'failed', reason: 'LNS timed out' })
  })

  it('goes nowhere without trust, without tc.uri, or with a wrong one', async () => {
    lns.behave(refer)
    expect(await station({ uri: lns.uri }).connectLns()).toMatchObject({
      result: 'failed',
      reason: expect.stringContaining('no trust'),
    })
    expect(await station({}).connectLns()).toMatchObject({ result: 'none' })
  })
})
