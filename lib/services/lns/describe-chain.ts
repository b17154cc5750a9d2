/** Certificates that a server presented, for people. */
import { X509Certificate } from 'node:crypto'

export interface PresentedCertificate {
  readonly subject: string
  readonly issuer: string
  /** ISO 8601, UTC. */
  readonly validTo: string
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string
}

/** What cannot be read is left out. */
export function describeChain(chain: readonly Uint8Array[]): PresentedCertificate[] {
  return chain.flatMap((der) => {
    try {
      const x509 = new X509Certificate(der)
      return [
        {
          subject: oneLine(x509.subject),
          issuer: oneLine(x509.issuer),
          validTo: x509.validToDate.toISOString(),
          fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
        },
      ]
    } catch {
      return []
    }
  })
}

const oneLine = (name: string | undefined): string => (name ? name.split('\n').join(', ').slice(0, 300) : '(no name)')
