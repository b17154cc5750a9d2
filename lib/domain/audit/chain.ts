/**
 * The hash chain of an audit trail (rules.md 27, docs/decisions/0105): each entry is sealed by SHA-256 over the seal before
 * it and its own content, so that an altered, deleted, inserted or moved entry no longer fits. Whoever can write to the
 * database could seal everything anew: against that, and against cutting off the end, a person notes the head.
 */
import { createHash } from 'node:crypto'
import type { AuditHead } from './head.ts'

/** An entry exactly as the database prints it; times with microseconds in UTC, `detail` as the text of the jsonb. */
export interface AuditRecord {
  /** Place in the chain, from 1. */
  readonly seq: number
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly eui: string | null
  readonly address: string | null
  readonly agent: string | null
  readonly detail: string
}

export interface SealedRecord extends AuditRecord {
  readonly seal: Uint8Array | null
}

/** What the first entry of every chain is sealed onto. */
export const GENESIS: Uint8Array = new Uint8Array(32)

/** The one text of an entry: a JSON array, in which no field can be taken for another. `chain` is the owner, or empty. */
export function canonicalText(chain: string, record: AuditRecord): string {
  const { seq, id, at, actor, action, eui, address, agent, detail } = record
  return JSON.stringify(['gatehouse-audit-1', chain, seq, id, at, actor, action, eui, address, agent, detail])
}

export function sealOf(chain: string, previous: Uint8Array, record: AuditRecord): Buffer {
  return createHash('sha256').update(previous).update(canonicalText(chain, record)).digest()
}

/** The seals of entries that follow one another, the first of them onto `previous`. */
export function sealAll(chain: string, previous: Uint8Array, records: readonly AuditRecord[]): Buffer[] {
  let last = previous
  return records.map((record) => {
    const seal = sealOf(chain, last, record)
    last = seal
    return seal
  })
}

export const FAULT_KINDS = ['altered', 'missing', 'inserted', 'backdated', 'head', 'noted-head'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface ChainFault {
  readonly kind: FaultKind
  /** Place in the chain. */
  readonly seq: number
  /** Last place, where several in a row are missing. */
  readonly until: number | null
  readonly sentence: string
}

/** A transaction may write its entry long after it began; not this long. In milliseconds. */
const PATIENCE = 3_600_000
/** More faults than these tell nothing new. */
const MAX_FAULTS = 100

/** Walks a chain in its order. After a fault it goes on from the stored seal, so that each fault is told once. */
export class ChainCheck {
  readonly #chain: string
  readonly #noted: AuditHead | undefined
  readonly #faults: ChainFault[] = []
  #previous: Uint8Array | null = GENESIS
  #last = 0
  #latest = Number.NEGATIVE_INFINITY
  #checked = 0
  #found = 0

  constructor(chain: string, noted?: AuditHead) {
    this.#chain = chain
    this.#noted = noted
  }

  /** The next entry by `seq`. */
  take(record: SealedRecord): void {
    const { seq, seal } = record
    this.#checked += 1
    if (seq <= this.#last) {
      this.#tell('inserted', seq, null, `Place ${seq} is taken twice: an entry was inserted.`)
      return
    }
    if (seq > this.#last + 1) this.#tellMissing(this.#last + 1, seq - 1)
    // After a gap the seal before is unknown: the entry can be told apart from nothing.
    const expected = seq === this.#last + 1 && this.#previous ? sealOf(this.#chain, this.#previous, record) : null
    if (!seal || (expected && !expected.equals(seal)))
      this.#tell(
        'altered',
        seq,
        null,
        `Entry ${seq} does not fit its seal: it was altered or moved, or the seal before it was.`,
      )
    this.#judgeTime(record)
    if (seq === this.#noted?.length && seal && Buffer.from(seal).toString('hex') !== this.#noted.seal)
      this.#tell('noted-head', seq, null, `The seal of entry ${seq} is not the one that was noted.`)
    this.#last = seq
    this.#previous = seal
  }

  /** After the last entry. `head`: as the database keeps it. */
  end(head: AuditHead | undefined): { readonly checked: number; readonly faults: readonly ChainFault[] } {
    const length = head?.length ?? 0
    if (length > this.#last) this.#tellMissing(this.#last + 1, length)
    else if (length < this.#last)
      this.#tell('head', length, null, `The chain was kept with ${length} entries, and has ${this.#last}.`)
    else if (head && this.#previous && Buffer.from(this.#previous).toString('hex') !== head.seal)
      this.#tell('head', length, null, 'The kept head is not the seal of the last entry.')
    if (this.#noted && this.#noted.length > this.#last)
      this.#tell(
        'noted-head',
        this.#noted.length,
        null,
        `${this.#noted.length} entries were noted and ${this.#last} are there: the end was cut off.`,
      )
    return { checked: this.#checked, faults: this.#faults }
  }

  #judgeTime({ seq, at }: SealedRecord): void {
    const time = Date.parse(at)
    if (time < this.#latest - PATIENCE)
      this.#tell('backdated', seq, null, `Entry ${seq} says a time long before the entries it was written after.`)
    this.#latest = Math.max(this.#latest, time)
  }

  #tellMissing(from: number, to: number): void {
    const what = from === to ? `Entry ${from} is missing.` : `Entries ${from} to ${to} are missing.`
    this.#tell('missing', from, to, what)
  }

  #tell(kind: FaultKind, seq: number, until: number | null, sentence: string): void {
    this.#found += 1
    if (this.#found <= MAX_FAULTS) this.#faults.push({ kind, seq, until, sentence })
  }
}
