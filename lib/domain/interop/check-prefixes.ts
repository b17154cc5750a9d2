/** What only shows when all join servers are seen together: prefixes that occur twice, races, prefixes inside others. */
import type { FieldFinding } from './finding.ts'
import { COMPONENTS, type Component, type Configuration } from './model.ts'
import { contains, formatPrefix, type JoinEuiPrefix } from './prefix.ts'

/** One prefix with where it leads. */
export interface Route {
  /** The js.yml of the join server. */
  readonly file: string
  readonly entry: number
  /** Place in `join-euis` of the entry. */
  readonly index: number
  readonly prefix: JoinEuiPrefix
  readonly components: readonly Component[]
}

export interface ServerFinding extends FieldFinding {
  readonly file: string
}

export interface Overlap {
  readonly inner: Route
  /** The next larger prefix around it. */
  readonly outer: Route
}

/** Every prefix, in the order of the configuration; of one component, or of any. */
export function routesOf(configuration: Configuration<unknown, unknown>, component?: Component): Route[] {
  return configuration.servers.flatMap(({ file, entries }) =>
    entries.flatMap((entry, at) => {
      const components = COMPONENTS.filter((name) => entry.components.length === 0 || entry.components.includes(name))
      if (component ? !components.includes(component) : components.length === 0) return []
      return entry.joinEuis.map((prefix, index): Route => ({ file, entry: at, index, prefix, components }))
    }),
  )
}

/** Equal prefixes below /64 are errors, since it is chance which one wins; equal /64 are raced. */
export function checkPrefixes(configuration: Configuration<unknown, unknown>): ServerFinding[] {
  const findings: ServerFinding[] = []
  for (const [normal, routes] of byPrefix(routesOf(configuration))) {
    routes.forEach((route, at) => {
      const earlier = routes
        .slice(0, at)
        .find((other) => other.components.some((name) => route.components.includes(name)))
      if (!earlier) return
      const field = `entries.${route.entry}.join-euis.${route.index}`
      const where = earlier.file === route.file ? 'another entry of the same join server' : earlier.file
      if (route.prefix.length < 64)
        findings.push({
          severity: 'error',
          code: 'duplicate-prefix',
          file: route.file,
          field,
          message: `${normal} leads to ${where} as well, and it is chance which one is asked. Remove one of the two, or make one longer.`,
        })
      else
        findings.push({
          severity: 'warning',
          code: 'race',
          file: route.file,
          field,
          message:
            earlier.file === route.file
              ? `${normal} stands in ${where}, so it is asked twice for each join. Remove one.`
              : `${normal} leads to ${where} as well: both are asked for each join, and the first that succeeds wins.`,
        })
    })
  }
  return findings
}

/** Prefixes of one join server inside a prefix of another: wanted as exceptions, and worth seeing. */
export function overlapsOf(routes: readonly Route[]): Overlap[] {
  const byLength = routes.toSorted((a, b) => a.prefix.length - b.prefix.length)
  const known = new Map<string, Route>()
  const overlaps: Overlap[] = []
  for (const inner of byLength) {
    for (let length = inner.prefix.length - 1; length >= 0; length--) {
      const outer = known.get(keyOf(inner.prefix, length))
      if (!outer || !contains(outer.prefix, inner.prefix)) continue
      if (outer.file !== inner.file) overlaps.push({ inner, outer })
      break
    }
    const key = keyOf(inner.prefix, inner.prefix.length)
    if (!known.has(key)) known.set(key, inner)
  }
  return overlaps
}

/** Routes by normal form of their prefix. */
export function byPrefix(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of routes) {
    const key = formatPrefix(route.prefix)
    const group = groups.get(key)
    if (group) group.push(route)
    else groups.set(key, [route])
  }
  return groups
}

/** The first `length` bits of a prefix, as text. */
const keyOf = ({ eui }: JoinEuiPrefix, length: number): string =>
  `${length}:${length === 0 ? 0n : BigInt(`0x${eui}`) >> BigInt(64 - length)}`
