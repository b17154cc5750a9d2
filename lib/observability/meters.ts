/**
 * What this process counts for those who watch it (docs/operations.md, docs/decisions/0129). A counter on the path of a
 * check-in costs one look-up in a Map. Kept on `globalThis`, since modules load twice between our server and Next's bundle.
 */

export interface Sample {
  /** Behind the family's name, e.g. `_bucket`. */
  readonly suffix?: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One metric, in the words of the Prometheus text format. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly Sample[]
}

interface Meter {
  readonly name: string
  read(): Family | Promise<Family>
}

export interface Counter extends Meter {
  /** A value for each label, in their order. */
  add(values?: readonly string[], by?: number): void
}

export interface Histogram extends Meter {
  observe(seconds: number): void
}

const NONE: readonly string[] = []

const KEY = Symbol.for('gatehouse.meters')
type Process = typeof globalThis & { [KEY]?: Map<string, Meter> }
const here = globalThis as Process
here[KEY] ??= new Map()
const meters = here[KEY]

/** The meter of that name: whoever asks first makes it. */
function meter<T extends Meter>(name: string, make: () => T): T {
  const known = meters.get(name) as T | undefined
  if (known) return known
  const made = make()
  meters.set(name, made)
  return made
}

/** Counts up; `name` ends in `_total`. Values of labels must be few: never an identifier or an address. */
export function counter(name: string, help: string, labels: readonly string[] = []): Counter {
  return meter(name, () => {
    const counts = new Map<string, number>(labels.length > 0 ? [] : [['', 0]])
    return {
      name,
      add: (values = NONE, by = 1) => {
        const key = values.join('\n')
        counts.set(key, (counts.get(key) ?? 0) + by)
      },
      read: () => {
        const samples = [...counts].map(([key, value]) => {
          const values = key.split('\n')
          return { labels: Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ''])), value }
        })
        return { name, help, type: 'counter', samples }
      },
    }
  })
}

/** Durations in seconds; `bounds` rise. */
export function histogram(name: string, help: string, bounds: readonly number[]): Histogram {
  return meter(name, () => {
    const counts = new Array<number>(bounds.length + 1).fill(0)
    let sum = 0
    return {
      name,
      observe: (seconds) => {
        const place = bounds.findIndex((bound) => seconds <= bound)
        const index = place < 0 ? bounds.length : place
        counts[index] = (counts[index] ?? 0) + 1
        sum += seconds
      },
      read: () => {
        let below = 0
        const buckets = counts.map((count, index) => {
          below += count
          return { suffix: '_bucket', labels: { le: String(bounds[index] ?? '+Inf') }, value: below }
        })
        const totals = [
          { suffix: '_sum', labels: {}, value: sum },
          { suffix: '_count', labels: {}, value: below },
        ]
        return { name, help, type: 'histogram', samples: [...buckets, ...totals] }
      },
    }
  })
}

/** Read when somebody asks. A later gauge of the same name takes the place of the earlier. */
export function gauge(name: string, help: string, read: () => readonly Sample[] | Promise<readonly Sample[]>): void {
  meters.set(name, { name, read: async () => ({ name, help, type: 'gauge', samples: await read() }) })
}

/** All meters of this process; one that cannot be read is left out. */
export async function readMeters(): Promise<Family[]> {
  const read = await Promise.allSettled([...meters.values()].map(async (one) => one.read()))
  return read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}
