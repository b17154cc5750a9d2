import { describe, expect, it } from 'vitest'
import { type BodyLimits, readJsonBody } from './read-body.ts'

const limits: BodyLimits = { maxBytes: 64, idleMs: 50, totalMs: 200 }

function post(
  body: ReadableStream<Uint8Array> | string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  return new Request('http://localhost/x', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

/** Sends the chunks and then stays open. */
const stalling = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Buffer.from(chunk))
    },
  })

describe('readJsonBody', () => {
  it('reads JSON in any of its media types', async () => {
    for (const type of ['application/json', 'Application/JSON; charset=UTF-8', 'application/merge-patch+json']) {
      expect(await readJsonBody(post('{"a":1}', { 'content-type': type }), limits)).toEqual({ a: 1 })
    }
  })

  it.each(['text/plain', 'application/jsonp', 'application/json; charset=latin1', 'multipart/form-data'])(
    'refuses %s with 415',
    async (type) => {
      const reading = readJsonBody(post('{}', { 'content-type': type }), limits)
      await expect(reading).rejects.toMatchObject({ code: 'unsupported_media_type' })
    },
  )

  it('believes a Content-Length that is too large, and counts when there is none', async () => {
    const announced = post('{}', { 'content-type': 'application/json', 'content-length': '65' })
    await expect(readJsonBody(announced, limits)).rejects.toMatchObject({ code: 'payload_too_large' })
    const streamed = post(stalling('{"a":"', 'x'.repeat(40), 'x'.repeat(40)))
    await expect(readJsonBody(streamed, limits)).rejects.toMatchObject({
      code: 'payload_too_large',
      detail: 'The body is larger than 64 bytes. Split it into smaller requests.',
    })
  })

  it('gives up on a body that stalls', async () => {
    await expect(readJsonBody(post(stalling('{"a":')), limits)).rejects.toMatchObject({
      code: 'bad_request',
      detail: expect.stringContaining('too slowly'),
    })
  })

  it('gives up on a body that trickles past the whole time', async () => {
    let sent = 0
    const trickle = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        sent++
        controller.enqueue(Buffer.from(' '))
      },
    })
    await expect(readJsonBody(post(trickle), limits)).rejects.toMatchObject({ code: 'bad_request' })
    expect(sent).toBeGreaterThan(2)
  })

  it('tells a broken connection from a bug', async () => {
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('aborted')) })
    await expect(readJsonBody(post(broken), limits)).rejects.toMatchObject({ code: 'bad_request' })
  })
})
