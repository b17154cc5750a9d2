/** An application server that does as little as possible, in a process of its own; it tells how long reports took to arrive. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Arrivals {
  readonly count: number
  /** From acceptance, in milliseconds. */
  readonly p50: number
  readonly p99: number
}

let lags: number[] = []

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    response.end()
    const time = /"Time":"([^"]+)"/.exec(Buffer.concat(chunks).toString('latin1'))?.[1]
    lags.push(Date.now() - Date.parse(time ?? ''))
  })
})

/** `count`: so far. `reset`: and begin anew. */
process.on('message', (question: 'count' | 'reset') => {
  const sorted = question === 'reset' ? lags.toSorted((a, b) => a - b) : []
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  const arrivals: Arrivals = { count: lags.length, p50: at(0.5), p99: at(0.99) }
  if (question === 'reset') lags = []
  process.send?.(arrivals)
})
process.once('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
