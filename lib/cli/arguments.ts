/** Arguments that are not plain text. A wrong one is wrong usage: commander says so and exits 2. */
import { InvalidArgumentError } from 'commander'
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'
import { RIGHTS, type Right } from '#lib/domain/rights.ts'

export function readEui(text: string): Eui {
  const parsed = parseEui(text)
  if (!parsed.ok) throw new InvalidArgumentError(parsed.error)
  return parsed.value
}

/** `all`, or rights separated by commas. */
export function readRights(text: string): readonly Right[] {
  if (text === 'all') return RIGHTS
  return text.split(',').map((word) => {
    const right = RIGHTS.find((known) => known === word.trim())
    if (!right)
      throw new InvalidArgumentError(`“${word.trim()}” is no right. Give all, or some of ${RIGHTS.join(',')}.`)
    return right
  })
}

/** ISO 8601; a date alone ends at its midnight in UTC. */
export function readTime(text: string): Date {
  const time = new Date(text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time
  throw new InvalidArgumentError('Give a date such as 2027-12-31 or a time such as 2027-12-31T12:00:00Z.')
}

export function readHexKey(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('A root key has 64 hex digits.')
  return Buffer.from(text, 'hex')
}
