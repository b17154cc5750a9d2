/** An owner's signatures, over all images. */
import { listSignatures, type StoredSignature } from '#lib/db/signing-keys.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from './context.ts'

export const listSignaturesOf = (context: Context, ownerId: Eui): Promise<StoredSignature[]> =>
  listSignatures(context.sql, ownerId)
