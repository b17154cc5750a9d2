/** What a person is about to roll out: the form's text, and the body of the API that it becomes. */
import type { Eui } from '#lib/domain/identifiers.ts'
import { formatId6, parseEui } from '#lib/domain/identifiers.ts'
import {
  DEFAULT_COLLECT_HOURS,
  DEFAULT_FAILURE,
  DEFAULT_QUIET_MINUTES,
  DEFAULT_SHARES,
  DEFAULT_SUCCESS,
} from '#lib/domain/rollouts/rollout.ts'
import { gatewaysNamed } from './handed-selection.ts'
import type { CreateRolloutBody, RolloutChangeBody, RolloutTargetBody } from './rollout-contracts.ts'
import { givenBody, NO_SET, type TargetDraft } from './setup-draft.ts'

/** Filters of the list that the form has no field for: it shows them, and lets them go. */
export const ALSO_FILTERS = [
  'flavor',
  'model',
  'station',
  'package',
  'lns',
  'cups',
  'expires',
  'firmware',
  'update',
  'refused',
] as const
export type AlsoFilter = (typeof ALSO_FILTERS)[number]

export interface WindowDraft {
  /** ISO weekdays, 1 = Monday. */
  readonly days: readonly number[]
  readonly from: string
  readonly to: string
}

export interface RolloutDraft {
  readonly name: string
  readonly kind: 'firmware' | 'credentials'
  /** Decimal; empty: none chosen. */
  readonly fwcrc: string
  readonly allowUnsigned: boolean
  readonly lns: TargetDraft
  readonly cups: TargetDraft
  readonly by: RolloutTargetBody['by']
  readonly q: string
  readonly state: string
  readonly tag: string
  readonly site: string
  /** What else the list of gateways was filtered by: model, LNS host and the like. */
  readonly also: Readonly<Partial<Record<AlsoFilter, string>>>
  readonly tags: readonly string[]
  /** Identifiers between blanks, commas or line ends. */
  readonly list: string
  readonly waves: 'share' | 'tag'
  readonly shares: string
  readonly waveTags: readonly string[]
  readonly successShare: string
  readonly soakMinutes: string
  readonly failureShare: string
  readonly failureAtLeast: string
  /** Empty: no such limit. */
  readonly failureCount: string
  readonly maxInFlight: string
  readonly inWindows: boolean
  readonly zone: string
  readonly windows: readonly WindowDraft[]
  readonly models: string
  readonly packages: string
  readonly stations: string
  readonly waitForNeverSeen: boolean
  /** Empty: as the API chooses. */
  readonly proofMinutes: string
  readonly collectHours: string
  readonly quietMinutes: string
}

export const NIGHT: WindowDraft = { days: [1, 2, 3, 4, 5], from: '01:00', to: '05:00' }

export const emptyRollout = (zone: string): RolloutDraft => ({
  name: '',
  kind: 'firmware',
  fwcrc: '',
  allowUnsigned: false,
  lns: NO_SET,
  cups: NO_SET,
  by: 'filter',
  q: '',
  state: '',
  tag: '',
  site: '',
  also: {},
  tags: [],
  list: '',
  waves: 'share',
  shares: DEFAULT_SHARES.join(', '),
  waveTags: [],
  successShare: String(DEFAULT_SUCCESS.share),
  soakMinutes: String(DEFAULT_SUCCESS.soakMinutes),
  failureShare: String(DEFAULT_FAILURE.share),
  failureAtLeast: String(DEFAULT_FAILURE.atLeast),
  failureCount: '',
  maxInFlight: '',
  inWindows: false,
  zone,
  windows: [NIGHT],
  models: '',
  packages: '',
  stations: '',
  waitForNeverSeen: false,
  proofMinutes: '',
  collectHours: String(DEFAULT_COLLECT_HOURS),
  quietMinutes: String(DEFAULT_QUIET_MINUTES),
})

/** What a link to the form says: `image`, `gateways`, a selection that was handed over, or a filter of the list of gateways. */
export function rolloutFrom(search: URLSearchParams, zone: string): RolloutDraft {
  const draft = emptyRollout(zone)
  const text = (name: string) => search.get(name) ?? ''
  const image = /^\d{1,10}$/.test(text('image')) ? text('image') : ''
  const named = gatewaysNamed(search)
  return {
    ...draft,
    fwcrc: image,
    by: named ? 'gateways' : 'filter',
    list: named?.join('\n') ?? '',
    q: text('q'),
    state: text('state'),
    tag: text('tag'),
    site: text('site'),
    also: Object.fromEntries(ALSO_FILTERS.flatMap((name) => (text(name) ? [[name, text(name)]] : []))),
  }
}

/** Sentences by the field of the draft that they are about. */
export type RolloutFaults = { readonly [field in keyof RolloutDraft]?: string }

type Body = Omit<CreateRolloutBody, 'start'>

/** The body without its faults, or the faults. */
export function rolloutBody(draft: RolloutDraft): { readonly body?: Body; readonly faults: RolloutFaults } {
  const faults: Record<string, string> = {}
  const number = (field: keyof RolloutDraft, min: number, max: number, whole = true): number => {
    const text = String(draft[field]).trim()
    const value = text === '' ? Number.NaN : Number(text)
    if (!(value >= min && value <= max) || (whole && !Number.isInteger(value)))
      faults[field] = whole ? `Give a whole number from ${min} to ${max}.` : `Give a number from ${min} to ${max}.`
    return value
  }
  const optional = (field: keyof RolloutDraft, min: number, max: number): number | null =>
    String(draft[field]).trim() === '' ? null : number(field, min, max)
  const target = targetOf(draft, faults)
  const change = changeOf(draft, faults)
  const waves = wavesOf(draft, faults)
  if (draft.inWindows) checkWindows(draft, faults)
  // Left out, it is a share of those that take part.
  const maxInFlight = optional('maxInFlight', 1, 1_000_000)
  const proofMinutes = optional('proofMinutes', 2, 20_160)
  const plan = {
    waves,
    success: { share: number('successShare', 0, 100, false), soakMinutes: number('soakMinutes', 0, 43_200) },
    failure: {
      share: number('failureShare', 0, 100, false),
      atLeast: number('failureAtLeast', 1, 100_000),
      count: optional('failureCount', 0, 100_000),
    },
    ...(maxInFlight === null ? {} : { maxInFlight }),
    windows: draft.inWindows ? { zone: draft.zone.trim(), windows: draft.windows } : null,
    ...(proofMinutes === null ? {} : { proofMinutes }),
    collectHours: number('collectHours', 1, 2_160),
    quietMinutes: number('quietMinutes', 0, 1_380),
    eligibility: {
      models: listOf(draft.models),
      packages: listOf(draft.packages),
      stations: listOf(draft.stations),
      neverSeen: draft.waitForNeverSeen ? ('wait' as const) : ('skip' as const),
    },
  }
  if (!target || !change || Object.keys(faults).length > 0) return { faults }
  return { body: { name: draft.name.trim(), target, change, ...plan }, faults }
}

const listOf = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter(Boolean)

function targetOf(draft: RolloutDraft, faults: Record<string, string>): RolloutTargetBody | undefined {
  if (draft.by === 'tags') {
    if (draft.tags.length === 0) faults.tags = 'Choose a tag.'
    return { by: 'tags', tags: draft.tags }
  }
  if (draft.by === 'gateways') {
    const read = readList(draft.list)
    if (read.unknown.length > 0) {
      faults.list = `“${read.unknown[0]}” is no identifier of a gateway. Write EUI-64, MAC or ID6.`
    } else if (read.gateways.length === 0) faults.list = 'Name a gateway.'
    return { by: 'gateways', gateways: read.gateways.map(formatId6) }
  }
  const { q, state, tag, site, also } = draft
  const given = (name: string, value: string) => (value.trim() ? { [name]: value.trim() } : {})
  return {
    by: 'filter',
    ...given('q', q),
    ...given('state', state),
    ...given('tag', tag),
    ...given('site', site),
    ...alsoBody(also),
  } as RolloutTargetBody
}

/** As a body has them: in an address all of them are text. */
export const alsoBody = ({ firmware, refused, ...texts }: RolloutDraft['also']) => ({
  ...texts,
  ...(firmware ? { firmware: Number(firmware) } : {}),
  ...(refused ? { refused: true as const } : {}),
})

/** Identifiers of a pasted list, each once. */
export function readList(text: string): { gateways: Eui[]; unknown: string[] } {
  const gateways = new Set<Eui>()
  const unknown: string[] = []
  for (const word of text.split(/[\s,;]+/).filter(Boolean)) {
    const parsed = parseEui(word)
    if (parsed.ok) gateways.add(parsed.value)
    else unknown.push(word.slice(0, 40))
  }
  return { gateways: [...gateways], unknown }
}

function changeOf(draft: RolloutDraft, faults: Record<string, string>): RolloutChangeBody | undefined {
  if (draft.kind === 'firmware') {
    if (draft.fwcrc === '') {
      faults.fwcrc = 'Choose an image.'
      return undefined
    }
    return { kind: 'firmware', fwcrc: Number(draft.fwcrc), allowUnsigned: draft.allowUnsigned }
  }
  const fields = { ...givenBody('tc', draft.lns), ...givenBody('cups', draft.cups) }
  if (Object.keys(fields).length === 0) {
    faults.lns = 'Name what is to be changed: a URI, a CA or a key.'
    return undefined
  }
  return { kind: 'credentials', ...fields }
}

function wavesOf(draft: RolloutDraft, faults: Record<string, string>): NonNullable<CreateRolloutBody['waves']> {
  if (draft.waves === 'tag') {
    if (draft.waveTags.length === 0) faults.waveTags = 'Choose the tag of the first wave.'
    return { by: 'tag', tags: draft.waveTags }
  }
  const shares = listOf(draft.shares.replaceAll('%', '')).map(Number)
  if (shares.some((share) => !(share > 0 && share < 100))) faults.shares = 'Write percents between 0 and 100: 1, 10.'
  else if (shares.reduce((sum, share) => sum + share, 0) >= 100)
    faults.shares = 'The waves take 100 % or more. Leave something for the last one.'
  return { by: 'share', shares }
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

function checkWindows({ windows, zone }: RolloutDraft, faults: Record<string, string>): void {
  if (windows.length === 0) faults.windows = 'Add a window, or let it run at any time.'
  if (windows.some(({ days }) => days.length === 0)) faults.windows = 'Choose a weekday for each window.'
  if (windows.some(({ from, to }) => !CLOCK.test(from) || !CLOCK.test(to))) faults.windows = 'Write the time as HH:MM.'
  if (zone.trim() === '') faults.zone = 'Name a time zone, such as Europe/Zurich.'
}
