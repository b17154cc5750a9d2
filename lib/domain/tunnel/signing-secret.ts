/** Downlink tokens of a target of the owner's own that sign instead of being sent (docs/downlink.md; Standard Webhooks). */

const PREFIX = 'whsec_'

/** Whether a token is meant to sign. */
export const isSigningSecret = (token: string): boolean => token.startsWith(PREFIX)

/** What is wrong with a token that is meant to sign; undefined for a good one, and for one that is only sent. */
export function findSecretMistake(token: string): string | undefined {
  if (!isSigningSecret(token)) return undefined
  const base64 = token.slice(PREFIX.length)
  return /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)
    ? undefined
    : 'A token that begins with whsec_ signs, as Standard Webhooks does: whole Base64 follows. Copy it again, or use another token.'
}
