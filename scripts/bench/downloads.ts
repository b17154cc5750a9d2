/** Gateways that download firmware at once, in a process of their own: one order, one result. */
import { connect } from 'node:tls'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { fleetEui, tokenOf } from './fleet.ts'

export interface DownloadOrder {
  readonly port: number
  /** PEM. */
  readonly ca: string
  /** The first of the fleet that downloads, and how many do. */
  readonly from: number
  readonly count: number
}

export interface DownloadResult {
  /** Bytes of all answers, heads included. */
  readonly bytes: number
  /** In milliseconds, until the last answer was whole. */
  readonly elapsed: number
}

function download({ port, ca }: DownloadOrder, index: number): Promise<number> {
  const body = JSON.stringify({ router: formatId6(fleetEui(index)), package: '1.0', keys: [] })
  return new Promise((resolve, reject) => {
    let bytes = 0
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca, maxVersion: 'TLSv1.2' }, () =>
      socket.write(
        `POST /update-info HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${tokenOf('cups', index)}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    )
    socket.on('data', (chunk) => {
      bytes += chunk.length
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(bytes))
  })
}

process.on('message', async (order: DownloadOrder) => {
  const begun = performance.now()
  const each = await Promise.all(Array.from({ length: order.count }, (_, index) => download(order, order.from + index)))
  const result: DownloadResult = {
    bytes: each.reduce((sum, bytes) => sum + bytes, 0),
    elapsed: performance.now() - begun,
  }
  process.send?.(result)
})
process.once('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
process.send?.('ready')
