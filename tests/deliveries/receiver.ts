/**
 * An application server for tests. It verifies tokens on its own account, from the published rules (tunnel.md §1), without
 * a line of the product.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { XMLParser } from 'fast-xml-parser'

export interface Received {
  /** `DevEUI_uplink` and so on. */
  readonly kind: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The token was the right one, and the query as it must be. */
  readonly genuine: boolean
}

export interface Receiver {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  /** Requests that wait for an answer at this moment. */
  waiting(): number
  close(): Promise<void>
}

export type Answer = (received: Received, response: ServerResponse) => void

const NAMES = ['LrnDevEui', 'LrnFPort', 'LrnInfos', 'AS_ID', 'Time', 'Token']

export async function openReceiver(
  key: string,
  answer: Answer = (_received, response) => response.end(),
  port = 0,
): Promise<Receiver> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let waiting = 0
  const server = createServer((request, response) => {
    waiting += 1
    response.once('close', () => {
      waiting -= 1
    })
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = read(request, Buffer.concat(chunks).toString('utf8'), key)
      received.push(one)
      answer(one, response)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}/uplinks`,
    port: address.port,
    received,
    waiting: () => waiting,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function read(request: IncomingMessage, text: string, key: string): Received {
  const type = request.headers['content-type'] ?? ''
  const parsed = type.startsWith('application/xml')
    ? new XMLParser({ parseTagValue: false, ignoreDeclaration: true, ignoreAttributes: true }).parse(text)
    : JSON.parse(text)
  const [kind = ''] = Object.keys(parsed)
  const fields = parsed[kind] as Record<string, unknown>
  const [path = '', query = ''] = (request.url ?? '').split('?')
  // Percent-decoding and nothing else: a plus stays a plus.
  const parts = query
    .split('&')
    .map((part) => part.split('=').map((piece) => decodeURIComponent(piece)) as [string, string])
    .filter(([name]) => NAMES.includes(name))
  const signed = parts.slice(0, -1).map(([name, value]) => `${name}=${value}`)
  const [last] = parts.slice(-1)
  const inOrder = parts.map(([name]) => name).join() === NAMES.join()
  const token = createHash('sha256')
    .update(elements(kind, fields) + signed.join('&') + key)
    .digest('hex')
  return { kind, fields, path, headers: request.headers, text, genuine: inOrder && last?.[1] === token }
}

function elements(kind: string, fields: Record<string, unknown>): string {
  const get = (name: string, missing: string) => (fields[name] === undefined ? missing : String(fields[name]))
  const start = get('CustomerID', '') + get('DevEUI', '')
  if (kind === 'DevEUI_uplink') return start + get('FPort', '0') + get('FCntUp', '') + get('payload_hex', '')
  if (kind === 'DevEUI_downlink_Sent') return start + get('FPort', '0') + get('FCntDn', '')
  if (kind === 'DevEUI_location') return get('CustomerID', '') + get('DevEUI', '').toLowerCase()
  return start
}
