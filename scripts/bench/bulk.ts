/** Ten thousand gateways in one request: claimed with their PINs, set up with tokens, set up with keys of their own. */
import { formatId6 } from '#lib/domain/identifiers.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { freshKey, keyPem, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { batchGateway, LNS_URI, tokenOf } from './fleet.ts'

export interface BulkResult {
  readonly name: string
  readonly gateways: number
  /** In milliseconds. */
  readonly elapsed: number
}

/** So many different keys and certificates are made for the run; gateways take them in turn. */
const KEY_PAIRS = 250

/** `apiPort`: where the route `setup` of the Owner API is served. */
export async function measureBulk(
  context: Context,
  actor: OwnerActor,
  { gateways, ca, apiPort }: { gateways: number; ca: TestCertificate; apiPort: number },
): Promise<BulkResult[]> {
  const euis = Array.from({ length: gateways }, (_, index) => batchGateway(index))
  const [from, to] = [batchGateway(0), batchGateway(gateways - 1)]
  const { id } = await createBatch(context, { from, to, flavor: 'bench' })
  const [root] = await context.sql<{ root_key_enc: Buffer }[]>`select root_key_enc from batches where id = ${id}`
  if (!root) throw new Error('the batch was not stored')
  const secrets = await context.keys.derive(root.root_key_enc, euis)
  const trust = base64(ca.pem)

  const results: BulkResult[] = []
  const measure = async (name: string, run: () => Promise<readonly { error?: string }[]>) => {
    const begun = performance.now()
    const answers = await run()
    results.push({ name, gateways, elapsed: performance.now() - begun })
    const refused = answers.find((answer) => answer.error !== undefined)
    if (refused || answers.length !== gateways) throw new Error(`${name}: ${refused?.error ?? 'answers are missing'}`)
  }

  await measure('claim with PIN', () =>
    claimGateways(
      context,
      actor,
      euis.map((gateway, index) => ({ gateway, claim: secrets[index]?.claimPin })),
    ),
  )
  const withTokens = (round: number): SetupEntry[] =>
    euis.map((gateway, index) => {
      const lnsKey = base64(`Authorization: ${tokenOf(`bulk ${round}`, index)}\r\n`)
      return { gateway, lnsUri: LNS_URI, lnsTrust: trust, lnsKey }
    })
  await measure('first setup: common trust, a token each', () => setupGateways(context, actor, withTokens(1)))
  await measure('second setup: common trust, a token each', () => setupGateways(context, actor, withTokens(2)))
  await measure(
    'the same through the Owner API over HTTP',
    await ownerApiRequest(context, actor, withTokens(3), apiPort),
  )

  const pairs = await Promise.all(
    Array.from({ length: Math.min(KEY_PAIRS, gateways) }, async (_, index) => {
      const leaf = await makeLeaf(ca, { name: `CN=gateway ${index}`, key: await freshKey('EC P-256') })
      return { lnsCrt: base64(leaf.pem), lnsKey: base64(keyPem(leaf.key)) }
    }),
  )
  const withKeys = euis.map((gateway, index) => ({
    gateway,
    lnsUri: LNS_URI,
    lnsTrust: trust,
    ...pairs[index % pairs.length],
  }))
  await measure('setup: common trust, EC key and certificate each', () => setupGateways(context, actor, withKeys))
  return results
}

/** One request with all entries, ready to be sent. */
async function ownerApiRequest(context: Context, actor: OwnerActor, entries: readonly SetupEntry[], port: number) {
  const { ownerId } = actor
  const { token } = await createApiToken(context, actor, { ownerId, name: 'bench', rights: ['gateway:setup'] })
  const [{ lnsUri, lnsTrust } = {}] = entries
  const gateways = entries.map(({ gateway, lnsKey }) => ({ gateway, lnsKey }))
  const body = JSON.stringify({ ownerid: formatId6(ownerId), lnsUri, lnsTrust, gateways })
  return async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/gateway/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body,
    })
    if (!response.ok) throw new Error(`the Owner API answers ${response.status}: ${await response.text()}`)
    return (await response.json()) as { error?: string }[]
  }
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
