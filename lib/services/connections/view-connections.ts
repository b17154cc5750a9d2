/** Connections as their readers see them: secrets never, and of masked ones neither URL nor header values. */
import type { z } from 'zod'
import {
  type ConnectionFilter,
  type ConnectionListRow,
  countConnections,
  findHealth,
  type HealthFacts,
  listConnections,
} from '#lib/db/connection-lists.ts'
import { findDomainsOf } from '#lib/db/connections.ts'
import { findAuthorizationWarning } from '#lib/domain/connections/custom-headers.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { type AssignedDomain, type DomainScope, visibilityOf } from '#lib/domain/connections/domain-scope.ts'
import { describeHealth } from '#lib/domain/connections/health-sentence.ts'
import { HEALTHS, type Health } from '#lib/domain/deliveries/delivery-status.ts'
import type { connectionDetail, connectionPage, connectionRow } from '#lib/schemas/connections.ts'
import type { Context, OwnerActor } from '../context.ts'
import { type AccessibleConnection, requireConnection, scopeOf } from './connection-access.ts'
import { openHeaders } from './connection-secrets.ts'

type Row = z.infer<typeof connectionRow>
type Page = z.infer<typeof connectionPage>
export type ConnectionView = z.infer<typeof connectionDetail>

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

const printDomains = (domains: readonly AssignedDomain[]): Row['domains'] =>
  domains.map(({ domainId, path, groupId, group }) => ({ id: domainId, path, groupId, group }))

const printHealth = ({ health, lastDelivery }: Pick<HealthFacts, 'health' | 'lastDelivery'>): Row['health'] => ({
  state: health,
  sentence: describeHealth(health),
  lastDelivery: iso(lastDelivery),
})

function printRow(row: ConnectionListRow, domains: readonly AssignedDomain[], scope: DomainScope): Row {
  const access = visibilityOf(domains, scope) === 'full' ? 'full' : 'masked'
  return {
    id: row.id,
    name: row.name,
    asId: row.asId,
    contentType: row.contentType,
    source: row.source,
    access,
    url: access === 'full' ? row.url : null,
    domains: printDomains(domains),
    active: row.active,
    health: printHealth(row),
  }
}

export interface ConnectionPageRequest extends ConnectionFilter {
  readonly after?: { readonly sortName: string; readonly id: string } | undefined
  readonly limit: number
}

/** One page by name; `last` is where the next one begins, null on the last page. */
export async function pageConnections(
  context: Context,
  actor: OwnerActor,
  request: ConnectionPageRequest,
): Promise<{ rows: Row[]; counts: Page['counts']; last: { sortName: string; id: string } | null }> {
  const { sql } = context
  const { ownerId } = actor
  const scope = await scopeOf(context, actor)
  const [found, counted] = await Promise.all([
    listConnections(sql, ownerId, scope, request, { after: request.after, limit: request.limit + 1 }),
    countConnections(sql, ownerId, scope, request),
  ])
  const page = found.slice(0, request.limit)
  const domains = await findDomainsOf(
    sql,
    ownerId,
    page.map((row) => row.id),
  )
  const end = page.at(-1)
  return {
    rows: page.map((row) => printRow(row, domains.get(row.id) ?? [], scope)),
    counts: printCounts(counted),
    last: found.length > request.limit && end ? { sortName: end.sortName, id: end.id } : null,
  }
}

function printCounts(counted: ReadonlyMap<Health, number>): Page['counts'] {
  const count = (health: Health): number => counted.get(health) ?? 0
  return {
    all: HEALTHS.reduce((sum, health) => sum + count(health), 0),
    active: count('active'),
    initialising: count('initialising'),
    'connection-error': count('connection-error'),
    deactivated: count('deactivated'),
  }
}

/** Throws `not_found`. */
export async function viewConnection(context: Context, actor: OwnerActor, id: string): Promise<ConnectionView> {
  return printConnection(context, await requireConnection(context, actor, id, 'read'))
}

/** What a change answers: the connection as it is now, read once more, with what there was to say of the change. */
export async function viewAfterChange(
  context: Context,
  actor: OwnerActor,
  id: string,
  remarks: readonly string[] = [],
): Promise<ConnectionView> {
  const view = await viewConnection(context, actor, id)
  return { ...view, warnings: [...remarks, ...view.warnings] }
}

async function printConnection(context: Context, accessible: AccessibleConnection): Promise<ConnectionView> {
  const { connection: one, domains, access } = accessible
  const now = context.now()
  const facts = await findHealth(context.sql, one.ownerId, one.id)
  const full = access === 'full'
  const graced = (until: Date | null): string | null => (until && now < until ? until.toISOString() : null)
  const previousUntil = one.previousKeyEnc ? graced(one.previousKeyUntil) : null
  const { downlinkSettings: settings } = one
  return {
    id: one.id,
    name: one.name,
    asId: one.asId,
    contentType: one.contentType,
    source: one.source,
    access,
    url: full ? one.url : null,
    domains: printDomains(domains),
    active: one.active,
    health: printHealth(facts ?? { health: 'initialising', lastDelivery: null }),
    customerId: one.customerId,
    hasLogin: one.loginEnc !== null,
    headers: openHeaders(context, one).map(({ name, secret, value }) => ({
      name,
      secret,
      value: full && !secret ? value : null,
    })),
    key: {
      checkValue: one.keyCheckValue,
      changedAt: one.keyChangedAt.toISOString(),
      previousUntil,
      signsWith: previousUntil && one.signWithPrevious ? 'previous' : 'current',
    },
    additionalInformation: one.additionalInformation,
    deactivatedReason: one.deactivatedReason,
    deactivatedAt: iso(one.deactivatedAt),
    queueMode: one.queueMode,
    maxDeviation: one.maxDeviation,
    downlink: {
      kind: one.downlinkKind,
      url: full ? one.downlinkUrl : null,
      applicationId: settings.applicationId ?? null,
      webhookId: settings.webhookId ?? null,
      hasToken: one.downlinkTokenEnc !== null,
    },
    reports: {
      url: new URL(`/api/v1/connections/${one.id}/reports`, context.site.consoleUrl).href,
      hint: one.reportHint,
      changedAt: one.reportChangedAt.toISOString(),
      previousUntil: one.previousReportDigest ? graced(one.previousReportUntil) : null,
    },
    warnings: full ? standingWarnings(accessible) : [],
    revision: one.revision,
    createdAt: one.createdAt.toISOString(),
    createdBy: one.createdBy,
    createdByName: facts?.createdByName ?? null,
    updatedAt: one.updatedAt.toISOString(),
    updatedBy: one.updatedBy,
    updatedByName: facts?.updatedByName ?? null,
  }
}

/** What is allowed and yet seldom meant. */
function standingWarnings({ connection: one }: AccessibleConnection): string[] {
  const read = readDestinationUrl(one.url)
  const authorization = findAuthorizationWarning(
    one.loginEnc !== null,
    one.headerNames.map((name) => ({ name })),
  )
  const needsToken = one.downlinkKind === 'things-stack' || one.downlinkKind === 'chirpstack'
  return [
    ...(read.ok ? read.value.warnings : []),
    ...(authorization ? [authorization] : []),
    ...(needsToken && !one.downlinkTokenEnc
      ? ['No token is stored for downlinks: the network server refuses them.']
      : []),
  ]
}
