/** CUPS on the gateway listener, on the console's port and in a plain `next start`: the same bytes (rules.md 2). */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type Eui, formatId6 } from '../lib/domain/identifiers.ts'
import { freePort } from '../lib/server/ports.ts'
import { expect, test } from './fixtures.ts'

/** Sends bytes and gives back everything until the other side closes. */
function exchange(open: () => NodeJS.WritableStream & NodeJS.ReadableStream, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = open()
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
    socket.write(request)
  })
}

function checkIn(router: Eui, token: string, report: object): Buffer {
  const body = JSON.stringify({
    router: formatId6(router),
    cupsUri: 'https://localhost:1',
    tcUri: null,
    cupsCredCrc: 1,
    tcCredCrc: 2,
    ...report,
  })
  return Buffer.from(
    `POST /update-info HTTP/1.1\r\nHost: localhost\r\nContent-Length:   ${body.length}\r\nAuthorization: ${token}\r\n\r\n${body}`,
  )
}

let plain: { child: ChildProcess; port: number } | undefined
test.afterAll(async () => {
  if (!plain) return
  const ended = once(plain.child, 'exit')
  plain.child.kill('SIGKILL')
  await ended
})

async function startPlainNext(dataDir: string, gatewayPort: number): Promise<number> {
  const port = await freePort({ setting: 'PORT', port: 0, host: '127.0.0.1' })
  const child = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', '127.0.0.1'],
    {
      env: {
        ...process.env,
        DATA_DIR: dataDir,
        GATEWAY_PORT: String(gatewayPort),
        NEXT_TELEMETRY_DISABLED: '1',
        NODE_ENV: 'production',
      },
      stdio: 'ignore',
    },
  )
  plain = { child, port }
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/api/v1/health`).then(
          (answer) => answer.status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200)
  return port
}

test('the same bytes on all three ways: unchanged, update, firmware, refused, malformed', async ({
  installation,
  ownerA,
  newEui,
  request,
}) => {
  const { gatewayPort, dataDir, consoleUrl } = installation
  const nextPort = await startPlainNext(dataDir, gatewayPort)
  const ways = [
    () => connectTls({ port: gatewayPort, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }),
    () => connectTcp(Number(new URL(consoleUrl).port), '127.0.0.1'),
    () => connectTcp(nextPort, '127.0.0.1'),
  ]
  const onAll = async (bytes: Buffer) => Promise.all(ways.map((open) => exchange(open, bytes)))
  const api = async (call: string, body: object) => {
    const answer = await request.post(`/api/v1/gateway/${call}`, {
      headers: { authorization: `Bearer ${ownerA.token}` },
      data: { ownerid: ownerA.id, ...body },
    })
    expect(await answer.json()).toEqual([{ gateway: expect.any(String) }])
  }
  const gateway = newEui()
  await api('add', { gateway, flavorid: 'x', token: 'three-ways-token' })

  const unchanged = await onAll(checkIn(gateway, 'three-ways-token', {}))
  expect(unchanged[0]).toBe(
    `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 14\r\nConnection: close\r\n\r\n${'\0'.repeat(14)}`,
  )
  expect(new Set(unchanged).size).toBe(1)

  await api('setup', { gateway, lnsUri: 'ws://10.0.0.1:6000' })
  const update = await onAll(checkIn(gateway, 'three-ways-token', {}))
  expect(update[0]).toContain('ws://10.0.0.1:6000')
  expect(update[0]).toContain('https://localhost:1')
  expect(new Set(update).size).toBe(1)

  // Firmware is provided once: armed anew for each way, whose bytes must still be the same.
  const image = Buffer.concat([Buffer.from('#!/bin/sh\n'), randomBytes(600_000)])
  const headers = { authorization: `Bearer ${ownerA.token}` }
  const stored = await request.post('/api/v1/firmware/images', {
    headers: { ...headers, 'content-type': 'application/octet-stream' },
    params: { owner: ownerA.id, version: '9.9' },
    data: image,
  })
  const crc = ((await stored.json()) as { fwcrc: number }).fwcrc
  const installed = { tcUri: 'ws://10.0.0.1:6000', package: '1.0' }
  const provided: string[] = []
  for (const open of ways) {
    const path = `/api/v1/gateways/${encodeURIComponent(formatId6(gateway))}/firmware`
    const data = { ownerid: ownerA.id, action: 'schedule', crc, allowUnsigned: true }
    expect((await request.post(path, { headers, data })).status()).toBe(200)
    provided.push(await exchange(open, checkIn(gateway, 'three-ways-token', installed)))
    // Once: the next one, on whichever way, is given nothing.
    expect(new Set(await onAll(checkIn(gateway, 'three-ways-token', installed)))).toEqual(new Set(unchanged))
  }
  expect(provided[0]?.endsWith(image.toString('latin1'))).toBe(true)
  expect(provided[0]?.length).toBe((provided[0]?.indexOf('\r\n\r\n') ?? 0) + 4 + 14 + image.length)
  expect(new Set(provided).size).toBe(1)

  const refused = await onAll(checkIn(gateway, 'not-this-token', {}))
  expect(refused[0]).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n.*\r\n\r\n$/s)
  expect(new Set(refused).size).toBe(1)

  expect(await onAll(Buffer.from('POST /update-info HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]'))).toEqual([
    '',
    '',
    '',
  ])
  // Where a server of ours listens, what Node would answer by itself is closed as well.
  const [gatewayListener, consolePort] = ways
  for (const open of [gatewayListener, consolePort]) {
    if (!open) throw new Error('there are three ways')
    expect(await exchange(open, Buffer.from('POST /update-info HTTP/1.1\r\nContent-Length: 2\r\n\r\n[]'))).toBe('')
    expect(await exchange(open, Buffer.from('NONSENSE\r\n\r\n'))).toBe('')
  }
})
