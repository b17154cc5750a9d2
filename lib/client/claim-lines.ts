/** Reads what a person pastes to claim gateways: one `EUI PIN` per line, or the links and codes that labels carry. */
import { type Eui, formatId6, parseEui } from '#lib/domain/identifiers.ts'
import { readLabelLink } from '#lib/domain/labels/label-link.ts'

export interface ClaimLine {
  /** From 1. */
  readonly line: number
  readonly text: string
  readonly gateway?: string
  readonly claim?: string
  readonly error?: string
}

/** `https://ttig.pro/c/<EUI>/<code>` (owner-api.md, “Labels and claims”). */
const LABEL_LINK = /^https:\/\/ttig\.pro\/c\/([a-f0-9]{16})\/([a-z0-9]{8,})$/i

/** Every non-empty line in order; a line that cannot be sent carries the sentence. Same gateway twice: the later line is refused. */
export function parseClaimLines(input: string): ClaimLine[] {
  const seen = new Map<Eui, number>()
  const lines: ClaimLine[] = []
  for (const [index, raw] of input.split(/\r?\n/).entries()) {
    const text = raw.trim()
    if (text === '' || text.startsWith('#')) continue
    lines.push({ line: index + 1, text, ...parseLine(text, index + 1, seen) })
  }
  return lines
}

function parseLine(text: string, line: number, seen: Map<Eui, number>): Omit<ClaimLine, 'line' | 'text'> {
  const own = readLabelLink(text)
  const link = LABEL_LINK.exec(text)
  const parts = own
    ? [own.eui, own.pin]
    : link
      ? [link[1] ?? '', link[2] ?? '']
      : text.split(/[\s,;]+/).filter((part) => part !== '')
  if (parts.length < 2) return { error: 'The claim PIN is missing. Write the identifier, a blank, then the PIN.' }
  const [identifier = '', ...rest] = parts
  const parsed = parseEui(identifier)
  if (!parsed.ok) return { error: parsed.error }
  const before = seen.get(parsed.value)
  if (before !== undefined) return { error: `This gateway is already in line ${before}.` }
  seen.set(parsed.value, line)
  // A PIN copied in groups (“Q55X GEAM”) is one PIN. Dashes stay: the codes of other makers count as they are written.
  return { gateway: formatId6(parsed.value), claim: rest.join('') }
}
