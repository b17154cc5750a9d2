/** Routers that were refused at CUPS, as operators see them (rules.md 14). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUpdateInfoHandler } from '#lib/cups/update-info.ts'
import { type Eui, eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { listUnknownGateways } from '#lib/services/claims/unknown-gateways.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

let context: TestContext
const IN_BATCH = eui('B8-27-EB-FF-FE-A6-7A-72')
const TYPO = eui('B8-27-E8-FF-FE-A6-7A-72')
const STRANGE = eui('11-11-11-11-11-11-11-11')
const ADDED = eui('22-22-22-22-22-22-22-22')

beforeAll(async () => {
  context = await createTestContext()
  const owner = await createTestOwner(context, '::1')
  await context.sql`update owners set name = 'Harbour' where id = ${owner.ownerId}`
  await addGateways(context, owner, [{ gateway: ADDED, flavorid: 'x', token: 'the-token-that-was-added' }])
  await createBatch(context, {
    from: eui('B8-27-EB-FF-FE-A6-7A-00'),
    to: eui('B8-27-EB-FF-FE-A6-7A-FF'),
    flavor: 'Roof',
  })
  const handler = createUpdateInfoHandler(context)
  const knock = async (router: string, address: string, authorization?: string) => {
    const body = Buffer.from(JSON.stringify({ router, cupsUri: null, tcUri: null, cupsCredCrc: 1, tcCredCrc: 2 }))
    await handler.handle({ body, authorization, certificate: undefined, address })
    context.clock.now = new Date(context.clock.now.getTime() + 1_000)
  }
  for (let count = 0; count < 3; count++) await knock(formatId6(STRANGE), '192.0.2.1', 'wrong')
  await knock(formatId6(STRANGE), '192.0.2.2')
  await knock(formatId6(IN_BATCH), '192.0.2.3', 'wrong')
  await knock(formatId6(TYPO), '192.0.2.4', 'wrong')
  await knock(formatId6(ADDED), '192.0.2.5', 'wrong')
  await knock('my-gateway_1', '192.0.2.6')
  await handler.close()
})
afterAll(() => context?.close())

const list = async (more: Partial<Parameters<typeof listUnknownGateways>[1]> = {}) =>
  listUnknownGateways(context, { standing: null, q: '', before: null, limit: 50, ...more })
const names = async (more: Partial<Parameters<typeof listUnknownGateways>[1]> = {}) =>
  (await list(more)).gateways.map((one) => one.eui ?? one.router)

test('each router once, the last one first, with what is known of it', async () => {
  const { gateways, next } = await list()
  expect(next).toBeUndefined()
  const [malformed, added, typo, inBatch, strange] = gateways
  expect(gateways).toHaveLength(5)
  expect(malformed).toMatchObject({ router: 'my-gateway_1', eui: null, standing: 'malformed', reason: 'router' })
  expect(added).toMatchObject({ eui: ADDED, standing: 'known', ownerName: 'Harbour', reason: 'token', hint: undefined })
  const batch = { flavor: 'Roof' }
  expect(typo).toMatchObject({ eui: TYPO, standing: 'no-batch', hint: { kind: 'digit', eui: IN_BATCH, batch } })
  expect(inBatch).toMatchObject({ eui: IN_BATCH, standing: 'batch', hint: { kind: 'inside', eui: IN_BATCH, batch } })
  expect(strange).toMatchObject({
    eui: STRANGE,
    standing: 'no-batch',
    count: 4,
    addresses: 2,
    address: '192.0.2.2',
    reason: 'none',
    hint: undefined,
  })
  expect((strange?.lastAt.getTime() ?? 0) - (strange?.firstAt.getTime() ?? 0)).toBe(3_000)
})

test('found in every notation, by address, by owner and as it was sent', async () => {
  for (const q of [formatEui64(TYPO), formatId6(TYPO), TYPO, TYPO.toUpperCase(), 'b8:27:e8:a6:7a:72', 'e8fffe']) {
    expect(await names({ q }), q).toEqual([TYPO])
  }
  expect(await names({ q: '192.0.2.1' })).toEqual([STRANGE])
  expect(await names({ q: 'harb' })).toEqual([ADDED])
  expect(await names({ q: 'gateway_' })).toEqual(['my-gateway_1'])
  expect(await names({ q: 'gateway%' })).toEqual([])
})

test('filtered by what is known, and page by page', async () => {
  expect(await names({ standing: 'no-batch' })).toEqual([TYPO, STRANGE])
  expect(await names({ standing: 'batch' })).toEqual([IN_BATCH])
  expect(await names({ standing: 'known' })).toEqual([ADDED])
  expect(await names({ standing: 'malformed' })).toEqual(['my-gateway_1'])
  const seen: string[] = []
  for (let before: number | null = null; ; ) {
    const page = await list({ limit: 2, before })
    seen.push(...page.gateways.map((one) => one.eui ?? one.router))
    if (page.next === undefined) break
    before = page.next
  }
  expect(seen).toEqual(['my-gateway_1', ADDED, TYPO, IN_BATCH, STRANGE] satisfies (Eui | string)[])
})
