/** Requests to addresses that users type, over real sockets: which servers they reach, and what they survive. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { closeIdleConnections, type OutboundRequest, sendRequest } from '#lib/outbound/request.ts'
import type { OutboundPolicy } from '#lib/outbound/vet-address.ts'
import { keyPem, makeCa, makeLeaf } from '#tests/support/certificates.ts'

const open: { server: TcpServer; sockets: Set<Socket> }[] = []
afterEach(async () => {
  closeIdleConnections()
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** Listens on 127.0.0.1; the sockets are there to look at. */
async function listen<S extends TcpServer>(server: S): Promise<{ port: number; sockets: Set<Socket>; server: S }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ server, sockets })
  return { port: (server.address() as AddressInfo).port, sockets, server }
}

const serve = (handler: RequestListener) => listen(createServer(handler))
const serveRaw = (handler: (socket: Socket) => void) => listen(createTcpServer(handler))

const LOCAL: OutboundPolicy = { allow: '127.0.0.1/32' }
const leadingTo = (...addresses: string[]): OutboundPolicy => ({ ...LOCAL, resolve: async () => addresses })
const get = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({ url, method: 'GET', ...more })

describe('which addresses', () => {
  test.each([
    'http://127.0.0.1:1/',
    'http://127.1:1/',
    'http://0x7f.1:1/',
    'http://0177.0.0.1:1/',
    'http://2130706433:1/',
    'http://017700000001:1/',
    'http://①②⑦.0.0.1:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://[::ffff:7f00:1]:1/',
    'http://[64:ff9b::7f00:1]:1/',
    'http://[fe80::1]:1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://10.0.0.1/',
    'http://0/',
    'http://localhost:1/',
  ])('%s is refused', async (url) => {
    expect(await sendRequest({ allow: '' }, get(url))).toMatchObject({ ok: false, reason: 'refused-address' })
    expect(await sendRequest(undefined, get(url))).toMatchObject({ ok: false, reason: 'refused-address' })
  })

  test.each(['ftp://example.org/', 'file:///etc/passwd', 'not a url', 'https://'])(
    '%s is no destination',
    async (url) => {
      expect(await sendRequest(LOCAL, get(url))).toMatchObject({ ok: false, reason: 'refused-address', code: 'url' })
    },
  )

  test('one private address among public ones refuses the name as a whole', async () => {
    const answer = await sendRequest(
      { allow: '', resolve: async () => ['8.8.8.8', '10.0.0.1'] },
      get('http://as.test/'),
    )
    expect(answer).toMatchObject({ ok: false, reason: 'refused-address', code: 'private' })
    expect(JSON.stringify(answer)).not.toContain('10.0.0.1')
  })

  test('a name that answers differently each time is judged by the answer that is used', async () => {
    let hits = 0
    const { port } = await serve((_request, response) => {
      hits += 1
      response.end()
    })
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['::ffff:127.0.0.1'], ['127.0.0.1']]
    const rebinding: OutboundPolicy = { ...LOCAL, resolve: async () => answers.shift() ?? [] }
    const outcomes = []
    for (let round = 0; round < 5; round++) outcomes.push(await sendRequest(rebinding, get(`http://as.test:${port}/`)))
    expect(outcomes.map((one) => (one.ok ? one.status : one.reason))).toEqual([
      200,
      'refused-address',
      'refused-address',
      200,
      'dns',
    ])
    expect(hits).toBe(2)
  })

  test('a connection that is kept for one address serves no other', async () => {
    const seen: string[] = []
    const handler =
      (name: string): RequestListener =>
      (_request, response) => {
        seen.push(name)
        response.end()
      }
    const first = await serve(handler('first'))
    const second = createServer(handler('second'))
    await new Promise<void>((resolve) => second.listen(first.port, '127.0.0.2', resolve))
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']]
    const policy: OutboundPolicy = { allow: '127.0.0.0/8', resolve: async () => answers.shift() ?? [] }
    for (let round = 0; round < 3; round++) await sendRequest(policy, get(`http://as.test:${first.port}/`))
    closeIdleConnections()
    await new Promise((resolve) => second.close(resolve))
    expect(seen).toEqual(['first', 'second', 'first'])
    expect(first.sockets.size).toBeLessThanOrEqual(1)
  })

  test('the next address is tried when nobody listens on the first', async () => {
    const { port } = await serve((_request, response) => response.end())
    const policy: OutboundPolicy = { allow: '127.0.0.0/8', resolve: async () => ['127.0.0.9', '127.0.0.1'] }
    expect(await sendRequest(policy, get(`http://as.test:${port}/`))).toMatchObject({ ok: true, address: '127.0.0.1' })
  })

  test('a redirect is an answer like any other', async () => {
    let hits = 0
    const { port } = await serve((_request, response) => {
      hits += 1
      response.writeHead(307, { location: `http://127.0.0.1:${port}/secret` }).end()
    })
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: true, status: 307 })
    expect(hits).toBe(1)
  })

  test('a name without an address', async () => {
    const policy: OutboundPolicy = {
      ...LOCAL,
      resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    }
    expect(await sendRequest(policy, get('http://nowhere.test/'))).toMatchObject({ reason: 'dns', code: 'ENOTFOUND' })
  })
})

describe('what is sent', () => {
  test('body, query as written, Host of the URL, headers that are not ours to be set', async () => {
    let got: unknown
    const { port } = await serve((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        got = { url: request.url, method: request.method, headers: request.headers, body: `${Buffer.concat(chunks)}` }
        response.writeHead(201, { 'x-answer': 'yes' }).end('thanks')
      })
    })
    const answer = await sendRequest(
      leadingTo('127.0.0.1'),
      get(`http://as.test:${port}/in?a=%2B+b&Time=2021-04-07T08%3A49%3A51.551%2B00%3A00`, {
        method: 'POST',
        body: '{"ä":1}',
        headers: { 'X-Key': 'k', host: 'evil.test', 'content-length': '1', 'Content-Type': 'application/json' },
      }),
    )
    expect(answer).toMatchObject({ ok: true, status: 201, address: '127.0.0.1', headers: { 'x-answer': 'yes' } })
    expect(answer.ok && answer.body.toString()).toBe('thanks')
    expect(got).toMatchObject({
      url: '/in?a=%2B+b&Time=2021-04-07T08%3A49%3A51.551%2B00%3A00',
      method: 'POST',
      body: '{"ä":1}',
      headers: {
        'x-key': 'k',
        host: `as.test:${port}`,
        'content-length': '8',
        'content-type': 'application/json',
        'accept-encoding': 'identity',
      },
    })
  })

  test('path and query go out byte for byte as typed', async () => {
    const seen: string[] = []
    const { port } = await serve((request, response) => {
      seen.push(request.url ?? '')
      response.end()
    })
    const typed = [
      "/a/../b/./c?x='1'&y=a|b",
      '/%2e%2e/%7Euser//x',
      "?q='",
      '',
      '?next=http://10.0.0.1/@x',
      '/p?a?b#part',
    ]
    for (const target of typed) await sendRequest(LOCAL, get(`http://us:er@127.0.0.1:${port}${target}`))
    // What RFC 3986 does not know is sent as the parser that found the host reads it.
    await sendRequest(LOCAL, get(`http://127.0.0.1:${port}\\@as.test/..\\b c`))
    expect(seen).toEqual([
      "/a/../b/./c?x='1'&y=a|b",
      '/%2e%2e/%7Euser//x',
      "/?q='",
      '/',
      '/?next=http://10.0.0.1/@x',
      '/p?a?b',
      '/b%20c',
    ])
  })

  test('a login in the URL goes out as Basic, wins over Authorization, and is not in the request line', async () => {
    let got: [string | undefined, string | undefined] = [undefined, undefined]
    const { port } = await serve((request, response) => {
      got = [request.url, request.headers.authorization]
      response.end()
    })
    await sendRequest(
      LOCAL,
      get(`http://us%65r:p%40ss@127.0.0.1:${port}/x`, { headers: { authorization: 'Bearer y' } }),
    )
    expect(got).toEqual(['/x', `Basic ${Buffer.from('user:p@ss').toString('base64')}`])
  })

  test('a header with a line break is not written', async () => {
    const { port, sockets } = await serve((_request, response) => response.end())
    const answer = await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { headers: { 'X-Key': 'a\r\nHost: b' } }))
    expect(answer).toMatchObject({ ok: false, code: 'ERR_INVALID_CHAR' })
    expect(sockets.size).toBe(0)
  })
})

describe('TLS', () => {
  test('SNI and the name in the certificate are those of the URL', async () => {
    const ca = await makeCa()
    const leaf = await makeLeaf(ca, { dnsNames: ['as.test'] })
    let sni: unknown
    const server = createTlsServer({ cert: leaf.pem, key: keyPem(leaf.key) }, (request, response) => {
      sni = (request.socket as TLSSocket).servername
      response.end('ok')
    })
    const { port } = await listen(server as unknown as Server)
    const policy = leadingTo('127.0.0.1')
    expect(await sendRequest(policy, get(`https://as.test:${port}/`, { ca: ca.pem }))).toMatchObject({ status: 200 })
    expect(sni).toBe('as.test')
    expect(await sendRequest(policy, get(`https://as.test:${port}/`))).toMatchObject({ ok: false, reason: 'tls' })
    expect(await sendRequest(policy, get(`https://other.test:${port}/`, { ca: ca.pem }))).toMatchObject({
      reason: 'tls',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })

  test('a client certificate is shown where one is given', async () => {
    const ca = await makeCa()
    const [leaf, client] = await Promise.all([
      makeLeaf(ca, { dnsNames: ['as.test'] }),
      makeLeaf(ca, { name: 'CN=client' }),
    ])
    const server = createTlsServer(
      { cert: leaf.pem, key: keyPem(leaf.key), ca: ca.pem, requestCert: true, rejectUnauthorized: true },
      (request, response) => response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN),
    )
    const { port } = await listen(server as unknown as Server)
    const url = `https://as.test:${port}/`
    const policy = leadingTo('127.0.0.1')
    const known = await sendRequest(policy, get(url, { ca: ca.pem, cert: client.pem, key: keyPem(client.key) }))
    expect(known.ok && known.body.toString()).toBe('client')
    expect((await sendRequest(policy, get(url, { ca: ca.pem }))).ok).toBe(false)
    expect(await sendRequest(policy, get(url, { ca: ca.pem, cert: 'x', key: 'y' }))).toMatchObject({ reason: 'tls' })
  })

  test('plain text where TLS is expected', async () => {
    const { port } = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    expect(await sendRequest(LOCAL, get(`https://127.0.0.1:${port}/`))).toMatchObject({ ok: false, reason: 'tls' })
  })
})

describe('servers that misbehave', () => {
  const limits = { connectMs: 5_000, firstByteMs: 200, totalMs: 400 }

  test('nobody listens', async () => {
    const { port, server } = await serveRaw(() => {})
    await new Promise((resolve) => server.close(resolve))
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({
      reason: 'connect',
      code: 'ECONNREFUSED',
    })
  })

  test('one that accepts and never answers', async () => {
    const { port } = await serveRaw(() => {})
    const answer = await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { limits }))
    expect(answer).toMatchObject({ ok: false, reason: 'timeout', code: 'firstByte' })
  })

  test('one that drips its head, byte by byte', async () => {
    const { port } = await serveRaw((socket) => {
      const timer = setInterval(() => socket.write('H'), 20)
      socket.on('close', () => clearInterval(timer))
      socket.write('HTTP/1.1 200 OK\r\nX-A: ')
    })
    const answer = await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { limits }))
    expect(answer).toMatchObject({ ok: false, reason: 'timeout' })
  })

  test('one that drips its body', async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    })
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { limits }))).toMatchObject({
      reason: 'timeout',
      code: 'body',
    })
    const discarded = await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { limits, response: 'discard' }))
    expect(discarded).toMatchObject({ ok: true, status: 200 })
  })

  test('one that answers 100 MB', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x')
    let sent = 0
    const { port, sockets } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 * block.length })
      const more = () => {
        while (sent < 100 && !response.destroyed) {
          sent += 1
          if (!response.write(block)) return response.once('drain', more)
        }
      }
      more()
    })
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: false, reason: 'too-large' })
    const discarded = await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { response: 'discard' }))
    expect(discarded).toMatchObject({ ok: true, status: 200 })
    await expect.poll(() => sockets.size).toBe(0)
    expect(sent).toBeLessThan(100)
  })

  test('one whose head is endless', async () => {
    const { port } = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${`X-A: ${'a'.repeat(1000)}\r\n`.repeat(100)}`)
    })
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({ reason: 'too-large' })
  })

  test('one that closes in the middle of its body', async () => {
    const { port } = await serveRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'))
    })
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: false, reason: 'reset' })
    const discarded = await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { response: 'discard' }))
    expect(discarded).toMatchObject({ ok: true, status: 200 })
  })

  test.each(['', 'SSH-2.0-OpenSSH_9.9\r\n', 'HTTP/1.1 banana\r\n\r\n'])(
    'one that says “%s” and closes',
    async (greeting) => {
      const { port } = await serveRaw((socket) => socket.once('data', () => socket.end(greeting)))
      expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: false, reason: 'reset' })
    },
  )

  test('one that closes kept connections: the request goes once more, on a new one', async () => {
    let requests = 0
    const { port } = await serveRaw((socket) => {
      let first = true
      socket.on('data', () => {
        requests += 1
        if (first) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        else socket.resetAndDestroy()
        first = false
      })
    })
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({ status: 200 })
    expect(await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))).toMatchObject({ status: 200 })
    expect(requests).toBe(3)
  })

  test('compressed answers stay as they are', async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.alloc(10, 1))
    })
    const answer = await sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`))
    expect(answer.ok && answer.body.length).toBe(10)
  })

  test('a request can be given up', async () => {
    const { port, sockets } = await serveRaw((socket) => socket.resume())
    const control = new AbortController()
    const answer = sendRequest(LOCAL, get(`http://127.0.0.1:${port}/`, { signal: control.signal }))
    await expect.poll(() => sockets.size).toBe(1)
    control.abort()
    expect(await answer).toMatchObject({ ok: false, reason: 'aborted' })
    await expect.poll(() => sockets.size).toBe(0)
  })
})
