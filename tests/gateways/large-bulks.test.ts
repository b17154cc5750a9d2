/** Ten thousand gateways in one call: how many statements, and whether others have their turn meanwhile. How long is in the benchmark. */
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
/** Of one chunk of 500, parts of statements too: locks, versions, sets, two categories, audit; nothing may grow with the number of gateways. */
const STATEMENTS_PER_CHUNK = 16

let context: TestContext
let owner: OwnerActor
let batch: TestBatch
let euis: Eui[]
let trust: string
let statements = 0
let turns = 0

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

/** Runs `work` with its statements counted, and the turns of the event loop that others had meanwhile. */
async function counted<T>(work: (context: TestContext) => Promise<T>): Promise<T> {
  statements = 0
  turns = 0
  const counting: TestContext = {
    ...context,
    sql: new Proxy(context.sql, {
      apply: (target, self, args) => {
        if (Array.isArray(args[0]) && 'raw' in args[0]) statements += 1
        return Reflect.apply(target, self, args)
      },
      get: (target, name_) =>
        name_ === 'begin'
          ? (...given: [(tx: unknown) => Promise<unknown>] | [string, (tx: unknown) => Promise<unknown>]) => {
              const [options, inner] = given.length === 1 ? ['', given[0]] : given
              return target.begin(options, (tx) =>
                inner(
                  new Proxy(tx, {
                    apply: (fn, self, args) => {
                      statements += 1
                      return Reflect.apply(fn, self, args)
                    },
                  }),
                ),
              )
            }
          : Reflect.get(target, name_),
    }) as TestContext['sql'],
  }
  let open = true
  const turn = () => {
    turns += 1
    if (open) setImmediate(turn)
  }
  setImmediate(turn)
  try {
    return await work(counting)
  } finally {
    open = false
  }
}

const clean = (answers: readonly { error?: string }[]) => answers.filter((one) => one.error)
const inSets = () => {
  expect(statements).toBeLessThanOrEqual((SIZE / 500) * STATEMENTS_PER_CHUNK)
  expect(turns).toBeGreaterThan(SIZE / 500)
}

describe('ten thousand gateways', () => {
  test('are claimed in sets', async () => {
    const pins = await pinsOf(context, euis)
    const entries: ClaimEntry[] = euis.map((gateway, index) => ({ gateway, claim: pins[index] }))
    const answer = await counted((counting) => claimGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
  })

  test('are set up in sets, with a common trust and a token each', async () => {
    const entries: SetupEntry[] = euis.map((gateway, index) => ({
      gateway,
      lnsUri: 'wss://lns.example:8887',
      lnsTrust: trust,
      lnsKey: Buffer.from(`Authorization: token-of-${index}\r\n`).toString('base64'),
    }))
    const answer = await counted((counting) => setupGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
    const again = await counted((counting) => setupGateways(counting, owner, entries))
    expect(clean(again)).toEqual([])
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
    const answer = await counted((counting) => setupGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
  })

  test('a thousand with a certificate and key each', async () => {
    const leaves = await Promise.all(Array.from({ length: 20 }, async () => makeLeaf(await makeCa())))
    const entries: SetupEntry[] = euis.slice(0, 1_000).map((gateway, index) => {
      const leaf = leaves[index % 20]
      return { gateway, lnsCrt: leaf?.der.toString('base64'), lnsKey: leaf && keyDer(leaf.key).toString('base64') }
    })
    const answer = await counted((counting) => setupGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
  })

  test('are listed, searched and counted page by page', async () => {
    for (const sort of ['eui', 'name', 'lastSeen'] as const)
      await counted((counting) => listGateways(counting, owner.ownerId, { sort, descending: true, limit: 50 }))
    await counted((counting) =>
      listGateways(counting, owner.ownerId, {
        sort: 'eui',
        descending: false,
        limit: 50,
        text: 'fe00:a',
        fragment: 'fe00a',
      }),
    )
  })

  test('are added with tokens', async () => {
    const entries = Array.from({ length: SIZE }, (_, index) => ({
      gateway: euiFromBigInt(0x0abc_0000_0000_0000n + BigInt(index)),
      flavorid: 'x',
      token: `token-of-${index}`,
    }))
    const answer = await counted((counting) => addGateways(counting, owner, entries))
    expect(clean(answer)).toEqual([])
    inSets()
  })

  test('are released', async () => {
    const answer = await counted((counting) => deleteGateways(counting, owner, euis))
    expect(clean(answer)).toEqual([])
    inSets()
    const [row] = await context.sql<
      { count: string }[]
    >`select count(*) from credential_sets where owner_id = ${owner.ownerId}`
    expect(Number(row?.count)).toBe(0)
  })
})
