/** Takes reports of the network side: who sends them, what they say, and then they are stored (tunnel.md §1, docs/mapping.md). */
import type { Sql, Statements } from '#lib/db/client.ts'
import { findConnectionsForDelivery, type StoredConnection } from '#lib/db/connections.ts'
import { findNamedDownlink, forgetCounter, settleDownlink } from '#lib/db/downlinks.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Result } from '#lib/domain/result.ts'
import { fromChirpStack } from '#lib/domain/tunnel/from-chirpstack.ts'
import { fromThingPark } from '#lib/domain/tunnel/from-thingpark.ts'
import { fromThingsStack } from '#lib/domain/tunnel/from-things-stack.ts'
import type { DownlinkNews, MappedEvent } from '#lib/domain/tunnel/mapped-event.ts'
import { makeReport, type Report } from '#lib/domain/tunnel/report.ts'
import { isReportCredential } from '../connections/connection-secrets.ts'
import type { Context } from '../context.ts'
import { enqueueDeliveries } from '../deliveries/engine.ts'
import { createGroupCommit, type Settled } from './group-commit.ts'

export interface ReportRequest {
  readonly connectionId: string
  /** As sent after `Bearer `; null: none. */
  readonly credential: string | null
  /** `?event=` of ChirpStack. */
  readonly event: string | undefined
  readonly body: unknown
}

export interface AcceptedReport {
  /** Of the delivery; null: the message becomes no report and is passed over. */
  readonly id: string | null
  readonly report: string | null
}

/** The same for an unknown connection and a wrong credential. */
const NOT_YOURS =
  'The credential is not the one of this connection. Send it as “Authorization: Bearer …”; its page has a button for a new one.'
const INACTIVE = 'This connection is deactivated: reports are not forwarded, and this one was not stored.'

type Committer = (request: ReportRequest) => Promise<AcceptedReport>
const committers = new WeakMap<Sql, Committer>()

/**
 * Resolves after the report is committed. @throws AppError `unauthenticated`, `conflict` for a deactivated connection,
 * `invalid` for a message that is none of the connection's source, `unavailable` when too many wait.
 */
export function acceptReport(context: Context, request: ReportRequest): Promise<AcceptedReport> {
  const known = committers.get(context.sql)
  const commit = known ?? createGroupCommit((requests: readonly ReportRequest[]) => acceptSet(context, requests))
  if (!known) committers.set(context.sql, commit)
  return commit(request)
}

interface Taken {
  readonly connection: StoredConnection
  readonly event: MappedEvent
}

async function acceptSet(
  context: Context,
  requests: readonly ReportRequest[],
): Promise<readonly Settled<AcceptedReport>[]> {
  const ids = [...new Set(requests.map((request) => request.connectionId))]
  const connections = new Map((await findConnectionsForDelivery(context.sql, ids)).map((one) => [one.id, one]))
  const now = context.now()
  const read = requests.map((request) => readOne(request, connections.get(request.connectionId), now))
  const taken = read.filter((one): one is Taken => 'event' in one)
  const accepted = taken.length > 0 ? await context.sql.begin((tx) => store(tx, taken, now)) : []
  let next = 0
  return read.map((one) => ('event' in one ? { value: accepted[next++] as AcceptedReport } : { error: one.error }))
}

function readOne(
  { credential, event, body }: ReportRequest,
  connection: StoredConnection | undefined,
  now: Date,
): Taken | { readonly error: AppError } {
  if (!connection || credential === null || !isReportCredential(connection, credential, now)) {
    return { error: new AppError('unauthenticated', NOT_YOURS) }
  }
  if (!connection.active) return { error: new AppError('conflict', INACTIVE) }
  const mapped = mapMessage(connection, event, body, now)
  return mapped.ok ? { connection, event: mapped.value } : { error: new AppError('invalid', mapped.error) }
}

function mapMessage(
  { source, customerId }: Pick<StoredConnection, 'source' | 'customerId'>,
  event: string | undefined,
  body: unknown,
  now: Date,
): Result<MappedEvent> {
  if (source === 'thingpark') return fromThingPark(body, customerId)
  if (source === 'things-stack') return fromThingsStack(body, customerId, now)
  return fromChirpStack(event, body, customerId, now)
}

async function store(tx: Statements, taken: readonly Taken[], now: Date): Promise<AcceptedReport[]> {
  const rows: { connection: StoredConnection; device: Eui; report: Report | null }[] = []
  for (const { connection, event } of taken) {
    const report = event.downlink ? await tellOfDownlink(tx, connection, event, event.downlink, now) : event.report
    rows.push({ connection, device: event.device, report })
  }
  const joined = Map.groupBy(
    taken.filter(({ event }) => event.joined),
    ({ connection }) => connection.id,
  )
  for (const [id, events] of joined) await forgetCounter(tx, id, [...new Set(events.map(({ event }) => event.device))])
  const reports = rows.flatMap(({ connection, device, report }) =>
    report
      ? [
          {
            destinationId: connection.id,
            destinationType: 'connection',
            ownerId: connection.ownerId,
            device,
            kind: report.kind,
            document: JSON.stringify(report.fields),
          },
        ]
      : [],
  )
  const ids = await enqueueDeliveries(tx, reports, now)
  let next = 0
  return rows.map(({ report }) =>
    report ? { id: String(ids[next++]), report: report.kind } : { id: null, report: null },
  )
}

/**
 * One report per downlink: when it was sent, or when it failed. What the device confirms afterwards changes only what the
 * connection's page shows, unless nothing told before that it was sent.
 */
async function tellOfDownlink(
  tx: Statements,
  connection: StoredConnection,
  { report, device }: MappedEvent,
  news: DownlinkNews,
  now: Date,
): Promise<Report | null> {
  const known = await findNamedDownlink(tx, connection.id, news)
  const state = news.event === 'unacknowledged' ? 'sent' : news.event
  const confirms = news.event === 'acknowledged' || news.event === 'unacknowledged'
  if (!known || known.devEui !== device) return confirms ? null : report
  const told = known.state === 'sent' || known.state === 'acknowledged' || known.state === 'failed'
  await settleDownlink(tx, { connectionId: connection.id, id: known.id, state, cause: news.cause }, now)
  if (!report || told) return null
  const repeated = makeReport(report.kind, {
    ...report.fields,
    ...(known.fPort === null ? {} : { FPort: known.fPort }),
    ...(known.fCntDn === null ? {} : { FCntDn: known.fCntDn }),
    ...(known.correlationId === null ? {} : { CorrelationID: known.correlationId }),
  })
  return repeated.ok ? repeated.value : report
}
