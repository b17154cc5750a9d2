import { describe, expect, test } from 'vitest'
import { euiFromBigInt } from '#lib/domain/identifiers.ts'
import { type Claim, type Outcome, runClaims } from './claim-run.ts'

const claimsOf = (count: number): Claim[] =>
  Array.from({ length: count }, (_, n) => ({ eui: euiFromBigInt(BigInt(n)), claim: 'Q55XGEAM' }))
const refused = ({ eui }: Claim) => ({ gateway: eui, error: 'no' })

function start(
  claims: readonly Claim[],
  send: (part: readonly Claim[]) => Promise<{ gateway: string; error?: string }[]>,
) {
  const parts: number[] = []
  const outcomes: Outcome[] = []
  const run = (sure = false, stopped = () => false) =>
    runClaims(claims, {
      send: (part) => {
        parts.push(part.length)
        return send(part)
      },
      onOutcomes: (some) => outcomes.push(...some),
      stopped,
      sure,
    })
  return { run, parts, outcomes }
}

describe('many claims', () => {
  test('go in parts, a small one first, and each has its outcome in order', async () => {
    const { run, parts, outcomes } = start(claimsOf(1200), async (part) =>
      part.map((one, index) => (index === 1 ? refused(one) : { gateway: one.eui })),
    )
    expect(await run()).toEqual({ kind: 'done' })
    expect(parts).toEqual([10, 500, 500, 190])
    expect(outcomes.map(({ eui }) => eui)).toEqual(claimsOf(1200).map(({ eui }) => eui))
    expect(outcomes.filter(({ claimed }) => !claimed)).toHaveLength(4)
  })

  test('nothing right in the first part: the rest is not tried, unless the person is sure', async () => {
    const first = start(claimsOf(1000), async (part) => part.map(refused))
    expect(await first.run()).toEqual({ kind: 'doubt' })
    expect(first.outcomes).toHaveLength(10)
    const sure = start(claimsOf(1000), async (part) => part.map(refused))
    expect(await sure.run(true)).toEqual({ kind: 'done' })
    expect(sure.outcomes).toHaveLength(1000)
  })

  test('a few are sent at once', async () => {
    const { run, parts } = start(claimsOf(10), async (part) => part.map(refused))
    expect(await run()).toEqual({ kind: 'done' })
    expect(parts).toEqual([10])
  })

  test('stopped, and failed in the middle: what was answered stays', async () => {
    let sent = 0
    const stopping = start(claimsOf(1200), async (part) => {
      sent += 1
      return part.map(({ eui }) => ({ gateway: eui }))
    })
    expect(await stopping.run(false, () => sent === 2)).toEqual({ kind: 'stopped' })
    expect(stopping.outcomes).toHaveLength(510)
    const failing = start(claimsOf(1200), async (part) => {
      if (part.length === 500) throw new Error('gone')
      return part.map(({ eui }) => ({ gateway: eui }))
    })
    expect(await failing.run()).toMatchObject({ kind: 'failed', error: new Error('gone') })
    expect(failing.outcomes).toHaveLength(10)
  })
})
