/** Verifies a signature over an image with the owner's registered keys and keeps it (cups.md §5). */

import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findImage, holdImages } from '#lib/db/firmware-images.ts'
import { countWaitingHolders, type WaitingHolders } from '#lib/db/firmware-schedules.ts'
import {
  countKeyHolders,
  deleteSignature,
  listSigningKeys,
  lockSigningKey,
  putSignature,
} from '#lib/db/signing-keys.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { formatCrc, nameKey } from '#lib/domain/crc-text.ts'
import {
  type CandidateKey,
  createSignatureCheck,
  judgeSignature,
  readSignature,
} from '#lib/domain/firmware-signature.ts'
import { ok, type Result, refuse } from '#lib/domain/result.ts'
import { publicKeyOf } from '#lib/domain/signing-key.ts'
import type { Context, OwnerActor } from './context.ts'
import { readFirmware } from './read-firmware.ts'

export interface NewSignature {
  /** Of the image. */
  readonly fwCrc: number
  /** Of the key; null: whichever registered key made it. */
  readonly keyCrc: number | null
  /** DER, or r‖s. */
  readonly signature: Uint8Array
  /** Also where none of the gateways that wait for the image holds the key. */
  readonly force?: boolean | undefined
}

export interface AddedSignature {
  readonly sigCrc: number
  readonly keyCrc: number
  /** It came as r‖s. */
  readonly converted: boolean
  /** What the owner should know of it. */
  readonly warning: string | null
}

const GONE = 'The image or the key was deleted while the signature was verified. Add them again first.'

const UNREPORTED = 'No gateway has reported this key so far: the signature serves those that will hold it.'

/** Nobody who waits for the image could use the signature. */
function unheld({ others, otherKeys }: WaitingHolders, signer: CandidateKey, keys: readonly CandidateKey[]): string {
  const named = (crc: number) => nameKey(crc, keys.find((key) => key.crc === crc)?.name)
  const held = otherKeys.map(named).join(', ')
  const key = named(signer.crc)
  const remedy = 'Sign with a key that is there, or repeat with force to keep this signature for others.'
  return others === 1
    ? `The gateway that waits for this image does not hold the key ${key}: it holds ${held}. ${remedy}`
    : `None of the ${others} gateways that wait for this image holds the key ${key}: they hold ${held}. ${remedy}`
}

/** Reads the whole image; a signature that no registered key made is refused with what it is instead. */
export async function addSignature(
  context: Context,
  actor: OwnerActor,
  { fwCrc, keyCrc, signature, force = false }: NewSignature,
): Promise<Result<AddedSignature> & { readonly unheld?: true }> {
  const read = readSignature(signature)
  if (!read.ok) return read
  const image = await findImage(context.sql, actor.ownerId, fwCrc)
  if (!image) return refuse(`There is no firmware image with CRC ${formatCrc(fwCrc)}. Upload it first, then sign it.`)
  const keys: CandidateKey[] = (await listSigningKeys(context.sql, actor.ownerId)).map((key) => ({
    crc: key.crc,
    name: key.name,
    publicKey: publicKeyOf(key.publicKey),
  }))
  if (keyCrc !== null && !keys.some((key) => key.crc === keyCrc)) {
    return refuse(`There is no signing key with CRC ${formatCrc(keyCrc)}. Register its public key first.`)
  }
  if (keys.length === 0) return refuse('No signing key is registered. Register the public key first.')
  const check = createSignatureCheck(keys, read.value.der)
  for await (const chunk of readFirmware(context, actor.ownerId, image)) check.update(chunk)
  const judged = judgeSignature(check.verdict(), keys, keyCrc)
  if (!judged.ok) return judged
  const { der, crc: sigCrc, converted } = read.value
  const signer = judged.value.crc
  const waiting = await countWaitingHolders(context.sql, actor.ownerId, image.id, signer)
  if (!force && waiting.others > 0 && waiting.holding + waiting.unknown === 0) {
    return { ...refuse(unheld(waiting, judged.value, keys)), unheld: true }
  }
  const holders = await countKeyHolders(context.sql, actor.ownerId, signer)
  const warning = holders.holding === 0 && holders.withKeys > 0 ? UNREPORTED : null
  return (await context.sql.begin(async (tx) => {
    const [held] = await holdImages(tx, actor.ownerId, [fwCrc])
    const key = await lockSigningKey(tx, actor.ownerId, { crc: signer }, false)
    if (held?.id !== image.id || !key) return refuse(GONE)
    await putSignature(tx, actor.ownerId, { imageId: image.id, keyCrc: signer, der, sigCrc }, actor.id, context.now())
    await insertAuditEntries(tx, [entry(actor, 'signature.add', { fwcrc: fwCrc, keycrc: signer, sigcrc: sigCrc })])
    return ok({ sigCrc, keyCrc: signer, converted, warning })
  })) as Result<AddedSignature>
}

/** Refuses when the owner has no such signature. */
export async function removeSignature(context: Context, actor: OwnerActor, sigCrc: number): Promise<Result<null>> {
  return (await context.sql.begin(async (tx) => {
    const gone = await deleteSignature(tx, actor.ownerId, sigCrc)
    if (gone.length === 0)
      return refuse(`There is no signature with CRC ${formatCrc(sigCrc)}. See the list of signatures.`)
    await insertAuditEntries(
      tx,
      gone.map(({ fwCrc, keyCrc }) =>
        entry(actor, 'signature.delete', { fwcrc: fwCrc, keycrc: keyCrc, sigcrc: sigCrc }),
      ),
    )
    return ok(null)
  })) as Result<null>
}

const entry = (actor: OwnerActor, action: AuditAction, detail: Record<string, unknown>) => ({
  ownerId: actor.ownerId,
  actor: actor.id,
  action,
  address: actor.address,
  detail,
})
