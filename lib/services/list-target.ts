/** The gateways that a selection means, one by one: what the setup form of many begins with. */
import { type GatewayTarget, listTarget, type TargetRow } from '#lib/db/gateway-targets.ts'
import { MAX_TARGET } from '#lib/domain/fleet/target-limits.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from './context.ts'

/** Those after `after`; `more`: the selection holds others beyond the limit. */
export async function listTargets(
  context: Context,
  ownerId: Eui,
  target: GatewayTarget,
  after?: Eui,
): Promise<{ gateways: TargetRow[]; more: boolean }> {
  const rows = await listTarget(context.sql, ownerId, target, MAX_TARGET + 1, context.now(), after)
  return { gateways: rows.slice(0, MAX_TARGET), more: rows.length > MAX_TARGET }
}
