/** A message as an e-mail: plain text, since alerts are read on watches and in pagers. */
import type { EventMessage, EventMessageGateway } from './event-message.ts'

export interface Mail {
  readonly subject: string
  readonly text: string
}

/** Gateways that are written out. */
const MAX_LINES = 50

export function mailOf(message: EventMessage, targetName: string): Mail {
  const { summary, gateways, count, detail, url } = message.data
  const lines = gateways.slice(0, MAX_LINES).map(lineOf)
  const left = count - lines.length
  return {
    // A name may hold anything: a line break in a subject would begin a header.
    subject: `[Gatehouse] ${oneLine(summary)}`,
    text: [
      `${summary}.`,
      '',
      ...factsOf(detail),
      ...lines,
      ...(left > 0 ? [`… and ${left} more.`] : []),
      ...(lines.length > 0 ? [''] : []),
      url,
      '',
      `${message.timestamp} · sent because of the event target “${oneLine(targetName)}” of ${message.data.ownerid}.`,
      '',
    ].join('\n'),
  }
}

function lineOf({ gateway, eui, name, site, detail }: EventMessageGateway): string {
  const called = [oneLine(name) || gateway, eui, oneLine(site)].filter(Boolean).join(' · ')
  const facts = factsOf(detail).join(', ')
  return facts ? `- ${called}: ${facts}` : `- ${called}`
}

function factsOf(detail: Readonly<Record<string, unknown>> | undefined): string[] {
  return Object.entries(detail ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name}: ${oneLine(String(value))}`] : [],
  )
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
