import { t } from '@lingui/core/macro'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import type { AttemptScope, ClaimAlert, ClaimAttempt } from '#lib/client/claim-attempt-api.ts'

export const SCOPES: readonly { readonly value: AttemptScope; readonly label: string }[] = [
  { value: 'owner', label: t`By owner` },
  { value: 'gateway', label: t`By gateway` },
  { value: 'address', label: t`By address` },
]

export const ownerName = (name: string | null, id: string | null): string => name ?? id ?? t`An owner that is gone`

/** What a row is about, in one line. */
export function subjectOf({ scope, owner, ownerid, gateway, address }: ClaimAttempt): string {
  if (scope === 'address') return address ?? ''
  const name = ownerName(owner, ownerid)
  return scope === 'owner' ? name : t`${formatGatewayTitle(gateway ?? '')} of ${name}`
}

export function alertSentence({ reason, owner, ownerid, gateway, address, failures }: ClaimAlert): string {
  const who = ownerName(owner, ownerid)
  if (reason === 'many-owners') {
    return t`Several owners sent wrong claim PINs from ${address ?? t`one address`}: ${failures} when it was found, the last of ${who}.`
  }
  if (reason === 'one-gateway') {
    const title = formatGatewayTitle(gateway ?? '')
    return address
      ? t`${who} tried ${failures} wrong claim PINs for ${title}, from ${address}.`
      : t`${who} tried ${failures} wrong claim PINs for ${title}.`
  }
  return address
    ? t`${who} sent ${failures} wrong claim PINs, from ${address}.`
    : t`${who} sent ${failures} wrong claim PINs.`
}
