/** The key of the session cookies: made once, sealed in PostgreSQL, the same for every replica. */
import { randomBytes } from 'node:crypto'
import { putSiteSecretOnce, readSiteSecret } from '#lib/db/site-secrets.ts'
import type { Context } from '#lib/services/context.ts'

const NAME = 'session-secret'

const known = new WeakMap<object, Promise<string>>()

/** Read once per process and key provider. A failed read is not remembered. */
export function sessionSecret(ctx: Context): Promise<string> {
  const remembered = known.get(ctx.keys)
  if (remembered) return remembered
  const reading = load(ctx)
  known.set(ctx.keys, reading)
  reading.catch(() => known.delete(ctx.keys))
  return reading
}

async function load(ctx: Context): Promise<string> {
  const stored =
    (await readSiteSecret(ctx.sql, NAME)) ??
    (await putSiteSecretOnce(ctx.sql, NAME, ctx.keys.seal(randomBytes(32), NAME)))
  return ctx.keys.open(stored, NAME).toString('base64url')
}
