/** Bytes over a raw TLS socket, and every byte that came back until the other side closed. */
import { type ConnectionOptions, connect } from 'node:tls'

export interface RawAnswer {
  readonly bytes: Buffer
  readonly status: number | null
  /** Header lines as sent. */
  readonly headers: readonly string[]
  readonly body: Buffer
}

/** `parts` are written one after the other; the socket is ended by the server. */
export function sendRaw(
  port: number,
  parts: readonly (string | Buffer)[],
  options: ConnectionOptions = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(
      {
        port,
        host: '127.0.0.1',
        servername: 'localhost',
        rejectUnauthorized: false,
        maxVersion: 'TLSv1.2',
        ...options,
      },
      () => {
        for (const part of parts) socket.write(part)
      },
    )
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.on('close', () => {
      const bytes = Buffer.concat(chunks)
      const end = bytes.indexOf('\r\n\r\n')
      const [first = '', ...headers] = end < 0 ? [] : bytes.subarray(0, end).toString('latin1').split('\r\n')
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]
      resolve({
        bytes,
        status: status ? Number(status) : null,
        headers,
        body: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4),
      })
    })
  })
}

/** A check-in as Station sends it (cups.md §2), blanks in Content-Length included. */
export function checkInRequest(body: string | Buffer | object, authorization?: string): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return Buffer.concat([
    Buffer.from(
      `POST /update-info HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${String(bytes.length).padStart(5)}\r\n` +
        `${authorization === undefined ? '' : `Authorization: ${authorization}\r\n`}\r\n`,
    ),
    bytes,
  ])
}
