/** Why an image does not go out yet, in the console's notation of keys and times. */
import { formatAbsolute } from '#lib/client/relative-time.ts'
import type { WaitCode } from '#lib/domain/firmware-gate.ts'
import { formatKey } from './key-names.ts'

export interface WaitFacts {
  readonly notBefore: Date | null
  /** CRCs that the gateway reports. */
  readonly held: readonly number[]
  /** CRCs of the keys that signed the image. */
  readonly signers: readonly number[]
  readonly nameOf: (crc: number) => string | undefined
}

export function waitSentence(wait: WaitCode, { notBefore, held, signers, nameOf }: WaitFacts): string {
  const list = (crcs: readonly number[]) => crcs.map((crc) => formatKey(crc, nameOf(crc))).join(', ')
  switch (wait) {
    case 'time':
      return `Not before ${notBefore ? formatAbsolute(notBefore) : 'its time'}; then with the first check-in.`
    case 'no-signature':
      return `The gateway runs signed firmware only: it holds the key ${list(held)}. Sign the image with that key.`
    case 'other-key':
      return `The gateway holds the key ${list(held)}; the image is signed with ${list(signers)}. Sign it with the gateway’s key.`
    case 'unsigned':
      return 'The gateway reports no signing key: it would run the file as root without any check. Allow unsigned firmware, or put a sig-0.key on the gateway.'
    case 'other-changes':
      return 'URIs and credentials go first; firmware goes with the check-in after.'
  }
}
