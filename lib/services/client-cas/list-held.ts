import { findHeldCertificates, type HeldCertificate, type HeldFilter } from '#lib/db/client-cas.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'

/** By gateway, target and version; `next`: the cursor's parts of the page after it. */
export async function listHeld(
  context: Context,
  ownerId: Eui,
  filter: HeldFilter,
): Promise<{ certificates: HeldCertificate[]; next: readonly string[] | undefined }> {
  const rows = await findHeldCertificates(context.sql, ownerId, { ...filter, limit: filter.limit + 1 })
  const certificates = rows.slice(0, filter.limit)
  const last = certificates.at(-1)
  const next = rows.length > filter.limit && last ? [last.eui, last.category, String(last.version)] : undefined
  return { certificates, next }
}
