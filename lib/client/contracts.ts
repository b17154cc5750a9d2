/** What the public API answers, as the console reads it. Identifiers are ID6, times ISO 8601 with zone. */
import type {
  ContentType,
  DeactivationReason,
  DownlinkKind,
  QueueMode,
  Source,
} from '#lib/domain/connections/connection-fields.ts'
import type { DeliveryState, DeliveryStatus, Health } from '#lib/domain/deliveries/delivery-status.ts'
import type { EventKind } from '#lib/domain/events/event-kinds.ts'
import type { ScheduleState, WaitCode } from '#lib/domain/firmware-gate.ts'
import type { GatewayState } from '#lib/domain/gateway-state.ts'
import type { Right, Role } from '#lib/domain/rights.ts'
import type { ScriptFacts } from '#lib/domain/update-script.ts'

export interface OwnerOfMe {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** What the owner demands and this session lacks. */
  readonly locked: 'second-factor' | 'sso' | null
}

export interface Me {
  readonly user: { readonly id: string; readonly email: string; readonly name: string; readonly siteOperator: boolean }
  readonly owners: readonly OwnerOfMe[]
}

export interface Site {
  /** `host:port` of the gateway plane; the first is shown to owners. */
  readonly gatewayHosts: readonly string[]
  readonly cupsUri: string
  /** PEM of the CA that a gateway must trust to reach this server; null when the certificate comes from elsewhere. */
  readonly cupsTrust: string | null
  readonly trustFingerprint: string | null
  /** The name of the identity provider that people may sign in through. */
  readonly sso: string | null
}

export interface ApiToken {
  readonly createdBy: string | null
  /** Bound to the person who made it. */
  readonly own: boolean
  readonly id: string
  readonly name: string
  readonly kind: 'token' | 'certificate'
  /** The last characters of a token, or the subject of a certificate. */
  readonly hint: string
  readonly rights: readonly Right[]
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

export interface AuditEntry {
  readonly id: string
  readonly at: string
  readonly actor: string
  /** Of a person or an API token, where it is still known. */
  readonly actorName: string | null
  readonly action: string
  readonly gateway: string | null
  /** It is still this owner's. */
  readonly gatewayHeld: boolean
  /** Of the person that the facts name, where known. */
  readonly aboutName: string | null
  readonly address: string | null
  readonly agent: string | null
  readonly detail: Readonly<Record<string, unknown>>
  /** Place in the chain; null until it is sealed. */
  readonly seq: number | null
  readonly seal: string | null
}

export type GatewayStateKind = GatewayState

export type Category = 'cups' | 'tc'

export interface GatewayRow {
  readonly gateway: string
  readonly eui: string
  readonly name: string
  readonly tags: readonly string[]
  readonly site: string
  readonly flavor: string
  readonly origin: 'batch' | 'added'
  readonly state: GatewayStateKind
  readonly stateSince?: string | null
  readonly lastSeen: string | null
  readonly lnsUri: string | null
  readonly cupsUri: string | null
  readonly dueBy: string | null
  readonly model: string | null
  readonly station: string | null
  readonly package: string | null
  /** The first end of a CA or client certificate of its sets. */
  readonly expiresAt: string | null
  readonly latitude: number | null
  readonly longitude: number | null
}

export interface GatewayPage {
  readonly gateways: readonly GatewayRow[]
  readonly next: string | null
  readonly previous: string | null
  /** Gateways that the filter finds. */
  readonly matching: number
  /** False: counting stopped; there are at least so many. */
  readonly exact: boolean
  readonly counts: Readonly<Record<GatewayStateKind | 'all', number>>
}

export interface CertFacts {
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly validFrom: string
  readonly validTo: string
  /** SHA-256. */
  readonly fingerprint: string
  readonly keyType: string
  /** Bytes on the wire. */
  readonly size: number
  readonly pem: string
}

export interface Target {
  readonly version: number
  readonly uri: string
  /** Behind discovery by Gatehouse: the network server; `uri` is then ours. */
  readonly lnsUri?: string | null
  readonly muxsTemplate?: string | null
  readonly trust: CertFacts | null
  readonly crt: CertFacts | null
  readonly key: 'none' | 'token' | 'private-key'
  /** CRC-32 of the segment as sent; null for ws and http. */
  readonly crc: number | null
  readonly offeredAt: string | null
  readonly provenAt: string | null
  readonly failedAt: string | null
  readonly createdAt: string
}

export interface Reported {
  readonly at: string
  readonly address: string
  readonly cupsUri: string | null
  readonly tcUri: string | null
  readonly cupsCredCrc: number | null
  readonly tcCredCrc: number | null
  readonly station: string | null
  readonly model: string | null
  readonly package: string | null
  readonly keys: readonly number[]
  readonly credential: string
}

export interface NextAnswer {
  readonly reasons: readonly string[]
  readonly cupsUri: string | null
  readonly tcUri: string | null
  readonly cupsCredentials: boolean
  readonly tcCredentials: boolean
  /** The update that goes along. */
  readonly firmware: {
    readonly crc: number
    readonly size: number
    readonly keyCrc: number | null
    readonly bytes: number
  } | null
  readonly bytes: number
}

export interface Gateway {
  readonly gateway: string
  readonly eui: string
  readonly mac: string | null
  readonly name: string
  readonly tags: readonly string[]
  readonly site: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly flavor: string
  readonly origin: 'batch' | 'added'
  readonly claimedAt: string | null
  readonly lastSetup: string | null
  readonly revision: number
  readonly state: {
    readonly kind: GatewayStateKind
    readonly sentence: string
    readonly since: string | null
    readonly dueBy: string | null
  }
  readonly desired: { readonly cups: Target | null; readonly tc: Target | null }
  readonly reported: Reported | null
  /** When the next check-in is due at the latest. */
  readonly nextContact: string | null
  readonly next: NextAnswer
  readonly firmware: FirmwareSchedule | null
  readonly refused: { readonly count: number; readonly lastAddress: string | null; readonly lastAt: string | null }
}

export interface CheckIn {
  readonly id: string
  readonly firstAt: string
  readonly lastAt: string
  /** How many equal check-ins the row stands for. */
  readonly times: number
  readonly address: string
  readonly credential: string
  readonly reported: Omit<Reported, 'at' | 'address' | 'credential'>
  readonly answer: {
    readonly kind: 'unchanged' | 'update' | 'own-fault'
    readonly reasons: readonly string[]
    readonly bytes?: number
    readonly firmware?: { readonly crc: number; readonly bytes: number; readonly keyCrc: number | null } | null
  }
  readonly fellBack: boolean
}

export type CredentialField = 'trust' | 'crt' | 'key'

export interface InspectedFile {
  readonly name?: string
  readonly field: CredentialField | null
  readonly kind: string
  readonly facts?: CertFacts
  readonly warnings: readonly string[]
  readonly error?: string
  /** Base64 of the DER that would be stored; never given for keys. */
  readonly der?: string
}

export interface Inspection {
  readonly files: readonly InspectedFile[]
  readonly crc: number | null
  readonly segmentLength: number | null
  readonly errors: readonly { readonly field: string; readonly detail: string }[]
  readonly warnings: readonly (string | { readonly field?: string; readonly detail: string })[]
}

/** One entry of an answer of the Owner API. */
export interface ItemResult {
  readonly gateway: string
  readonly error?: string
  /** What to know of an entry that was stored. */
  readonly warning?: string
  /** Only from `token`. */
  readonly token?: string
}

export interface SetupBody {
  readonly cupsUri?: string
  readonly cupsTrust?: string
  readonly cupsCrt?: string
  readonly cupsKey?: string
  readonly lnsUri?: string
  readonly lnsTrust?: string
  readonly lnsCrt?: string
  readonly lnsKey?: string
  /** Gateways are given Gatehouse's address, and are referred to lnsUri when they ask there. */
  readonly lnsDiscovery?: boolean
  /** The revision that the form was made from: refused when somebody else saved since. */
  readonly revision?: number
}

export interface FirmwareSignature {
  /** CRC-32 of the DER. */
  readonly sigcrc: number
  /** CRC-32 of the public key, as gateways report it in `keys`. */
  readonly keycrc: number
  readonly size: number
  readonly createdAt: string
}

export interface FirmwareImage {
  /** CRC-32: what `fwcrc` names. */
  readonly fwcrc: number
  /** Hex. */
  readonly sha512: string
  readonly size: number
  readonly version: string
  readonly model: string
  readonly flavor: string
  readonly notes: string
  /** Name of the file. */
  readonly name: string
  readonly createdAt: string
  /** `user:…`, `token:…` or `cli`. */
  readonly createdBy: string
  readonly createdByName: string | null
  /** What an update script that was made here does; null: any other image. */
  readonly script: ScriptFacts | null
  readonly signatures: readonly FirmwareSignature[]
  /** How many gateways stand where with this image. */
  readonly schedules: Readonly<Record<ScheduleState, number>>
}

export interface UploadedImage extends FirmwareImage {
  /** The owner had it already; its names stayed as they were. */
  readonly duplicate: boolean
}

export interface UpdateScriptBody {
  readonly version: string
  readonly model?: string
  readonly notes?: string
  readonly home?: string
  readonly restart?: string
  /** What cups-boot becomes; without a key the gateway keeps its own. */
  readonly bootSet?: {
    readonly cupsUri: string
    readonly cupsTrust?: string
    readonly cupsCrt?: string
    readonly cupsKey?: string
  }
  readonly renewBackup?: boolean
}

export interface MadeScript extends UploadedImage {
  /** Given out this once where it holds a secret. */
  readonly text: string
  readonly warnings: readonly string[]
}

export interface ImageNames {
  readonly version: string
  readonly model: string
  readonly flavor: string
  readonly notes: string
}

export interface SigningKey {
  readonly id: string
  readonly name: string
  readonly keycrc: number
  /** Base64 of the 64 bytes of sig-N.key. */
  readonly publicKey: string
  /** Images that it signed. */
  readonly signatures: number
  /** The private key is kept here: images are signed by one call. */
  readonly kept: boolean
  readonly createdAt: string
  readonly createdBy: string
  readonly createdByName: string | null
}

export interface SignatureResult {
  readonly sigcrc: number
  readonly keycrc?: number
  readonly error?: string
  /** It is good, but none of the gateways that wait for the image holds its key: `force` keeps it. */
  readonly unheld?: boolean
  readonly warning?: string
}

/** What a gateway is to be provided with, and what became of it. */
export interface FirmwareSchedule {
  readonly fwcrc: number
  /** Null once the image is deleted. */
  readonly version: string | null
  readonly size: number | null
  readonly fwafter: string | null
  readonly allowUnsigned: boolean
  readonly anyModel: boolean
  readonly state: ScheduleState
  readonly sentence: string
  readonly waits: WaitCode | null
  readonly expectedBy: string | null
  readonly armedAt: string
  readonly armedBy: string
  readonly armedByName: string | null
  readonly offeredAt: string | null
  readonly packageBefore: string | null
  readonly keycrc: number | null
  readonly bytesSent: number
  readonly endedAt: string | null
  readonly settledAt: string | null
}

export type FirmwareActionBody =
  | {
      readonly action: 'schedule'
      readonly crc: number
      readonly after?: string
      readonly allowUnsigned: boolean
      readonly anyModel?: boolean
    }
  | { readonly action: 'rearm' }
  | { readonly action: 'cancel' }

export interface ConnectionDomain {
  readonly id: string
  /** `EMEA/France/Paris` */
  readonly path: string
  readonly groupId: string
  readonly group: string
}

export interface ConnectionHealth {
  readonly state: Health
  readonly sentence: string
  readonly lastDelivery: string | null
}

export interface ConnectionRow {
  readonly id: string
  readonly name: string
  readonly asId: string
  readonly contentType: ContentType
  readonly source: Source
  /** `masked`: cross-domain for a restricted member, read-only and without URL and header values. */
  readonly access: 'full' | 'masked'
  /** Without login and password; null where masked. */
  readonly url: string | null
  /** None = cross-domain. */
  readonly domains: readonly ConnectionDomain[]
  readonly active: boolean
  readonly health: ConnectionHealth
}

export interface ConnectionPage {
  readonly connections: readonly ConnectionRow[]
  readonly next: string | null
  readonly counts: Readonly<Record<Health | 'all', number>>
}

export interface Connection extends ConnectionRow {
  readonly customerId: string
  readonly hasLogin: boolean
  /** `value` null: secret, or masked. */
  readonly headers: readonly { readonly name: string; readonly secret: boolean; readonly value: string | null }[]
  readonly key: {
    readonly checkValue: string
    readonly changedAt: string
    readonly previousUntil: string | null
    readonly signsWith: 'current' | 'previous'
  }
  readonly additionalInformation: string
  readonly deactivatedReason: DeactivationReason | null
  readonly deactivatedAt: string | null
  readonly queueMode: QueueMode
  /** Seconds. */
  readonly maxDeviation: number
  readonly downlink: {
    readonly kind: DownlinkKind
    readonly url: string | null
    readonly applicationId: string | null
    readonly webhookId: string | null
    readonly hasToken: boolean
  }
  readonly reports: {
    readonly url: string
    /** The last four characters of the credential. */
    readonly hint: string
    readonly changedAt: string
    readonly previousUntil: string | null
  }
  readonly warnings: readonly string[]
  readonly revision: number
  readonly createdAt: string
  readonly createdBy: string
  readonly createdByName: string | null
  readonly updatedAt: string
  readonly updatedBy: string
  readonly updatedByName: string | null
}

/** The answer to a creation or a duplication: the secrets are shown this once. */
export interface CreatedConnection extends Connection {
  readonly secrets: { readonly key: string; readonly reportCredential: string }
}

export interface DuplicatedConnection extends CreatedConnection {
  /** Secrets of the original that the copy lacks. */
  readonly notCopied: readonly string[]
}

export interface RegeneratedKey extends Connection {
  readonly secrets: { readonly key: string }
  readonly reminder: string
}

export interface RotatedCredential extends Connection {
  readonly secrets: { readonly reportCredential: string }
}

export interface HeaderInput {
  readonly name: string
  /** Left out: the value that is stored under this name stays. */
  readonly value?: string
  /** True unless told. */
  readonly secret?: boolean
}

export type DownlinkInput =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'things-stack'
      readonly url: string
      readonly applicationId: string
      readonly webhookId: string
      /** Left out: the stored one stays. Null: removed. */
      readonly token?: string | null
    }
  | { readonly kind: 'chirpstack' | 'https'; readonly url: string; readonly token?: string | null }

export interface ConnectionInput {
  readonly name: string
  readonly url: string
  readonly contentType: ContentType
  readonly headers?: readonly HeaderInput[]
  readonly additionalInformation?: string
  /** Ids. */
  readonly domains?: readonly string[]
  readonly customerId?: string
  readonly queueMode?: QueueMode
  readonly source?: Source
  readonly maxDeviation?: number
  readonly downlink?: DownlinkInput
  readonly active?: boolean
}

export interface CreateConnectionBody extends ConnectionInput {
  /** 32 hex digits; generated unless told. */
  readonly key?: string
}

export interface ChangeConnectionBody extends Partial<ConnectionInput> {
  readonly revision?: number
  readonly removeLogin?: boolean
}

export interface DuplicateConnectionBody {
  readonly name?: string
  readonly url?: string
  readonly headers?: readonly HeaderInput[]
  readonly downlinkToken?: string
}

export interface RegenerateKeyBody {
  readonly revision?: number
  readonly key?: string
  /** 0 to 720; 168 unless told. */
  readonly graceHours?: number
  /** `new` unless told. */
  readonly signWith?: 'new' | 'previous'
}

export interface Domains {
  readonly enabled: boolean
  /** The reader is held to domains, and sees only those. */
  readonly restricted: boolean
  readonly groups: readonly {
    readonly id: string
    readonly name: string
    readonly domains: readonly { readonly id: string; readonly path: string; readonly connections: number | null }[]
  }[]
}

export interface Member {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly joinedAt: string
  readonly lastSeenAt: string | null
  readonly secondFactor: boolean
  /** API tokens that they made and that still count. */
  readonly tokens: number
  /** `path` may be a prefix, such as `EMEA/*`. */
  readonly restrictions: readonly { readonly groupId: string; readonly group: string; readonly path: string }[]
}

export interface Delivery {
  readonly id: string
  /** DevEUI, 16 hex digits. */
  readonly device: string
  /** Such as `DevEUI_uplink`. */
  readonly kind: string
  readonly state: DeliveryState
  /** Of the last attempt, or why it was not sent; null: delivered, or not tried yet. */
  readonly status: DeliveryStatus | null
  readonly httpStatus: number | null
  readonly attempts: number
  readonly replays: number
  readonly acceptedAt: string
  /** Of the next attempt, while it waits. */
  readonly nextAt: string | null
  readonly finishedAt: string | null
  readonly durationMs: number | null
}

export interface DestinationState {
  readonly health: string
  readonly waiting: number
  readonly delivered: number
  readonly lost: number
  readonly dead: number
  readonly lastDeliveryAt: string | null
  readonly lastStatus: string | null
  readonly lastHttpStatus: number | null
  /** Nothing is sent until then, because of what failed before. */
  readonly pausedUntil: string | null
  readonly cause: DeliveryStatus | null
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[]
  readonly next: string | null
  readonly destination: DestinationState
}

export interface DeliveryDetail extends Delivery {
  /** The report as it is sent in typed JSON. */
  readonly document: unknown
  readonly log: readonly {
    readonly at: string
    /** `Delivered`, or a status of ThingPark's. */
    readonly status: string
    readonly httpStatus: number | null
    /** Such as ECONNREFUSED. */
    readonly code: string | null
    readonly durationMs: number
  }[]
}

export interface TestResult {
  readonly status: 'Delivered' | DeliveryStatus
  /** Such as `2xx`; null without an answer. */
  readonly statusClass: string | null
  readonly durationMs: number
}

export interface EventTarget {
  readonly id: string
  readonly name: string
  readonly channel: 'webhook' | 'email'
  readonly url: string | null
  readonly recipients: readonly string[]
  readonly kinds: readonly EventKind[]
  /** Only gateways with any of these; empty: all. */
  readonly tags: readonly string[]
  readonly sites: readonly string[]
  readonly active: boolean
  readonly deactivatedReason: DeactivationReason | null
  /** Until then the former secret signs too. */
  readonly previousSecretUntil: string | null
  readonly health: Health
  readonly waiting: number
  readonly delivered: number
  readonly dead: number
  readonly lastDeliveryAt: string | null
  readonly lastStatus: string | null
  readonly pausedUntil: string | null
  readonly revision: number
  readonly createdAt: string
}

export interface EventTargets {
  readonly targets: readonly EventTarget[]
  /** False: the operator has set no SMTP server, so e-mail is not sent. */
  readonly mailReady: boolean
}

export interface CreatedEventTarget extends EventTarget {
  /** `whsec_…` of a webhook, shown this once; null of e-mail. */
  readonly secret: string | null
}

export interface EventTargetInput {
  readonly name: string
  readonly channel: 'webhook' | 'email'
  readonly url?: string
  readonly recipients?: readonly string[]
  readonly kinds: readonly EventKind[]
  readonly tags: readonly string[]
  readonly sites: readonly string[]
}

export interface EventDelivery {
  readonly id: string
  readonly kind: string
  readonly state: DeliveryState
  readonly status: DeliveryStatus | null
  readonly httpStatus: number | null
  readonly attempts: number
  readonly acceptedAt: string
  readonly nextAt: string | null
  readonly finishedAt: string | null
  readonly durationMs: number | null
}

export interface GatewayEvent {
  readonly id: string
  readonly kind: EventKind
  readonly at: string
  readonly summary: string
  /** ID6; null: it tells of several, or of none. */
  readonly gateway: string | null
  readonly name: string
  readonly site: string
  readonly count: number
  readonly detail: Readonly<Record<string, unknown>>
}

/** What an application server sent, and what became of it. */
export interface Downlink {
  readonly id: string
  /** DevEUI, 16 hex digits. */
  readonly device: string
  readonly fPort: number | null
  /** Hex. Null: only the queue was flushed, or it is not for the reader. */
  readonly payload: string | null
  readonly fCntDn: number | null
  readonly confirmed: boolean
  readonly flush: boolean
  readonly correlationId: string | null
  readonly state: 'waiting' | 'handed-over' | 'sent' | 'acknowledged' | 'failed'
  /** Why the last try failed. */
  readonly cause: string
  readonly attempts: number
  readonly acceptedAt: string
  readonly validUntil: string | null
  readonly nextTryAt: string | null
  readonly handedOverAt: string | null
  readonly settledAt: string | null
}
