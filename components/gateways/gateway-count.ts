import { t } from '@lingui/core/macro'
import { formatCount } from '#lib/client/format.ts'

/** `1 gateway`, `1 204 gateways`: where it stands by itself, not within a sentence. */
export const gatewayCount = (count: number): string => (count === 1 ? t`1 gateway` : t`${formatCount(count)} gateways`)
