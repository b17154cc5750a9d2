/** A CUPS on a real TLS port that answers as a test wants, and remembers what it was asked. */
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'

export interface CheckInSeen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly authorization: string | undefined
  /** CN of the client certificate. */
  readonly client: string | undefined
  readonly body: Record<string, unknown>
}

export interface TestCups {
  readonly uri: string
  readonly ca: TestCertificate
  readonly seen: readonly CheckInSeen[]
  /** What the next check-ins get: a status with a body, or a connection that is cut. */
  behave(
    answer: { readonly status: number; readonly body?: Buffer; readonly chunked?: boolean } | 'cut' | 'silent',
  ): void
  close(): Promise<void>
}

export const NOTHING = Buffer.alloc(14)

export async function startTestCups({ names = ['localhost'] }: { names?: readonly string[] } = {}): Promise<TestCups> {
  const ca = await makeCa({ name: 'CN=CUPS CA' })
  const leaf = await makeLeaf(ca, { name: 'CN=cups', dnsNames: names })
  const seen: CheckInSeen[] = []
  let answer: Parameters<TestCups['behave']>[0] = { status: 200, body: NOTHING }
  const server: Server = createServer(
    { cert: leaf.pem, key: keyPem(leaf.key), requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        seen.push({
          method: request.method,
          url: request.url,
          authorization: request.headers.authorization,
          client: (request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined,
          body: JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>,
        })
        if (answer === 'silent') return
        if (answer === 'cut') return request.socket.destroy()
        const { status, body = NOTHING, chunked } = answer
        response.writeHead(status, chunked ? {} : { 'Content-Length': body.length })
        if (chunked) response.write(body.subarray(0, 1))
        response.end(chunked ? body.subarray(1) : body)
      })
    },
  )
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    uri: `https://localhost:${port}`,
    ca,
    seen,
    behave: (next) => {
      answer = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
