/** The subject of a CA certificate; for sentences. */
import { readTrust } from '#lib/domain/certificates.ts'

export function nameOfTrust(trust: Uint8Array | null): string {
  const read = trust ? readTrust(trust) : undefined
  return read?.ok ? (read.value.facts.commonName ?? read.value.facts.subject) : 'the given CA'
}
