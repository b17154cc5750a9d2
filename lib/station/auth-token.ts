/** The token file becomes header lines of the request (cups.md §4). */

export type HeaderLines = { ok: true; lines: Buffer; complete: boolean } | { ok: false; reason: string }

const NAME = /^[A-Za-z0-9_-]+$/

/**
 * The header lines that Station 2.0.6 sends for a token file: as they stand, with one CRLF at the end. `complete` is
 * false where the file itself lacks that CRLF, which 2.0.5 and older refuse. The file is text for Station: it ends at
 * the first zero byte.
 */
export function headerLines(file: Uint8Array): HeaderLines {
  const bytes = Buffer.from(file)
  const zero = bytes.indexOf(0)
  const text = (zero < 0 ? bytes : bytes.subarray(0, zero)).toString('latin1')
  const trimmed = text.replace(/(\r?\n)+$/, '')
  if (trimmed === '') return { ok: true, lines: Buffer.alloc(0), complete: false }
  const lines = trimmed.split(/\r?\n/)
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1 || !NAME.test(line.slice(0, colon)) || line[colon + 1] !== ' ')
      return { ok: false, reason: 'contains malformed auth token - expecting: {header: value{\\r\\n|\\n}}*' }
  }
  const normal = `${lines.join('\r\n')}\r\n`
  return { ok: true, lines: Buffer.from(normal, 'latin1'), complete: text === normal }
}
