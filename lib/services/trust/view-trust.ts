/** The certificates of an owner's fleet, who holds them, and the servers that they are for. */
import {
  countEnding,
  countHolderStates,
  listHolders as findHolders,
  type Holder,
  type HolderFilter,
  listServerUses,
} from '#lib/db/certificate-holders.ts'
import {
  type Bucket,
  type BucketEnds,
  type CertificateFilter,
  type CertificateRow,
  type CertificateUse,
  countBuckets,
  countUses,
  findCertificate,
  listCertificates,
} from '#lib/db/certificates.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { HolderState } from '#lib/domain/trust-change/holder-state.ts'
import type { Context } from '../context.ts'

const DAY = 86_400_000

/** Where the buckets of what ends begin and end. */
function bucketEnds(now: Date): BucketEnds {
  const after = (days: number) => new Date(now.getTime() + days * DAY)
  return [now, after(30), after(90), after(365)]
}

export interface CertificateWithUses extends CertificateRow {
  readonly uses: readonly CertificateUse[]
}

export async function listTrust(
  context: Context,
  ownerId: Eui,
  page: Parameters<typeof listCertificates>[2],
): Promise<{ rows: (CertificateWithUses & { cursorAt: string })[]; more: boolean; buckets: Record<Bucket, number> }> {
  const { sql } = context
  const ends = bucketEnds(context.now())
  const { part, category, server, text } = page
  const filter: CertificateFilter = { part, category, server, text }
  const [found, buckets] = await Promise.all([
    listCertificates(sql, ownerId, { ...page, limit: page.limit + 1 }, ends),
    countBuckets(sql, ownerId, filter, ends),
  ])
  const rows = found.slice(0, page.limit)
  const uses = Map.groupBy(
    await countUses(
      sql,
      ownerId,
      rows.map((row) => row.fingerprint),
    ),
    (use) => use.fingerprint,
  )
  return {
    rows: rows.map((row) => ({ ...row, uses: uses.get(row.fingerprint) ?? [] })),
    more: found.length > rows.length,
    buckets,
  }
}

export interface CertificateView extends CertificateWithUses {
  readonly pem: string
  readonly states: readonly { readonly part: 'trust' | 'crt'; readonly state: HolderState; readonly count: number }[]
}

const UNKNOWN = 'No gateway of this owner holds such a certificate. See the list.'

/** Throws `not_found`. */
export async function viewCertificate(context: Context, ownerId: Eui, fingerprint: string): Promise<CertificateView> {
  const { sql } = context
  const found = await findCertificate(sql, ownerId, fingerprint)
  if (!found) throw new AppError('not_found', UNKNOWN)
  const [uses, trust, crt] = await Promise.all([
    countUses(sql, ownerId, [fingerprint]),
    countHolderStates(sql, ownerId, { fingerprint, part: 'trust' }),
    countHolderStates(sql, ownerId, { fingerprint, part: 'crt' }),
  ])
  const states = [
    ...trust.map((one) => ({ part: 'trust' as const, ...one })),
    ...crt.map((one) => ({ part: 'crt' as const, ...one })),
  ]
  const { der, ...row } = found
  return { ...row, uses, states, pem: pemOf(der) }
}

function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** Throws `not_found` for a certificate that nobody holds. */
export async function listHolders(
  context: Context,
  ownerId: Eui,
  filter: HolderFilter,
  after: Parameters<typeof findHolders>[3],
  limit: number,
): Promise<{ rows: Holder[]; more: boolean }> {
  if (!(await findCertificate(context.sql, ownerId, filter.fingerprint))) throw new AppError('not_found', UNKNOWN)
  const rows = await findHolders(context.sql, ownerId, filter, after, limit + 1)
  return { rows: rows.slice(0, limit), more: rows.length > limit }
}

export interface TrustServer {
  readonly category: Category
  readonly uri: string
  /** One that is between two trusts counts for both. */
  readonly gateways: number
  readonly trusts: readonly { readonly fingerprint: string; readonly gateways: number }[]
}

/** Servers with TLS, by category and URI. */
export async function listServers(context: Context, ownerId: Eui): Promise<TrustServer[]> {
  const uses = await listServerUses(context.sql, ownerId)
  const servers = Map.groupBy(uses, ({ category, server }) => `${category} ${server}`)
  return [...servers.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    return {
      category: first.category,
      uri: first.server,
      gateways: group.reduce((sum, { holders }) => sum + holders, 0),
      trusts: group.map(({ fingerprint, holders }) => ({ fingerprint, gateways: holders })),
    }
  })
}

/** What has ended by then: certificates, and how many gateways stand still without them. */
export async function listEnding(context: Context, ownerId: Eui, until: Date, limit: number) {
  const { sql } = context
  const ends: BucketEnds = [until, until, until, until]
  const [found, gateways] = await Promise.all([
    listCertificates(sql, ownerId, { bucket: 'ended', limit: limit + 1 }, ends),
    countEnding(sql, ownerId, until),
  ])
  const rows = found.slice(0, limit)
  const uses = await countUses(
    sql,
    ownerId,
    rows.map((row) => row.fingerprint),
  )
  return {
    gateways,
    more: found.length > rows.length,
    rows: rows.map((row) => ({ ...row, uses: uses.filter(({ fingerprint }) => fingerprint === row.fingerprint) })),
  }
}
