/** Certificates of a listener as a Station judges them (cups.md §3). */
import { X509Certificate } from 'node:crypto'

/** The certificates of a PEM file, the server's first. */
export function readChain(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => new X509Certificate(block))
}

/** Whether a Station that trusts this one CA accepts the chain: any link of it may be the one that the CA signed. */
export function isTrustedBy(chain: readonly X509Certificate[], trust: X509Certificate): boolean {
  return chain.some(
    (certificate) =>
      certificate.raw.equals(trust.raw) || (certificate.checkIssued(trust) && certificate.verify(trust.publicKey)),
  )
}

/** Whether the server's certificate names the host: dNSName entries and CN, compared as texts. */
export function namesHost(server: X509Certificate, host: string): boolean {
  const names = [...(server.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map((match) => match[1] ?? '')
  const commonName = /^CN=(.*)$/m.exec(server.subject)?.[1]
  return [...names, ...(commonName ? [commonName] : [])].some((name) => {
    const wanted = name.toLowerCase()
    if (wanted === host.toLowerCase()) return true
    return wanted.startsWith('*.') && host.toLowerCase().replace(/^[^.]+/, '*') === wanted
  })
}
