/** Client certificates of an owner's CA against the real listener: issued, renewed, revoked, and nobody else's. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { issueCertificates, renewCertificates } from '#lib/services/client-cas/issue-certificates.ts'
import { addCa, removeCa } from '#lib/services/client-cas/keep-cas.ts'
import { crlOf, listRevoked, revokeCertificate } from '#lib/services/client-cas/revoke.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import type { CheckInOutcome } from '#lib/station/station.ts'
import { freshKey, keyDer, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'

let plane: TestPlane
let owner: OwnerActor
let other: OwnerActor
let next = 0x0200_0000_0000_0001n
const TOKEN = 'HJg87hjgsadi8732kh=='
const DAY = 86_400_000

beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 1_000)
  other = await createTestOwner(plane.context, '::2', 1_000)
})
afterAll(() => plane?.close())

async function newGateway(actor = owner): Promise<Eui> {
  next += 1n
  const gateway = eui(next.toString(16).padStart(16, '0'))
  expect(await addGateways(plane.context, actor, [{ gateway, flavorid: 'test', token: TOKEN }])).toEqual([{ gateway }])
  return gateway
}

/** A Station that holds this certificate and nothing else. */
async function contactWith(gateway: Eui, leaf: TestCertificate): Promise<number> {
  const station = plane.station(gateway, {
    cups: { uri: plane.uri, trust: plane.trust, crt: leaf.pem, key: keyDer(leaf.key, 'sec1') },
  })
  return statusOf(await station.checkIn())
}

const statusOf = ({ response }: CheckInOutcome): number =>
  Number(/^HTTP\/1\.1 (\d{3})/.exec(response.toString('latin1'))?.[1])

describe('a CA of the owner’s own', () => {
  test('lets its gateways in, each with its own certificate only', async () => {
    const ca = await makeCa({ name: 'CN=Acme roofs', key: await freshKey('EC P-256') })
    const [gateway, neighbour] = [await newGateway(), await newGateway()]
    const leaf = await makeLeaf(ca, { name: `CN=eui-${gateway}` })
    expect(await contactWith(gateway, leaf)).toBe(401)
    const { id } = await addCa(plane.context, owner, { name: 'Roofs', certificate: Buffer.from(ca.pem) })
    expect(await contactWith(gateway, leaf)).toBe(200)
    expect(await plane.report(gateway)).toMatchObject({
      credential: 'certificate',
      fell_back: false,
      outcome: 'in-sync',
    })
    expect(await contactWith(neighbour, leaf)).toBe(401)

    await revokeCertificate(plane.context, owner, {
      caId: id,
      serial: new X509Certificate(leaf.der).serialNumber,
      reason: 'stolen',
    })
    expect(await contactWith(gateway, leaf)).toBe(401)
    expect(await listRevoked(plane.context, owner.ownerId, id)).toHaveLength(1)
    const successor = await makeLeaf(ca, { name: `CN=${gateway}` })
    expect(await contactWith(gateway, successor)).toBe(200)
    await removeCa(plane.context, owner, id)
    expect(await contactWith(gateway, successor)).toBe(401)
  })

  test('says nothing about gateways of other owners', async () => {
    const ca = await makeCa({ name: 'CN=Acme', key: await freshKey('EC P-256') })
    await addCa(plane.context, owner, { name: 'Acme', certificate: ca.der })
    const foreign = await newGateway(other)
    expect(await contactWith(foreign, await makeLeaf(ca, { name: `CN=${foreign}` }))).toBe(401)
  })

  test('the same CA again is the one that is there; one that is no CA is refused with the remedy', async () => {
    const ca = await makeCa({ name: 'CN=Twice', key: await freshKey('EC P-256') })
    const first = await addCa(plane.context, owner, { name: 'One', certificate: ca.der })
    expect((await addCa(plane.context, owner, { name: 'Two', certificate: Buffer.from(ca.pem) })).id).toBe(first.id)
    const leaf = await makeLeaf(ca)
    await expect(addCa(plane.context, owner, { name: 'x', certificate: leaf.der })).rejects.toThrow(/not of a CA/)
    await expect(
      addCa(plane.context, owner, { name: 'x', certificate: Buffer.from(ca.pem + leaf.pem) }),
    ).rejects.toThrow(/one CA certificate alone/)
    await expect(
      issueCertificates(plane.context, owner, { caId: first.id, category: 'cups', days: 30, gateways: ['::1'] }),
    ).rejects.toThrow(/key of this CA is not kept here/)
  })
})

describe('a CA that Gatehouse keeps', () => {
  test('issues a certificate, the gateway proves it, it is renewed before it ends, and a revoked one is refused', async () => {
    const { context } = plane
    const gateway = await newGateway()
    const ca = await addCa(context, owner, { name: 'Kept' })
    const station = plane.station(gateway, {
      cups: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
    })
    await setupGateways(context, owner, [{ gateway, cupsUri: plane.uri, cupsTrust: plane.trust }])
    expect((await station.checkIn()).harm).toEqual([])
    const request = { caId: ca.id, category: 'cups' as const, days: 90, gateways: [gateway, 'nonsense'] }
    const [answer, refused] = await issueCertificates(context, owner, request)
    expect(answer).toMatchObject({ gateway })
    expect(answer).not.toHaveProperty('error')
    expect(refused).toHaveProperty('error')
    expect((await station.checkIn()).harm).toEqual([])
    expect(statusOf(await station.checkIn())).toBe(200)
    const proven = await plane.report(gateway, (report) => report.credential === 'cups:2')
    expect(proven).toMatchObject({ fell_back: false, outcome: 'in-sync' })

    expect(await renewCertificates(context)).toBe(false)
    const desired = async () => {
      const [row] = await context.sql<{ version: number; crt: Buffer }[]>`
        select s.version, s.crt from gateways g join credential_sets s
            on s.eui = g.eui and s.category = 'cups' and s.version = g.cups_version where g.eui = ${gateway}`
      if (!row) throw new Error('nothing is desired')
      return row
    }
    const first = await desired()
    context.clock.now = new Date(context.clock.now.getTime() + 61 * DAY)
    await renewCertificates(context)
    const second = await desired()
    expect(second.version).toBe(first.version + 1)
    await renewCertificates(context)
    expect((await desired()).version).toBe(second.version)
    expect((await station.checkIn()).harm).toEqual([])
    expect((await station.checkIn()).harm).toEqual([])
    await plane.report(gateway, (report) => report.credential === `cups:${second.version}`)

    // The certificate lies in a credential set, and is refused all the same.
    const serial = new X509Certificate(second.crt).serialNumber
    await revokeCertificate(context, owner, { caId: ca.id, serial, reason: '' })
    expect(statusOf(await station.checkIn())).toBe(401)
    await expect(revokeCertificate(context, owner, { caId: ca.id, serial, reason: '' })).rejects.toThrow(/already/)

    // OpenSSL believes the list, and refuses the certificate by it.
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-crl-'))
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const crl = file('crl.der', await crlOf(context, ca.id))
    const caFile = file('ca.pem', new X509Certificate(ca.der).toString())
    const openssl = (...args: string[]) =>
      execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    expect(openssl('crl', '-inform', 'DER', '-in', crl, '-noout', '-text', '-CAfile', caFile).toLowerCase()).toContain(
      serial.toLowerCase(),
    )
    const crlPem = join(folder, 'crl.pem')
    openssl('crl', '-inform', 'DER', '-in', crl, '-out', crlPem)
    const at = String(Math.floor(context.clock.now.getTime() / 1000))
    const verify = (crt: Buffer) => {
      const leaf = file('leaf.pem', new X509Certificate(crt).toString())
      return openssl('verify', '-attime', at, '-CAfile', caFile, '-CRLfile', crlPem, '-crl_check', leaf)
    }
    expect(verify(first.crt)).toMatch(/OK/)
    expect(() => verify(second.crt)).toThrow(/revoked/)
    rmSync(folder, { recursive: true })
  })

  test('removed, what it has revoked stays revoked in the sets that hold it, and nothing else is', async () => {
    const { context } = plane
    const kept = await addCa(context, owner, { name: 'To be removed' })
    const own = await makeCa({ name: 'CN=Own, to be removed', key: await freshKey('EC P-256') })
    const twin = await makeCa({ name: 'CN=Own, to be removed', key: await freshKey('EC P-256') })
    const ownCa = await addCa(context, owner, { name: 'Own', certificate: Buffer.from(own.pem) })
    const leaves = [await makeLeaf(own), await makeLeaf(own), await makeLeaf(twin)]
    const [stolen, good, namesake] = [await newGateway(), await newGateway(), await newGateway()]
    const issued = await newGateway()
    for (const [index, gateway] of [stolen, good, namesake].entries()) {
      const leaf = leaves[index]
      const set = {
        cupsUri: plane.uri,
        cupsTrust: plane.trust,
        cupsCrt: leaf?.pem ?? null,
        cupsKey: leaf ? keyDer(leaf.key, 'sec1').toString('base64') : null,
      }
      expect(await setupGateways(context, owner, [{ gateway, ...set }])).toEqual([{ gateway }])
    }
    await context.sql`update credential_sets set offered_at = now() where eui = any(${[stolen, good, namesake]})`
    await setupGateways(context, owner, [{ gateway: issued, cupsUri: plane.uri, cupsTrust: plane.trust }])
    await issueCertificates(context, owner, { caId: kept.id, category: 'cups', days: 90, gateways: [issued] })
    const station = plane.station(issued, {
      cups: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
    })
    await station.checkIn()
    expect(statusOf(await station.checkIn())).toBe(200)
    const [row] = await context.sql<{ crt: Buffer }[]>`
      select s.crt from gateways g join credential_sets s
          on s.eui = g.eui and s.category = 'cups' and s.version = g.cups_version where g.eui = ${issued}`
    const serialOf = (der: Uint8Array = new Uint8Array()) => new X509Certificate(der).serialNumber
    for (const [caId, serial] of [
      [kept.id, serialOf(row?.crt)],
      [ownCa.id, serialOf(leaves[0]?.der)],
      [ownCa.id, serialOf(leaves[2]?.der)],
    ] as const)
      await revokeCertificate(context, owner, { caId, serial, reason: 'stolen' })
    const accepted = () =>
      Promise.all([stolen, good, namesake].map((gateway, index) => contactWith(gateway, leaves[index] ?? own)))
    expect(await accepted()).toEqual([401, 200, 200])
    await removeCa(context, owner, ownCa.id)
    await removeCa(context, owner, kept.id)
    expect(await accepted()).toEqual([401, 200, 200])
    expect(statusOf(await station.checkIn())).toBe(401)
  })

  test('its key is sealed in the database, and nobody else’s CA issues', async () => {
    const ca = await addCa(plane.context, owner, { name: 'Sealed' })
    const [row] = await plane.context.sql<{ key: Buffer }[]>`select key_enc as key from client_cas where id = ${ca.id}`
    expect(() => plane.context.keys.open(row?.key ?? Buffer.alloc(0), 'something else')).toThrow()
    await expect(
      issueCertificates(plane.context, other, { caId: ca.id, category: 'cups', days: 30, gateways: ['::1'] }),
    ).rejects.toThrow(/no CA with this id/)
  })
})
