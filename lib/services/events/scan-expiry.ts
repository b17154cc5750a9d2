/** Warns of certificates in desired sets that end within 60, 30, 7 and 1 days, once each (docs/events.md). */
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type EndingCertificate,
  type ExpiryNotice,
  findEndingCertificates,
  lastOfPage,
  someCertificateEnds,
  takeNotices,
} from '#lib/db/expiry-notices.ts'
import { insertEvents, type NewEvent } from '#lib/db/gateway-events.ts'
import { EXPIRY_DAYS, expiryDue } from '#lib/domain/events/expiry.ts'
import type { Context } from '../context.ts'
import { tidyCertificates } from '../trust/keep-certificates.ts'
import { scheduleDispatch } from './record-events.ts'

/** Gateways of one transaction. */
const PAGE = 1_000
const FIRST = EXPIRY_DAYS[0] * 86_400_000

/** From what is kept of the certificates, as the page of trust shows it: nothing is parsed here. */
export async function scanExpiry(context: Context, signal?: AbortSignal): Promise<void> {
  await tidyCertificates(context, signal)
  const until = new Date(context.now().getTime() + FIRST)
  if (!(await someCertificateEnds(context.sql, until))) return
  let after = ''
  while (!signal?.aborted) {
    const last = await lastOfPage(context.sql, after, PAGE)
    if (last === undefined) return
    await warn(context, await findEndingCertificates(context.sql, until, after, PAGE))
    after = last
    await nextTurn()
  }
}

async function warn(context: Context, ending: readonly EndingCertificate[]): Promise<void> {
  const now = context.now()
  const due: ExpiryNotice[] = []
  const events = new Map<string, NewEvent>()
  for (const { eui, ownerId, category, version, part, subject, notAfter } of ending) {
    const warning = expiryDue(notAfter, now)
    if (!warning) continue
    for (const days of warning.passed) due.push({ eui, ownerId, category, version, part, days })
    events.set(keyOf({ eui, category, version, part, days: warning.days }), {
      ownerId,
      eui,
      kind: 'gateway.trust_expiring',
      detail: {
        side: category === 'cups' ? 'CUPS' : 'LNS',
        certificate: part,
        subject,
        validTo: notAfter.toISOString(),
        withinDays: warning.days,
      },
    })
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
