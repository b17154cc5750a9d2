/** Ten thousand gateways in one call: how long, how many statements, and whether others have their turn meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { type ClaimEntry, claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { listGateways } from '#lib/services/view-gateways.ts'
import { keyDer, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { makeBatch, pinsOf, type TestBatch } from './fleet.ts'

const SIZE = 10_000
/** Of one chunk of 500: locks, versions, sets, two categories, audit; nothing may grow with the number of gateways. */
const STATEMENTS_PER_CHUNK = 12

let context: TestContext
let owner: OwnerActor
let batch: TestBatch
let euis: Eui[]
let trust: string
let statements = 0
const took: Record<string, number> = {}

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1', 100_000)
  batch = await makeBatch(context, SIZE)
  euis = Array.from({ length: SIZE }, (_, index) => batch.eui(index))
  trust = (await makeCa()).der.toString('base64')
})
afterAll(async () => {
  await context?.close()
})

/** Runs `work` with the statements counted and the longest pause of the event loop measured. */
async function measured<T>(
  name: string,
  work: (context: TestContext) => Promise<T>,
): Promise<{ answer: T; longestPause: number }> {
  statements = 0
  const counting: TestContext = {
    ...context,
    sql: new Proxy(context.sql, {
      apply: (target, self, args) => {
        if (Array.isArray(args[0]) && 'raw' in args[0]) statements += 1
        return Reflect.apply(target, self, args)
      },
      get: (target, name_) =>
        name_ === 'begin'
          ? (inner: (tx: unknown) => Promise<unknown>) =>
              target.begin((tx) =>
                inner(
                  new Proxy(tx, {
                    apply: (fn, self, args) => {
                      statements += 1
                      return Reflect.apply(fn, self, args)
                    },
                  }),
                ),
              )
          : Reflect.get(target, name_),
    }) as TestContext['sql'],
  }
  let longestPause = 0
  let last = performance.now()
  const beat = setInterval(() => {
    const now = performance.now()
    longestPause = Math.max(longestPause, now - last)
    last = now
  }, 5)
  const begun = performance.now()
  try {
    const answer = await work(counting)
    took[name] = Math.round(performance.now() - begun)
    took[`${name}: pause`] = Math.round(longestPause)
    took[`${name}: statements`] = statements
    return { answer, longestPause }
  } finally {
    clearInterval(beat)
  }
}

const clean = (answers: readonly { error?: string }[]) => answers.filter((one) => one.error)
const inSets = () => expect(statements).toBeLessThanOrEqual((SIZE / 500) * STATEMENTS_PER_CHUNK)

describe('ten thousand gateways', () => {
  test('are claimed in seconds', async () => {
    const pins = await pinsOf(context, euis)
    const entries: ClaimEntry[] = euis.map((gateway, index) => ({ gateway, claim: pins[index] }))
    const { answer, longestPause } = await measured('claim', (counting) => claimGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
    expect(took.claim).toBeLessThan(10_000)
    expect(longestPause).toBeLessThan(1_000)
  })

  test('are set up in seconds, with a common trust and a token each', async () => {
    const entries: SetupEntry[] = euis.map((gateway, index) => ({
      gateway,
      lnsUri: 'wss://lns.example:8887',
      lnsTrust: trust,
      lnsKey: Buffer.from(`Authorization: token-of-${index}\r\n`).toString('base64'),
    }))
    const { answer, longestPause } = await measured('setup', (counting) => setupGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
    expect(took.setup).toBeLessThan(15_000)
    expect(longestPause).toBeLessThan(1_000)
    const again = await measured('setup again, unchanged', (counting) => setupGateways(counting, owner, entries))
    expect(clean(again.answer)).toEqual([])
    const [row] = await context.sql<
      { count: string }[]
    >`select count(*) from credential_sets where owner_id = ${owner.ownerId}`
    expect(Number(row?.count)).toBe(SIZE)
  })

  test('get their derived tokens put in', async () => {
    const entries: SetupEntry[] = euis.map((gateway) => ({
      gateway,
      cupsUri: 'https://localhost:9191',
      cupsTrust: trust,
    }))
    const { answer } = await measured('setup of our CUPS', (counting) => setupGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
  })

  test('a thousand with a certificate and key each', async () => {
    const leaves = await Promise.all(Array.from({ length: 20 }, async () => makeLeaf(await makeCa())))
    const entries: SetupEntry[] = euis.slice(0, 1_000).map((gateway, index) => {
      const leaf = leaves[index % 20]
      return { gateway, lnsCrt: leaf?.der.toString('base64'), lnsKey: leaf && keyDer(leaf.key).toString('base64') }
    })
    const { answer, longestPause } = await measured('1,000 certificates', (counting) =>
      setupGateways(counting, owner, entries),
    )
    expect(clean(answer)).toEqual([])
    expect(longestPause).toBeLessThan(1_000)
  })

  test('are listed, searched and counted page by page', async () => {
    for (const sort of ['eui', 'name', 'lastSeen'] as const)
      await measured(`list by ${sort}`, (counting) =>
        listGateways(counting, owner.ownerId, { sort, descending: true, limit: 50 }),
      )
    await measured('search', (counting) =>
      listGateways(counting, owner.ownerId, {
        sort: 'eui',
        descending: false,
        limit: 50,
        text: 'fe00:a',
        fragment: 'fe00a',
      }),
    )
    expect(Math.max(took['list by eui'] ?? 0, took['list by name'] ?? 0, took.search ?? 0)).toBeLessThan(2_000)
  })

  test('are added with tokens', async () => {
    const entries = Array.from({ length: SIZE }, (_, index) => ({
      gateway: euiFromBigInt(0x0abc_0000_0000_0000n + BigInt(index)),
      flavorid: 'x',
      token: `token-of-${index}`,
    }))
    const { answer } = await measured('add', (counting) => addGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
  })

  test('are released', async () => {
    const { answer } = await measured('delete', (counting) => deleteGateways(counting, owner, euis))
    expect(clean(answer)).toEqual([])
    inSets()
    const [row] = await context.sql<
      { count: string }[]
    >`select count(*) from credential_sets where owner_id = ${owner.ownerId}`
    expect(Number(row?.count)).toBe(0)
  })
})
