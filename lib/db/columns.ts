/** Kinds of columns that all tables share: bytes, identifiers, times, 32-bit numbers, ranges. */
import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'
import type { Eui } from '#lib/domain/identifiers.ts'

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
export const numrange = customType<{ data: string }>({ dataType: () => 'numrange' })
/** An identifier, 16 lower-case hex digits, that sorts as its number does. */
export const euiText = customType<{ data: Eui }>({ dataType: () => 'text COLLATE "C"' })
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const u32 = (name: string) => bigint(name, { mode: 'number' })
/** Text that sorts by its bytes, whatever the database's collation is. */
export const bytewise = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' })
