/** Answers written byte by byte, so that the tests depend neither on the server's encoder nor on the Station's parser. */

export interface AnswerParts {
  readonly cupsUri?: string
  readonly tcUri?: string
  readonly cupsCred?: Uint8Array
  readonly tcCred?: Uint8Array
  readonly keyCrc?: number
  readonly signature?: Uint8Array
  readonly update?: Uint8Array
}

const le = (value: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntLE(value, 0, size)
  return bytes
}
const none = Buffer.alloc(0)

/** The body of an answer. */
export function body(parts: AnswerParts = {}): Buffer {
  const { cupsCred = none, tcCred = none, update = none } = parts
  const cupsUri = Buffer.from(parts.cupsUri ?? '', 'latin1')
  const tcUri = Buffer.from(parts.tcUri ?? '', 'latin1')
  const signature = parts.signature ? Buffer.concat([le(parts.keyCrc ?? 0, 4), parts.signature]) : none
  return Buffer.concat([
    ...[le(cupsUri.length, 1), cupsUri, le(tcUri.length, 1), tcUri],
    ...[le(cupsCred.length, 2), cupsCred, le(tcCred.length, 2), tcCred],
    ...[le(signature.length, 4), signature, le(update.length, 4), update],
  ])
}

/** A response with exactly these headers. */
export const raw = (statusLine: string, headers: readonly string[], content: Uint8Array = none): Buffer =>
  Buffer.concat([Buffer.from(`${[statusLine, ...headers].join('\r\n')}\r\n\r\n`, 'latin1'), content])

/** A good response: 200 and Content-Length. */
export const ok = (parts: AnswerParts = {}): Buffer => okBody(body(parts))
export const okBody = (content: Uint8Array): Buffer =>
  raw('HTTP/1.1 200 OK', [`Content-Length: ${content.length}`], content)

export const status = (code: number): Buffer => raw(`HTTP/1.1 ${code} Reason`, ['Content-Length: 0'])

/** trust ‖ crt ‖ key, four zero bytes for each absent one. */
export const segment = (trust: Uint8Array, crt?: Uint8Array | null, key?: Uint8Array | null): Buffer =>
  Buffer.concat([trust, crt ?? Buffer.alloc(4), key ?? Buffer.alloc(4)])
