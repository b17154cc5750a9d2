/**
 * For which gateway and which server a file is, by its path: `<EUI>.crt`, `b8-27-eb-ff-fe-a6-7a-72/tc.key`,
 * `eui-b827ebfffea67a72/cups.trust`. Any notation of an identifier, in a file name or a folder.
 */
import type { Category } from '../credential-set.ts'
import { type Eui, parseEui } from '../identifiers.ts'

export interface FilePlace {
  readonly eui: Eui | null
  /** Null: the path does not tell. */
  readonly category: Category | null
  /** What the ending says. */
  readonly ending: 'trust' | 'crt' | 'key' | 'uri' | null
  /** Of Station's own backups (`cups-bak.key`): never set. */
  readonly backup: boolean
}

const ENDINGS: Readonly<Record<string, FilePlace['ending']>> = {
  trust: 'trust',
  ca: 'trust',
  crt: 'crt',
  cert: 'crt',
  cer: 'crt',
  key: 'key',
  token: 'key',
  uri: 'uri',
}
/** 16 hex digits, eight pairs, or four groups of four that stand alone in a name. */
const LONG =
  /(?<![0-9a-z])(?:[0-9a-f]{16}|[0-9a-f]{4}(?:[-_][0-9a-f]{4}){3}|[0-9a-f]{2}(?:([-:_ ])[0-9a-f]{2})(?:\1[0-9a-f]{2}){6})(?![0-9a-z])/gi
const SERVERS: readonly (readonly [RegExp, Category])[] = [
  [/(?:^|[^a-z])cups(?:[^a-z]|$)/i, 'cups'],
  [/(?:^|[^a-z])(?:tc|lns)(?:[^a-z]|$)/i, 'tc'],
]

export function placeOfFile(path: string): FilePlace {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const name = parts.at(-1) ?? ''
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const stem = ending in ENDINGS || /^(?:pem|der|txt|csv|zip)$/.test(ending) ? name.slice(0, -ending.length - 1) : name
  const backup = /(?:^|[^a-z])(?:cups|tc)-(?:bak|boot|done)/i.test(name) || /-bak\.done$/i.test(name)
  // From the file outwards: the nearest identifier counts.
  const names = [stem, ...parts.slice(0, -1).reverse()]
  const eui = names.map(euiIn).find((one) => one !== null) ?? null
  const category = [stem, ...parts.slice(0, -1).reverse()].map(categoryIn).find((one) => one !== null) ?? null
  return { eui, category, ending: ENDINGS[ending] ?? null, backup }
}

function euiIn(name: string): Eui | null {
  const bare = name.replace(/^(?:eui|gateway|gw|station)[-_ ]/i, '')
  const found = new Set<Eui>()
  for (const [match] of bare.matchAll(LONG)) {
    const parsed = parseEui(match.replace(/[^0-9a-f]/gi, ''))
    if (parsed.ok) found.add(parsed.value)
  }
  if (found.size === 1) return [...found][0] ?? null
  if (found.size > 1) return null
  // MAC and ID6 only where they are the whole name: a part of one could be anything.
  if (/^[0-9a-f]{12}$|^[0-9a-f]{2}(?:[-:_][0-9a-f]{2}){5}$|^[0-9a-f:]*:[0-9a-f:]*$/i.test(bare)) {
    const parsed = parseEui(bare.replace(/_/g, '-'))
    return parsed.ok ? parsed.value : null
  }
  return null
}

const categoryIn = (name: string): Category | null => SERVERS.find(([pattern]) => pattern.test(name))?.[1] ?? null
