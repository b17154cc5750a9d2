/** A stored certificate as people read it. */
import { type CertificateFacts, readCertificate, readTrust } from '#lib/domain/certificates.ts'

export interface CertificateView extends CertificateFacts {
  readonly pem: string
}

/** `der` was read by the same rules when it was saved, so it reads now. */
export function certificateView(der: Uint8Array, role: 'trust' | 'crt'): CertificateView {
  const read = role === 'trust' ? readTrust(der) : readCertificate(der)
  if (!read.ok) throw new Error(`a stored certificate does not read: ${read.error}`)
  const base64 =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return {
    ...read.value.facts,
    pem: ['-----BEGIN CERTIFICATE-----', ...base64, '-----END CERTIFICATE-----', ''].join('\n'),
  }
}
