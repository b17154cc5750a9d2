/** Which certificates gateways hold, who renews them, and how one is revoked, pinned ones too. */
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookUpForDiscovery } from '#lib/db/discoveries.ts'
import { eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { issueCertificates } from '#lib/services/client-cas/issue-certificates.ts'
import { addCa } from '#lib/services/client-cas/keep-cas.ts'
import { listHeld } from '#lib/services/client-cas/list-held.ts'
import { crlOf, listRevoked, revokeCertificate, revokeHeldCertificate } from '#lib/services/client-cas/revoke.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { keyDer, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

let context: TestContext
let owner: OwnerActor
let other: OwnerActor
const ISSUED = eui('02-00-00-00-00-00-00-01')
const PINNED = eui('02-00-00-00-00-00-00-02')
const LNS = 'wss://lns.example:8887'

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1')
  other = await createTestOwner(context, '::2')
  const token = 'HJg87hjgsadi8732kh=='
  await addGateways(
    context,
    owner,
    [ISSUED, PINNED].map((gateway) => ({ gateway, flavorid: 'test', token })),
  )
})
afterAll(() => context?.close())

test('issued and pinned ones, page by page, renewed in place, revoked for ever', async () => {
  const root = await makeCa()
  const pinned = await makeLeaf(root, { name: 'CN=roof-17' })
  const lnsTrust = root.der.toString('base64')
  const setup = await setupGateways(context, owner, [
    { gateway: ISSUED, lnsUri: LNS, lnsTrust, lnsKey: Buffer.from('Authorization: abc\r\n').toString('base64') },
    {
      gateway: PINNED,
      lnsUri: LNS,
      lnsTrust,
      lnsCrt: pinned.der.toString('base64'),
      lnsKey: keyDer(pinned.key, 'sec1').toString('base64'),
    },
  ])
  expect(setup.filter(({ error }) => error)).toEqual([])
  const ca = await addCa(context, owner, { name: 'Kept' })
  const issue = () => issueCertificates(context, owner, { caId: ca.id, category: 'tc', days: 90, gateways: [ISSUED] })
  expect(await issue()).toEqual([expect.not.objectContaining({ error: expect.anything() })])

  const first = await listHeld(context, owner.ownerId, { limit: 1 })
  expect(first.certificates).toMatchObject([
    { eui: ISSUED, category: 'tc', caName: 'Kept', days: 90, wanted: true, provenAt: null, revokedAt: null },
  ])
  expect(first.certificates[0]?.notAfter?.getTime()).toBe(context.clock.now.getTime() + 90 * 86_400_000)
  const second = await listHeld(context, owner.ownerId, { after: first.next, limit: 1 })
  expect(second).toMatchObject({
    certificates: [{ eui: PINNED, caId: null, days: null, wanted: true }],
    next: undefined,
  })
  expect(second.certificates[0]?.subject).toContain('roof-17')
  expect((await listHeld(context, owner.ownerId, { caId: ca.id, limit: 9 })).certificates).toHaveLength(1)
  expect((await listHeld(context, owner.ownerId, { eui: PINNED, limit: 9 })).certificates).toHaveLength(1)
  expect((await listHeld(context, other.ownerId, { limit: 9 })).certificates).toEqual([])

  // A successor that no gateway was offered yet takes the place of what was never offered.
  await issue()
  const [successor, ...rest] = (await listHeld(context, owner.ownerId, { eui: ISSUED, limit: 9 })).certificates.filter(
    ({ wanted }) => wanted,
  )
  expect(rest).toEqual([])
  expect(successor?.version).toBeGreaterThan(first.certificates[0]?.version ?? 9)

  // At discovery the set's certificate is what counts.
  const accepted = async () => {
    const found = await lookUpForDiscovery(context.sql, [ISSUED, PINNED], context.clock.now)
    return [ISSUED, PINNED].map((gateway) =>
      found
        .get(gateway)
        ?.sets.some(({ version, authDigest }) => authDigest && version === found.get(gateway)?.tcVersion),
    )
  }
  expect(await accepted()).toEqual([true, true])
  const revoke = (one: { eui: typeof ISSUED; category: 'cups' | 'tc'; version: number } | undefined, actor = owner) =>
    revokeHeldCertificate(context, actor, {
      eui: one?.eui ?? ISSUED,
      category: one?.category ?? 'tc',
      version: one?.version ?? 0,
      reason: 'stolen',
    })
  await expect(revoke(successor, other)).rejects.toThrow(/holds no such certificate/)
  expect(await revoke(successor)).toMatchObject({ caId: ca.id, serial: successor?.serial, reason: 'stolen' })
  await expect(revoke(successor)).rejects.toThrow(/revoked already/)
  expect(await listRevoked(context, owner.ownerId, ca.id)).toHaveLength(1)
  expect((await crlOf(context, ca.id)).toString('hex')).toContain(successor?.serial)

  expect(await accepted()).toEqual([false, true])
  expect(await revoke(second.certificates[0])).toMatchObject({ caId: null, serial: null })
  expect(await accepted()).toEqual([false, false])
  const after = (await listHeld(context, owner.ownerId, { limit: 9 })).certificates
  expect(after.filter(({ wanted, revokedAt }) => wanted && revokedAt === null)).toEqual([])
  const [audit] = await context.sql<{ detail: { fingerprint: string } }[]>`
    select detail from audit_entries where action = 'client-certificate.revoke' and eui = ${PINNED}`
  expect(audit?.detail.fingerprint).toBe(second.certificates[0]?.fingerprint)
})

test('a pinned certificate is revoked by its number too, at the CA of that name and no other', async () => {
  const [mine, foreign] = [await makeCa({ name: 'CN=Mine' }), await makeCa({ name: 'CN=Foreign' })]
  const gateway = eui('02-00-00-00-00-00-00-03')
  await addGateways(context, owner, [{ gateway, flavorid: 'test', token: 'HJg87hjgsadi8732kh==' }])
  const leaf = await makeLeaf(mine, { name: 'CN=roof-18' })
  const [answer] = await setupGateways(context, owner, [
    {
      gateway,
      lnsUri: LNS,
      lnsTrust: mine.der.toString('base64'),
      lnsCrt: leaf.der.toString('base64'),
      lnsKey: keyDer(leaf.key, 'sec1').toString('base64'),
    },
  ])
  expect(answer).not.toHaveProperty('error')
  const held = async () => (await listHeld(context, owner.ownerId, { eui: gateway, limit: 9 })).certificates[0]
  const serial = new X509Certificate(leaf.der).serialNumber
  const [ours, theirs] = [
    await addCa(context, owner, { name: 'Mine', certificate: mine.der }),
    await addCa(context, owner, { name: 'Foreign', certificate: foreign.der }),
  ]
  await revokeCertificate(context, owner, { caId: theirs.id, serial, reason: '' })
  expect(await held()).toMatchObject({ revokedAt: null })
  await revokeCertificate(context, owner, { caId: ours.id, serial, reason: '' })
  expect((await held())?.revokedAt).toEqual(context.clock.now)
})
