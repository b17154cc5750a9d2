/**
 * Gives gateways certificates of an owner's CA that Gatehouse keeps, and their successors before they end. They go to the
 * gateways as any other credential: by `setup`, with its checks, its audit rows and its proof of apply.
 */
import { createHash } from 'node:crypto'
import { type DueRenewal, findDueRenewals, insertIssued } from '#lib/db/client-cas.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'
import type { ItemAnswer } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'
import { type SetupEntry, setupGateways } from '../setup-gateways.ts'
import { type Issuer, issueCertificate, openIssuer } from './issue.ts'
import { caKeyPurpose, requireCa } from './keep-cas.ts'

export interface IssueRequest {
  readonly caId: string
  readonly category: Category
  /** From 7 to 3650. */
  readonly days: number
  readonly gateways: readonly unknown[]
}

/** Answers per gateway, in request order. What is issued for a gateway that is then refused is used nowhere. */
export async function issueCertificates(
  context: Context,
  actor: OwnerActor,
  request: IssueRequest,
): Promise<ItemAnswer[]> {
  const { caId, category, days } = request
  const issuer = await openOwnCa(context, actor.ownerId, caId)
  const crlUrl = crlUrlOf(context, caId)
  const entries: SetupEntry[] = []
  const issued = []
  for (const gateway of request.gateways) {
    const eui = parseEui(gateway)
    if (!eui.ok) {
      entries.push({ gateway })
      continue
    }
    const { der, key, serial, notAfter } = await issueCertificate(issuer, {
      eui: eui.value,
      days,
      crlUrl,
      now: context.now(),
    })
    const fingerprint = createHash('sha256').update(der).digest()
    issued.push({ serial, eui: eui.value, category, fingerprint, days, notAfter })
    const [crt, secret] = [der.toString('base64'), key.toString('base64')]
    entries.push(
      category === 'cups' ? { gateway, cupsCrt: crt, cupsKey: secret } : { gateway, lnsCrt: crt, lnsKey: secret },
    )
    key.fill(0)
  }
  await insertIssued(context.sql, actor.ownerId, caId, issued, { issuedBy: actor.id, now: context.now() })
  return setupGateways(context, actor, entries)
}

const RENEWALS = 500

/** Renews what ends soon; true when there may be more. */
export async function renewCertificates(context: Context): Promise<boolean> {
  const due = await findDueRenewals(context.sql, context.now(), RENEWALS)
  const groups = Map.groupBy(due, ({ ownerId, caId, category, days }: DueRenewal) =>
    [ownerId, caId, category, days].join(),
  )
  for (const group of groups.values()) {
    const [first] = group
    if (!first) continue
    const actor: OwnerActor = { ownerId: first.ownerId, id: 'system', address: null }
    const { caId, category, days } = first
    await issueCertificates(context, actor, { caId, category, days, gateways: group.map(({ eui }) => eui) })
  }
  return due.length === RENEWALS
}

export const crlUrlOf = (context: Context, caId: string): string =>
  `${context.site.consoleUrl}/api/v1/client-cas/${caId}/crl`

/** Throws `not_found`, or `conflict` when the CA's key is not here. */
export async function openOwnCa(context: Context, ownerId: Eui, id: string): Promise<Issuer> {
  const ca = await requireCa(context, ownerId, id)
  if (!ca.keyEnc) {
    throw new AppError(
      'conflict',
      'The key of this CA is not kept here, so it issues nothing here. Issue with your own tools, or make a CA in Gatehouse.',
    )
  }
  return openIssuer(ca.der, context.keys.open(ca.keyEnc, caKeyPurpose(id)))
}
