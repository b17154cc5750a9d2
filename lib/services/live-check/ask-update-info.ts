/** One check-in at a foreign CUPS over a connection that stands (cups.md §2). Of the answer only its head is judged. */
import type { CupsAnswer } from '#lib/domain/lns/check-report.ts'
import type { OpenLink } from '#lib/outbound/station-link.ts'

const MAX_HEAD = 16 * 1024
/** The fixed fields of “no change”. */
const SMALLEST = 14

/** Ends the connection, whatever comes. Never rejects. */
export function askUpdateInfo(
  { socket, headers }: Pick<OpenLink, 'socket' | 'headers'>,
  host: string,
  body: string,
  ms: number,
): Promise<CupsAnswer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let size = 0
    const settle = (answer: CupsAnswer) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const judge = (ended: boolean) => {
      const answer = readAnswer(Buffer.concat(parts), ended)
      if (answer) settle(answer)
    }
    const timer = setTimeout(settle, ms, { kind: 'silent' } satisfies CupsAnswer)
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      size += part.length
      judge(size > MAX_HEAD)
    })
    socket.once('error', () => settle({ kind: 'closed' }))
    socket.once('close', () => judge(true))
    const token = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
    socket.write(
      `POST /update-info HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${token}\r\n${body}`,
      'latin1',
    )
  })
}

/** Undefined while more has to come. */
function readAnswer(bytes: Buffer, ended: boolean): CupsAnswer | undefined {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return ended ? { kind: text === '' ? 'closed' : 'no-http' } : undefined
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? Number.NaN)
  if (Number.isNaN(status)) return { kind: 'no-http' }
  if (status !== 200) return { kind: 'status', status }
  const head = text.slice(0, end)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN)
  if (/\r\ntransfer-encoding:/i.test(head) || Number.isNaN(length)) return { kind: 'unframed' }
  const body = bytes.subarray(end + 4)
  if (length < SMALLEST) return { kind: 'no-cups' }
  if (body.length < SMALLEST && !ended) return undefined
  if (body.length < SMALLEST) return { kind: 'closed' }
  return { kind: 'answer', changes: length !== SMALLEST || body.subarray(0, SMALLEST).some((byte) => byte !== 0) }
}
