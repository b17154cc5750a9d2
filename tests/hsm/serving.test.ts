/** The token is pulled out of a real SoftHSM2 while gateways check in and owners claim (rules.md 1, docs/decisions/0080). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUpdateInfoHandler, type UpdateInfoHandler } from '#lib/cups/update-info.ts'
import { type Eui, eui, formatId6 } from '#lib/domain/identifiers.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import { openToken } from '#lib/hsm/pkcs11-token.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { authTokenOf, claimPinOf } from '#lib/services/batch-secrets.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { Actor, Context, OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { hasSoftHsm, makeSoftHsm, type SoftHsm } from '#tests/support/softhsm.ts'

const UNCHANGED = { status: 200, body: Buffer.alloc(14) }
const [SEEN, CLAIMED, UNSEEN, OTHER] = ['cc:0:0:1', 'cc:0:0:2', 'cc:0:0:3', 'cc:0:0:4'].map(eui) as [Eui, Eui, Eui, Eui]
const ADDED = eui('dd:0:0:1')
const UNKNOWN = eui('dd:0:0:2')
const CLI: Actor = { id: 'cli', address: null }

describe.skipIf(!(await hasSoftHsm()))(
  'with an HSM (Debian: apt-get install softhsm2, and a C++ compiler at install)',
  () => {
    let hsm: SoftHsm
    let base: TestContext
    let context: Context
    let owner: OwnerActor
    let handler: UpdateInfoHandler

    beforeAll(async () => {
      hsm = makeSoftHsm()
      base = await createTestContext()
      await base.sql`delete from site_secrets`
      context = { ...base, keys: await loadKeyProvider({ sql: base.sql, dataDir: base.dataDir, hsm: hsm.settings }) }
      owner = await createTestOwner(context)
      handler = createUpdateInfoHandler(context)
      await createBatch(context, { from: eui('cc:0:0:0'), to: eui('cc:0:0:ff'), flavor: 'x' })
    })
    afterAll(async () => {
      await handler?.close()
      await (await openToken(hsm.settings).catch(() => undefined))?.close()
      await base?.close()
      hsm?.delete()
    })

    const call = (router: Eui, authorization: string) =>
      handler.handle({
        body: Buffer.from(
          JSON.stringify({ router: formatId6(router), cupsUri: null, tcUri: null, cupsCredCrc: 1, tcCredCrc: 2 }),
        ),
        authorization,
        certificate: undefined,
        address: '192.0.2.1',
      })

    test('whoever needs no derivation goes on, the others are not pushed to bootstrap, and all is well when it is back', async () => {
      const token = new Map<Eui, string>()
      for (const one of [SEEN, CLAIMED, UNSEEN, OTHER]) token.set(one, await authTokenOf(context, CLI, one))
      const tokenOf = (one: Eui) => token.get(one) ?? ''
      const pins = { claimed: await claimPinOf(context, CLI, CLAIMED), other: await claimPinOf(context, CLI, OTHER) }
      const ca = await makeCa()
      const wanted = { lnsUri: 'wss://lns.example.com:443', lnsTrust: ca.pem, lnsKey: 'Authorization: x' }
      expect(await call(SEEN, tokenOf(SEEN))).toEqual(UNCHANGED)
      expect(await claimGateways(context, owner, [{ gateway: CLAIMED, claim: pins.claimed }])).toEqual([
        { gateway: CLAIMED },
      ])
      await addGateways(context, owner, [{ gateway: ADDED, flavorid: 'x', token: 'the-token-that-was-added' }])
      const set = await setupGateways(context, owner, [
        { gateway: CLAIMED, ...wanted },
        { gateway: ADDED, ...wanted },
      ])
      expect(set.map((answer) => answer.error)).toEqual([undefined, undefined])
      expect((await call(UNKNOWN, 'wrong'))?.status).toBe(401)

      const login = await openToken(hsm.settings)
      hsm.remove()
      await login.use(async (module) => module.C_Finalize())
      // Known by the digest of their tokens; what they are sent is under the data key, which this process holds.
      expect(await call(SEEN, tokenOf(SEEN))).toEqual(UNCHANGED)
      expect((await call(CLAIMED, tokenOf(CLAIMED)))?.body.length).toBeGreaterThan(300)
      expect((await call(ADDED, 'the-token-that-was-added'))?.body.length).toBeGreaterThan(300)
      // A first contact, a wrong token, and one that nobody knows: all the same.
      expect(await call(UNSEEN, tokenOf(UNSEEN))).toEqual(UNCHANGED)
      expect(await call(UNSEEN, 'wrong')).toEqual(UNCHANGED)
      expect(await call(SEEN, 'wrong')).toEqual(UNCHANGED)
      expect(await call(UNKNOWN, 'wrong')).toEqual(UNCHANGED)
      expect(await context.sql`select 1 from gateways where eui = ${UNSEEN}`).toHaveLength(0)
      // A claim fails as a whole, is no wrong PIN, and can be repeated.
      await expect(claimGateways(context, owner, [{ gateway: OTHER, claim: pins.other }])).rejects.toMatchObject({
        code: 'unavailable',
      })
      expect(await context.sql`select 1 from claim_failures`).toHaveLength(0)

      hsm.insert()
      await expect.poll(async () => (await call(UNKNOWN, 'wrong'))?.status, { timeout: 30_000 }).toBe(401)
      expect(await call(UNSEEN, tokenOf(UNSEEN))).toEqual(UNCHANGED)
      expect(await context.sql`select 1 from gateways where eui = ${UNSEEN}`).toHaveLength(1)
      expect(await claimGateways(context, owner, [{ gateway: OTHER, claim: pins.other }])).toEqual([{ gateway: OTHER }])
    })
  },
)
