/** Sentences that several use cases say. */

/** Unknown, somebody else's and released gateways are indistinguishable (owner-api.md). */
export const NOT_YOURS = 'No such gateway in this organisation. Claim or add it first.'
