import { findOwnedGateways } from '#lib/db/gateways.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'

/** Those of these gateways that are the owner's, sorted. */
export const findOwned = (context: Context, ownerId: Eui, euis: readonly Eui[]): Promise<Eui[]> =>
  findOwnedGateways(context.sql, ownerId, euis)
