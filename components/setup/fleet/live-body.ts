import type { Category } from '#lib/client/contracts.ts'
import { type AllOwnFiles, entryOf } from '#lib/client/fleet-setup.ts'
import type { LiveCheckBody, TargetGateway } from '#lib/client/setup-api.ts'
import { apiName } from '#lib/client/setup-draft.ts'

/** What one of many gateways would get on one side, for its live check. */
export function liveBodyOf(
  gateway: TargetGateway,
  category: Category,
  common: object,
  own: AllOwnFiles,
): LiveCheckBody {
  const all: Record<string, unknown> = { ...common, ...entryOf(gateway, own) }
  const of = (field: 'uri' | 'trust' | 'crt' | 'key') => {
    const value = all[apiName(category, field)]
    return typeof value === 'string' ? { [field]: value } : {}
  }
  return { gateway: gateway.gateway, category, ...of('uri'), ...of('trust'), ...of('crt'), ...of('key') }
}
