/** Client certificates of gateways beyond those of their credential sets (rules.md 11). */
import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'
import { owners } from './schema.ts'

/** CAs that issue certificates for an owner's gateways: the owner's, or one that Gatehouse keeps for the owner. */
export const clientCas = pgTable(
  'client_cas',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    der: bytea('der').notNull(),
    /** SHA-256 of `der`. */
    fingerprint: bytea('fingerprint').notNull(),
    /** PKCS#8 DER, sealed, of a CA that Gatehouse keeps; null: its key is elsewhere. */
    keyEnc: bytea('key_enc'),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [uniqueIndex('client_cas_fingerprint_key').on(table.ownerId, table.fingerprint)],
)

/** What a CA of ours issued. */
export const clientCertificates = pgTable(
  'client_certificates',
  {
    caId: uuid('ca_id')
      .notNull()
      .references(() => clientCas.id, { onDelete: 'cascade' }),
    /** Lower-case hex without leading zeros. */
    serial: text('serial').notNull(),
    ownerId: euiText('owner_id').notNull(),
    eui: euiText('eui').notNull(),
    category: text('category', { enum: ['cups', 'tc'] }).notNull(),
    /** SHA-256 of the DER: the `auth_digest` of the set that holds it. */
    fingerprint: bytea('fingerprint').notNull(),
    /** Of this one and of its successors, in days. */
    days: integer('days').notNull(),
    notAfter: at('not_after').notNull(),
    issuedAt: at('issued_at').notNull(),
    issuedBy: text('issued_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caId, table.serial] }),
    index('client_certificates_end_idx').on(table.notAfter),
    index('client_certificates_eui_idx').on(table.ownerId, table.eui),
    check('client_certificates_category_check', sql`${table.category} in ('cups', 'tc')`),
  ],
)

/** Certificates that are not accepted any more: by CA and serial number, or one by its fingerprint. */
export const revokedCertificates = pgTable(
  'revoked_certificates',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    caId: uuid('ca_id').references(() => clientCas.id, { onDelete: 'cascade' }),
    serial: text('serial'),
    fingerprint: bytea('fingerprint'),
    reason: text('reason').notNull().default(''),
    revokedAt: at('revoked_at').notNull(),
    revokedBy: text('revoked_by').notNull(),
  },
  (table) => [
    uniqueIndex('revoked_certificates_serial_key').on(table.caId, table.serial),
    uniqueIndex('revoked_certificates_fingerprint_key').on(table.ownerId, table.fingerprint),
    check(
      'revoked_certificates_what_check',
      sql`(${table.caId} is not null and ${table.serial} is not null) or ${table.fingerprint} is not null`,
    ),
  ],
)
