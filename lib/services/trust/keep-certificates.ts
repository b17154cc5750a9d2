/** Keeps what certificates say beside the sets that hold them: each is read once, whatever number of gateways hold it. */
import { createHash } from 'node:crypto'
import {
  deleteUnheldCertificates,
  findKnownCertificates,
  findUnreadCertificates,
  insertCertificates,
  type NewCertificate,
} from '#lib/db/certificates.ts'
import type { Statements } from '#lib/db/client.ts'
import { certificateFactsOf } from '#lib/domain/certificates.ts'
import { parseCertificate } from '#lib/domain/credential-file.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'

/** In the transaction that stores the sets. Bytes that are no certificate are passed over: nothing is told of them. */
export async function keepCertificates(
  tx: Statements,
  ownerId: Eui,
  ders: readonly (Uint8Array | null)[],
): Promise<void> {
  const given = new Map<string, Uint8Array>()
  const seen = new Set<Uint8Array>()
  for (const der of ders) {
    // Ten thousand gateways are given the same bytes: they are hashed once.
    if (!der?.length || seen.has(der)) continue
    seen.add(der)
    given.set(fingerprintOf(der), der)
  }
  if (given.size === 0) return
  const known = await findKnownCertificates(tx, ownerId, [...given.keys()])
  const unknown = [...given].filter(([fingerprint]) => !known.has(fingerprint))
  await insertCertificates(
    tx,
    ownerId,
    unknown.flatMap(([, der]) => readCertificateRow(der) ?? []),
  )
}

export const fingerprintOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex')

function readCertificateRow(der: Uint8Array): NewCertificate | undefined {
  const x509 = parseCertificate(der)
  const facts = x509 && certificateFactsOf(x509)
  if (!facts) return undefined
  const { subject, issuer, names, serial, keyType, signatureAlgorithm, isCa, selfSigned } = facts
  return {
    fingerprint: fingerprintOf(der),
    der,
    // PostgreSQL stores no zero byte in a text.
    ...{ subject: clean(subject), issuer: clean(issuer), names: names.map(clean), serial },
    ...{ keyType, signatureAlgorithm, isCa, selfSigned },
    notBefore: new Date(facts.validFrom),
    notAfter: new Date(facts.validTo),
  }
}

const clean = (text: string): string => text.replaceAll('\0', '')

/** Certificates of one transaction. */
const SLICE = 500

/** What was stored before this was kept, and what nobody holds any more. */
export async function tidyCertificates(context: Context, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const unread = await findUnreadCertificates(context.sql, SLICE)
    let kept = 0
    for (const [ownerId, rows] of Map.groupBy(unread, (row) => row.ownerId)) {
      const before = rows.flatMap(({ der }) => readCertificateRow(der) ?? [])
      kept += before.length
      await insertCertificates(context.sql, ownerId, before)
    }
    // The rest of a slice that cannot be read would come again for ever.
    if (unread.length < SLICE || kept === 0) break
  }
  await deleteUnheldCertificates(context.sql)
}
