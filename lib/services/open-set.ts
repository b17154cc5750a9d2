/** A stored set with its key opened, as its owner set it: behind discovery, with the URI of the network server. */
import type { StoredSet } from '#lib/db/gateways.ts'
import type { Category, CredentialSet } from '#lib/domain/credential-set.ts'
import type { Context } from './context.ts'
import { keyPurpose } from './credential-store.ts'

/** Null when the gateway has no such version. */
export function openSet(
  context: Context,
  sets: readonly StoredSet[],
  category: Category,
  version: number | null,
): CredentialSet | null {
  const set = sets.find((one) => one.category === category && one.version === version)
  if (!set) return null
  const key = set.keyEnc ? context.keys.open(set.keyEnc, keyPurpose(set.eui, category, set.version)) : null
  return { uri: set.lnsUri ?? set.uri, trust: set.trust, crt: set.crt, key, keyKind: set.keyKind }
}
