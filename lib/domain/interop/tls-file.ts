/** The PEM files of a join server, as Go's TLS reads them: bundles of CAs, a chain with the client's certificate first, one key. */
import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { type CertificateFacts, certificateFactsOf } from '../certificates.ts'
import { type FileKind, KIND_IN_WORDS, parseCertificate, readCredentialFile } from '../credential-file.ts'
import type { Severity } from './finding.ts'

export interface TlsFileFacts {
  readonly findings: readonly { readonly severity: Severity; readonly code: string; readonly message: string }[]
  /** Certificates in the order of the file. */
  readonly chain: readonly X509Certificate[]
  readonly leaf: X509Certificate | undefined
  readonly publicKey: KeyObject | undefined
}

const DAY = 86_400_000
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'

/** What of a PEM file people want to see; nothing of it is secret. */
export const factsOfFile = (pem: string): CertificateFacts[] =>
  readCredentialFile(Buffer.from(pem)).certificates.flatMap((der) => {
    const x509 = parseCertificate(der)
    const facts = x509 && certificateFactsOf(x509)
    return facts ? [facts] : []
  })

/** One or more CA certificates that are added to those of the system. */
export function readRootCaFile(pem: string, now: Date): TlsFileFacts {
  const read = readChain(pem, 'CA certificate')
  if (read.findings.length > 0) return read
  const findings: { severity: Severity; code: string; message: string }[] = []
  const expired = read.chain.filter((one) => one.validToDate <= now)
  const soon = read.chain.filter((one) => one.validToDate > now && one.validToDate.getTime() < now.getTime() + 30 * DAY)
  const [first] = expired
  if (first)
    findings.push({
      severity: expired.length === read.chain.length ? 'error' : 'warning',
      code: 'expired',
      message: `The CA certificate “${nameOf(first)}” expired on ${day(first)}: servers below it are not trusted. Ask the operator of the join server for its successor.`,
    })
  for (const one of soon)
    findings.push({
      severity: 'warning',
      code: 'expires',
      message: `The CA certificate “${nameOf(one)}” expires on ${day(one)}. Prepare its successor.`,
    })
  for (const one of read.chain)
    if (!one.ca && one.subject !== one.issuer)
      findings.push({
        severity: 'error',
        code: 'not-a-ca',
        message: `“${nameOf(one)}” is no CA certificate but one that a CA issued. Use the certificate of its issuer: ${oneLine(one.issuer)}.`,
      })
  return { ...read, findings }
}

/** The client's certificate, and after it those of the CAs between it and the root. */
export function readCertificateFile(pem: string, now: Date): TlsFileFacts {
  const read = readChain(pem, 'client certificate')
  const { leaf } = read
  if (!leaf || read.findings.length > 0) return read
  const findings: { severity: Severity; code: string; message: string }[] = []
  if (leaf.validToDate <= now)
    findings.push({
      severity: 'error',
      code: 'expired',
      message: `The client certificate “${nameOf(leaf)}” expired on ${day(leaf)}: join servers refuse it. Have it issued anew.`,
    })
  else if (leaf.validToDate.getTime() < now.getTime() + 30 * DAY)
    findings.push({
      severity: 'warning',
      code: 'expires',
      message: `The client certificate “${nameOf(leaf)}” expires on ${day(leaf)}. Have it issued anew.`,
    })
  if (leaf.validFromDate > now)
    findings.push({
      severity: 'warning',
      code: 'not-yet-valid',
      message: `The client certificate “${nameOf(leaf)}” is valid only from ${leaf.validFromDate.toISOString().slice(0, 10)} on.`,
    })
  if (leaf.ca && read.chain.length === 1)
    findings.push({
      severity: 'warning',
      code: 'is-a-ca',
      message: `“${nameOf(leaf)}” is a CA certificate. Check that it is the client certificate.`,
    })
  if (leaf.keyUsage && !leaf.keyUsage.includes(CLIENT_AUTH))
    findings.push({
      severity: 'warning',
      code: 'no-client-auth',
      message: `The certificate “${nameOf(leaf)}” is not meant for clients (no clientAuth in its extended key usage). Some join servers refuse it.`,
    })
  read.chain.slice(1).forEach((issuer, index) => {
    const issued = read.chain[index]
    if (issued && !issued.checkIssued(issuer))
      findings.push({
        severity: 'warning',
        code: 'chain',
        message: `Certificate ${index + 2} did not issue the one before it. Put the client certificate first and each issuer after it.`,
      })
  })
  return { ...read, findings }
}

/** One private key without a password: PKCS#8, SEC1 or PKCS#1. The sentences never hold anything of it. */
export function readKeyFile(pem: string): TlsFileFacts {
  const none = { chain: [], leaf: undefined }
  const fail = (code: string, message: string): TlsFileFacts => ({
    ...none,
    publicKey: undefined,
    findings: [{ severity: 'error', code, message }],
  })
  const { kind, key } = readCredentialFile(Buffer.from(pem))
  if (kind === 'encrypted-key')
    return fail(
      'encrypted-key',
      'The key is encrypted with a password, which The Things Stack cannot ask for. Remove it: openssl pkey -in key.pem -out key-plain.pem',
    )
  if (kind === 'openssh-key')
    return fail('wrong-pem', 'This is a key in OpenSSH form. Convert it: ssh-keygen -p -m PEM -f key.pem')
  if (!pem.includes('-----BEGIN '))
    return fail(
      'wrong-pem',
      `This is ${KIND_IN_WORDS[kind]}, not a private key in PEM. Give the private key of the certificate.`,
    )
  if (kind !== 'private-key' && kind !== 'certificate-and-key')
    return fail(
      'wrong-pem',
      `This is ${KIND_IN_WORDS[kind]}, not a private key. Give the private key of the certificate.`,
    )
  if (!key) return fail('damaged', 'This private key is damaged. Export it again.')
  return { ...none, publicKey: createPublicKey(key), findings: [] }
}

function readChain(pem: string, role: string): TlsFileFacts {
  const none = { chain: [], leaf: undefined, publicKey: undefined }
  const fail = (code: string, message: string): TlsFileFacts => ({
    ...none,
    findings: [{ severity: 'error', code, message }],
  })
  const { kind, certificates } = readCredentialFile(Buffer.from(pem))
  if (kind === 'certificate-and-key')
    return fail('wrong-pem', `This file holds a private key beside the ${role}. Keep the key in a file of its own.`)
  if (kind !== 'certificate' && kind !== 'bundle')
    return fail('wrong-pem', `This is ${KIND_IN_WORDS[kind as FileKind]}, not a ${role} in PEM. ${remedyOf(kind)}`)
  if (!pem.includes('-----BEGIN '))
    return fail('der', `This ${role} is in DER. Convert it to PEM: openssl x509 -inform der -in file.cer -out file.pem`)
  const chain = certificates.flatMap((der) => parseCertificate(der) ?? [])
  if (chain.length < certificates.length)
    return fail('damaged', `A certificate of this file is damaged. Export it again.`)
  return { findings: [], chain, leaf: chain[0], publicKey: undefined }
}

function remedyOf(kind: FileKind): string {
  switch (kind) {
    case 'pkcs7':
      return 'Take the certificates out: openssl pkcs7 -print_certs'
    case 'pkcs12':
      return 'Take the certificate out: openssl pkcs12 -nokeys'
    case 'request':
      return 'Give the certificate that the CA issued for it.'
    default:
      return 'Give the file that begins with -----BEGIN CERTIFICATE-----.'
  }
}

const oneLine = (name: string) => name.split('\n').join(', ')
const nameOf = (x509: X509Certificate) => /(?:^|\n)CN=(.*)/.exec(x509.subject ?? '')?.[1] ?? oneLine(x509.subject ?? '')
const day = (x509: X509Certificate) => x509.validToDate.toISOString().slice(0, 10)
