/** Many gateways in one form: which they are, what each one gets of its own, and what became of it. Pure. */
import { type Eui, formatEui64, parseEui } from '#lib/domain/identifiers.ts'
import type { PartField } from '#lib/domain/setup-files/sniff-credential.ts'
import type { PlacedPart } from '#lib/domain/setup-files/sort-files.ts'
import { bytesToBase64 } from './base64.ts'
import type { Category, SetupBody } from './contracts.ts'
import { gatewaysNamed } from './handed-selection.ts'
import type { RolloutTargetBody } from './rollout-contracts.ts'
import { ALSO_FILTERS, alsoBody } from './rollout-draft.ts'
import type { Doubt, SetupLook, SetupRequest, SetupResult, TargetGateway, Undo, UndoResult } from './setup-api.ts'
import { apiName, givenBody, isPlain, type TargetDraft } from './setup-draft.ts'

/** What one gateway gets of its own, per server and field. */
export type OwnFiles = Readonly<Record<Category, Readonly<Partial<Record<PartField, PlacedPart>>>>>

/** By EUI. */
export type AllOwnFiles = ReadonlyMap<Eui, OwnFiles>

export type CommonDrafts = Readonly<Record<Category, TargetDraft>>

const NO_FILES: OwnFiles = { tc: {}, cups: {} }
const CATEGORIES: readonly Category[] = ['tc', 'cups']

/** What a link to the form says: `gateways`, a selection that was handed over, or a filter of the list of gateways; nothing: all. */
export function targetFrom(search: URLSearchParams): RolloutTargetBody {
  const gateways = gatewaysNamed(search)
  if (gateways) return { by: 'gateways', gateways }
  // Every filter of the list: one that were left out would set up gateways that nobody chose.
  const given = (['q', 'state', 'tag', 'site', ...ALSO_FILTERS] as const).flatMap((name) => {
    const value = search.get(name)?.trim()
    return value ? [[name, value] as const] : []
  })
  return { by: 'filter', ...alsoBody(Object.fromEntries(given)) } as RolloutTargetBody
}

/** Puts dropped parts to those that were there; the later one counts. */
export function withParts(own: AllOwnFiles, parts: readonly PlacedPart[]): AllOwnFiles {
  const next = new Map(own)
  for (const part of parts) {
    if (part.eui === null) continue
    const files = next.get(part.eui) ?? NO_FILES
    next.set(part.eui, { ...files, [part.category]: { ...files[part.category], [part.field]: part } })
  }
  return next
}

/** Values for all. A token takes the place of a certificate, wherever one is stored. */
export function commonBody(drafts: CommonDrafts): SetupBody {
  const body: Record<string, string> = {}
  for (const category of CATEGORIES) {
    const draft = drafts[category]
    Object.assign(body, givenBody(category, draft))
    const token = draft.key.mode === 'set' && draft.key.kind === 'token' && !isPlain(draft.uri)
    if (token && draft.crt.mode !== 'set') body[apiName(category, 'crt')] = ''
  }
  return body
}

/** What one gateway gets beside the common values. */
export function ownBody(files: OwnFiles | undefined): SetupBody {
  const body: Record<string, string> = {}
  for (const category of CATEGORIES) {
    const own = files?.[category] ?? {}
    const text = own.uri && new TextDecoder().decode(own.uri.bytes).trim()
    if (text) body[apiName(category, 'uri')] = text
    for (const field of ['trust', 'crt', 'key'] as const) {
      const part = own[field]
      if (part) body[apiName(category, field)] = bytesToBase64(part.bytes)
    }
    if (own.key?.token && !own.crt) body[apiName(category, 'crt')] = ''
  }
  return body
}

export const entryOf = (gateway: TargetGateway, own: AllOwnFiles): SetupRequest => ({
  gateway: gateway.gateway,
  revision: gateway.revision,
  ...ownBody(own.get(euiOf(gateway))),
})

/** `gateway` is ID6 as the API prints it. */
export function euiOf({ gateway }: Pick<TargetGateway, 'gateway'>): Eui {
  const parsed = parseEui(gateway)
  if (!parsed.ok) throw new TypeError(`the API named a gateway ${gateway}`)
  return parsed.value
}

export type Verdict = 'left' | 'waiting' | 'faulty' | 'stale' | 'doubtful' | 'changes' | 'unchanged'

export function verdictOf(look: SetupLook | undefined, left: boolean): Verdict {
  if (left) return 'left'
  if (!look) return 'waiting'
  if (look.error) return 'faulty'
  const keeps = (look.lns?.change ?? 'keep') === 'keep' && (look.cups?.change ?? 'keep') === 'keep'
  if (keeps) return 'unchanged'
  if (look.code === 'stale') return 'stale'
  return look.doubts?.length ? 'doubtful' : 'changes'
}

/** Each doubt once, with how many gateways it is about. */
export function gatherDoubts(
  looks: readonly Pick<SetupLook, 'doubts'>[],
): { code: Doubt['code']; detail: string; count: number }[] {
  const gathered = new Map<string, { code: Doubt['code']; detail: string; count: number }>()
  for (const { doubts = [] } of looks)
    for (const { code, detail } of doubts) {
      // Sentences that name one gateway are one doubt all the same.
      const id = code === 'other-gateway' ? code : `${code} ${detail}`
      const before = gathered.get(id)
      gathered.set(id, { code, detail: before?.detail ?? detail, count: (before?.count ?? 0) + 1 })
    }
  return [...gathered.values()]
}

/** Of a gateway whose slice was not answered. */
export interface Unanswered {
  readonly gateway: string
  readonly error: string
  readonly code?: 'unsent'
}

export type Outcome = SetupResult | Unanswered
export type UndoneOutcome = UndoResult | Unanswered

/** Those that an undo can be sent for: something was changed, and the answer with what was there before arrived. */
export function undoable(outcomes: ReadonlyMap<string, Outcome>): ReadonlyMap<string, Undo> {
  const found = [...outcomes].flatMap(([gateway, outcome]) =>
    'undo' in outcome && outcome.undo ? [[gateway, outcome.undo] as const] : [],
  )
  return new Map(found)
}

const remarkOf = (outcome: Outcome | UndoneOutcome): string =>
  outcome.error ??
  [('detail' in outcome && outcome.detail) || '', ('warning' in outcome && outcome.warning) || '']
    .filter(Boolean)
    .join(' ')

/** A list of results for `writeCsv`; `wordOf` says in a word what became of one. */
export function outcomeRows<T extends Outcome | UndoneOutcome>(
  gateways: readonly TargetGateway[],
  outcomes: ReadonlyMap<string, T>,
  wordOf: (outcome: T) => string,
): string[][] {
  const rows = gateways.flatMap((gateway) => {
    const outcome = outcomes.get(gateway.gateway)
    return outcome ? [[formatEui64(euiOf(gateway)), gateway.name, wordOf(outcome), remarkOf(outcome)]] : []
  })
  return [['eui', 'name', 'result', 'detail'], ...rows]
}

/** In slices of one size. */
export const slices = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size))
