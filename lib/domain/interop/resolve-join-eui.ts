/** Which join server is asked for a JoinEUI, and why: the longest prefix wins (interop.md, “Match”). */
import type { Eui } from '../identifiers.ts'
import type { Route } from './check-prefixes.ts'
import { formatPrefix, matches } from './prefix.ts'

export interface Resolution {
  readonly joinEui: Eui
  /** The routes that are asked: none where nothing matches, several in a race. */
  readonly winners: readonly Route[]
  /** Several winners below /64: which one is asked is chance. An error of the configuration. */
  readonly ambiguous: boolean
  /** The other routes that match, longest first. */
  readonly beaten: readonly Route[]
  /** One sentence: “/52 beats /40”. */
  readonly reason: string
}

/** `routes` of one component (`routesOf`). */
export function resolveJoinEui(routes: readonly Route[], joinEui: Eui): Resolution {
  const matching = routes
    .filter(({ prefix }) => matches(prefix, joinEui))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
  const longest = matching[0]?.prefix.length
  const winners = matching.filter(({ prefix }) => prefix.length === longest)
  const beaten = matching.slice(winners.length)
  const files = [...new Set(winners.map(({ file }) => file))]
  return {
    joinEui,
    winners,
    ambiguous: longest !== undefined && longest < 64 && winners.length > 1,
    beaten,
    reason: reasonOf(joinEui, winners, beaten, files),
  }
}

function reasonOf(joinEui: Eui, winners: readonly Route[], beaten: readonly Route[], files: readonly string[]): string {
  const [winner] = winners
  const shown = joinEui.toUpperCase()
  if (!winner)
    return `No prefix matches ${shown}: the join fails as “not registered”. Add a prefix, such as ${shown}/64.`
  const { length } = winner.prefix
  const lengths = [...new Set(beaten.map(({ prefix }) => `/${prefix.length}`))]
  const beats = lengths.length > 0 ? `: /${length} beats ${listOf(lengths)}` : ''
  if (winners.length === 1)
    return lengths.length > 0
      ? `${formatPrefix(winner.prefix)} of ${winner.file} is the longest prefix that matches${beats}.`
      : `${formatPrefix(winner.prefix)} of ${winner.file} is the only prefix that matches.`
  if (length < 64)
    return `${formatPrefix(winner.prefix)} stands ${winners.length} times (${files.join(', ')}), and it is chance which one is asked. Remove all but one.`
  return `${formatPrefix(winner.prefix)} stands ${winners.length} times: ${files.join(' and ')} are asked at once, and the first that succeeds wins${beats}.`
}

const listOf = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
