/** How credential sets are kept: keys sealed for one place each, digests for comparison (DESIGN §5). */
import { createHash } from 'node:crypto'
import type { Category, CredentialSet } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { hostPort } from '#lib/domain/target-uri.ts'
import { tokenValueOf } from '#lib/domain/token.ts'
import type { Site } from './context.ts'

/** True when a cupsUri leads to this installation (rules.md 10). */
export function isOurCupsUri(site: Site, uri: string): boolean {
  const target = hostPort(uri)
  return target !== undefined && site.gatewayHosts.includes(target)
}

/** A sealed key opens only for the gateway, category and version that it was stored for. */
export const keyPurpose = (eui: Eui, category: Category, version: number): string => `key:${eui}:${category}:${version}`

/** The bootstrap token of an added gateway. */
export const addedTokenPurpose = (eui: Eui): string => `added-token:${eui}`

export const tokenDigest = (token: string): Buffer => createHash('sha256').update(token).digest()

/** What a CUPS check-in with this set is compared with: the token's value, or the certificate's exact DER (rules.md 11). */
export function authDigestOf(set: CredentialSet): Buffer | null {
  if (set.keyKind === 'token' && set.key) {
    return tokenDigest(
      tokenValueOf(
        Buffer.from(set.key)
          .toString('latin1')
          .replace(/^[^:]*:/, ''),
      ),
    )
  }
  return set.crt?.length ? createHash('sha256').update(set.crt).digest() : null
}
