/** Connections to send downlinks for, and an application server that signs them on its own account (tunnel.md §2). */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type DownlinkSettings, insertConnection, type NewConnection } from '#lib/db/connections.ts'
import type { DownlinkKind } from '#lib/domain/connections/connection-fields.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { sealDownlinkToken, sealTunnelKey } from '#lib/services/connections/connection-secrets.ts'
import type { Context } from '#lib/services/context.ts'

export interface MadeConnection {
  readonly id: string
  readonly asId: string
  readonly key: string
}

export interface ConnectionOptions extends Partial<Omit<NewConnection, 'downlinkSettings' | 'downlinkKind'>> {
  readonly downlinkKind?: DownlinkKind
  readonly downlinkSettings?: DownlinkSettings
  readonly downlinkToken?: string
  readonly previousKey?: string
}

export async function makeConnection(
  context: Context,
  ownerId: Eui,
  { downlinkToken, previousKey, ...options }: ConnectionOptions = {},
): Promise<MadeConnection> {
  const id = randomUUID()
  const key = randomBytes(16).toString('hex')
  const asId = `TWA_${randomBytes(4).toString('hex')}.1.AS`
  const now = context.now()
  const stored = await insertConnection(
    context.sql,
    ownerId,
    {
      id,
      asId,
      customerId: '100000001',
      name: 'Test',
      url: 'https://as.test/uplinks',
      loginEnc: null,
      contentType: 'json',
      keyEnc: sealTunnelKey(context, id, key),
      keyCheckValue: '000000',
      keyChangedAt: now,
      previousKeyEnc: previousKey === undefined ? null : sealTunnelKey(context, id, previousKey),
      previousKeyUntil: null,
      signWithPrevious: false,
      headersEnc: null,
      headerNames: [],
      additionalInformation: '',
      active: true,
      deactivatedReason: null,
      deactivatedAt: null,
      queueMode: 'durable',
      source: 'thingpark',
      maxDeviation: 60,
      downlinkKind: 'https',
      downlinkUrl: 'https://ns.test/down',
      downlinkSettings: {},
      downlinkTokenEnc: downlinkToken === undefined ? null : sealDownlinkToken(context, id, downlinkToken),
      reportDigest: randomBytes(32),
      reportHint: '0000',
      reportChangedAt: now,
      previousReportDigest: null,
      previousReportUntil: null,
      ...options,
    },
    'system',
    now,
  )
  if (!stored) throw new Error('the AS_ID is taken')
  return { id, asId, key }
}

export type Parameters = Readonly<Record<string, string>>

/** A good downlink of this moment, without its token. */
export function parametersOf(connection: Pick<MadeConnection, 'asId'>, now: Date, more: Parameters = {}): Parameters {
  return {
    DevEUI: '20635F0108000495',
    FPort: '2',
    Payload: '0103',
    ...more,
    AS_ID: connection.asId,
    Time: now.toISOString().replace('Z', '+00:00'),
  }
}

/** Hashes as the published clients do, without a line of the product. */
export function tokenFor(parameters: Parameters, key: string): string {
  const text = Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return createHash('sha256')
    .update(text + key)
    .digest('hex')
}

/** The query as it goes on the wire, percent-encoded. */
export const queryOf = (parameters: Parameters, token: string): string =>
  `${Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}&Token=${token}`

/** A signed query of this moment. */
export function signedQuery(connection: MadeConnection, now: Date, more: Parameters = {}): string {
  const parameters = parametersOf(connection, now, more)
  return queryOf(parameters, tokenFor(parameters, connection.key))
}
