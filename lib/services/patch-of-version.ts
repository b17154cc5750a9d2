/** An earlier version of a set as `setup` takes it: given again, it becomes a new version with the same contents. */
import type { StoredSet } from '#lib/db/gateways.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { FIELD_NAMES } from '#lib/domain/setup.ts'
import type { Context } from './context.ts'
import { openSet } from './open-set.ts'

/** Members of a setup entry for one category of one gateway. Null, or a version that is not among `sets`: not managed. */
export function patchOfVersion(
  context: Context,
  sets: readonly StoredSet[],
  category: Category,
  version: number | null,
): Record<string, string | boolean | null> {
  const names = FIELD_NAMES[category]
  const set = openSet(context, sets, category, version)
  const patch: Record<string, string | boolean | null> = { [names.uri]: set?.uri ?? null }
  if (category === 'tc') {
    const stored = sets.find((one) => one.category === 'tc' && one.version === version)
    patch.lnsDiscovery = stored?.lnsUri != null
    patch.lnsMuxs = stored?.muxsTemplate ?? null
  }
  if (!set || set.keyKind === 'none') return patch
  return { ...patch, [names.trust]: base64(set.trust), [names.crt]: base64(set.crt), [names.key]: base64(set.key) }
}

const base64 = (bytes: Uint8Array | null): string | null =>
  bytes?.length ? Buffer.from(bytes).toString('base64') : null
