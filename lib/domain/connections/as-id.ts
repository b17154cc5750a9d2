/** The names that a connection has on the wire, in ThingPark's form (tunnel.md §1, docs/decisions/0050). */
import { type Eui, euiToBigInt } from '../identifiers.ts'

/** The CustomerID of an owner: 100000000 and its identifier, so that it looks as ThingPark's do and never changes. */
export const customerIdOf = (ownerId: Eui): string => String(100_000_000n + euiToBigInt(ownerId))

/** `TWA_100002167.1111.AS`; `number` is drawn by chance from 1 up to, not with, `AS_NUMBERS`. */
export const makeAsId = (ownerId: Eui, number: number): string => `TWA_${customerIdOf(ownerId)}.${number}.AS`

export const AS_NUMBERS = 1_000_000_000
