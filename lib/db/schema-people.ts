/** How people come in and stay: invitations, sessions, second factors, accounts at an identity provider; and what seals the audit trail. */
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'
import { owners, users } from './schema.ts'

/** The end of each owner's chain of audit entries (rules.md 27, docs/decisions/0105). */
export const auditChains = pgTable('audit_chains', {
  /** The owner; empty for what concerns the installation. */
  chain: text('chain').primaryKey(),
  /** Entries that are sealed. */
  length: bigint('length', { mode: 'number' }).notNull(),
  /** SHA-256 of the last one. */
  head: bytea('head').notNull(),
  sealedAt: at('sealed_at').notNull(),
})

/** A link by which one person becomes a member. The token is never stored: only its SHA-256. */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    /** Lower case. */
    email: text('email').notNull(),
    role: text('role', { enum: ['admin', 'operator', 'viewer'] }).notNull(),
    digest: bytea('digest').notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    expiresAt: at('expires_at').notNull(),
    /** When the mail with the link was handed to the SMTP server. */
    mailedAt: at('mailed_at'),
    acceptedAt: at('accepted_at'),
    acceptedBy: uuid('accepted_by'),
    revokedAt: at('revoked_at'),
  },
  (table) => [
    uniqueIndex('invitations_digest_key').on(table.digest),
    index('invitations_owner_idx').on(table.ownerId, table.createdAt),
    uniqueIndex('invitations_open_key')
      .on(table.ownerId, table.email)
      .where(sql`${table.acceptedAt} is null and ${table.revokedAt} is null`),
    check('invitations_role_check', sql`${table.role} in ('admin', 'operator', 'viewer')`),
  ],
)

/** One browser of one person; its cookie names it. Ended ones stay until they would have expired. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** How the person proved who they are. */
    method: text('method', { enum: ['password', 'sso'] }).notNull(),
    createdAt: at('created_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    address: text('address'),
    agent: text('agent'),
    endedAt: at('ended_at'),
  },
  (table) => [
    index('sessions_user_idx').on(table.userId, table.createdAt),
    index('sessions_expires_idx').on(table.expiresAt),
    check('sessions_method_check', sql`${table.method} in ('password', 'sso')`),
  ],
)

/** A TOTP secret (RFC 6238) and the last time step that was accepted, so that no code counts twice. */
export const secondFactors = pgTable('second_factors', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  secretEnc: bytea('secret_enc').notNull(),
  createdAt: at('created_at').notNull(),
  /** When a first code proved that the app holds the secret; until then it is not asked for. */
  confirmedAt: at('confirmed_at'),
  lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
})

/** In place of a code, once each, where the app is lost. SHA-256 of 80 random bits. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    digest: bytea('digest').notNull(),
    usedAt: at('used_at'),
  },
  (table) => [primaryKey({ columns: [table.userId, table.digest] })],
)

/** Who a person is at an identity provider: the subject never changes, an e-mail address may. */
export const identities = pgTable(
  'identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: at('created_at').notNull(),
    lastUsedAt: at('last_used_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] }), index('identities_user_idx').on(table.userId)],
)

/** What an owner demands of its members before they may do anything in it. */
export const accessRules = pgTable('access_rules', {
  ownerId: euiText('owner_id')
    .primaryKey()
    .references(() => owners.id, { onDelete: 'cascade' }),
  secondFactor: boolean('second_factor').notNull().default(false),
  sso: boolean('sso').notNull().default(false),
})
