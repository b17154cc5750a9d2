import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { countAllConnections } from '#lib/db/connection-lists.ts'
import { type DownlinkSettings, insertConnection, type NewConnection, replaceDomainsOf } from '#lib/db/connections.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { customerIdOf } from '#lib/domain/connections/as-id.ts'
import type { CustomHeader } from '#lib/domain/connections/custom-headers.ts'
import type { DestinationUrl } from '#lib/domain/connections/destination-url.ts'
import type { AssignedDomain } from '#lib/domain/connections/domain-scope.ts'
import type { createConnectionBody } from '#lib/schemas/connections.ts'
import type { Context, OwnerActor } from '../context.ts'
import { needDomains } from './assign-domains.ts'
import { scopeOf } from './connection-access.ts'
import { drawAsId, makeReportCredential, mergeHeaders, needUrl, takeKey } from './connection-fields.ts'
import { keyCheckValue, sealDownlinkToken, sealHeaders, sealLogin, sealTunnelKey } from './connection-secrets.ts'
import { describeConnection } from './describe-connection.ts'
import { vetDestination } from './vet-destination.ts'
import { type ConnectionView, viewAfterChange } from './view-connections.ts'

export type ConnectionDraft = Omit<z.infer<typeof createConnectionBody>, 'ownerid'>

/** Per owner: a list of them must stay one that people read. */
const MAX_CONNECTIONS = 1000

export interface NewSecrets {
  readonly key: string
  readonly reportCredential: string
}

/** Throws `invalid` per field, `forbidden` outside the member's domains, `conflict` at the limit. */
export async function createConnection(
  context: Context,
  actor: OwnerActor,
  draft: ConnectionDraft,
): Promise<ConnectionView & { secrets: NewSecrets }> {
  const destination = needUrl(draft.url)
  const headers = mergeHeaders(draft.headers, [], false)
  const key = takeKey(draft.key)
  const downlink = readDownlink(draft.downlink)
  const remarks = [
    ...(await vetDestination(context, destination, '/url')),
    ...(downlink.destination ? await vetDestination(context, downlink.destination, '/downlink/url') : []),
  ]
  const id = randomUUID()
  const report = makeReportCredential()
  await context.sql.begin(async (tx) => {
    const domains = await needDomains(tx, actor, draft.domains, await scopeOf(context, actor, tx))
    const one = newConnection(context, actor, id, draft, { destination, headers, key, report })
    await storeNew(context, tx, actor, one, domains, 'connection.create')
  })
  const view = await viewAfterChange(context, actor, id, remarks)
  return { ...view, secrets: { key, reportCredential: report.credential } }
}

interface Prepared {
  readonly destination: DestinationUrl
  readonly headers: readonly CustomHeader[]
  readonly key: string
  readonly report: ReturnType<typeof makeReportCredential>
}

function newConnection(
  context: Context,
  actor: OwnerActor,
  id: string,
  draft: ConnectionDraft,
  { destination, headers, key, report }: Prepared,
): Omit<NewConnection, 'asId'> {
  const now = context.now()
  const downlink = readDownlink(draft.downlink)
  return {
    id,
    customerId: draft.customerId ?? customerIdOf(actor.ownerId),
    name: draft.name,
    url: destination.url,
    loginEnc: sealLogin(context, id, destination.login),
    contentType: draft.contentType,
    keyEnc: sealTunnelKey(context, id, key),
    keyCheckValue: keyCheckValue(key),
    keyChangedAt: now,
    previousKeyEnc: null,
    previousKeyUntil: null,
    signWithPrevious: false,
    headersEnc: sealHeaders(context, id, headers),
    headerNames: headers.map((one) => one.name),
    additionalInformation: draft.additionalInformation,
    active: draft.active,
    deactivatedReason: draft.active ? null : 'user',
    deactivatedAt: draft.active ? null : now,
    queueMode: draft.queueMode,
    source: draft.source,
    maxDeviation: draft.maxDeviation,
    downlinkKind: downlink.kind,
    downlinkUrl: downlink.destination?.url ?? null,
    downlinkSettings: downlink.settings,
    downlinkTokenEnc: downlink.token ? sealDownlinkToken(context, id, downlink.token) : null,
    reportDigest: report.digest,
    reportHint: report.hint,
    reportChangedAt: now,
    previousReportDigest: null,
    previousReportUntil: null,
  }
}

/** Under an AS_ID that nobody has, with its domains and its audit row; for a duplicate too. */
export async function storeNew(
  context: Context,
  tx: Statements,
  actor: OwnerActor,
  one: Omit<NewConnection, 'asId'>,
  domains: readonly AssignedDomain[],
  action: 'connection.create' | 'connection.duplicate',
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if ((await countAllConnections(tx, actor.ownerId)) >= MAX_CONNECTIONS)
    throw new AppError(
      'conflict',
      `An owner has at most ${MAX_CONNECTIONS} connections. Delete one that is out of use.`,
    )
  let asId = drawAsId(actor.ownerId)
  while (!(await insertConnection(tx, actor.ownerId, { ...one, asId }, actor.id, context.now()))) {
    asId = drawAsId(actor.ownerId)
  }
  await replaceDomainsOf(tx, actor.ownerId, one.id, domains)
  const detail = { connection: one.id, asId, ...describeConnection(one, domains), ...more }
  await insertAuditEntries(tx, [{ ownerId: actor.ownerId, actor: actor.id, action, address: actor.address, detail }])
}

export interface ReadDownlink {
  readonly kind: ConnectionDraft['downlink']['kind']
  readonly destination: DestinationUrl | null
  readonly settings: DownlinkSettings
  /** Undefined: not said. */
  readonly token: string | null | undefined
}

/** The network side for downlinks, as typed. */
export function readDownlink(side: ConnectionDraft['downlink']): ReadDownlink {
  if (side.kind === 'none') return { kind: 'none', destination: null, settings: {}, token: null }
  return {
    kind: side.kind,
    destination: needUrl(side.url, '/downlink/url'),
    settings: side.kind === 'things-stack' ? { applicationId: side.applicationId, webhookId: side.webhookId } : {},
    token: side.token,
  }
}
