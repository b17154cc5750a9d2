import { describe, expect, test } from 'vitest'
import { makeCa } from '#tests/support/certificates.ts'
import { CERTIFICATE_HEADERS, readProxyCertificate } from './proxy-header.ts'

const ca = await makeCa()
const other = await makeCa({ name: 'CN=Other' })
const escaped = (pem: string) => encodeURIComponent(pem)
/** As nginx writes it: `+` of Base64 escaped too. */
const hex = (der: Uint8Array | undefined) => der && Buffer.from(der).toString('hex')
const wanted = ca.der.toString('hex')

describe('Client-Cert (RFC 9440)', () => {
  const read = (value: string | string[]) => hex(readProxyCertificate({ 'client-cert': value }, 'client-cert'))
  const good = `:${ca.der.toString('base64')}:`

  test('reads the byte sequence', () => expect(read(good)).toBe(wanted))

  test.each([
    ['two lines', `${good}, ${good}`],
    ['no colons', ca.der.toString('base64')],
    ['no certificate', `:${Buffer.from('hello').toString('base64')}:`],
    ['bytes behind it', `:${Buffer.concat([ca.der, Buffer.of(0)]).toString('base64')}:`],
    ['nothing', ''],
  ])('refuses %s', (_what, value) => expect(read(value)).toBeUndefined())

  test('refuses a repeated header', () => expect(read([good, good])).toBeUndefined())
})

describe('X-Forwarded-Client-Cert (Envoy)', () => {
  const read = (value: string) => hex(readProxyCertificate({ 'x-forwarded-client-cert': value }, 'xfcc'))
  const cert = (pem: string) => `Hash=ab12;Cert="${escaped(pem)}";Subject="CN=a, O=\\"b;c\\"";URI=`

  test('reads the last element, the one of the proxy next to us', () => {
    expect(read(cert(ca.pem))).toBe(wanted)
    expect(read(`${cert(other.pem)},${cert(ca.pem)}`)).toBe(wanted)
    expect(read(`By=spiffe://a;Hash=1;${cert(ca.pem)}`)).toBe(wanted)
  })

  test('an element without a certificate is none, whatever came before it', () => {
    expect(read(`${cert(ca.pem)},By=x;Hash=ab`)).toBeUndefined()
    expect(read('Hash=ab;Subject="Cert=x"')).toBeUndefined()
    expect(read(`Subject="a,${cert(ca.pem).replaceAll('"', '\\"')}"`)).toBeUndefined()
  })
})

describe('$ssl_client_escaped_cert (nginx)', () => {
  const read = (value: string) => hex(readProxyCertificate({ 'x-ssl-client-cert': value }, 'nginx'))

  test('reads escaped PEM', () => expect(read(escaped(ca.pem))).toBe(wanted))

  test.each([
    ['broken escapes', '%zz'],
    ['two certificates', escaped(`${ca.pem}${other.pem}`)],
    ['a key', escaped('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')],
    ['nginx’s “(null)”', '(null)'],
  ])('refuses %s', (_what, value) => expect(read(value)).toBeUndefined())
})

test('only the configured header counts, and all of them are known for stripping', () => {
  const headers = { 'x-ssl-client-cert': escaped(ca.pem) }
  expect(readProxyCertificate(headers, 'client-cert')).toBeUndefined()
  expect(CERTIFICATE_HEADERS).toEqual([
    'client-cert',
    'x-forwarded-client-cert',
    'x-ssl-client-cert',
    'client-cert-chain',
  ])
})
