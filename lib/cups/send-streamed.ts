/** Sends a body that does not lie in memory, at the pace of the other side. */
import type { ServerResponse } from 'node:http'
import { log } from '#lib/observability/log.ts'

export interface StreamedBody {
  readonly head: Buffer
  /** Of head and chunks, in bytes: Content-Length. */
  readonly length: number
  readonly chunks: AsyncIterable<Buffer>
  /** Bytes that went out so far, head included. */
  progress(sent: number): void
  /** Once, however it ended. */
  ended(sent: number, complete: boolean): Promise<void>
  /** Instead of all else: not a byte of it was sent. */
  abandon(): Promise<void>
}

/** Without a byte that moves, in milliseconds: Station gives up after as long (cups.md §6). */
const IDLE = 60_000
/** Of a chunk at a time: what is encrypted and waits for the network is the memory that a slow gateway costs. */
const PIECE = 64 * 1024

/** The head of the response is written already. A body that cannot be completed ends the connection. */
export async function sendStreamed(response: ServerResponse, body: StreamedBody): Promise<void> {
  let sent = 0
  let complete = false
  response.setTimeout(IDLE, () => response.destroy())
  try {
    for await (const piece of piecesOf(body)) {
      if (isGone(response)) break
      if (!response.write(piece)) await oneOf(response, 'drain')
      if (isGone(response)) break
      sent += piece.length
      body.progress(sent)
    }
    if (sent === body.length && !isGone(response)) {
      response.end()
      complete = await oneOf(response, 'finish')
    }
  } catch (error) {
    log.error({ err: error }, 'a transfer ended on our side')
  } finally {
    if (!complete) response.destroy()
    await body.ended(sent, complete)
  }
}

async function* piecesOf({ head, chunks }: StreamedBody): AsyncGenerator<Buffer> {
  yield head
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE)
  }
}

const isGone = (response: ServerResponse): boolean => response.destroyed || response.socket?.destroyed !== false

/** True when the event came, false when the connection closed before. */
function oneOf(response: ServerResponse, event: 'drain' | 'finish'): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (came: boolean) => {
      response.off(event, onEvent)
      response.off('close', onClose)
      resolve(came)
    }
    const onEvent = () => settle(true)
    const onClose = () => settle(false)
    response.once(event, onEvent)
    response.once('close', onClose)
    if (response.destroyed) settle(false)
  })
}
