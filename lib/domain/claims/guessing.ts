/** When wrong claim PINs look like guessing, so that an operator is told (rules.md 19). */

/** Wrong PINs of one owner: in all, or about one gateway. */
export const OWNER_GUESSES = 100
export const GATEWAY_GUESSES = 10
/** Wrong PINs from one address, of others than the owner who is wrong just now: several owners guess there. */
export const ADDRESS_GUESSES = 300

export type GuessingReason = 'many-gateways' | 'one-gateway' | 'many-owners'

export interface Guessing {
  readonly scope: 'owner' | 'address'
  readonly reason: GuessingReason
}

/**
 * What one owner's failures tell, by their counts after the last of them. An episode lasts as long as the counter that
 * it is told of: the caller keeps one for each counter, so that nobody is told twice.
 */
export function findGuessing(counts: {
  readonly owner: number
  /** The most about one gateway. */
  readonly gateway: number
  readonly address: number
}): Guessing[] {
  const found: Guessing[] = []
  if (counts.owner >= OWNER_GUESSES) found.push({ scope: 'owner', reason: 'many-gateways' })
  else if (counts.gateway >= GATEWAY_GUESSES) found.push({ scope: 'owner', reason: 'one-gateway' })
  if (counts.address - counts.owner >= ADDRESS_GUESSES) found.push({ scope: 'address', reason: 'many-owners' })
  return found
}
