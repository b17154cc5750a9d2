/** What operators are written when claim PINs are guessed: plain text, as to owners (lib/domain/events/event-mail.ts). */
import type { Mail } from '../events/event-mail.ts'
import { type Eui, formatEui64, formatId6 } from '../identifiers.ts'
import { formatUtc } from '../time-text.ts'
import type { GuessingReason } from './guessing.ts'

export interface GuessingFacts {
  readonly reason: GuessingReason
  readonly ownerId: Eui
  /** Null: the owner is gone. */
  readonly ownerName: string | null
  readonly eui: Eui | null
  readonly address: string | null
  readonly failures: number
  readonly since: Date
  readonly foundAt: Date
}

/** `consoleUrl`: without a slash at its end. */
export function guessingMail(facts: GuessingFacts, consoleUrl: string): Mail {
  return {
    subject: `[Gatehouse] ${headlineOf(facts)}`,
    text: [
      `${headlineOf(facts)}.`,
      '',
      `Wrong PINs: ${facts.failures} since ${formatUtc(facts.since)}`,
      `Owner: ${oneLine(facts.ownerName ?? 'gone')} (${formatId6(facts.ownerId)})`,
      ...(facts.eui ? [`Gateway: ${formatEui64(facts.eui)}`] : []),
      ...(facts.address ? [`Address: ${oneLine(facts.address)}`] : []),
      '',
      'Further tries are held by pauses that grow; right PINs of other owners are heard as ever. Nothing has to be done at once. Ask the owner',
      'whether it was a list with a wrong column, and release the pause, or look who else tried:',
      `${consoleUrl}/operator/claim-attempts`,
      '',
      `Found ${formatUtc(facts.foundAt)}. You get one message for each time that it begins.`,
      '',
    ].join('\n'),
  }
}

const HEADLINES: Readonly<Record<GuessingReason, (facts: GuessingFacts) => string>> = {
  'many-gateways': ({ ownerName }) => `Many wrong claim PINs from ${oneLine(ownerName ?? 'an owner')}`,
  'one-gateway': ({ ownerName }) => `Many wrong claim PINs for one gateway from ${oneLine(ownerName ?? 'an owner')}`,
  'many-owners': ({ address }) => `Many wrong claim PINs of several owners from ${oneLine(address ?? 'one address')}`,
}

const headlineOf = (facts: GuessingFacts): string => HEADLINES[facts.reason](facts)

/** A line break in a subject would begin a header. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
