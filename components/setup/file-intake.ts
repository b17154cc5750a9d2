/** What was dropped on the form of one gateway: read, taken apart, recognised by the server, and put into its place. */
import type { Category, CredentialField } from '#lib/client/contracts.ts'
import type { ItemDraft } from '#lib/client/setup-draft.ts'
import type { Found } from '#lib/client/setup-files/collect-files.ts'
import { readApart } from '#lib/client/setup-files/read-apart.ts'
import type { ReadOptions } from '#lib/client/setup-files/read-progress.ts'
import { formatEui64, parseEui } from '#lib/domain/identifiers.ts'
import type { PlacedPart } from '#lib/domain/setup-files/sort-files.ts'
import { recognise } from './recognise-files.ts'

export interface IntakeItem {
  readonly category: Category
  readonly field: CredentialField
  readonly item: ItemDraft
}

export interface IntakeQuestion {
  readonly id: string
  readonly category: Category
  readonly field: CredentialField
  readonly candidates: readonly Extract<ItemDraft, { mode: 'set' }>[]
}

export interface Intake {
  readonly uris: readonly { readonly category: Category; readonly uri: string }[]
  readonly items: readonly IntakeItem[]
  readonly questions: readonly IntakeQuestion[]
  /** Sentences about files that cannot be used. */
  readonly refused: readonly string[]
  /** Files of other gateways: how many gateways there are, and one of them. */
  readonly others: { readonly gateways: number; readonly example: string } | null
}

/** Files that one request may hold. */
const CHUNK = 100

/** `gateway`: ID6. `category`: of files that name no server. */
export async function intakeFiles(
  owner: string,
  found: Found,
  category: Category,
  gateway: string,
  options: ReadOptions,
): Promise<Intake> {
  const own = parseEui(gateway)
  const read = await readApart(found, category, options)
  const all = [...read.parts, ...read.questions.flatMap(({ candidates }) => candidates)]
  const mine = all.filter(({ eui }) => eui === null || (own.ok && eui === own.value))
  const strangers = new Set(all.flatMap(({ eui }) => (eui !== null && !(own.ok && eui === own.value) ? [eui] : [])))
  const [example] = strangers
  const placed = new Map<string, IntakeQuestion>()
  const refused = read.refused.map(({ path, reason }) => `${path}: ${reason}`)
  for (const side of ['tc', 'cups'] as const) {
    const parts = mine.filter((part) => part.category === side && part.field !== 'uri')
    for (let at = 0; at < parts.length; at += CHUNK) {
      const contents = parts.slice(at, at + CHUNK).map(({ source, bytes }) => ({ name: source, bytes }))
      const { items, refused: more } = await recognise(owner, contents)
      options.signal?.throwIfAborted()
      refused.push(...more)
      for (const { field, item } of items) if (item.mode === 'set') place(placed, side, field, item)
    }
  }
  const settled = [...placed.values()]
  return {
    uris: urisOf(mine),
    items: settled.flatMap(({ category: side, field, candidates }) =>
      candidates.length === 1 && candidates[0] ? [{ category: side, field, item: candidates[0] }] : [],
    ),
    questions: settled.filter(({ candidates }) => candidates.length > 1),
    refused,
    others: example ? { gateways: strangers.size, example: formatEui64(example) } : null,
  }
}

function place(
  placed: Map<string, IntakeQuestion>,
  category: Category,
  field: CredentialField,
  item: Extract<ItemDraft, { mode: 'set' }>,
): void {
  const id = `${category} ${field}`
  const candidates = placed.get(id)?.candidates ?? []
  if (candidates.some(({ base64 }) => base64 === item.base64)) return
  placed.set(id, { id, category, field, candidates: [...candidates, item] })
}

function urisOf(parts: readonly PlacedPart[]): Intake['uris'] {
  return parts.flatMap(({ category, field, bytes }) =>
    field === 'uri' ? [{ category, uri: new TextDecoder().decode(bytes).trim() }] : [],
  )
}
