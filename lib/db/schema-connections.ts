/** Basic HTTPS connections (tunnel.md §3) and the domains that restrict who sees them. */
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'
import { memberships, owners } from './schema.ts'

/** A tunnel between the network side and an application server. Secrets are sealed for the connection's id. */
export const connections = pgTable(
  'connections',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    /** Names the connection in uplinks and downlinks, unique in the installation and never changed (docs/decisions/0050). */
    asId: text('as_id').notNull(),
    /** `CustomerID` of reports and tokens. */
    customerId: text('customer_id').notNull(),
    name: text('name').notNull(),
    /** Without login and password. */
    url: text('url').notNull(),
    /** JSON `{login, password}`, sealed; null where the URL had none. */
    loginEnc: bytea('login_enc'),
    contentType: text('content_type', { enum: ['xml', 'json', 'json-untyped'] }).notNull(),
    /** The key's 32 characters, sealed. */
    keyEnc: bytea('key_enc').notNull(),
    /** First 6 hex digits of a digest: shows that two sides hold the same key. */
    keyCheckValue: text('key_check_value').notNull(),
    keyChangedAt: at('key_changed_at').notNull(),
    /** Accepted on downlinks until `previous_key_until`. */
    previousKeyEnc: bytea('previous_key_enc'),
    previousKeyUntil: at('previous_key_until'),
    /** Uplinks carry the previous key until then. */
    signWithPrevious: boolean('sign_with_previous').notNull().default(false),
    /** JSON `[{name, value, secret}]`, sealed, in the owner's order; null = none. */
    headersEnc: bytea('headers_enc'),
    /** For lists, without values. */
    headerNames: text('header_names').array().notNull().default(sql`'{}'`),
    additionalInformation: text('additional_information').notNull().default(''),
    active: boolean('active').notNull().default(true),
    deactivatedReason: text('deactivated_reason', { enum: ['user', 'gone'] }),
    deactivatedAt: at('deactivated_at'),
    queueMode: text('queue_mode', { enum: ['durable', 'as-thingpark'] }).notNull(),
    source: text('source', { enum: ['thingpark', 'things-stack', 'chirpstack'] }).notNull(),
    /** Seconds that `Time` of a downlink may be off. */
    maxDeviation: integer('max_deviation').notNull(),
    downlinkKind: text('downlink_kind', { enum: ['none', 'things-stack', 'chirpstack', 'https'] }).notNull(),
    /** Of the network server's API, or the target of `https`; null for `none`. */
    downlinkUrl: text('downlink_url'),
    /** `DownlinkSettings` of lib/db/connections.ts, without secrets. */
    downlinkSettings: jsonb('downlink_settings').notNull().default({}),
    /** Sent as `Authorization: Bearer …`, sealed. */
    downlinkTokenEnc: bytea('downlink_token_enc'),
    /** SHA-256 of the credential that `/reports` asks for; shown once. */
    reportDigest: bytea('report_digest').notNull(),
    reportHint: text('report_hint').notNull(),
    reportChangedAt: at('report_changed_at').notNull(),
    previousReportDigest: bytea('previous_report_digest'),
    previousReportUntil: at('previous_report_until'),
    /** Raised by every change by hand; a stale page is refused by it. */
    revision: integer('revision').notNull().default(0),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    updatedAt: at('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [
    uniqueIndex('connections_as_id_key').on(table.asId),
    index('connections_name_idx').on(table.ownerId, sql`lower(${table.name}) collate "C"`, table.id),
    check('connections_content_type_check', sql`${table.contentType} in ('xml', 'json', 'json-untyped')`),
    check('connections_queue_mode_check', sql`${table.queueMode} in ('durable', 'as-thingpark')`),
    check('connections_source_check', sql`${table.source} in ('thingpark', 'things-stack', 'chirpstack')`),
    check(
      'connections_downlink_kind_check',
      sql`${table.downlinkKind} in ('none', 'things-stack', 'chirpstack', 'https')`,
    ),
  ],
)

/** Owners that segregate by domains: a row = switched on. */
export const domainSwitches = pgTable('domain_switches', {
  ownerId: euiText('owner_id')
    .primaryKey()
    .references(() => owners.id, { onDelete: 'cascade' }),
  enabledAt: at('enabled_at').notNull(),
  enabledBy: text('enabled_by').notNull(),
})

export const domainGroups = pgTable(
  'domain_groups',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [uniqueIndex('domain_groups_name_key').on(table.ownerId, sql`lower(${table.name})`)],
)

/** Full domains, such as `EMEA/France/Paris`: only these are assigned to a resource. */
export const domains = pgTable(
  'domains',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id').notNull(),
    groupId: uuid('group_id')
      .notNull()
      .references(() => domainGroups.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [uniqueIndex('domains_path_key').on(table.groupId, sql`lower(${table.path})`)],
)

/** At most one domain per group on a connection: the key. None = cross-domain. */
export const connectionDomains = pgTable(
  'connection_domains',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    groupId: uuid('group_id').notNull(),
    ownerId: euiText('owner_id').notNull(),
    domainId: uuid('domain_id')
      .notNull()
      .references(() => domains.id),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.groupId] }),
    index('connection_domains_domain_idx').on(table.domainId),
  ],
)

/** What a member may see: within a group any of these, and every group that occurs here. */
export const memberRestrictions = pgTable(
  'member_restrictions',
  {
    ownerId: euiText('owner_id').notNull(),
    userId: uuid('user_id').notNull(),
    groupId: uuid('group_id')
      .notNull()
      .references(() => domainGroups.id),
    path: text('path').notNull(),
    /** True: the path and everything below it. False: this domain exactly. */
    prefix: boolean('prefix').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.userId, table.groupId, table.path, table.prefix] }),
    foreignKey({
      columns: [table.ownerId, table.userId],
      foreignColumns: [memberships.ownerId, memberships.userId],
      name: 'member_restrictions_member_fk',
    }).onDelete('cascade'),
  ],
)
