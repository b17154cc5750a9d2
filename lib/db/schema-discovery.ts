/** Discovery (`/router-info`): what each gateway was answered last, and of which waiting updates it was told (rules.md 29–30). */
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { at, euiText } from './columns.ts'

export const gatewayDiscoveries = pgTable('gateway_discoveries', {
  eui: euiText('eui').primaryKey(),
  ownerId: euiText('owner_id').notNull(),
  /** The newest waiting version of each side that was answered with `error`: never twice. */
  toldCups: integer('told_cups'),
  toldTc: integer('told_tc'),
  /** `armed` of the firmware schedule. */
  toldFirmware: text('told_firmware'),
  toldAt: at('told_at'),
  /** The last question, written behind its answer. */
  lastAt: at('last_at'),
  address: text('address'),
  outcome: text('outcome', { enum: ['referred', 'sent-to-cups', 'failed'] }),
  /** Where the data link goes, or why there was no answer. */
  detail: text('detail').notNull().default(''),
})
