/** What an entry changed, on one line of the list. */
import { t } from '@lingui/core/macro'
import type { AuditEntry } from '#lib/client/contracts.ts'
import { changesOf, type Facts, isFacts, isPair, otherFactsOf } from '#lib/domain/audit/entry-changes.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { fieldText, valueText } from './field-words.ts'

/** Pieces that fit two lines of the list; all of it stands in the dialog. */
const MOST = 5

/** `LNS URI, LNS token · version 3 → 4`; empty where the action says it all. */
export function summaryOf({ action, aboutName, detail }: AuditEntry): string {
  const pieces =
    action === 'gateway.setup'
      ? setupPieces(detail)
      : [...(aboutName ? [aboutName] : []), ...subjectOf(detail), ...changePieces(detail), ...factPieces(detail)]
  return pieces.slice(0, MOST).join(' · ')
}

const SUBJECTS = ['name', 'email', 'file', 'path', 'flavor'] as const

/** By what people know it. */
function subjectOf(detail: Facts): string[] {
  const name = SUBJECTS.map((one) => detail[one]).find((value) => typeof value === 'string' && value !== '')
  return typeof name === 'string' ? [name] : []
}

const changePieces = (detail: Facts): string[] =>
  changesOf(detail).map(
    ({ name, before, after }) => `${fieldText(name)}: ${valueText(name, before)} → ${valueText(name, after)}`,
  )

/** Names for programs stay in the dialog: UUIDs, digests. */
const isOpaque = (value: unknown): boolean =>
  typeof value === 'string' && /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,})$/.test(value)

const saysNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0)

function factPieces(detail: Facts): string[] {
  const [subject] = subjectOf(detail)
  return otherFactsOf(detail)
    .filter(([, value]) => value !== subject && !isOpaque(value) && !saysNothing(value))
    .map(([name, value]) => (value === true ? fieldText(name) : `${fieldText(name)}: ${valueText(name, value)}`))
}

function setupPieces(detail: Facts): string[] {
  const firmware = detail.firmware
  const crc = isPair(firmware) && isFacts(firmware.after) ? firmware.after.fwcrc : undefined
  return [
    ...sidePieces('LNS', detail.lns),
    ...sidePieces('CUPS', detail.cups),
    ...(typeof crc === 'number' ? [t`firmware ${formatCrc(crc)}`] : []),
    ...(isPair(firmware) && !firmware.after ? [t`firmware cancelled`] : []),
    ...(isFacts(detail.returned) ? [t`back to an earlier version`] : []),
    ...(detail.withdrawn ? [t`taken back by the rollout`] : []),
  ]
}

function sidePieces(side: string, value: unknown): string[] {
  if (!isPair(value)) return []
  const [was, is] = [isFacts(value.before) ? value.before : {}, isFacts(value.after) ? value.after : undefined]
  if (!is) return [t`${side} not managed any more`]
  const parts = partsOf(value, was, is).map((part) => partText(side, part, was, is))
  const what = parts.length > 0 ? [parts.join(', ')] : []
  if (typeof is.version !== 'number') return what
  const version = typeof was.version === 'number' ? t`version ${was.version} → ${is.version}` : t`version ${is.version}`
  return [...what, version]
}

/** Entries of earlier versions do not say which parts changed. */
function partsOf(value: object, was: Facts, is: Facts): string[] {
  if ('changed' in value && Array.isArray(value.changed)) return value.changed.map(String)
  return [...(was.uri === is.uri ? [] : ['uri']), ...(was.crc === is.crc ? [] : ['credentials'])]
}

function partText(side: string, part: string, was: Facts, is: Facts): string {
  switch (part) {
    case 'uri':
      return t`${side} URI`
    case 'trust':
      return t`${side} trust`
    case 'crt':
      return t`${side} certificate`
    case 'key':
      return (is.key === 'none' ? was.key : is.key) === 'token' ? t`${side} token` : t`${side} key`
    default:
      return t`${side} credentials`
  }
}
