/** A client certificate in a proxy's header, over a real socket: believed from the proxies that are named only. */
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveUpdateInfo } from '#lib/cups/serve-update-info.ts'
import { createUpdateInfoHandler, type UpdateInfoHandler } from '#lib/cups/update-info.ts'
import { eui, formatId6 } from '#lib/domain/identifiers.ts'
import { takeProxyCertificate } from '#lib/server/proxy-certificate.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { addCa } from '#lib/services/client-cas/keep-cas.ts'
import { makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

const gateway = eui('b827ebfffea67a72')
let context: TestContext
let handler: UpdateInfoHandler
let server: Server
let leaf: TestCertificate
let settings: Parameters<typeof takeProxyCertificate>[1]

beforeAll(async () => {
  context = await createTestContext()
  const owner = await createTestOwner(context)
  await addGateways(context, owner, [{ gateway, flavorid: 'x', token: 'never-used-here' }])
  const ca = await makeCa()
  leaf = await makeLeaf(ca, { name: `CN=${gateway}` })
  await addCa(context, owner, { name: 'Roofs', certificate: ca.der })
  handler = createUpdateInfoHandler(context)
  server = createServer((incoming, response) => {
    const certificate = takeProxyCertificate(incoming, settings)
    void serveUpdateInfo(handler, incoming, response, { certificate })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server?.close()
  await handler?.close()
  await context?.close()
})

function post(headers: Record<string, string | string[]>): Promise<number | undefined> {
  const body = JSON.stringify({ router: formatId6(gateway), cupsUri: null, tcUri: null, cupsCredCrc: 0, tcCredCrc: 0 })
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: '/update-info', method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject).end(body)
  })
}

test('each form lets the gateway in, when its proxy is named', async () => {
  const pem = encodeURIComponent(leaf.pem)
  const forms = [
    { header: 'client-cert', headers: { 'Client-Cert': `:${leaf.der.toString('base64')}:` } },
    { header: 'xfcc', headers: { 'X-Forwarded-Client-Cert': `Hash=ab;Cert="${pem}"` } },
    { header: 'nginx', headers: { 'X-SSL-Client-Cert': pem } },
  ] as const
  for (const { header, headers } of forms) {
    settings = { header, proxies: '127.0.0.0/8' }
    expect(await post(headers)).toBe(200)
    settings = { header, proxies: '10.0.0.0/8, ::1' }
    expect(await post(headers)).toBe(401)
    settings = undefined
    expect(await post(headers)).toBe(401)
  }
})

test('a second header line beside the proxy’s is not believed', async () => {
  settings = { header: 'nginx', proxies: '127.0.0.1' }
  const pem = encodeURIComponent(leaf.pem)
  expect(await post({ 'X-SSL-Client-Cert': [pem, pem] })).toBe(401)
  expect(await post({ 'X-SSL-Client-Cert': pem, 'x-forwarded-client-cert': 'By=x' })).toBe(200)
})
