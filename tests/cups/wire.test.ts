/** The bytes on the wire: answers, refusals, and traffic that is no Station's (rules.md 1, 14; cups.md §2–3). */
import { connect as connectTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentialCrc } from '#lib/domain/credential-set.ts'
import { type Eui, eui, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { makeCa, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'
import { checkInRequest, sendRaw } from '#tests/support/raw-request.ts'

let plane: TestPlane
let owner: OwnerActor
let ca: TestCertificate
const TOKEN = 'a-token-of-the-gateway'
let next = 0x0200000000000000n
const newEui = () => eui((++next).toString(16).padStart(16, '0'))

beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 1_000)
  ca = await makeCa({ name: 'CN=LNS CA' })
})
afterAll(() => plane?.close())

async function added(): Promise<Eui> {
  const gateway = newEui()
  await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: TOKEN }])
  return gateway
}

const report = (gateway: Eui, more: object = {}) => ({
  router: formatId6(gateway),
  cupsUri: plane.uri,
  tcUri: null,
  cupsCredCrc: 1,
  tcCredCrc: 2077607535,
  station: '2.0.6(linux/std)',
  model: 'linux',
  package: '1.0',
  keys: [],
  ...more,
})

describe('answers', () => {
  test('unchanged: status line, three short headers, 14 zero bytes, and the connection is closed', async () => {
    const gateway = await added()
    const { bytes } = await sendRaw(plane.plane.port, [checkInRequest(report(gateway), TOKEN)])
    expect(bytes.toString('latin1')).toBe(
      `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 14\r\nConnection: close\r\n\r\n${'\0'.repeat(14)}`,
    )
  })

  test('first and changed answers, byte for byte (cups.md §3)', async () => {
    const gateway = await added()
    const lnsUri = 'wss://lns.example.com:8887'
    const key = Buffer.from('Authorization: Bearer NNSXS.ABC\r\n')
    await setupGateways(plane.context, owner, [
      { gateway, lnsUri, lnsTrust: ca.pem, lnsKey: 'Authorization: Bearer NNSXS.ABC' },
    ])
    const segment = Buffer.concat([ca.der, Buffer.alloc(4), key])
    const u16 = (value: number) => Buffer.of(value & 255, value >> 8)
    const expected = Buffer.concat([
      Buffer.of(plane.uri.length),
      Buffer.from(plane.uri),
      Buffer.of(lnsUri.length),
      Buffer.from(lnsUri),
      u16(0),
      u16(segment.length),
      segment,
      Buffer.alloc(8),
    ])
    const first = await sendRaw(plane.plane.port, [checkInRequest(report(gateway), TOKEN)])
    expect(first.status).toBe(200)
    expect(first.headers).toContain(`Content-Length: ${expected.length}`)
    expect(first.body).toEqual(expected)

    const crc = credentialCrc({ trust: ca.der, crt: null, key })
    const applied = report(gateway, { tcUri: lnsUri, tcCredCrc: crc })
    const unchanged = await sendRaw(plane.plane.port, [checkInRequest(applied, TOKEN)])
    expect(unchanged.body).toEqual(Buffer.alloc(14))
    const signed = await sendRaw(plane.plane.port, [checkInRequest({ ...applied, tcCredCrc: (crc ?? 0) | 0 }, TOKEN)])
    expect(signed.body).toEqual(Buffer.alloc(14))

    await setupGateways(plane.context, owner, [{ gateway, lnsUri: 'ws://10.0.0.1:6000' }])
    const changed = await sendRaw(plane.plane.port, [checkInRequest(applied, TOKEN)])
    expect(changed.body).toEqual(
      Buffer.concat([
        Buffer.of(plane.uri.length),
        Buffer.from(plane.uri),
        Buffer.of(18),
        Buffer.from('ws://10.0.0.1:6000'),
        Buffer.alloc(12),
      ]),
    )
    const withoutCrc = await sendRaw(plane.plane.port, [
      checkInRequest({ ...applied, tcUri: 'ws://10.0.0.1:6000' }, TOKEN),
    ])
    expect(withoutCrc.body).toEqual(Buffer.alloc(14))
  })

  test('the request in two halves, null and missing fields, strings that are not UTF-8', async () => {
    const gateway = await added()
    const whole = checkInRequest(report(gateway), TOKEN)
    const halves = await sendRaw(plane.plane.port, [whole.subarray(0, 90), whole.subarray(90)])
    expect(halves.body).toEqual(Buffer.alloc(14))
    const bare = await sendRaw(plane.plane.port, [
      checkInRequest({ router: formatId6(gateway), model: null, package: '' }, TOKEN),
    ])
    expect(bare.body).toEqual(Buffer.alloc(14))
    const latin = Buffer.from(JSON.stringify(report(gateway, { model: 'Gerät\u0000\ud800' })), 'latin1')
    const odd = await sendRaw(plane.plane.port, [checkInRequest(latin, TOKEN)])
    expect(odd.body).toEqual(Buffer.alloc(14))
    await plane.report(gateway, (row) => String(row.reported.model).startsWith('Ger'))
  })

  test('Connection: keep-alive, when it is said, serves several check-ins', async () => {
    const gateway = await added()
    const one = checkInRequest(report(gateway), TOKEN).toString('latin1')
    const kept = one.replace('Host:', 'Connection: keep-alive\r\nHost:')
    const { bytes } = await sendRaw(plane.plane.port, [Buffer.from(kept + one, 'latin1')])
    expect(bytes.toString('latin1').match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  })
})

test('unknown, foreign, deleted and wrong are refused with the same bytes in the same time, and touch nothing', async () => {
  const gateway = await added()
  const deleted = await added()
  await deleteGateways(plane.context, owner, [deleted])
  await createBatch(plane.context, { from: eui('bb00000000000000'), to: eui('bb000000000000ff'), flavor: 'x' })
  const attempts: [string, Eui, string | undefined][] = [
    ['wrong', gateway, 'some-other-token'],
    ['none', gateway, undefined],
    ['unknown', newEui(), TOKEN],
    ['deleted', deleted, TOKEN],
    ['in a batch', eui('bb00000000000001'), TOKEN],
  ]
  const seen: { bytes: string; took: number }[] = []
  for (const [, router, token] of attempts) {
    const begun = performance.now()
    const { bytes } = await sendRaw(plane.plane.port, [checkInRequest(report(router), token)])
    seen.push({ bytes: bytes.toString('latin1'), took: performance.now() - begun })
  }
  expect(new Set(seen.map((one) => one.bytes)).size).toBe(1)
  expect(seen[0]?.bytes).toBe(
    'HTTP/1.1 401 Unauthorized\r\nContent-Type: application/octet-stream\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  )
  for (const one of seen) expect(one.took).toBeGreaterThanOrEqual(100)
  const rows = await plane.context
    .sql`select 1 from gateway_reports where eui = any(${attempts.map(([, router]) => router)})`
  expect(rows).toHaveLength(0)
  await expect
    .poll(async () => (await plane.context.sql`select 1 from refused_check_ins where eui = ${gateway}`).length, {
      timeout: 5_000,
    })
    .toBe(2)
})

describe('what is no Station is cut off without a status (rules.md 1)', () => {
  const head = (lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`
  const cases: [string, () => (string | Buffer)[]][] = [
    ['GET', () => [head(['GET /update-info HTTP/1.1', 'Host: x'])]],
    ['not JSON', () => [checkInRequest('router=1', TOKEN)]],
    ['an array', () => [checkInRequest('[]', TOKEN)]],
    ['no router', () => [checkInRequest('{"router":"nobody"}', TOKEN)]],
    ['an empty body', () => [checkInRequest('', TOKEN)]],
    ['a declared body over 16 KiB', () => [head(['POST /update-info HTTP/1.1', 'Host: x', 'Content-Length: 16385'])]],
    [
      'a chunked body over 16 KiB',
      () => [
        head(['POST /update-info HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked']),
        `4400\r\n${'x'.repeat(0x4400)}\r\n`,
      ],
    ],
    ['headers without end', () => [`POST /update-info HTTP/1.1\r\nX: ${'y'.repeat(40_000)}`]],
    ['broken HTTP', () => ['NONSENSE\r\n\r\n']],
    ['no Host', () => [head(['POST /update-info HTTP/1.1', 'Content-Length: 2']), '{}']],
    ['a version of HTTP that there is not', () => [head(['POST /update-info HTTP/9.9', 'Host: x'])]],
    ['HTTP/2 by prior knowledge', () => ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
    ['a length below zero', () => [head(['POST /update-info HTTP/1.1', 'Host: x', 'Content-Length: -1']), '{}']],
    ['a length that is no number', () => [head(['POST /update-info HTTP/1.1', 'Host: x', 'Content-Length: 2x']), '{}']],
    ['a blank before the colon', () => [head(['POST /update-info HTTP/1.1', 'Host : x', 'Content-Length: 2']), '{}']],
    [
      'two lengths',
      () => [head(['POST /update-info HTTP/1.1', 'Host: x', 'Content-Length: 2', 'Content-Length: 3']), '{}'],
    ],
    [
      'length and chunks',
      () => [
        head(['POST /update-info HTTP/1.1', 'Host: x', 'Content-Length: 2', 'Transfer-Encoding: chunked']),
        '0\r\n\r\n',
      ],
    ],
    [
      'Expect: 100-continue',
      () => [head(['POST /update-info HTTP/1.1', 'Host: x', 'Expect: 100-continue', 'Content-Length: 2'])],
    ],
    [
      'another expectation',
      () => [head(['POST /update-info HTTP/1.1', 'Host: x', 'Expect: miracles', 'Content-Length: 2'])],
    ],
    ['CONNECT', () => [head(['CONNECT example.com:443 HTTP/1.1', 'Host: x'])]],
    ['an upgrade', () => [head(['GET /update-info HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'])]],
  ]
  test.each(cases)('%s', async (_name, parts) => {
    const { bytes } = await sendRaw(plane.plane.port, parts())
    expect(bytes.toString('latin1')).toBe('')
  })

  test('plain HTTP on the TLS port', async () => {
    const bytes = await new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = []
      const socket = connectTcp(plane.plane.port, '127.0.0.1', () => socket.write(checkInRequest('{}')))
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('error', () => {})
      socket.on('close', () => resolve(Buffer.concat(chunks)))
    })
    expect(bytes.toString('latin1')).not.toMatch(/HTTP/)
  })

  test('another path is for a person: 404 in words', async () => {
    for (const path of [
      '/',
      '/update-info/',
      '/update-info/../update-info',
      '//update-info',
      '/UPDATE-INFO',
      '/%75pdate-info',
    ]) {
      const { status, body } = await sendRaw(plane.plane.port, [
        head([`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Length: 0']),
      ])
      expect([path, status]).toEqual([path, 404])
      expect(body.toString()).toContain('POST /update-info')
    }
  })
})

test('a TLS 1.2 client with Station’s ciphers and no ALPN gets an ECDSA P-256 certificate with dNSName localhost', async () => {
  const { connect } = await import('node:tls')
  const seen = await new Promise<{
    protocol: string | null
    names: string | undefined
    authorized: boolean
    curve: string | undefined
  }>((resolve, reject) => {
    const socket = connect(
      {
        port: plane.plane.port,
        host: '127.0.0.1',
        servername: 'localhost',
        ca: plane.trust,
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256',
      },
      () => {
        const certificate = socket.getPeerX509Certificate()
        resolve({
          protocol: socket.getProtocol(),
          names: certificate?.subjectAltName,
          authorized: socket.authorized,
          curve: certificate?.publicKey.asymmetricKeyDetails?.namedCurve,
        })
        socket.destroy()
      },
    )
    socket.on('error', reject)
  })
  expect(seen).toEqual({ protocol: 'TLSv1.2', names: 'DNS:localhost', authorized: true, curve: 'prime256v1' })
})
