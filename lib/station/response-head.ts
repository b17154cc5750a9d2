/** Station's HTTP: a status line, one header that matters, and everything within its buffer (cups.md §3). */

export type ResponseHead =
  | {
      readonly ok: true
      /** -1 where the status line is not `HTTP/1.x NNN`. */
      readonly status: number
      /** Null without the header: Station then assumes that there is no body. */
      readonly contentLength: number | null
      readonly chunked: boolean
      /** Up to and with the empty line. */
      readonly length: number
    }
  | { readonly ok: false; readonly complete: boolean; readonly reason: string }

/** @param capacity of the buffer that headers and the first part of the body share. */
export function readHead(bytes: Buffer, capacity: number): ResponseHead {
  const end = bytes.indexOf('\r\n\r\n')
  const length = end + 4
  if ((end < 0 && bytes.length >= capacity) || length > capacity)
    return { ok: false, complete: true, reason: 'the headers do not fit the 8 KB buffer' }
  if (end < 0) return { ok: false, complete: false, reason: 'Error reading HTTP Header: the connection ended' }
  const text = bytes.toString('latin1', 0, length)
  return {
    ok: true,
    status: Number(/^.{4}\/1\.. (\d+)/s.exec(text)?.[1] ?? -1),
    contentLength: number(/\ncontent-length:[ \t]*(\d*)/i.exec(text)?.[1]),
    chunked: /\ntransfer-encoding:/i.test(text),
    length,
  }
}

const number = (digits: string | undefined): number | null => (digits ? Number(digits) : null)
