/**
 * What happened to one gateway, newest first, in the reader's words. Rows come from several tables
 * (lib/db/timeline.ts); what they mean is said here.
 */
import { formatCrc } from '../crc-text.ts'
import type { ReportedState } from '../cups-request.ts'
import { formatLocation } from '../fleet/location.ts'
import type { TimelineKind } from './timeline-kinds.ts'

/** A row of one source; `source` says how `data` reads. */
export interface TimelineRow {
  readonly at: Date
  /** Unique among the rows of a gateway; orders rows of the same moment. */
  readonly key: string
  readonly kind: TimelineKind
  readonly source: 'audit' | 'check-in' | 'quiet' | 'set' | 'event' | 'rollout' | 'certificate' | 'silence'
  /** Action, mark, event or state. */
  readonly what: string
  readonly data: Readonly<Record<string, unknown>>
  /** `user:<uuid>`, `token:<uuid>`, `rollout:<uuid>`, `cli`, `system`; null: the gateway itself. */
  readonly actor: string | null
  readonly actorName: string | null
}

export interface TimelineItem {
  readonly id: string
  readonly kind: TimelineKind
  readonly at: Date
  /** Where an entry stands for a span: when it began. */
  readonly since: Date | null
  readonly title: string
  /** One sentence or none. */
  readonly detail: string
  readonly actor: string | null
  readonly actorName: string | null
  /** Check-ins that the entry stands for; null: it is none. */
  readonly times: number | null
  /** What it can be opened as. */
  readonly link: { readonly to: 'check-in' | 'version' | 'rollout' | 'firmware'; readonly id: string } | null
}

/** Says what rows mean and folds runs of check-ins without news that follow one another. */
export function readTimeline(rows: readonly TimelineRow[]): TimelineItem[] {
  const items: TimelineItem[] = []
  for (const row of rows) {
    const item = readRow(row)
    const newer = items.at(-1)
    const folds = row.source === 'quiet' && newer?.id.startsWith('quiet:') === true && newer.detail === item.detail
    if (!folds) {
      items.push(item)
      continue
    }
    const times = (newer.times ?? 0) + (item.times ?? 0)
    items[items.length - 1] = { ...newer, since: item.since, times, title: quietTitle(times, item.detail) }
  }
  return items
}

function readRow(row: TimelineRow): TimelineItem {
  const base = {
    id: row.key,
    kind: row.kind,
    at: row.at,
    since: null,
    detail: '',
    actor: row.actor,
    actorName: row.actorName,
    times: null,
    link: null,
  }
  switch (row.source) {
    case 'audit':
      return { ...base, ...readAudit(row) }
    case 'check-in':
      return { ...base, ...readCheckIn(row), times: 1, link: { to: 'check-in', id: text(row.data.id) } }
    case 'quiet': {
      const times = number(row.data.times)
      const detail = row.data.kind === 'update' ? 'The same update was offered each time.' : ''
      return {
        ...base,
        title: quietTitle(times, detail),
        detail,
        times,
        since: new Date(text(row.data.since)),
        link: { to: 'check-in', id: text(row.data.id) },
      }
    }
    case 'set':
      return {
        ...base,
        ...readSet(row),
        link: { to: 'version', id: `${text(row.data.category)}:${number(row.data.version)}` },
      }
    case 'event':
      return { ...base, ...readEvent(row) }
    case 'rollout':
      return { ...base, ...readRollout(row), link: { to: 'rollout', id: text(row.data.id) } }
    case 'certificate':
      return { ...base, ...readCertificate(row) }
    case 'silence':
      return row.what === 'back'
        ? { ...base, title: 'Back after silence' }
        : { ...base, title: 'Fell silent', detail: 'It missed the check-in that was expected.' }
  }
}

const quietTitle = (times: number, detail: string): string => {
  const many = times === 1 ? '1 check-in' : `${grouped(times)} check-ins`
  return detail === '' ? `${many}, nothing changed` : `${many}, nothing applied`
}

/** 12 480, with a thin space. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009')

interface Words {
  readonly title: string
  readonly detail?: string
  readonly link?: TimelineItem['link']
}

const AUDIT_TITLES: Readonly<Record<string, string>> = {
  'gateway.claim': 'Claimed with its PIN',
  'gateway.add': 'Added with its token',
  'gateway.token': 'Added with a new token',
  'gateway.delete': 'Deleted from Gatehouse',
  'gateway.simulate': 'Made as a simulated gateway',
  'gateway.change': 'Labels changed',
  'gateway.rename': 'Name changed',
  'firmware.schedule': 'Firmware scheduled',
  'firmware.rearm': 'Firmware scheduled once more',
  'firmware.cancel': 'Firmware cancelled',
  'client-certificate.revoke': 'Client certificate revoked',
  'transfer.offer': 'Offered to another owner',
  'transfer.accept': 'Came by a transfer',
  'transfer.decline': 'Offer declined',
  'transfer.withdraw': 'Offer withdrawn',
  'transfer.expire': 'Time of the offer over',
  'gateway.bootstrap-rearm': 'Bootstrap token re-armed',
  'gateway.bootstrap-revoke': 'Revoked what the former owner knows',
}

function readAudit({ what, data, kind }: TimelineRow): Words {
  if (what !== 'gateway.setup') {
    const crc = what.startsWith('firmware.') && typeof data.fwcrc === 'number' ? `Image ${formatCrc(data.fwcrc)}.` : ''
    return { title: AUDIT_TITLES[what] ?? actionWords(what), detail: what.startsWith('firmware.') ? crc : labels(data) }
  }
  const changes = [change('LNS', data.lns), change('CUPS', data.cups), firmwareChange(data.firmware)].filter(Boolean)
  if (kind === 'return') {
    const returned = Object.entries(record(data.returned)).map(([category, version]) =>
      version === null
        ? `${sideOf(category)} is not managed any more`
        : `${sideOf(category)} back to version ${version}`,
    )
    const title = data.undo === true ? 'Setup undone' : 'Returned to an earlier version'
    return { title, detail: sentence(returned.join(', ')) }
  }
  return { title: 'Was set up', detail: changes.join(' '), link: versionOf(data) }
}

/** The version that a setup made, of the LNS where it made two. */
function versionOf(data: Readonly<Record<string, unknown>>): TimelineItem['link'] {
  const [side, version] = (['tc', 'cups'] as const)
    .map((category) => [category, record(record(data[category === 'tc' ? 'lns' : 'cups']).after).version] as const)
    .find(([, made]) => typeof made === 'number') ?? ['', undefined]
  return version === undefined ? null : { to: 'version', id: `${side}:${String(version)}` }
}

/** `gateway.transfer-offer` → `Transfer offer`: for what has no words of its own here. */
function actionWords(action: string): string {
  const words = action.replace(/^[a-z]+\./, '').replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Whole templates, so that what somebody typed is never taken for words of ours. */
const LABELS = {
  name: {
    set: (is: string) => `name “${is}”`,
    changed: (is: string, was: string) => `name “${is}”, before “${was}”`,
    cleared: (was: string) => `no name, before “${was}”`,
  },
  tags: {
    set: (is: string) => `tags “${is}”`,
    changed: (is: string, was: string) => `tags “${is}”, before “${was}”`,
    cleared: (was: string) => `no tags, before “${was}”`,
  },
  site: {
    set: (is: string) => `site “${is}”`,
    changed: (is: string, was: string) => `site “${is}”, before “${was}”`,
    cleared: (was: string) => `no site, before “${was}”`,
  },
  location: {
    set: (is: string) => `location ${is}`,
    changed: (is: string, was: string) => `location ${is}, before ${was}`,
    cleared: (was: string) => `no location, before ${was}`,
  },
} as const

/** What the labels became, with what they were; entries of earlier versions and of claims do not say the latter. */
function labels(data: Readonly<Record<string, unknown>>): string {
  const [was, is] = 'after' in data ? [record(data.before), record(data.after)] : [{}, data]
  const said = (['name', 'tags', 'site', 'location'] as const).flatMap((name) => {
    const [now, before] = [labelValue(name, is), labelValue(name, was)]
    if (now && before) return [LABELS[name].changed(now, before)]
    if (now) return [LABELS[name].set(now)]
    return now === '' && before ? [LABELS[name].cleared(before)] : []
  })
  return sentence(said.join('; '))
}

/** Undefined: the entry says nothing of it; empty: none. */
function labelValue(name: keyof typeof LABELS, labels: Readonly<Record<string, unknown>>): string | undefined {
  if (name === 'location') return locationValue(labels)
  const value = labels[name]
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' ? value : undefined
}

function locationValue({ latitude, longitude }: Readonly<Record<string, unknown>>): string | undefined {
  if (latitude === undefined && longitude === undefined) return undefined
  return typeof latitude === 'number' && typeof longitude === 'number' ? formatLocation({ latitude, longitude }) : ''
}

function change(side: string, value: unknown): string {
  const { before, after } = record(value)
  if (before === undefined && after === undefined) return ''
  if (after === null) return `${side} is not managed any more.`
  const [was, is] = [record(before).uri, record(after).uri]
  if (was === undefined) return `${side} ${text(is)}.`
  if (was === is) return `${side} credentials for ${text(is)}.`
  return side === 'LNS' ? `LNS ${text(is)}, before ${text(was)}.` : `CUPS ${text(is)}, before ${text(was)}.`
}

function firmwareChange(value: unknown): string {
  const { after } = record(value)
  if (after === null) return 'Firmware cancelled.'
  const crc = record(after).fwcrc
  return typeof crc === 'number' ? `Firmware ${formatCrc(crc)}.` : ''
}

const FIELDS: readonly (readonly [field: keyof ReportedState, said: (value: string) => string])[] = [
  ['tcUri', (value) => `LNS ${value}`],
  ['tcCredCrc', (value) => `LNS credentials ${value}`],
  ['cupsUri', (value) => `CUPS ${value}`],
  ['cupsCredCrc', (value) => `CUPS credentials ${value}`],
  ['package', (value) => `package ${value}`],
  ['station', (value) => `Station ${value}`],
  ['model', (value) => `model ${value}`],
  ['keys', (value) => `signing keys ${value}`],
]

/** What a report says that the one before did not. */
export function reportChanges(before: unknown, after: unknown): string[] {
  const [was, is] = [record(before), record(after)]
  return FIELDS.flatMap(([field, said]) =>
    JSON.stringify(was[field] ?? null) === JSON.stringify(is[field] ?? null) ? [] : [said(printed(field, is[field]))],
  )
}

function printed(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => formatCrc(number(one))).join(' ')
  return typeof value === 'number' && field.endsWith('Crc') ? formatCrc(value) : String(value)
}

function readCheckIn({ what, data }: TimelineRow): Words {
  const { before } = data
  if (what === 'own-fault')
    return { title: 'Fault on our side', detail: 'The gateway was told that nothing changes. It asks again.' }
  if (before === null || before === undefined)
    return { title: 'First check-in', detail: sentence(`From the address ${text(data.address)}`) }
  const changes = reportChanges(record(before).reported, data.reported)
  if (what === 'fell-back') {
    return {
      title: 'Fell back to an older credential',
      detail: sentence([`It came with ${credentialWords(text(data.credential))}`, ...changes].join('; ')),
    }
  }
  const news = [
    ...changes,
    ...(record(before).address === data.address ? [] : [`from ${text(data.address)}`]),
    ...(record(before).credential === data.credential ? [] : [`with ${credentialWords(text(data.credential))}`]),
  ]
  const title = changes.length > 0 ? 'Reports something new' : 'Checked in differently'
  return { title, detail: sentence(news.join('; ')) }
}

/** `bootstrap`, `certificate`, `cups:3` after “with”. */
export function credentialWords(credential: string): string {
  const version = /^cups:(\d+)$/.exec(credential)?.[1]
  if (version) return `CUPS credentials version ${version}`
  return credential === 'certificate' ? 'a certificate of your CA' : 'its first token'
}

function readSet({ what, data }: TimelineRow): Words {
  const [side, version] = [sideOf(text(data.category)), number(data.version)]
  const uri = sentence(text(data.uri))
  if (what === 'offered') return { title: `${side} version ${version} offered`, detail: uri }
  if (what === 'proven') return { title: `${side} version ${version} confirmed`, detail: uri }
  return {
    title: `${side} version ${version} does not work on the gateway`,
    detail: 'It holds the set and came with an older credential.',
  }
}

const EVENT_TITLES: Readonly<Record<string, string>> = {
  'firmware.offered': 'Firmware offered',
  'firmware.confirmed': 'Firmware confirmed',
  'firmware.failed': 'Firmware not taken',
  'gateway.trust_expiring': 'A certificate ends soon',
  'gateway.bootstrap_used': 'Fell back to its bootstrap token',
  'gateway.bootstrap_ended': 'Bootstrap token ended',
}

function readEvent({ what, data }: TimelineRow): Words {
  const crc = data.fwcrc
  const image = typeof crc === 'number' ? `Image ${formatCrc(crc)}.` : ''
  const reason = typeof data.reason === 'string' ? data.reason : ''
  const interrupted = what === 'firmware.failed' && /\bcut\b/.test(reason)
  return {
    title: interrupted ? 'Firmware interrupted' : (EVENT_TITLES[what] ?? what),
    detail: [image, reason].filter(Boolean).join(' '),
    ...(typeof crc === 'number' ? { link: { to: 'firmware', id: String(crc) } } : {}),
  }
}

const MEMBER_TITLES: Readonly<Record<string, string>> = {
  armed: 'Rollout reached the gateway',
  succeeded: 'Rollout succeeded here',
  failed: 'Rollout failed here',
  skipped: 'Rollout left the gateway alone',
  cancelled: 'Rollout was cancelled here',
  returned: 'Rollout taken back here',
  returning: 'Rollout is being taken back here',
}

function readRollout({ what, data }: TimelineRow): Words {
  const reason = text(data.reason)
  return { title: MEMBER_TITLES[what] ?? what, detail: [sentence(text(data.name)), reason].filter(Boolean).join(' ') }
}

function readCertificate({ what, data }: TimelineRow): Words {
  const title = what === 'system' ? 'Client certificate renewed' : 'Client certificate issued'
  return { title, detail: sentence(`${sideOf(text(data.category))}, good until ${text(data.notAfter).slice(0, 10)}`) }
}

const sideOf = (category: string): string => (category === 'tc' ? 'LNS' : 'CUPS')
const sentence = (words: string): string => (words === '' || words.endsWith('.') ? words : `${words}.`)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : Number(value ?? 0))
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
