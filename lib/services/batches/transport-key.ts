/** The public key that a manufacturing twin wraps its root keys to (docs/decisions/0082). */
import { createPublicKey } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { putSiteSecretOnce, readSiteSecret } from '#lib/db/site-secrets.ts'
import { fingerprintOfKey } from '#lib/domain/batches/twin-key.ts'
import type { Actor, Context } from '../context.ts'

const NAME = 'batch-transport-key'
/** Between the public key in PEM and the sealed private key. */
const END = Buffer.of(0)

export interface TransportKey {
  /** PEM. */
  readonly publicKey: string
  readonly sealed: Buffer
  /** SHA-256 of the public key's DER, hex. */
  readonly fingerprint: string
}

/** Undefined while nobody has asked for it. */
export async function readTransportKey(context: Context): Promise<TransportKey | undefined> {
  const record = await readSiteSecret(context.sql, NAME)
  return record && parse(record)
}

/** The transport key of this installation, made when it is first asked for. */
export async function transportKey(context: Context, actor: Actor): Promise<TransportKey> {
  const known = await readTransportKey(context)
  if (known) return known
  const { sealed, publicKey } = await context.keys.createTransportKey()
  const made = Buffer.concat([Buffer.from(publicKey), END, sealed])
  const stored = await putSiteSecretOnce(context.sql, NAME, made)
  const key = parse(stored)
  if (stored.equals(made)) {
    await insertAuditEntries(context.sql, [
      {
        ownerId: null,
        actor: actor.id,
        action: 'batch.transport-key',
        address: actor.address,
        detail: { fingerprint: key.fingerprint },
      },
    ])
  }
  return key
}

function parse(record: Buffer): TransportKey {
  const end = record.indexOf(END)
  const publicKey = record.toString('latin1', 0, end)
  return { publicKey, sealed: record.subarray(end + 1), fingerprint: fingerprintOfKey(createPublicKey(publicKey)) }
}
