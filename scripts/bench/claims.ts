/** What a key provider costs: derivations, and ten thousand claims with their PINs in one request, in software and in an HSM. */
import { randomBytes } from 'node:crypto'
import { type Eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import type { KeyProvider } from '#lib/hsm/key-provider.ts'
import { keysOf } from '#lib/hsm/pkcs11-keys.ts'
import { createPkcs11Provider } from '#lib/hsm/pkcs11-provider.ts'
import { openToken } from '#lib/hsm/pkcs11-token.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { hasSoftHsm, makeSoftHsm } from '#tests/support/softhsm.ts'
import { median } from './median.ts'

export interface ClaimPlan {
  /** Of one request. */
  readonly gateways: number
  readonly rounds: number
}

export interface ClaimResult {
  readonly provider: string
  /** Derivations per second of many at once: master key, PIN and token of one gateway each. */
  readonly derivations: number
  /** One derivation alone, in milliseconds: the median. */
  readonly alone: number
  readonly gateways: number
  /** One request each, in milliseconds. */
  readonly claims: readonly number[]
}

const ALONE = 200
let next = 0x1ceb_e772_0000_0000n

/** A range that no other round uses. */
function range(count: number): Eui[] {
  const from = next
  next += 0x1_0000_0000n
  return Array.from({ length: count }, (_, index) => euiFromBigInt(from + BigInt(index)))
}

/** SoftHSM2 is left out where it is not installed. */
export async function measureClaims(context: Context, actor: OwnerActor, plan: ClaimPlan): Promise<ClaimResult[]> {
  const results = [await measureProvider(context, actor, plan, 'software', createSoftwareProvider(randomBytes(32)))]
  if (await hasSoftHsm()) {
    const hsm = makeSoftHsm('bench')
    const token = await openToken(hsm.settings)
    try {
      const provider = createPkcs11Provider(keysOf(token), randomBytes(32))
      results.push(await measureProvider(context, actor, plan, 'SoftHSM2', provider))
    } finally {
      await token.close()
      hsm.delete()
    }
  }
  return results
}

async function measureProvider(
  context: Context,
  actor: OwnerActor,
  { gateways, rounds }: ClaimPlan,
  provider: string,
  keys: KeyProvider,
): Promise<ClaimResult> {
  const own = { ...context, keys }
  const claims: number[] = []
  const rates: number[] = []
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const euis = range(gateways)
    const { id } = await createBatch(own, { from: euis[0] as Eui, to: euis.at(-1) as Eui, flavor: 'bench' })
    const [row] = await context.sql<{ root_key_enc: Buffer }[]>`select root_key_enc from batches where id = ${id}`
    if (!row) throw new Error('the batch was not stored')
    let begun = performance.now()
    const secrets = await keys.derive(row.root_key_enc, euis)
    rates.push((gateways / (performance.now() - begun)) * 1000)
    for (const eui of euis.slice(0, ALONE)) {
      begun = performance.now()
      await keys.derive(row.root_key_enc, [eui])
      times.push(performance.now() - begun)
    }
    const entries = euis.map((gateway, index) => ({ gateway, claim: secrets[index]?.claimPin }))
    begun = performance.now()
    const answers = await claimGateways(own, actor, entries)
    claims.push(performance.now() - begun)
    const refused = answers.find((answer) => answer.error !== undefined)
    if (refused || answers.length !== gateways)
      throw new Error(`${provider}: ${refused?.error ?? 'answers are missing'}`)
  }
  return { provider, derivations: median(rates), alone: median(times), gateways, claims }
}
