/** What is stored of a check-in, when the world has changed since its look-up: nothing of what is no longer wanted leaves (rules.md 6, 8). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyCheckInEffects } from '#lib/db/check-ins.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { looseEuis } from '#tests/gateways/fleet.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

let context: TestContext
let a: OwnerActor
let b: OwnerActor
let gateway: Eui

beforeAll(async () => {
  context = await createTestContext()
  a = await createTestOwner(context, '::a', 10)
  b = await createTestOwner(context, '::b', 10)
  gateway = looseEuis(1)[0] as Eui
  await addGateways(context, a, [{ gateway, flavorid: 'x', token: 'the-first-token' }])
  for (const port of [1, 2]) {
    const [answer] = await setupGateways(context, a, [{ gateway, lnsUri: `ws://10.0.0.1:${port}` }])
    expect(answer).toEqual({ gateway })
  }
})
afterAll(() => context?.close())

const offer = (owner: OwnerActor, version: number) =>
  applyCheckInEffects(
    context.sql,
    {
      eui: gateway,
      ownerId: owner.ownerId,
      proven: [],
      failed: [],
      backup: null,
      offered: [{ category: 'tc', version }],
    },
    context.now(),
  )
const marks = () =>
  context.sql`
    select version, offered_at is not null as offered, retired_at is not null as retired
      from credential_sets where eui = ${gateway} order by version`

test('a set that was replaced before it left is not handed out, and not marked', async () => {
  expect(await offer(a, 1)).toEqual([])
  expect(await marks()).toEqual([
    { version: 1, offered: false, retired: true },
    { version: 2, offered: false, retired: false },
  ])
})

test('nor one of an owner whose gateway it is no more', async () => {
  expect(await offer(b, 2)).toEqual([])
  expect(await marks()).toMatchObject([{ offered: false }, { offered: false }])
})

test('the one that is wanted is', async () => {
  expect(await offer(a, 2)).toMatchObject([{ version: 2, uri: 'ws://10.0.0.1:2' }])
  expect(await marks()).toMatchObject([{ offered: false }, { offered: true }])
})
