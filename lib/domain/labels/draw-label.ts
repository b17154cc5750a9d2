/** One label: the QR code at its left, identifier and PIN beside it. */
import { encode } from 'uqr'
import { type Eui, formatEui64, formatMac } from '../identifiers.ts'
import type { LabelFormat } from './label-formats.ts'
import { labelLink } from './label-link.ts'
import type { Box, Font, Page } from './pdf-file.ts'

export interface Label {
  readonly eui: Eui
  readonly pin: string
}

export interface LabelLook {
  readonly consoleUrl: string
  /** Printed above, such as the model. */
  readonly title: string
}

/** Free on every side of a label, in millimetres: sheets are never printed to the point. */
const MARGIN = 1.5
/** White around a QR code, in modules; the margin gives the rest of the four that readers like. */
const QUIET = 2
/** Width of a letter by its size: of Courier, and of Helvetica at its widest. */
const ADVANCE = { mono: 0.6, bold: 0.72 } as const
const LARGEST = 3.2
/** Letters of fewer millimetres are not read by everybody. */
const SMALLEST = 1.6

export function drawLabel(page: Page, format: LabelFormat, look: LabelLook, place: number, { eui, pin }: Label): void {
  const { width, height } = format.label
  const x = format.left + (place % format.columns) * format.stepX
  const y = format.top + Math.floor(place / format.columns) * format.stepY
  const side = Math.min(height - 2 * MARGIN, width * 0.42)
  drawQr(page, labelLink(look.consoleUrl, eui, pin), x + MARGIN, y + (height - side) / 2, side)
  const left = x + MARGIN + side + 1
  const room = x + width - MARGIN - left
  const lines = linesOf(look.title, eui, pin, room)
  const step = (height - 2 * MARGIN) / lines.length
  for (const [index, { text, font }] of lines.entries()) {
    const size = Math.min(LARGEST, step * 0.85, room / (text.length * ADVANCE[font]))
    page.text(left, y + MARGIN + step * index + (step + size * 0.7) / 2, size, font, text)
  }
}

interface Line {
  readonly text: string
  readonly font: Font
}

/** The words before MAC and EUI, and an EUI on one line, only where the letters stay large enough. */
function linesOf(title: string, eui: Eui, pin: string, room: number): Line[] {
  const fits = (letters: number) => room / (letters * ADVANCE.mono) >= SMALLEST
  const mac = formatMac(eui)?.toUpperCase()
  const whole = formatEui64(eui)
  const name = title.slice(0, Math.floor(room / (SMALLEST * ADVANCE.bold)))
  const euiLines = fits(27) ? [`EUI ${whole}`] : fits(23) ? [whole] : [whole.slice(0, 12), whole.slice(12)]
  return [
    ...(name === '' ? [] : [{ text: name, font: 'bold' as const }]),
    ...(mac === undefined ? [] : [{ text: fits(21) ? `MAC ${mac}` : mac, font: 'mono' as const }]),
    ...euiLines.map((text) => ({ text, font: 'mono' as const })),
    { text: `PIN ${pin.slice(0, 4)} ${pin.slice(4)}`, font: 'mono' },
  ]
}

/** Dark modules of a row that touch become one box, and all of them one shape. */
function drawQr(page: Page, text: string, x: number, y: number, side: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  const module = side / size
  const boxes: Box[] = []
  for (const [row, cells] of data.entries()) {
    for (let from = 0; from < size; from++) {
      if (!cells[from]) continue
      let to = from
      while (to < size && cells[to]) to += 1
      boxes.push([x + from * module, y + row * module, (to - from) * module, module])
      from = to
    }
  }
  page.fill(boxes)
}
