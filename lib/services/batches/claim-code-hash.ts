import { type Eui, euiToBytes } from '#lib/domain/identifiers.ts'
import type { KeyProvider } from '#lib/hsm/key-provider.ts'

/** What is stored of another maker's claim code: bound to its gateway, and of no use without the data key. */
export const hashClaimCode = (keys: KeyProvider, eui: Eui, code: string): Buffer =>
  keys.keyedHash(Buffer.concat([euiToBytes(eui), Buffer.from(code)]), 'claim-code')
