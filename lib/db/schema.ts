/**
 * The tables. Identifiers (owners, gateways) are 16 lower-case hex digits in `text COLLATE "C"`, so that they sort as
 * numbers do; CRCs are u32 in `bigint`. Everything about one gateway is keyed by `eui` first, so that the gateway
 * tables can be distributed by it (DESIGN §2); secrets are ciphertext (`…_enc`, see lib/hsm) or SHA-256 digests.
 */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { ScriptFacts } from '#lib/domain/update-script.ts'
import { at, bytea, euiText, numrange, u32 } from './columns.ts'

/** An organisation that manages gateways (DESIGN §5). */
export const owners = pgTable('owners', {
  id: euiText('id').primaryKey(),
  name: text('name').notNull(),
  /** How many calls of `add` and `token` the owner may make in all (rules.md 18). */
  addLimit: integer('add_limit').notNull().default(64),
  addsUsed: integer('adds_used').notNull().default(0),
  createdAt: at('created_at').notNull().defaultNow(),
})

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** `scrypt$N$r$p$salt$hash`, Base64 parts; null for people who come through the identity provider alone. */
    passwordHash: text('password_hash'),
    /** Raised to end every session of this person at once; compared on each request. */
    sessionVersion: integer('session_version').notNull().default(1),
    /** Operates the installation: batches, owners, limits. Not a role inside an owner. */
    siteOperator: boolean('site_operator').notNull().default(false),
    createdAt: at('created_at').notNull().defaultNow(),
    disabledAt: at('disabled_at'),
  },
  (table) => [uniqueIndex('users_email_key').on(sql`lower(${table.email})`)],
)

export const memberships = pgTable(
  'memberships',
  {
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['admin', 'operator', 'viewer'] }).notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.userId] }),
    index('memberships_user_idx').on(table.userId),
    check('memberships_role_check', sql`${table.role} in ('admin', 'operator', 'viewer')`),
  ],
)

export const apiTokens = pgTable(
  'api_tokens',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** `certificate`: a client certificate that authenticates as a token does (rules.md 28). */
    kind: text('kind', { enum: ['token', 'certificate'] })
      .notNull()
      .default('token'),
    /** SHA-256 of the token, which is shown once and never kept, or of the certificate's DER. */
    digest: bytea('digest').notNull(),
    /** The last four characters of a token, or the subject of a certificate: what a person recognises it by. */
    hint: text('hint').notNull(),
    rights: text('rights').array().notNull(),
    createdBy: uuid('created_by'),
    /** A member's own token: it never does or sees more than this person at this moment. Null: the owner's. */
    boundTo: uuid('bound_to'),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at'),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
  },
  (table) => [
    uniqueIndex('api_tokens_digest_key').on(table.digest).where(sql`${table.revokedAt} is null`),
    index('api_tokens_owner_idx').on(table.ownerId),
  ],
)

/** A range of EUIs under one root key (seed 004). Ranges never overlap: an exclusion constraint in the migration. */
export const batches = pgTable('batches', {
  id: uuid('id').primaryKey().defaultRandom(),
  euiFrom: euiText('eui_from').notNull(),
  euiTo: euiText('eui_to').notNull(),
  /** The same range as numbers, inclusive on both ends, for the exclusion constraint. */
  span: numrange('span').notNull(),
  flavor: text('flavor').notNull(),
  /** The root key encrypted by the key provider. */
  rootKeyEnc: bytea('root_key_enc').notNull(),
  /** First three bytes of CMAC(root, 16 zero bytes), hex: confirms that two sides hold the same key. */
  keyCheckValue: text('key_check_value').notNull(),
  manufacturer: text('manufacturer').notNull().default(''),
  /** How token and PIN follow from the root key (docs/key-derivation.md). */
  scheme: text('scheme').notNull().default('gatehouse-v1'),
  notes: text('notes').notNull().default(''),
  /** How the root key came to be: made here, made here for a twin, or imported. */
  origin: text('origin', { enum: ['made', 'exported', 'imported'] })
    .notNull()
    .default('made'),
  createdBy: text('created_by').notNull().default('cli'),
  createdAt: at('created_at').notNull().defaultNow(),
})

/** A gateway and what its owner wants of it. What the gateway says is in `gateway_reports`. */
export const gateways = pgTable(
  'gateways',
  {
    eui: euiText('eui').primaryKey(),
    /** Null: a batch gateway that nobody has claimed. */
    ownerId: euiText('owner_id'),
    origin: text('origin', { enum: ['batch', 'added'] }).notNull(),
    batchId: uuid('batch_id'),
    flavor: text('flavor').notNull(),
    name: text('name').notNull().default(''),
    /** The owner's own words to group gateways by (lib/domain/tags.ts). */
    tags: text('tags').array().notNull().default(sql`'{}'`),
    site: text('site').notNull().default(''),
    /** Where it stands, in degrees (WGS 84); both or neither. */
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    /** SHA-256 of the bootstrap token: derived from the batch root, or given at `add` (rules.md 12). */
    tokenDigest: bytea('token_digest'),
    /**
     * Of the token that the owner had added it with, after that owner claimed it: the gateway may know no other. Or, after a
     * transfer, of what it had proven last.
     */
    keptTokenDigest: bytea('kept_token_digest'),
    /** Of what else it may hold from the owner before: what lies in Station's backup, and what that owner offered last. */
    keptBackupDigests: bytea('kept_backup_digests').array(),
    /** The added token, encrypted: it may be put into a CUPS set (rules.md 9). Null for gateways that were never added. */
    tokenEnc: bytea('token_enc'),
    /** Desired version per category; null = unmanaged (rules.md 15). */
    cupsVersion: integer('cups_version'),
    tcVersion: integer('tc_version'),
    /** Raised by every change of the desired state; a stale page is refused by it. */
    revision: integer('revision').notNull().default(0),
    claimedAt: at('claimed_at'),
    /** When an owner last let go of it: what that owner put on it is still there (rules.md 17). */
    releasedAt: at('released_at'),
    lastSetupAt: at('last_setup_at'),
    /** When it was first scheduled to renew cups-bak: from then on each set that works may be frozen there. */
    backupRenewedAt: at('backup_renewed_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('gateways_owner_idx').on(table.ownerId, table.eui),
    index('gateways_tags_idx').using('gin', table.tags),
    index('gateways_site_idx').on(table.ownerId, table.site, table.eui).where(sql`${table.site} <> ''`),
    check('gateways_origin_check', sql`${table.origin} in ('batch', 'added')`),
    check(
      'gateways_location_check',
      sql`(${table.latitude} is null) = (${table.longitude} is null) and ${table.latitude} between -90 and 90 and ${table.longitude} between -180 and 180`,
    ),
  ],
)

/**
 * Every version of a credential set: URI, trust, crt and key of one category. A version is written once; only its
 * marks (offered, proven, failed, retired) change.
 */
export const credentialSets = pgTable(
  'credential_sets',
  {
    eui: euiText('eui').notNull(),
    category: text('category', { enum: ['cups', 'tc'] }).notNull(),
    version: integer('version').notNull(),
    ownerId: euiText('owner_id').notNull(),
    uri: text('uri').notNull(),
    /** Discovery by Gatehouse (rules.md 29): `uri` is then our own, and this is the network server behind it. */
    lnsUri: text('lns_uri'),
    /** The data link's URI, in place of asking that server: `{eui}`, `{EUI}` and `{id6}` are filled in. */
    muxsTemplate: text('muxs_template'),
    /** DER of one CA certificate; null for ws/http. */
    trust: bytea('trust'),
    /** DER of the client certificate; null when a token is used. */
    crt: bytea('crt'),
    keyKind: text('key_kind', { enum: ['none', 'token', 'private-key'] }).notNull(),
    /** The key as it goes on the wire (DER, or `Authorization: …\r\n`), encrypted. */
    keyEnc: bytea('key_enc'),
    /** CRC-32 of the segment as sent; null for ws/http, whose CRC is never compared. */
    crc: u32('crc'),
    /** SHA-256 of the token (without header name) or of the certificate's DER: what a CUPS check-in is compared with. */
    authDigest: bytea('auth_digest'),
    /** First put into an answer: from then on the gateway may authenticate with it (rules.md 8). */
    offeredAt: at('offered_at'),
    /** First authenticated with (cups) or first reported (tc). */
    provenAt: at('proven_at'),
    /** The gateway holds it and had to use another credential: it does not work there (rules.md 7). */
    failedAt: at('failed_at'),
    /** The set that first succeeded: frozen in Station's cups-bak (cups.md §4). */
    backup: boolean('backup').notNull().default(false),
    /** Never offered for the first time at or after this: the end of a maintenance window. Null: no end. */
    notAfter: at('not_after'),
    /** Out of use: neither desired nor accepted any more. */
    retiredAt: at('retired_at'),
    createdAt: at('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
    /** The network server behind our discovery, else `uri`: what the trust is for. */
    server: text('server').notNull().generatedAlwaysAs(sql`coalesce(lns_uri, uri)`),
    /** SHA-256 of the DER: what `certificates` tells of it. */
    trustFingerprint: bytea('trust_fingerprint').generatedAlwaysAs(sql`sha256(trust)`),
    crtFingerprint: bytea('crt_fingerprint').generatedAlwaysAs(sql`sha256(crt)`),
  },
  (table) => [
    primaryKey({ columns: [table.eui, table.category, table.version] }),
    // Who holds a certificate and for which server, without looking at the sets themselves. No column that a check-in changes.
    index('credential_sets_trust_idx')
      .on(table.ownerId, table.trustFingerprint, table.category, table.server, table.eui)
      .where(sql`${table.retiredAt} is null and ${table.trustFingerprint} is not null`),
    index('credential_sets_crt_idx')
      .on(table.ownerId, table.crtFingerprint, table.category, table.server, table.eui)
      .where(sql`${table.retiredAt} is null and ${table.crtFingerprint} is not null`),
    check('credential_sets_category_check', sql`${table.category} in ('cups', 'tc')`),
    check('credential_sets_key_kind_check', sql`${table.keyKind} in ('none', 'token', 'private-key')`),
  ],
)

/** What a gateway said last and what it was answered; written behind, in sets, by the gateway plane only. */
export const gatewayReports = pgTable('gateway_reports', {
  eui: euiText('eui').primaryKey(),
  firstSeenAt: at('first_seen_at').notNull(),
  lastSeenAt: at('last_seen_at').notNull(),
  address: text('address').notNull(),
  /** `ReportedState` of lib/domain/cups-request.ts. */
  reported: jsonb('reported').notNull(),
  /** Which credential it used: `bootstrap`, or `cups:<version>`. */
  credential: text('credential').notNull(),
  /** `AnswerRecord` of lib/domain/check-in-record.ts. */
  answer: jsonb('answer').notNull(),
  fellBack: boolean('fell_back').notNull(),
  /** How it stood at this check-in against the desired versions `seen_…`; of those it matched `matched_…`. */
  outcome: text('outcome', { enum: ['in-sync', 'pending', 'diverged', 'fell-back'] }).notNull(),
  seenCupsVersion: integer('seen_cups_version'),
  seenTcVersion: integer('seen_tc_version'),
  matchedCupsVersion: integer('matched_cups_version'),
  matchedTcVersion: integer('matched_tc_version'),
  /** Equal fingerprints of two check-ins mean: nothing new. */
  fingerprint: text('fingerprint').notNull(),
  checkInId: uuid('check_in_id').notNull(),
})

/** The log of check-ins: one row for a run of equal ones, with its first and last time. */
export const checkIns = pgTable(
  'check_ins',
  {
    eui: euiText('eui').notNull(),
    id: uuid('id').notNull(),
    ownerId: euiText('owner_id'),
    firstAt: at('first_at').notNull(),
    lastAt: at('last_at').notNull(),
    times: integer('times').notNull(),
    address: text('address').notNull(),
    reported: jsonb('reported').notNull(),
    credential: text('credential').notNull(),
    answer: jsonb('answer').notNull(),
    fellBack: boolean('fell_back').notNull(),
  },
  // No index on `last_at`: moving it must not touch one. `first_at` never changes, and runs follow one another.
  (table) => [
    primaryKey({ columns: [table.eui, table.id] }),
    index('check_ins_first_idx').on(table.eui, table.firstAt, table.id),
  ],
)

/** Check-ins that were refused: a bounded ring (rules.md 14). */
export const refusedCheckIns = pgTable(
  'refused_check_ins',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: at('at').notNull(),
    /** The router as sent, cut to 64 characters. */
    router: text('router').notNull(),
    /** The same when it parses. */
    eui: euiText('eui'),
    address: text('address').notNull(),
    reason: text('reason').notNull(),
  },
  (table) => [index('refused_check_ins_eui_idx').on(table.eui, table.id)],
)

export const auditEntries = pgTable(
  'audit_entries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: at('at').notNull().defaultNow(),
    ownerId: euiText('owner_id'),
    /** `user:<uuid>`, `token:<uuid>`, `cli`, `gateway` or `system`. */
    actor: text('actor').notNull(),
    /** E.g. `gateway.claim`, `gateway.setup`, `token.create`. */
    action: text('action').notNull(),
    eui: euiText('eui'),
    address: text('address'),
    /** The User-Agent of the request, where there was one. */
    agent: text('agent'),
    /** What changed, without secrets. */
    detail: jsonb('detail').notNull().default({}),
    /** Place in the owner's chain, from 1; null until a job seals it (rules.md 27). */
    seq: bigint('seq', { mode: 'number' }),
    /** SHA-256 over the entry and the seal before it (lib/domain/audit/chain.ts). */
    seal: bytea('seal'),
  },
  (table) => [
    index('audit_entries_owner_idx').on(table.ownerId, table.id),
    index('audit_entries_eui_idx').on(table.eui, table.id),
    // What operators look through when somebody guesses from one address.
    index('audit_entries_refused_claims_address_idx')
      .on(table.address, table.id)
      .where(sql`action = 'gateway.claim-refused'`),
    index('audit_entries_action_idx').on(table.ownerId, table.action, table.id),
    index('audit_entries_actor_idx').on(table.ownerId, table.actor, table.id),
    index('audit_entries_unsealed_idx').on(table.ownerId, table.id).where(sql`${table.seal} is null`),
    uniqueIndex('audit_entries_seq_key').on(sql`coalesce(${table.ownerId}, '')`, table.seq),
  ],
)

/** Wrong claim PINs, counted per scope within a window (rules.md 19). */
export const claimFailures = pgTable(
  'claim_failures',
  {
    /** `gateway`, `owner` or `address`. */
    scope: text('scope').notNull(),
    /** `<owner>/<gateway>`, the owner, or the address (of IPv6 its network). */
    key: text('key').notNull(),
    failures: integer('failures').notNull(),
    since: at('since').notNull(),
    lastAt: at('last_at').notNull().default(sql`now()`),
    /** End of the pause that they cost. */
    heldUntil: at('held_until'),
    /** Of an owner: claims that were not heard because of a pause, whose ever. */
    turnedAway: integer('turned_away').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.key] }),
    index('claim_failures_last_idx').on(table.scope, table.lastAt, table.key),
  ],
)

/** Sign-in attempts that did not succeed, with the end of the pause that they cost (docs/decisions/0011). */
export const signInAttempts = pgTable(
  'sign_in_attempts',
  {
    /** `pair` (account from one address), `account` or `address`. */
    scope: text('scope').notNull(),
    /** A digest: people type passwords into the wrong field. */
    key: text('key').notNull(),
    failures: integer('failures').notNull(),
    lastAt: at('last_at').notNull(),
    blockedUntil: at('blocked_until').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.key] }), index('sign_in_attempts_last_idx').on(table.lastAt)],
)

/** What the installation made once for itself: CA, server key, wrapped data key, session secret (rules.md 22). */
export const siteSecrets = pgTable('site_secrets', {
  name: text('name').primaryKey(),
  value: bytea('value').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
})

/** An update that gateways can be sent (cups.md §5); its bytes are in `firmware_chunks`. */
export const firmwareImages = pgTable(
  'firmware_images',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    /** CRC-32, the image's name in the API (`fwcrc`); zero while the upload is under way. */
    crc: u32('crc').notNull().default(0),
    sha512: bytea('sha512'),
    /** Bytes that were stored. */
    size: bigint('size', { mode: 'number' }).notNull().default(0),
    version: text('version').notNull(),
    model: text('model').notNull().default(''),
    flavor: text('flavor').notNull().default(''),
    notes: text('notes').notNull().default(''),
    fileName: text('file_name').notNull().default(''),
    /** What a script that was made here does (`ScriptFacts` of lib/domain/update-script.ts); null: any other image. */
    script: jsonb('script').$type<ScriptFacts>(),
    /** False while the upload is under way: such an image is invisible. */
    complete: boolean('complete').notNull().default(false),
    /** The last sign of life of an upload; what a killed process left is removed by it. */
    touchedAt: at('touched_at').notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [
    uniqueIndex('firmware_images_crc_key').on(table.ownerId, table.crc).where(sql`${table.complete}`),
    index('firmware_images_uploads_idx').on(table.touchedAt).where(sql`not ${table.complete}`),
  ],
)

/** 256 KiB each, the last one shorter: an image of 1 GiB never lies in one row. */
export const firmwareChunks = pgTable(
  'firmware_chunks',
  {
    imageId: uuid('image_id')
      .notNull()
      .references(() => firmwareImages.id, { onDelete: 'cascade' }),
    /** From 0. */
    seq: integer('seq').notNull(),
    ownerId: euiText('owner_id').notNull(),
    /** Sealed where the image is a script with secrets. */
    data: bytea('data').notNull(),
  },
  (table) => [primaryKey({ columns: [table.imageId, table.seq] })],
)

/** Public keys that an owner signs firmware with: `sig-N.key` on its gateways (cups.md §5). */
export const signingKeys = pgTable(
  'signing_keys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** X‖Y, 64 bytes. */
    publicKey: bytea('public_key').notNull(),
    /** CRC-32 of the 64 bytes: what a gateway reports in `keys`. */
    crc: u32('crc').notNull(),
    /** What the key provider finds the private key by (lib/hsm); null: its owner keeps it elsewhere. */
    providerKey: bytea('provider_key'),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [uniqueIndex('signing_keys_crc_key').on(table.ownerId, table.crc)],
)

/** Signatures over images, each verified before it was stored; of one key the newest is kept. */
export const firmwareSignatures = pgTable(
  'firmware_signatures',
  {
    imageId: uuid('image_id')
      .notNull()
      .references(() => firmwareImages.id, { onDelete: 'cascade' }),
    keyCrc: u32('key_crc').notNull(),
    ownerId: euiText('owner_id').notNull(),
    /** Canonical DER, as it is sent. */
    der: bytea('der').notNull(),
    /** CRC-32 of `der`, the signature's name in the API (`sigcrc`). */
    sigCrc: u32('sig_crc').notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.imageId, table.keyCrc] }),
    index('firmware_signatures_crc_idx').on(table.ownerId, table.sigCrc),
  ],
)

/** The one update that a gateway is to be provided with, and what became of it (rules.md 20). */
export const firmwareSchedules = pgTable(
  'firmware_schedules',
  {
    eui: euiText('eui').primaryKey(),
    ownerId: euiText('owner_id').notNull(),
    /** Not a reference: what a finished schedule names may be deleted. */
    imageId: uuid('image_id').notNull(),
    /** CRC of the image, kept beyond it. */
    crc: u32('crc').notNull(),
    /** `fwafter`; null = at once. */
    notBefore: at('not_before'),
    /** The end of the maintenance window that it was armed for: never offered later, whatever else has stopped. */
    notAfter: at('not_after'),
    /** The explicit choice to run unsigned code as root, for this schedule only. */
    allowUnsigned: boolean('allow_unsigned').notNull().default(false),
    /** The explicit choice to send it to a gateway of another model than the image's. */
    anyModel: boolean('any_model').notNull().default(false),
    state: text('state', {
      enum: ['scheduled', 'offered', 'interrupted', 'confirmed', 'no-change', 'cancelled'],
    }).notNull(),
    /** A check-in has still something to do with it: offer it, or judge what became of it. */
    open: boolean('open').notNull(),
    /** New with each arming: an offer names the arming that it saw, so that no later one is taken for it. */
    armed: uuid('armed').notNull(),
    armedAt: at('armed_at').notNull(),
    armedBy: text('armed_by').notNull(),
    offeredAt: at('offered_at'),
    /** `package` as reported when the offer was made. */
    packageBefore: text('package_before'),
    /** Key of the signature that went along; null = unsigned. */
    keyCrc: u32('key_crc'),
    /** Bytes of the image that were handed to the connection, and when they were counted. */
    bytesSent: bigint('bytes_sent', { mode: 'number' }).notNull().default(0),
    sentAt: at('sent_at'),
    /** The end of the transfer, complete or cut; null while it runs, or when the process that ran it was killed. */
    endedAt: at('ended_at'),
    /** When a check-in decided between confirmed and no change, or the owner cancelled. */
    settledAt: at('settled_at'),
    /** A sentence for the owner. */
    reason: text('reason').notNull().default(''),
  },
  (table) => [
    index('firmware_schedules_open_idx').on(table.eui).where(sql`${table.open}`),
    index('firmware_schedules_flight_idx').on(table.ownerId, table.state).where(sql`${table.open}`),
    index('firmware_schedules_image_idx').on(table.imageId),
    index('firmware_schedules_owner_idx').on(table.ownerId, table.eui),
    index('firmware_schedules_state_idx').on(table.ownerId, table.state, table.eui),
    index('firmware_schedules_crc_idx').on(table.ownerId, table.crc, table.state, table.eui),
    check(
      'firmware_schedules_state_check',
      sql`${table.state} in ('scheduled', 'offered', 'interrupted', 'confirmed', 'no-change', 'cancelled')`,
    ),
  ],
)
