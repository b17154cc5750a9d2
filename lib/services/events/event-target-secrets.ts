/** Secrets of webhooks: `whsec_` and 24 random bytes, as Standard Webhooks has them, sealed for their target. */
import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { EventTarget } from '#lib/db/event-targets.ts'
import type { Context } from '../context.ts'

const purpose = (id: string): string => `event-target:${id}:secret`

type Keys = Pick<Context, 'keys'>

export const makeSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`

export const sealSecret = (context: Keys, id: string, secret: string): Buffer =>
  context.keys.seal(Buffer.from(secret), purpose(id))

type SecretColumns = Pick<EventTarget, 'id' | 'secretEnc' | 'previousSecretEnc' | 'previousSecretUntil'>

/** The secrets that sign at `now`, the current one first. */
export function openSecrets(context: Keys, target: SecretColumns, now: Date): readonly string[] {
  const { secretEnc, previousSecretEnc, previousSecretUntil } = target
  const previous = previousSecretUntil && now < previousSecretUntil ? previousSecretEnc : null
  return [secretEnc, previous].flatMap((sealed) =>
    sealed ? [context.keys.open(sealed, purpose(target.id)).toString('utf8')] : [],
  )
}

/** The headers of a signed message; a receiver may hold any of the secrets. */
export function signatureHeaders(
  secrets: readonly string[],
  messageId: string,
  at: Date,
  body: string,
): Record<string, string> {
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(messageId, at, body)).join(' '),
  }
}
