/** The dry run of a list of claims: what will be sent, and what is wrong with the rest. It asks nobody and tries no PIN. */
import type { Eui } from '../identifiers.ts'
import { type ClaimLabels, type LabelCells, readLabelCells } from './claim-labels.ts'
import { deviceSentence, readCode, type ScannedCode } from './read-code.ts'
import { readIdentifier } from './read-identifier.ts'
import { readPin } from './read-pin.ts'

/** A gateway as it stands in a file, in a line or on a label. */
export interface ClaimEntry {
  /** From 1, as an editor counts; of a scanned label, its number. */
  readonly line: number
  readonly id: string
  readonly pin: string
  /** What stands beside them, as it is written. */
  readonly labels?: LabelCells
}

/** What to put in the place of what stands there, and why. */
export interface Remedy {
  readonly id: string
  readonly pin: string
  /** Left out: those of the line stay. */
  readonly labels?: LabelCells
  readonly how: string
}

/** `ready`: will be sent · `mend`: cannot be sent · `double`: is in the list already · `yours`: nothing to do. */
export type Verdict = 'ready' | 'mend' | 'double' | 'yours'

export interface ClaimRow extends ClaimEntry {
  readonly verdict: Verdict
  readonly eui: Eui | undefined
  /** To be sent; undefined where there is none. */
  readonly claim: string | undefined
  /** To be set with the claim. */
  readonly sets: ClaimLabels
  /** What is wrong, with the remedy; why nothing is to be done. */
  readonly fault: string | undefined
  /** Worth a second look; it is sent all the same. */
  readonly notes: readonly string[]
  readonly remedies: readonly Remedy[]
}

const MINE = 'This gateway is yours already.'
const MINE_WITH_LABELS = 'This gateway is yours already: it is not claimed, and its name, tags, site and location stay.'

/** A row per entry, in order. `owned`: those of them that are the owner's already, as far as is known. */
export function judgeClaims(entries: readonly ClaimEntry[], owned: ReadonlySet<Eui> = new Set()): ClaimRow[] {
  const seen = new Map<Eui, { readonly line: number; readonly claim: string | undefined; readonly labels: string }>()
  return entries.map((entry) => {
    const id = readIdentifier(entry.id)
    const pin = readPin(entry.pin)
    const claim = pin.kind === 'read' ? pin.claim : undefined
    const labels = readLabelCells(entry.labels ?? {})
    const sets = labels.ok ? labels.value : {}
    const row = (verdict: Verdict, fault: string | undefined, remedies: readonly Remedy[] = []): ClaimRow => ({
      ...entry,
      verdict,
      eui: id.kind === 'read' ? id.eui : undefined,
      claim,
      sets,
      fault,
      notes: [...(id.kind === 'read' ? id.notes : []), ...(pin.kind === 'read' ? pin.notes : [])],
      remedies,
    })
    if (id.kind === 'fault') {
      const device = readCode(entry.id)
      if (device.kind === 'device') return row('mend', deviceSentence(device.devEui), remedyOf(device))
      const both = pin.kind === 'fault' && entry.pin !== '' ? ` ${pin.fault}` : ''
      const remedies = id.near.map(({ eui, how }) => ({ id: eui, pin: entry.pin, how }))
      return row('mend', `${id.fault}${both}`, remedies)
    }
    const before = seen.get(id.eui)
    const same = pin.kind === 'read' ? (pin.pin ?? claim) : undefined
    if (!before) seen.set(id.eui, { line: entry.line, claim: same, labels: JSON.stringify(sets) })
    if (owned.has(id.eui)) return row('yours', entry.labels ? MINE_WITH_LABELS : MINE)
    if (pin.kind === 'fault') {
      return row(
        'mend',
        pin.fault,
        pin.near.map((near) => ({ id: entry.id, pin: near.pin, how: near.how })),
      )
    }
    if (!labels.ok) {
      const how = 'without name, tags, site and location'
      return row('mend', labels.error, [{ id: entry.id, pin: entry.pin, labels: {}, how }])
    }
    if (!before) return row('ready', undefined)
    if (before.claim !== same)
      return row('mend', `Line ${before.line} has this gateway too, with another PIN. Keep the one on the label.`)
    if (before.labels !== JSON.stringify(sets))
      return row(
        'mend',
        `Line ${before.line} has this gateway too, with another name, tags, site or location. Keep one.`,
      )
    return row('double', `The same as line ${before.line}. It is sent once.`)
  })
}

/** Some makers print such a label on gateways: with an owner token it can be claimed, when the person says so. */
const remedyOf = ({ devEui, claim }: Extract<ScannedCode, { kind: 'device' }>): Remedy[] =>
  claim ? [{ id: devEui, pin: claim, how: 'only when this label is on a gateway' }] : []
