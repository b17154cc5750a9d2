/** Interoperability configurations (interop.md): one document per version, TLS files and secrets beside it (docs/decisions/0072). */

import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'
import { owners } from './schema.ts'

const ownerId = () =>
  euiText('owner_id')
    .notNull()
    .references(() => owners.id, { onDelete: 'cascade' })

/** The current version of each owner; its row is the lock of every change. */
export const joinServerConfigurations = pgTable('join_server_configurations', {
  ownerId: ownerId().primaryKey(),
  version: integer('version').notNull(),
})

/** Every save. Written once. */
export const joinServerVersions = pgTable(
  'join_server_versions',
  {
    ownerId: ownerId(),
    version: integer('version').notNull(),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    action: text('action', { enum: ['create', 'change', 'delete', 'import', 'restore'] }).notNull(),
    /** What was done to which file, without secrets. */
    detail: jsonb('detail').notNull(),
    /** `StoredDocument` of lib/db/join-servers.ts: secrets and files stand in it as references. */
    document: jsonb('document').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.version] }),
    check(
      'join_server_versions_action_check',
      sql`${table.action} in ('create', 'change', 'delete', 'import', 'restore')`,
    ),
  ],
)

/** Certificates (PEM), by what they hold. */
export const joinServerFiles = pgTable(
  'join_server_files',
  {
    ownerId: ownerId(),
    /** SHA-256, hex. */
    digest: text('digest').notNull(),
    content: text('content').notNull(),
    /** The last version that refers to it. */
    lastVersion: integer('last_version').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.digest] }),
    index('join_server_files_last_idx').on(table.ownerId, table.lastVersion),
  ],
)

/** Private keys, passwords and values of headers, sealed for their id. */
export const joinServerSecrets = pgTable(
  'join_server_secrets',
  {
    ownerId: ownerId(),
    id: uuid('id').notNull(),
    valueEnc: bytea('value_enc').notNull(),
    lastVersion: integer('last_version').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.id] }),
    index('join_server_secrets_last_idx').on(table.ownerId, table.lastVersion),
  ],
)
