/** One request, one answer, one connection. */
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { readHead } from './response-head.ts'
import type { StationAddress } from './station-uri.ts'
import { bufferCapacity } from './update-info-request.ts'

export interface Exchange {
  /** Everything that came. */
  readonly response: Buffer
  /** Why the connection ended before the answer was complete; null when it is complete. */
  readonly failure: string | null
  /** False when there was no connection, or no TLS session, to send on. */
  readonly sent: boolean
}

/**
 * Sends `request` and collects the answer until it is complete by Content-Length, the server ends the connection, or
 * nothing moves for `timeoutMs`: Station gives each filling of its buffer that long.
 *
 * @param tls options of a TLS connection, or null for plain TCP.
 * @param maxAnswer bytes after which the connection is given up.
 */
export function exchange(
  address: StationAddress,
  tls: ConnectionOptions | null,
  request: Buffer,
  timeoutMs: number,
  maxAnswer = Number.POSITIVE_INFINITY,
): Promise<Exchange> {
  const capacity = bufferCapacity(address.hostPort)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let received = 0
    let sent = false
    let settled = false
    let wanted: number | null = null
    let nextRewind = 0

    const target = { host: address.host, port: address.port }
    const socket: Socket = tls ? connectTls({ ...tls, ...target }) : connectTcp(target)
    const settle = (failure: string | null) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      socket.destroy()
      resolve({ response: Buffer.concat(chunks), failure, sent })
    }
    const timer = setTimeout(() => settle('CUPS timed out'), timeoutMs)

    socket.setNoDelay(true)
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      sent = true
      socket.write(request)
    })
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      received += chunk.length
      if (received > maxAnswer) return settle(`The answer is longer than ${maxAnswer} bytes`)
      if (wanted === null) {
        const head = readHead(Buffer.concat(chunks), capacity)
        if (!head.ok && !head.complete) return
        wanted = head.ok ? head.length + (head.contentLength ?? 0) : received
        nextRewind = capacity
      }
      if (received >= nextRewind) {
        nextRewind = received + capacity
        timer.refresh()
      }
      // One more turn: bytes behind the answer that are already here are the server's fault and must be seen.
      if (received >= wanted) setImmediate(() => setImmediate(settle, null))
    })
    socket.once('error', (error: NodeJS.ErrnoException) => settle(reasonOf(error)))
    socket.once('end', () => settle(wanted !== null && received >= wanted ? null : 'Connection closed unexpectedly'))
    socket.once('close', () => settle('Connection closed unexpectedly'))
  })
}

/** OpenSSL wraps its reason into source lines, and a host with several addresses fails with several errors. */
function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message
  const tls = /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1]
  return tls ? `TLS handshake failed: ${tls}` : error.message || (error.code ?? 'connection failed')
}
