/** A Station's request, field by field, with what each value means (cups.md §2). */
import { EMPTY_SET_CRC, formatCrc } from '../crc-text.ts'
import type { ReportedState } from '../cups-request.ts'
import { formatEui64, formatId6 } from '../identifiers.ts'

/** A set that was set up here, in use or not. */
export interface NamedSet {
  readonly category: 'cups' | 'tc'
  readonly version: number
  readonly uri: string
  readonly crc: number | null
  readonly desired: boolean
}

export interface RequestField {
  readonly name: string
  /** As JSON. */
  readonly value: string
  readonly note: string
}

const SIDE = { cups: 'CUPS', tc: 'LNS' } as const
const MORE = 3

/** What a CRC stands for: which known set has it. */
export function explainCrc(crc: number | null, category: 'cups' | 'tc', sets: readonly NamedSet[]): string {
  if (crc === null) return 'The gateway sent none.'
  if (crc === EMPTY_SET_CRC) return `${formatCrc(crc)}: no credentials at all; its three files are missing or empty.`
  const equal = sets.filter((set) => set.crc === crc)
  const own = equal.filter((set) => set.category === category)
  if (own.length > 0) {
    const versions = own.map(({ version, desired }) => `${version}${desired ? ', which you want' : ''}`)
    const shown = versions.slice(0, MORE).join(' and ')
    return `${formatCrc(crc)}: ${SIDE[category]} version ${shown}${versions.length > MORE ? ' and others' : ''}.`
  }
  const [other] = equal
  if (other)
    return `${formatCrc(crc)}: ${SIDE[other.category]} version ${other.version}, in the files of the other side.`
  return `${formatCrc(crc)}: none of the sets that were set here. Files that were put there by hand in PEM count as text and never match.`
}

export function explainRequest(
  reported: ReportedState,
  sets: readonly NamedSet[],
  keyName: (crc: number) => string | undefined,
): RequestField[] {
  const { router, cupsUri, tcUri, cupsCredCrc, tcCredCrc, station, model, package: version, keys } = reported
  const uri = (value: string | null, category: 'cups' | 'tc') => {
    if (value === null) return `The gateway has no ${SIDE[category]} URI: its file is missing.`
    const wanted = sets.find((set) => set.category === category && set.desired)
    if (!wanted) return `You have not set ${category === 'tc' ? 'an LNS' : 'a CUPS server'}: not compared.`
    return wanted.uri === value ? 'What you want.' : `You want ${wanted.uri} by now.`
  }
  const field = (name: string, value: unknown, note: string): RequestField => ({
    name,
    value: JSON.stringify(value),
    note,
  })
  return [
    field('router', formatId6(router), `${formatEui64(router)} in the form of Station.`),
    field('cupsUri', cupsUri, uri(cupsUri, 'cups')),
    field('tcUri', tcUri, uri(tcUri, 'tc')),
    field('cupsCredCrc', cupsCredCrc, explainCrc(cupsCredCrc, 'cups', sets)),
    field('tcCredCrc', tcCredCrc, explainCrc(tcCredCrc, 'tc', sets)),
    field('station', station, 'The version of Station, and what it was built for.'),
    field('model', model, 'Firmware for another model is not sent.'),
    field('package', version, 'What version.txt says: the only proof of an update.'),
    field(
      'keys',
      keys,
      keys.length === 0
        ? 'No signing keys: it would run an unsigned update.'
        : `CRCs of its signing keys: ${keys.map((crc) => `${formatCrc(crc)}${keyName(crc) ? ` (${keyName(crc)})` : ', not among yours'}`).join('; ')}.`,
    ),
  ]
}

/** The request as Station writes it. Strings were cut to 256 characters when they were read. */
export const requestJson = ({ router, ...rest }: ReportedState): string =>
  JSON.stringify({ router: formatId6(router), ...rest }, null, 2)
