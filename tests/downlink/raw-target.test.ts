/** The query reaches the rules as it was on the wire, and nobody else writes it. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawQueryOf } from '#lib/http/request-origin.ts'
import { markOrigin } from '#lib/server/mark-origin.ts'

let server: Server
let query: string | undefined

beforeAll(async () => {
  server = createServer((request, response) => {
    markOrigin(request, { trustProxy: false })
    // As a framework does that writes queries anew.
    const url = new URL(request.url ?? '', 'http://localhost')
    const rewritten = `${url.origin}${url.pathname}?${new URLSearchParams(url.search)}`
    query = rawQueryOf(new Request(rewritten, { headers: request.headers as Record<string, string> }))
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

function send(target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () =>
      socket.write(
        `POST ${target} HTTP/1.1\r\nHost: x\r\nX-Gatehouse-Target: /forged?a=1\r\nConnection: close\r\n\r\n`,
      ),
    )
    socket.on('error', reject)
    socket.on('data', () => {})
    socket.on('close', () => resolve())
  })
}

test.each(["Time=2026-01-01T00:00:00.000+00:00&a=b%20c+d%3a%3A'~*!()&_rsc=1&Token=00", '%44evEUI=00&&x&=', ''])(
  '“%s”',
  async (raw) => {
    await send(`/thingpark/lrc/rest/downlink${raw ? `?${raw}` : ''}`)
    expect(query).toBe(raw)
  },
)

test('elsewhere a forged target counts not', async () => {
  await send('/api/v1/health?b=2')
  expect(query).toBe('b=2')
})
