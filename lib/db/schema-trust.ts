/** Trust: what every certificate of the fleet says, read once, and changes of trust in two steps (docs/decisions/0093–0095). */
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'
import { owners } from './schema.ts'
import { rollouts } from './schema-rollouts.ts'

/**
 * The certificates that an owner's gateways hold, and the CAs that issue for them. Written with the first set that holds one;
 * sets are linked by `trust_fingerprint` and `crt_fingerprint`.
 */
export const certificates = pgTable(
  'certificates',
  {
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    /** SHA-256 of `der`. */
    fingerprint: bytea('fingerprint').notNull(),
    der: bytea('der').notNull(),
    subject: text('subject').notNull(),
    issuer: text('issuer').notNull(),
    /** dNSName entries and the CN. */
    names: text('names').array().notNull().default(sql`'{}'`),
    /** Lower-case hex. */
    serial: text('serial').notNull(),
    /** `EC P-256`, `RSA 2048` … */
    keyType: text('key_type').notNull(),
    signatureAlgorithm: text('signature_algorithm').notNull(),
    isCa: boolean('is_ca').notNull(),
    selfSigned: boolean('self_signed').notNull(),
    notBefore: at('not_before').notNull(),
    notAfter: at('not_after').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.fingerprint] }),
    index('certificates_end_idx').on(table.ownerId, table.notAfter, table.fingerprint),
    // Few beside the certificates of single gateways: what a search by subject goes through.
    index('certificates_roots_idx').on(table.ownerId).where(sql`${table.isCa} or ${table.selfSigned}`),
  ],
)

/** A server that gets another root, and what its gateways are given for it. */
export const trustChanges = pgTable(
  'trust_changes',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    category: text('category', { enum: ['cups', 'tc'] }).notNull(),
    /** The server that gateways use now, as they were told it, or the network server behind our discovery. */
    oldUri: text('old_uri').notNull(),
    /** Where they go with the new root first: the same server, or another address of it. */
    stepUri: text('step_uri').notNull(),
    /** Where they stay. */
    finalUri: text('final_uri').notNull(),
    /** DER of the new root, and its SHA-256. */
    trust: bytea('trust').notNull(),
    trustFingerprint: bytea('trust_fingerprint').notNull(),
    state: text('state', { enum: ['open', 'finished', 'cancelled'] }).notNull(),
    /** The last look at each server: `ServerCheck` of lib/domain/trust-change/trust-change.ts by URI. */
    checks: jsonb('checks').notNull().default({}),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    endedAt: at('ended_at'),
    /** Gateways by stage when it ended; null while it is open. */
    endedCounts: jsonb('ended_counts'),
  },
  (table) => [
    index('trust_changes_owner_idx').on(table.ownerId, table.createdAt, table.id),
    check('trust_changes_category_check', sql`${table.category} in ('cups', 'tc')`),
    check('trust_changes_state_check', sql`${table.state} in ('open', 'finished', 'cancelled')`),
  ],
)

/** The rollouts of a change: of each step there may be several, since stragglers come later. */
export const trustChangeRollouts = pgTable(
  'trust_change_rollouts',
  {
    rolloutId: uuid('rollout_id')
      .primaryKey()
      .references(() => rollouts.id, { onDelete: 'cascade' }),
    changeId: uuid('change_id')
      .notNull()
      .references(() => trustChanges.id, { onDelete: 'cascade' }),
    ownerId: euiText('owner_id').notNull(),
    /** 1: the new root; 2: the final address. */
    step: integer('step').notNull(),
  },
  (table) => [
    index('trust_change_rollouts_change_idx').on(table.changeId, table.step),
    check('trust_change_rollouts_step_check', sql`${table.step} in (1, 2)`),
  ],
)
