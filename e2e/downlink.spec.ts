/** Downlinks over a raw socket: the token is over the query exactly as it is sent, whatever stands in between. */
import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { expect, test } from './fixtures.ts'

// Not one of the published vectors: those are refused as keys.
const KEY = '9d41c6f07be2835ad9107e64cb58f23a'
const V1 = '/thingpark/lrc/rest/downlink'
const V2 = '/thingpark/lrc/rest/v2/downlink'

/** Sends a request line as it is given, byte for byte. */
function send(port: number, method: string, target: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => {
      const head = `${method} ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 0\r\n`
      socket.write(Buffer.from(`${head}X-Gatehouse-Target: /forged?a=1\r\nConnection: close\r\n\r\n`, 'latin1'))
    })
    socket.setEncoding('utf8')
    socket.on('data', (data: string) => {
      answer += data
    })
    socket.on('error', reject)
    socket.on('close', () => resolve({ status: Number(answer.split(' ')[1]), text: answer }))
  })
}

test('any spelling of a query is taken with a token over it, and nothing else', async ({ page, ownerA: owner }) => {
  const port = Number(process.env.E2E_PORT)
  const answer = await page.request.post('/api/v1/connections', {
    data: {
      ownerid: owner.id,
      name: 'Downlinks',
      url: 'https://as.invalid/uplinks',
      contentType: 'json',
      key: KEY,
      downlink: { kind: 'https', url: 'https://as.invalid/down' },
    },
    headers: { authorization: `Bearer ${owner.token}`, cookie: '' },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  const { asId } = (await answer.json()) as { asId: string }

  let moment = Date.now()
  /** `extra` as it is to be sent; the token is over its percent-decoded form. */
  const query = (extra = '') => {
    moment += 1
    const time = new Date(moment).toISOString().replace('Z', '+00:00')
    const sent = `DevEUI=20635F0108000495&FPort=2&Payload=0103${extra}&AS_ID=${asId}&Time=${time}`
    const decoded = decodeURIComponent(sent)
    return `${sent}&Token=${createHash('sha256')
      .update(decoded + KEY)
      .digest('hex')}`
  }
  const accepted = async (raw: string) => {
    const { status, text } = await send(port, 'POST', `${V2}?${raw}`)
    expect(text).toContain('Request queued by LRC')
    expect(status).toBe(200)
  }
  await accepted(query())
  await accepted(query().replaceAll(':', '%3A').replaceAll('+', '%2B'))
  await accepted(query().replaceAll(':', '%3a').replaceAll('+', '%2b'))
  await accepted(query().replace('DevEUI', '%44evEUI'))
  await accepted(query("&Extra=a+b%20c%25%26%3D%3F'~*!()/;:@,$%C3%BC"))
  await accepted(query('&_rsc=1&nxtPx=2&__nextLocale=de&Empty='))

  const first = await send(port, 'POST', `${V1}?${query()}`)
  expect(first.text).toContain('<html><body>Request queued by LRC</body></html>')
  expect(first.text).toMatch(/^content-type: text\/html/im)

  const once = query()
  await accepted(once)
  expect((await send(port, 'POST', `${V2}?${once}`)).status).toBe(409)
  expect((await send(port, 'POST', `${V2}?${query().replace('Payload=0103', 'Payload=0104')}`)).status).toBe(403)
  expect((await send(port, 'POST', `${V1}?${query().replace(/&Token=.*/, '')}`)).status).toBe(400)
  expect((await send(port, 'GET', `${V1}?${query()}`)).status).toBe(405)
})
