/** A dry run learns which gateways are the owner's, and nothing about anybody else's. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { findOwned } from '#lib/services/claiming/find-owned.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

let context: TestContext
let owner: OwnerActor
let other: OwnerActor

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1')
  other = await createTestOwner(context, '::2')
})
afterAll(() => context?.close())

test('own gateways, and no others', async () => {
  const [mine, foreign, nobodys] = [eui('02-00-00-00-00-00-00-01'), eui('02-00-00-00-00-00-00-02'), eui('::77')]
  const add = (actor: OwnerActor, gateway: string) =>
    addGateways(context, actor, [{ gateway, flavorid: 'test', token: 'HJg87hjgsadi8732kh==' }])
  await add(owner, mine)
  await add(other, foreign)
  expect(await findOwned(context, owner.ownerId, [nobodys, foreign, mine])).toEqual([mine])
  expect(await findOwned(context, other.ownerId, [nobodys, foreign, mine])).toEqual([foreign])
  expect(await findOwned(context, owner.ownerId, [])).toEqual([])
  const [counted] = await context.sql`select count(*)::int as n from claim_failures`
  expect(counted?.n).toBe(0)
})
