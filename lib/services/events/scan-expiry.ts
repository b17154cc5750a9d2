/** Warns of certificates in desired sets that end within 60, 30, 7 and 1 days, once each (docs/events.md). */
import { createHash, X509Certificate } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type DesiredCertificates,
  type ExpiryNotice,
  findDesiredCertificates,
  lastOfPage,
  takeNotices,
} from '#lib/db/expiry-notices.ts'
import { insertEvents, type NewEvent } from '#lib/db/gateway-events.ts'
import { expiryDue } from '#lib/domain/events/expiry.ts'
import type { Context } from '../context.ts'
import { scheduleDispatch } from './record-events.ts'

/** Gateways of one transaction. */
const PAGE = 1_000
/** Trust is shared by thousands of gateways; client certificates are not. */
const MAX_KNOWN = 10_000

interface Facts {
  readonly validTo: Date
  readonly subject: string
}

export async function scanExpiry(context: Context, signal?: AbortSignal): Promise<void> {
  const known = new Map<string, Facts | null>()
  let after = ''
  while (!signal?.aborted) {
    const last = await lastOfPage(context.sql, after, PAGE)
    if (last === undefined) return
    const sets = await findDesiredCertificates(context.sql, after, PAGE)
    await warn(context, sets, known)
    after = last
    await nextTurn()
  }
}

async function warn(
  context: Context,
  sets: readonly DesiredCertificates[],
  known: Map<string, Facts | null>,
): Promise<void> {
  const now = context.now()
  const due: ExpiryNotice[] = []
  const events = new Map<string, NewEvent>()
  for (const set of sets) {
    for (const part of ['trust', 'crt'] as const) {
      const der = set[part]
      const facts = der && factsOf(der, known)
      const warning = facts && expiryDue(facts.validTo, now)
      if (!facts || !warning) continue
      const { eui, ownerId, category, version } = set
      for (const days of warning.passed) due.push({ eui, ownerId, category, version, part, days })
      events.set(keyOf({ eui, category, version, part, days: warning.days }), {
        ownerId,
        eui,
        kind: 'gateway.trust_expiring',
        detail: {
          side: category === 'cups' ? 'CUPS' : 'LNS',
          certificate: part,
          subject: facts.subject,
          validTo: facts.validTo.toISOString(),
          withinDays: warning.days,
        },
      })
    }
  }
  if (due.length === 0) return
  await context.sql.begin(async (tx) => {
    const taken = await takeNotices(tx, due, now)
    const told = taken.flatMap((one) => events.get(keyOf(one)) ?? [])
    if (told.length === 0) return
    await insertEvents(tx, told, now)
    await scheduleDispatch(tx, now)
  })
}

const keyOf = ({ eui, category, version, part, days }: Omit<ExpiryNotice, 'ownerId'>): string =>
  `${eui} ${category} ${version} ${part} ${days}`

function factsOf(der: Buffer, known: Map<string, Facts | null>): Facts | null {
  const digest = createHash('sha256').update(der).digest('base64')
  const before = known.get(digest)
  if (before !== undefined) return before
  const facts = read(der)
  if (known.size < MAX_KNOWN) known.set(digest, facts)
  return facts
}

/** What was stored was parsed once; a certificate that Node cannot read any more has no date to warn of. */
function read(der: Buffer): Facts | null {
  try {
    const certificate = new X509Certificate(der)
    return { validTo: certificate.validToDate, subject: certificate.subject.replaceAll('\n', ', ') }
  } catch {
    return null
  }
}
