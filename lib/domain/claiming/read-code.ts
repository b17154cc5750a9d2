/** What a scanned code, or a line that was copied from one, says (owner-api.md, “Labels and claims”). */
import { type Eui, formatEui64, parseEui } from '../identifiers.ts'
import { readLabelLink } from '../labels/label-link.ts'
import { readIdentifier } from './read-identifier.ts'
import { readPin } from './read-pin.ts'

export type ScannedCode =
  /** Identifier and PIN, whichever maker's. */
  | { readonly kind: 'gateway'; readonly eui: Eui; readonly claim: string }
  /** Only the identifier: the PIN has to be typed. */
  | { readonly kind: 'identifier'; readonly eui: Eui }
  /** The label of an end device (TR005); `claim` is its owner token. */
  | { readonly kind: 'device'; readonly devEui: Eui; readonly claim: string | undefined }
  | { readonly kind: 'unknown'; readonly text: string }

/** TTIGPRO1: `https://ttig.pro/c/<EUI>/<code>`. */
const TTIGPRO1 = /^https:\/\/ttig\.pro\/c\/([a-f0-9]{16})\/([a-z0-9]{8,})$/i
/** TR005 of the LoRa Alliance: `LW:D0:<JoinEUI>:<DevEUI>:<profile>[:O<owner token>][:S<serial>]…`. */
const TR005 = /^LW:D0:([0-9A-F]{16}):([0-9A-F]{16})(?::([0-9A-F]{8}))?((?::[^:]+)*)$/i

export function readCode(input: string): ScannedCode {
  const text = input.trim()
  const own = readLabelLink(text)
  if (own) return { kind: 'gateway', eui: own.eui, claim: own.pin }
  const ttig = TTIGPRO1.exec(text)
  const ttigEui = parseEui(ttig?.[1] ?? '')
  if (ttig?.[2] && ttigEui.ok) return { kind: 'gateway', eui: ttigEui.value, claim: ttig[2] }
  const device = TR005.exec(text)
  const devEui = parseEui(device?.[2] ?? '')
  if (device && devEui.ok) {
    const token = (device[4] ?? '').split(':').find((part) => /^O./i.test(part))
    return { kind: 'device', devEui: devEui.value, claim: token?.slice(1) }
  }
  const { id, pin } = splitLine(text)
  const eui = readIdentifier(id)
  if (eui.kind !== 'read') return { kind: 'unknown', text }
  const claim = readPin(pin)
  return claim.kind === 'read'
    ? { kind: 'gateway', eui: eui.eui, claim: claim.claim }
    : { kind: 'identifier', eui: eui.eui }
}

/** What to do with a label of an end device. */
export const deviceSentence = (devEui: Eui): string =>
  `This is the label of an end device (TR005, DevEUI ${formatEui64(devEui)}). Devices are registered at the network server. A gateway is claimed with the label on the gateway itself.`

/** Identifier and PIN of a line without columns; pairs of digits between blanks are one identifier. */
export function splitLine(text: string): { readonly id: string; readonly pin: string } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const pairs = parts.findIndex((part) => !/^[0-9a-f]{2}$/i.test(part))
  const leading = pairs < 0 ? parts.length : pairs
  for (const size of [8, 6]) {
    const rest = parts.slice(size)
    if (leading >= size && (rest.length === 0 || rest.join('').length >= 8)) {
      return { id: parts.slice(0, size).join('-'), pin: rest.join('') }
    }
  }
  const [first = '', ...rest] = parts
  // `EUI: 58-A0-…` is one identifier.
  if (/^(?:eui|mac|id6?|gateway|gweui)(?:-?64)?[:=]$/i.test(first) && rest.length > 0) return splitLine(rest.join(' '))
  const last = rest.at(-1)
  if (last !== undefined && readIdentifier(first).kind !== 'read' && readIdentifier(last).kind === 'read') {
    return { id: last, pin: [first, ...rest.slice(0, -1)].join('') }
  }
  return { id: first, pin: rest.join('') }
}
