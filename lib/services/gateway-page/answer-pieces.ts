/** The parts of an answer that may be shown, from the stored sets: certificates in the clear, keys by their length alone. */

import type { StoredSet } from '#lib/db/gateways.ts'
import type { SegmentLayout } from '#lib/domain/check-in-record.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import type { CredentialPieces, Piece } from '#lib/domain/gateway-page/answer-layout.ts'
import { certificateView } from '../certificate-view.ts'

export type ShownSet = Pick<StoredSet, 'category' | 'version' | 'crc' | 'trust' | 'crt'>

/** Null without credentials. `bytes`: length of the segment where its make-up is not known. */
export function credentialPieces(
  category: Category,
  version: number | null,
  { layout, bytes }: { readonly layout: SegmentLayout | null; readonly bytes: number },
  sets: readonly ShownSet[],
): CredentialPieces | null {
  if (!layout) {
    const note = 'CA certificate, client certificate and key; recorded before their lengths were kept'
    return bytes === 0 ? null : { whole: { length: bytes, secret: true, note } }
  }
  // Another set may have the number by now: the gateway was deleted and claimed again.
  const set = sets.find((one) => one.category === category && one.version === version && one.crc === layout.crc)
  return {
    trust: certificate('trust', set?.trust ?? null, layout.trust),
    crt: layout.crt === 0 ? null : certificate('crt', set?.crt ?? null, layout.crt),
    key:
      layout.key === 0
        ? null
        : { length: layout.key, secret: true, note: layout.crt === 0 ? 'Token line, masked' : 'Private key, masked' },
  }
}

function certificate(role: 'trust' | 'crt', der: Buffer | null, length: number): Piece {
  const name = role === 'trust' ? 'CA certificate' : 'Client certificate'
  if (der?.length !== length) return { length, secret: false, note: `${name}; this set is not kept any more` }
  const { subject, validTo } = certificateView(der, role)
  return { bytes: der, note: `${name} ${subject}, until ${validTo.slice(0, 10)}` }
}
