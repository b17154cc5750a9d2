import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { AppError } from '#lib/domain/app-error.ts'
import { eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context } from '#lib/services/context.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { keyPem, makeCa, makeLeaf, testKey } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner } from '#tests/support/context.ts'

const withHosts = (context: Context, ...gatewayHosts: string[]): Context => ({
  ...context,
  site: { ...context.site, gatewayHosts },
})

test('made once: several processes at once get the same, and the next start too', async () => {
  const context = await createTestContext(['gw.example.com:9191'])
  const all = await Promise.all([1, 2, 3].map(() => serverCertificate(context)))
  expect(new Set(all.map((one) => one.cert)).size).toBe(1)
  expect(await serverCertificate(context)).toEqual(all[0])
  const server = new X509Certificate(all[0]?.cert ?? '')
  expect(server.subjectAltName).toBe('DNS:localhost, DNS:gw.example.com')
  expect(server.validFromDate.getTime()).toBe(0)
  expect(server.checkIssued(new X509Certificate(all[0]?.trust ?? ''))).toBe(true)
  await context.close()
})

test('a new host name makes a new certificate of the same CA, which keeps the names of the last', async () => {
  const context = await createTestContext(['one.example.com:9191'])
  const before = await serverCertificate(context)
  const after = await serverCertificate(withHosts(context, 'two.example.com:9191', '192.0.2.7:9191'))
  expect(after.trust).toBe(before.trust)
  const names = new X509Certificate(after.cert).subjectAltName
  expect(names).toBe('DNS:localhost, DNS:two.example.com, DNS:192.0.2.7, DNS:one.example.com, IP Address:192.0.2.7')
  expect(await serverCertificate(context)).toEqual(after)
  await context.close()
})

test('it is renewed before it ends', async () => {
  const context = await createTestContext()
  const before = await serverCertificate(context)
  context.clock.now = new Date('2036-01-01T00:00:00Z')
  const after = await serverCertificate(context)
  expect(after.cert).not.toBe(before.cert)
  expect(after.trust).toBe(before.trust)
  await context.close()
})

test('the operator’s own certificate is checked as a Station would', async () => {
  const context = await createTestContext()
  const ca = await makeCa()
  const leaf = await makeLeaf(ca, { dnsNames: ['localhost'] })
  const own = (cert: string, key: string): Context => ({ ...context, site: { ...context.site, tls: { cert, key } } })
  expect(await serverCertificate(own(leaf.pem + ca.pem, keyPem(leaf.key)))).toMatchObject({
    trust: expect.stringContaining('CERTIFICATE'),
  })
  const p384 = await makeLeaf(ca, { key: await testKey('EC P-384'), dnsNames: ['localhost'] })
  await expect(serverCertificate(own(p384.pem, keyPem(p384.key)))).rejects.toThrow(AppError)
  await expect(serverCertificate(own(leaf.pem, keyPem(p384.key)))).rejects.toThrow(/does not belong/)
  await expect(serverCertificate(own('', keyPem(leaf.key)))).rejects.toThrow(/holds no certificate/)
  await context.close()
})

test('a certificate that gateways would not accept is not used, unless forced (rules.md 23)', async () => {
  const context = await createTestContext(['localhost:9191'])
  const owner = await createTestOwner(context)
  const before = await serverCertificate(context)
  const gateway = eui('::1')
  await addGateways(context, owner, [{ gateway, flavorid: 'x', token: 'the-token-of-it' }])
  await setupGateways(context, owner, [{ gateway, cupsUri: 'https://localhost:9191', cupsTrust: before.trust }])
  await context.sql`update credential_sets set offered_at = now()`
  const ca = await makeCa({ name: 'CN=Another CA' })
  const leaf = await makeLeaf(ca, { dnsNames: ['localhost'] })
  const tls = { cert: leaf.pem + ca.pem, key: keyPem(leaf.key) }
  const withTls = (more: object = {}): Context => ({ ...context, site: { ...context.site, tls, ...more } })
  expect((await serverCertificate(withTls())).cert).toBe(before.cert)
  expect((await serverCertificate(withTls({ tlsForce: true }))).cert).toBe(tls.cert)
  expect((await serverCertificate(withTls())).cert).toBe(tls.cert)

  // The gateway holds the new CA now: the way back is closed in turn, and another name as well.
  await setupGateways(context, owner, [{ gateway, cupsTrust: ca.pem }])
  await context.sql`update credential_sets set retired_at = case version when 1 then now() end, offered_at = now()`
  const renamed = await makeLeaf(ca, { dnsNames: ['elsewhere.example'] })
  const elsewhere = {
    ...context,
    site: { ...context.site, tls: { cert: renamed.pem + ca.pem, key: keyPem(renamed.key) } },
  }
  expect((await serverCertificate(elsewhere)).cert).toBe(tls.cert)
  const renewed = await makeLeaf(ca, { dnsNames: ['localhost'] })
  const good = { ...context, site: { ...context.site, tls: { cert: renewed.pem + ca.pem, key: keyPem(renewed.key) } } }
  expect((await serverCertificate(good)).cert).toBe(renewed.pem + ca.pem)
  await context.close()
})
