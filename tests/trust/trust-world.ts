/** A network server over TLS whose chain can be exchanged, and roots for it. */
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:tls'
import {
  freshKey,
  keyPem,
  makeCa,
  makeIntermediateCa,
  makeLeaf,
  type TestCertificate,
} from '#tests/support/certificates.ts'

export interface Roots {
  readonly old: TestCertificate
  readonly fresh: TestCertificate
  /** The new root's name and key, signed by the old root. */
  readonly cross: TestCertificate
}

export async function makeRoots(): Promise<Roots> {
  const pair = await freshKey('EC P-256')
  const old = await makeCa({ name: 'CN=Old LNS root', key: await freshKey('EC P-256') })
  return {
    old,
    fresh: await makeCa({ name: 'CN=New LNS root', key: pair }),
    cross: await makeIntermediateCa(old, { name: 'CN=New LNS root', key: pair }),
  }
}

export interface LnsServer {
  readonly uri: string
  /** Presents a certificate of this CA from now on, with these behind it. */
  present(ca: TestCertificate, ...behind: readonly TestCertificate[]): Promise<void>
  close(): Promise<void>
}

export async function startLns(ca: TestCertificate): Promise<LnsServer> {
  const contextOf = async (issuer: TestCertificate, behind: readonly TestCertificate[]) => {
    const leaf = await makeLeaf(issuer, { name: 'CN=localhost', dnsNames: ['localhost'] })
    return { cert: [leaf, ...behind].map(({ pem }) => pem).join(''), key: keyPem(leaf.key) }
  }
  const server: Server = createServer({ ...(await contextOf(ca, [])), maxVersion: 'TLSv1.2' })
  server.on('tlsClientError', () => {})
  server.on('secureConnection', (socket) => socket.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    uri: `wss://localhost:${(server.address() as AddressInfo).port}`,
    present: async (issuer, ...behind) => server.setSecureContext(await contextOf(issuer, behind)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
