/**
 * The part of PDF 1.4 that labels need: pages with text in two of the fonts that every reader has, and filled rectangles.
 * Vectors only, so that a printer draws them as fine as it can.
 */
import { deflateSync } from 'node:zlib'

const POINTS = 72 / 25.4
export type Font = 'bold' | 'mono'
const FONTS: Readonly<Record<Font, string>> = { bold: 'Helvetica-Bold', mono: 'Courier-Bold' }

/** Left, top, width and height. */
export type Box = readonly [x: number, y: number, width: number, height: number]

/** Draws on one page; lengths in millimetres from the page's left and top. */
export interface Page {
  /** Rectangles as one shape: filled one by one, edges that touch would show as hairlines. */
  fill(boxes: readonly Box[]): void
  /** `y` of the base line, `size` of the letters in millimetres; printable ASCII only. */
  text(x: number, y: number, size: number, font: Font, text: string): void
}

/** A file of pages of one size, page by page; `draw` is called for each. */
export async function* pdfFile<P>(
  size: { readonly width: number; readonly height: number },
  title: string,
  pages: AsyncIterable<P>,
  draw: (page: Page, content: P) => void,
): AsyncGenerator<Uint8Array, void> {
  const offsets: number[] = []
  let written = 0
  const put = (text: string | Buffer): Buffer => {
    const bytes = Buffer.from(text as string, 'latin1')
    written += bytes.length
    return bytes
  }
  const object = (number: number, body: string): Buffer => {
    offsets[number] = written
    return put(`${number} 0 obj\n${body}\nendobj\n`)
  }
  // 1 catalogue, 2 page tree, 3 and 4 fonts, 5 title; then two objects a page.
  yield put('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n')
  yield object(1, '<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>')
  yield object(3, font('bold'))
  yield object(4, font('mono'))
  yield object(5, `<< /Title (${escaped(title)}) /Producer (Gatehouse) >>`)
  const kids: number[] = []
  let next = 6
  for await (const content of pages) {
    const bytes = deflateSync(
      Buffer.from(
        drawn(size.height, (page) => draw(page, content)),
        'latin1',
      ),
    )
    const [leaf, stream] = [next, next + 1]
    next += 2
    kids.push(leaf)
    offsets[stream] = written
    yield put(`${stream} 0 obj\n<< /Length ${bytes.length} /Filter /FlateDecode >>\nstream\n`)
    yield put(bytes)
    yield put('\nendstream\nendobj\n')
    const box = `${number(size.width * POINTS)} ${number(size.height * POINTS)}`
    yield object(
      leaf,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${box}] /Contents ${stream} 0 R /Resources << /Font << /bold 3 0 R /mono 4 0 R >> >> >>`,
    )
  }
  yield object(2, `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`)
  const start = written
  const table = Array.from(
    { length: next - 1 },
    (_, i) => `${String(offsets[i + 1] ?? 0).padStart(10, '0')} 00000 n \n`,
  )
  yield put(`xref\n0 ${next}\n0000000000 65535 f \n${table.join('')}`)
  yield put(`trailer\n<< /Size ${next} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${start}\n%%EOF\n`)
}

function drawn(height: number, draw: (page: Page) => void): string {
  const parts: string[] = []
  const up = (y: number) => number((height - y) * POINTS)
  draw({
    fill: (boxes) => {
      for (const [x, y, width, tall] of boxes) {
        parts.push(`${number(x * POINTS)} ${up(y + tall)} ${number(width * POINTS)} ${number(tall * POINTS)} re`)
      }
      parts.push('f')
    },
    text: (x, y, size, name, text) =>
      parts.push(`BT /${name} ${number(size * POINTS)} Tf ${number(x * POINTS)} ${up(y)} Td (${escaped(text)}) Tj ET`),
  })
  return parts.join('\n')
}

const font = (name: Font): string =>
  `<< /Type /Font /Subtype /Type1 /BaseFont /${FONTS[name]} /Encoding /WinAnsiEncoding >>`

const number = (value: number): string => value.toFixed(3).replace(/\.?0+$/, '')

const escaped = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&')
