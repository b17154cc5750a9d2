/**
 * The gateway listener's certificate: the operator's own, or one of a local CA that is made once and kept in PostgreSQL
 * (rules.md 22–23). ECDSA P-256 and dNSName, as Station can verify (cups.md §3).
 */
import 'reflect-metadata'
import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { putSiteSecretOnce, readSiteSecret } from '#lib/db/site-secrets.ts'
import { readChain } from './certificate-chain.ts'
import type { Context } from './context.ts'
import { type CertificatePair, checkOperatorCertificate, findLostGateways, tellLost } from './operator-certificate.ts'

export interface ServerCertificate {
  /** PEM: the server's certificate, then those of its CA where there are any. */
  readonly cert: string
  readonly key: string
  /** PEM of the CA that gateways need as cups.trust; null when the operator's chain does not hold it. */
  readonly trust: string | null
}

const CA_NAME = 'gateway-ca'
const SERVER_NAME = 'gateway-server'
const OPERATOR_NAME = 'gateway-operator'
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
/** Some gateways start without a clock, in 1970 (rules.md 23). */
const NOT_BEFORE = new Date('1970-01-01T00:00:00Z')
/** Also for clocks and parsers that count in 32 bits or two digits. */
const CA_NOT_AFTER = new Date('2049-12-31T23:59:59Z')
const SERVER_DAYS = 3650
const RENEW_BEFORE_DAYS = 90
const DAY = 86_400_000

interface Issued {
  readonly cert: string
  readonly key: string
}

/** The certificate to listen with. Several processes may ask at once: all get the same. */
export async function serverCertificate(context: Context): Promise<ServerCertificate> {
  const pair = context.site.tls ? await operatorCertificate(context, context.site.tls) : await localCertificate(context)
  const ca = readChain(pair.cert).findLast((certificate) => certificate.ca)
  return { ...pair, trust: ca ? `${ca.toString().trim()}\n` : null }
}

/** Issued by our own CA. */
async function localCertificate(context: Context): Promise<Issued> {
  const ca = await loadOrMake(context, CA_NAME, undefined, () => makeCa())
  const names = serverNames(context)
  const fits = (server: Issued) => serves(server, ca, names, context.now())
  // The names of the last certificate stay: another machine on this database may be called by them.
  const server = await loadOrMake(context, SERVER_NAME, fits, (last) =>
    makeServer(ca, [...new Set([...names, ...(last ? dnsNames(last.cert) : [])])], context.now()),
  )
  return { cert: server.cert + ca.cert, key: server.key }
}

/** `localhost` and the configured hosts. An address goes in as a dNSName too: Station compares texts (cups.md §3). */
function serverNames(context: Context): string[] {
  const hosts = context.site.gatewayHosts.map((host) => host.replace(/:\d+$/, ''))
  return [...new Set(['localhost', ...hosts])].filter((host) => !host.startsWith('['))
}

/** The stored pair, or the one that `make` gives; replaced when it does not fit any more. The first of several processes wins. */
async function loadOrMake(
  context: Context,
  name: string,
  fits: ((stored: Issued) => boolean) | undefined,
  make: (last: Issued | undefined) => Promise<Issued>,
): Promise<Issued> {
  const stored = await readStored(context, name)
  if (stored && (!fits || fits(stored.issued))) return stored.issued
  const sealed = context.keys.seal(Buffer.from(JSON.stringify(await make(stored?.issued))), name)
  if (stored) {
    await context.sql`update site_secrets set value = ${sealed} where name = ${name} and value = ${stored.sealed}`
  } else {
    await putSiteSecretOnce(context.sql, name, sealed)
  }
  const settled = await readStored(context, name)
  if (!settled) throw new Error(`${name} was not stored`)
  return settled.issued
}

async function readStored(context: Context, name: string): Promise<{ sealed: Buffer; issued: Issued } | undefined> {
  const sealed = await readSiteSecret(context.sql, name)
  return sealed && { sealed, issued: JSON.parse(context.keys.open(sealed, name).toString()) as Issued }
}

function serves(server: Issued, ca: Issued, names: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(server.cert)
  return (
    certificate.checkIssued(new X509Certificate(ca.cert)) &&
    certificate.validToDate.getTime() - now.getTime() > RENEW_BEFORE_DAYS * DAY &&
    names.every((name) => dnsNames(server.cert).includes(name))
  )
}

/** The dNSName entries, an address among them as text. */
function dnsNames(cert: string): string[] {
  const names = new x509.X509Certificate(cert).getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? []
  return names.filter((name) => name.type === 'dns').map((name) => name.value)
}

async function makeCa(): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    // The number tells two installations apart in a list of trusts.
    name: `CN=Gatehouse gateway CA ${randomBytes(3).toString('hex')}`,
    notBefore: NOT_BEFORE,
    notAfter: CA_NOT_AFTER,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pem(certificate), key: await exportKey(keys.privateKey) }
}

async function makeServer(ca: Issued, names: readonly string[], now: Date): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const issuer = new x509.X509Certificate(ca.cert)
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(ca.key).export({ type: 'pkcs8', format: 'der' }),
    ALGORITHM,
    false,
    ['sign'],
  )
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${names[0] ?? 'localhost'}`,
    issuer: issuer.subject,
    notBefore: NOT_BEFORE,
    notAfter: new Date(Math.min(now.getTime() + SERVER_DAYS * DAY, CA_NOT_AFTER.getTime())),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: 'dns' as const, value })),
        // For every other client, which looks for an address where it belongs.
        ...names.filter((name) => isIP(name)).map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { cert: pem(certificate), key: await exportKey(keys.privateKey) }
}

/** Positive, 16 bytes, and never beginning with a zero byte. */
const serial = (): string => `4${randomBytes(16).toString('hex').slice(1)}`

const pem = (certificate: x509.X509Certificate): string => `${certificate.toString('pem').trim()}\n`

async function exportKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** The operator's certificate, unless gateways would be lost by it: then the last one that was used (rules.md 23). */
async function operatorCertificate(context: Context, tls: CertificatePair): Promise<Issued> {
  checkOperatorCertificate(tls, context.now())
  const used = await readStored(context, OPERATOR_NAME)
  if (used?.issued.cert === tls.cert && used.issued.key === tls.key) return tls
  const lost = await findLostGateways(context, readChain(tls.cert))
  if (lost.count > 0 && !context.site.tlsForce) {
    tellLost(context, lost)
    return used?.issued ?? localCertificate(context)
  }
  const sealed = context.keys.seal(Buffer.from(JSON.stringify(tls)), OPERATOR_NAME)
  await context.sql`
    insert into site_secrets (name, value) values (${OPERATOR_NAME}, ${sealed})
    on conflict (name) do update set value = excluded.value`
  return tls
}

/** SHA-256 of the DER, lower-case hex. */
export const fingerprintOf = (trust: string): string =>
  createHash('sha256').update(new X509Certificate(trust).raw).digest('hex')
