/** Unknown, foreign, deleted and wrong wait for the same derivation of a slow key provider (rules.md 14). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createUpdateInfoHandler, type UpdateInfoHandler } from '#lib/cups/update-info.ts'
import { type Eui, eui, euiFromBigInt, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { authTokenOf } from '#lib/services/batch-secrets.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'

const REFUSED = { status: 401, body: Buffer.alloc(0) }
const UNCHANGED = { status: 200, body: Buffer.alloc(14) }
const UNKNOWN = eui('dd:0:0:1')
const ADDED = eui('dd:0:0:2')
const SEEN = eui('cc:0:0:1')
const TRUE_GATEWAY = eui('cc:0:0:2')
const UNSEEN = eui('cc:0:0:3')

let context: TestContext
let handler: UpdateInfoHandler
let decoy: string
/** Derivations that wait for the provider: in vain, and for batches. */
let held: { readonly inVain: boolean; finish(): void; fail(): void }[]
let slow: boolean

beforeAll(async () => {
  context = await createTestContext()
  const owner = await createTestOwner(context)
  await addGateways(context, owner, [{ gateway: ADDED, flavorid: 'x', token: 'the-token-that-was-added' }])
  await createBatch(context, { from: eui('cc:0:0:0'), to: eui('cc:0:0:ffff'), flavor: 'x' })
  decoy = (await context.keys.decoyRoot()).toString('hex')
  const keys: TestContext['keys'] = {
    ...context.keys,
    async derive(root, euis) {
      if (slow) {
        const inVain = Buffer.from(root).toString('hex') === decoy
        await new Promise<void>((finish, reject) => {
          held.push({ inVain, finish, fail: () => reject(new Error('the module does not answer')) })
        })
      }
      return context.keys.derive(root, euis)
    },
  }
  handler = createUpdateInfoHandler({ ...context, keys })
  slow = false
  expect(await call(SEEN, await tokenOf(SEEN))).toEqual(UNCHANGED)
})
afterAll(async () => {
  await handler?.close()
  await context?.close()
})
beforeEach(() => {
  slow = true
  held = []
})

const tokenOf = (gateway: Eui) => authTokenOf(context, { id: 'cli', address: null }, gateway)
const call = (router: Eui, authorization: string | undefined) =>
  handler.handle({
    body: Buffer.from(
      JSON.stringify({ router: formatId6(router), cupsUri: null, tcUri: null, cupsCredCrc: 1, tcCredCrc: 2 }),
    ),
    authorization,
    certificate: undefined,
    address: '192.0.2.1',
  })

/** A call, and whether it was answered. */
function begin(router: Eui, token = 'wrong') {
  const begun = { answered: false, answer: call(router, token) }
  const mark = () => {
    begun.answered = true
  }
  begun.answer.then(mark, mark)
  return begun
}

/** One that shows no token waits for nothing but the time that every refusal takes: whoever was due before is answered. */
const refusalTime = () => call(UNKNOWN, undefined)
const inVain = () => held.filter((one) => one.inVain)
const forBatches = () => held.filter((one) => !one.inVain)
const finishAll = () => {
  slow = false
  for (const one of held) one.finish()
}

describe('a slow key provider', () => {
  test.each([
    ['in no batch', UNKNOWN],
    ['added by hand', ADDED],
    ['of a batch, known', SEEN],
    ['of a batch, never seen', UNSEEN],
  ])('a wrong token of a gateway %s is refused when a derivation in vain is done', async (_what, router) => {
    const refused = begin(router)
    await eventually(() => expect(inVain()).toHaveLength(1))
    await refusalTime()
    if (router === UNSEEN) {
      // Its own derivation alone, which is done sooner, does not end the waiting.
      expect(forBatches()).toHaveLength(1)
      for (const one of forBatches()) one.finish()
      await refusalTime()
    } else expect(forBatches()).toEqual([])
    expect(refused.answered).toBe(false)
    finishAll()
    expect(await refused.answer).toEqual(REFUSED)
  })

  test('two that came at the same time wait for the same one', async () => {
    const first = begin(UNKNOWN)
    await eventually(() => expect(inVain()).toHaveLength(1))
    const both = [begin(UNKNOWN), begin(UNSEEN)]
    await eventually(() => expect(forBatches()).toHaveLength(1))
    for (const one of [...inVain(), ...forBatches()]) one.finish()
    expect(await first.answer).toEqual(REFUSED)
    await eventually(() => expect(inVain()).toHaveLength(2))
    await refusalTime()
    expect(both.map((one) => one.answered)).toEqual([false, false])
    finishAll()
    expect(await Promise.all(both.map((one) => one.answer))).toEqual([REFUSED, REFUSED])
  })

  test('however many unknown knock, a true gateway is derived for at once, and the provider has one call more', async () => {
    const knocks = Array.from({ length: 600 }, (_, index) => begin(euiFromBigInt(0xdd00n + BigInt(index))))
    await eventually(() => expect(inVain()).toHaveLength(1))
    const token = await slowly(() => tokenOf(TRUE_GATEWAY))
    const [own, other] = [begin(TRUE_GATEWAY, token), begin(UNSEEN)]
    await eventually(() => expect(forBatches()).toHaveLength(2))
    for (const one of forBatches()) one.finish()
    expect(await own.answer).toEqual(UNCHANGED)
    await refusalTime()
    expect(inVain()).toHaveLength(1)
    expect([other, ...knocks].some((one) => one.answered)).toBe(false)
    finishAll()
    const answers = await Promise.all([other, ...knocks].map((one) => one.answer))
    expect(answers.every((answer) => answer?.status === 401)).toBe(true)
  })

  test('behind a queue of first contacts, an unknown waits for its turn as one of a batch does', async () => {
    const queue = Array.from({ length: 5 }, (_, index) => begin(euiFromBigInt(0x00cc_0000_0000_0100n + BigInt(index))))
    await eventually(() => expect([inVain().length, forBatches().length]).toEqual([1, 2]))
    const unknown = begin(UNKNOWN)
    // Those in vain are done for whoever had a turn, and none begins for those that wait for theirs.
    for (const one of inVain()) one.finish()
    await eventually(() => expect(inVain()).toHaveLength(2))
    for (const one of inVain()) one.finish()
    expect(await call(ADDED, 'the-token-that-was-added')).toEqual(UNCHANGED)
    await refusalTime()
    expect(inVain()).toHaveLength(2)
    expect(unknown.answered).toBe(false)
    finishAll()
    expect(await unknown.answer).toEqual(REFUSED)
    expect(await Promise.all(queue.map((one) => one.answer))).toEqual(queue.map(() => REFUSED))
  })

  test('more than can wait are answered as a fault of ours, unknown or of a batch', async () => {
    const queue = Array.from({ length: 502 }, (_, index) =>
      begin(euiFromBigInt(0x00cc_0000_0000_1000n + BigInt(index))),
    )
    await eventually(() => expect(forBatches()).toHaveLength(2))
    await eventually(async () => expect(await call(UNSEEN, 'wrong')).toEqual(UNCHANGED))
    expect(await call(UNKNOWN, 'wrong')).toEqual(UNCHANGED)
    expect(await call(SEEN, 'wrong')).toEqual(UNCHANGED)
    // Whoever needs no derivation goes on.
    expect(await call(ADDED, 'the-token-that-was-added')).toEqual(UNCHANGED)
    expect((await call(UNKNOWN, undefined))?.status).toBe(401)
    finishAll()
    expect((await Promise.all(queue.map((one) => one.answer))).every((answer) => answer?.status === 401)).toBe(true)
  })
})

test('a key provider that fails: nobody learns from it what falls in a batch, nobody is pushed to bootstrap', async () => {
  const calls = [UNKNOWN, ADDED, SEEN, UNSEEN].map((router) => begin(router))
  await eventually(() => expect([inVain().length > 0, forBatches().length]).toEqual([true, 1]))
  slow = false
  const failing = [...held]
  for (const one of failing) one.fail()
  const answers = await Promise.all(calls.map((one) => one.answer))
  // Those whose turn came after the fault met a provider that answers again.
  expect(answers.every((answer) => answer?.status === 401 || answer?.body.length === 14)).toBe(true)
  expect(answers[0]).toEqual(UNCHANGED)
  expect(answers[3]).toEqual(UNCHANGED)
})

/** Something of the test itself, past the gate. */
async function slowly<T>(work: () => Promise<T>): Promise<T> {
  slow = false
  try {
    return await work()
  } finally {
    slow = true
  }
}
