/** The space of all JoinEUIs, cut into intervals by who answers for them: data for a map. */
import { type Eui, euiFromBigInt } from '../identifiers.ts'
import { byPrefix, type Route } from './check-prefixes.ts'
import { formatPrefix, type JoinEuiPrefix, rangeOf } from './prefix.ts'

export interface Segment {
  /** First and last JoinEUI, both included. Together the segments cover all 2^64 without a gap. */
  readonly from: Eui
  readonly to: Eui
  /** The prefix that wins here; null where none matches. */
  readonly prefix: JoinEuiPrefix | null
  /** Join servers (their js.yml) that it leads to. */
  readonly files: readonly string[]
  /** How many prefixes lie around this one. */
  readonly depth: number
}

interface Range {
  readonly prefix: JoinEuiPrefix
  readonly from: bigint
  readonly to: bigint
  readonly files: readonly string[]
}

const LAST = 0xffff_ffff_ffff_ffffn

/** Prefixes lie inside each other or apart, never across: one sweep with a stack finds who wins where. */
export function prefixMap(routes: readonly Route[]): Segment[] {
  const ranges = [...byPrefix(routes).values()]
    .flatMap((group): Range[] => {
      const [first] = group
      return first
        ? [{ prefix: first.prefix, ...rangeOf(first.prefix), files: [...new Set(group.map(({ file }) => file))] }]
        : []
    })
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.prefix.length - b.prefix.length))
  const segments: Segment[] = []
  const open: Range[] = []
  let next = 0n
  const emit = (to: bigint) => {
    if (next > to) return
    const top = open.at(-1)
    segments.push({
      from: euiFromBigInt(next),
      to: euiFromBigInt(to),
      prefix: top?.prefix ?? null,
      files: top?.files ?? [],
      depth: Math.max(0, open.length - 1),
    })
    next = to + 1n
  }
  const closeBefore = (from: bigint) => {
    for (let top = open.at(-1); top && top.to < from; top = open.at(-1)) {
      emit(top.to)
      open.pop()
    }
  }
  for (const range of ranges) {
    closeBefore(range.from)
    emit(range.from - 1n)
    open.push(range)
  }
  closeBefore(LAST + 1n)
  emit(LAST)
  return segments
}

/** For people: `70B3D57ED0001000/52`, or “no prefix”. */
export const segmentName = ({ prefix }: Segment): string => (prefix ? formatPrefix(prefix) : 'no prefix')
