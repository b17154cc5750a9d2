/** Names of servers as the mbedTLS of Station compares them (cups.md §3). */
import type { X509Certificate } from 'node:crypto'

/** The host is compared with the dNSName entries, or with the CN where there is no SAN at all; never with an iPAddress. */
export function serverNameMatches(host: string, certificate: X509Certificate): boolean {
  const san = certificate.subjectAltName
  const names =
    san === undefined
      ? [...certificate.subject.matchAll(/^CN=(.*)$/gm)].map((match) => match[1] ?? '')
      : [...san.matchAll(/(?:^|, )DNS:("(?:[^"\\]|\\.)*"|[^,]*)/g)].map((match) => match[1] ?? '')
  return names.some((name) => nameMatches(host.toLowerCase(), name.toLowerCase()))
}

function nameMatches(host: string, name: string): boolean {
  if (!name.startsWith('*.')) return host === name
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === name.slice(1)
}
