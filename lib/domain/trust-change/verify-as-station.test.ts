import { beforeAll, describe, expect, test } from 'vitest'
import {
  freshKey,
  makeCa,
  makeIntermediateCa,
  makeLeaf,
  makeSelfSigned,
  type TestCertificate,
  type TestKey,
} from '#tests/support/certificates.ts'
import { type ChainCertificate, readChainCertificate } from './chain-certificate.ts'
import { verifyAsStation } from './verify-as-station.ts'

const AT = Date.now()
const DAY = 86_400_000
const read = ({ der }: TestCertificate): ChainCertificate => {
  const one = readChainCertificate(der)
  if (!one) throw new Error('not a certificate')
  return one
}
const verify = (chain: readonly TestCertificate[], trust: TestCertificate, at = AT) =>
  verifyAsStation(chain.map(read), read(trust), at)

let keys: Record<'old' | 'fresh' | 'issuing', TestKey>
let old: TestCertificate
let fresh: TestCertificate
let issuing: TestCertificate
let leaf: TestCertificate
/** The new root's name and key, signed by the old root. */
let cross: TestCertificate

beforeAll(async () => {
  keys = { old: await freshKey('EC P-256'), fresh: await freshKey('EC P-256'), issuing: await freshKey('RSA 2048') }
  old = await makeCa({ name: 'CN=Old root', key: keys.old })
  fresh = await makeCa({ name: 'CN=New root', key: keys.fresh })
  issuing = await makeIntermediateCa(fresh, { name: 'CN=Issuing', key: keys.issuing })
  leaf = await makeLeaf(issuing, { name: 'CN=lns.example', dnsNames: ['lns.example'] })
  cross = await makeIntermediateCa(old, { name: 'CN=New root', key: keys.fresh })
})

describe('which trust verifies a chain', () => {
  test('the root, an intermediate CA, and no other one', () => {
    expect(verify([leaf, issuing], fresh)).toMatchObject({ ok: true })
    expect(verify([leaf], issuing)).toMatchObject({ ok: true })
    expect(verify([leaf, issuing, fresh], fresh)).toMatchObject({ ok: true })
    expect(verify([leaf, issuing], old)).toMatchObject({ ok: false, fault: 'not-trusted' })
    expect(verify([leaf], fresh)).toMatchObject({ ok: false, fault: 'not-trusted' })
    expect(verify([], fresh)).toMatchObject({ ok: false, fault: 'no-chain' })
  })

  test('a cross-signed chain is verified by both roots', () => {
    expect(verify([leaf, issuing, cross], fresh)).toMatchObject({ ok: true })
    expect(verify([leaf, issuing, cross], old)).toMatchObject({ ok: true })
    // What stands before its child in the chain is not looked at any more.
    expect(verify([leaf, cross, issuing], old)).toMatchObject({ ok: false })
  })

  test('a root that was renewed with the same name and key verifies what the former one did', async () => {
    const renewed = await makeCa({ name: 'CN=Old root', key: keys.old, notAfter: new Date(AT + 9000 * DAY) })
    const other = await makeCa({ name: 'CN=Old root', key: await freshKey('EC P-256') })
    const server = await makeLeaf(old, { dnsNames: ['lns.example'] })
    expect(verify([server], renewed)).toMatchObject({ ok: true })
    expect(verify([server], other)).toMatchObject({ ok: false, fault: 'not-trusted' })
  })

  test('a certificate of its own counts only where it is the trust itself', async () => {
    const own = await makeSelfSigned({ name: 'CN=own' })
    expect(verify([own], own)).toMatchObject({ ok: true })
    expect(verify([own], old)).toMatchObject({ ok: false, fault: 'not-trusted' })
    expect(verify([leaf, issuing], leaf)).toMatchObject({ ok: false, fault: 'not-trusted' })
  })

  test('an issuer that is no CA, or whose path is too short, is none', async () => {
    const notCa = await makeSelfSigned({ name: 'CN=No CA', key: keys.old })
    const server = await makeLeaf(notCa)
    expect(verify([server], notCa)).toMatchObject({ ok: false, fault: 'not-trusted' })
  })
})

describe('dates', () => {
  test('every link counts, the trust too', async () => {
    const ending = await makeCa({ name: 'CN=Old root', key: keys.old, notAfter: new Date(AT + 10 * DAY) })
    const server = await makeLeaf(old, { notAfter: new Date(AT + 20 * DAY) })
    const good = verify([server], ending)
    expect(good.ok && Math.abs(good.until - (AT + 10 * DAY))).toBeLessThan(2_000)
    expect(verify([server], ending, AT + 11 * DAY)).toMatchObject({ ok: false, fault: 'trust-ended' })
    expect(verify([server], old, AT + 21 * DAY)).toMatchObject({ ok: false, fault: 'link-ended' })
    expect(verify([server], old, AT - 30 * DAY)).toMatchObject({ ok: false, fault: 'link-not-yet' })
  })

  test('of two links with the same name the one whose dates hold is taken', async () => {
    const ended = await makeIntermediateCa(fresh, {
      name: 'CN=Issuing',
      key: keys.issuing,
      notAfter: new Date(AT - DAY / 2),
    })
    expect(verify([leaf, ended, issuing], fresh)).toMatchObject({ ok: true })
    expect(verify([leaf, ended], fresh)).toMatchObject({ ok: false, fault: 'link-ended' })
  })
})

test('keys and signatures that mbedTLS does not know', async () => {
  const ed = await makeLeaf(old, { key: await freshKey('Ed25519') })
  expect(verify([ed], old)).toMatchObject({ ok: false, fault: 'algorithm' })
  const short = await makeCa({ name: 'CN=Short', key: await freshKey('RSA 1024') })
  expect(verify([await makeLeaf(short)], short)).toMatchObject({ ok: false, fault: 'algorithm' })
})
