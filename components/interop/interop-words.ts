/** Words of join servers that several places say. */
import { t } from '@lingui/core/macro'
import type { JoinServer } from '#lib/client/interop-api.ts'

export const componentsText = (components: readonly string[]): string =>
  components.length === 0
    ? t`Network and application server`
    : components.map((name) => COMPONENT_WORDS[name] ?? name).join(', ')

const COMPONENT_WORDS: Readonly<Record<string, string>> = {
  ns: t`Network server only`,
  as: t`Application server only`,
}

/** `ns` and `as` together are the same as none. */
export const isForAll = (components: readonly string[]): boolean =>
  components.length === 0 || (components.includes('ns') && components.includes('as'))

export const SECTION_WORDS: Readonly<Record<string, string>> = {
  create: t`Added`,
  change: t`Changed`,
  delete: t`Deleted`,
  import: t`Imported`,
  restore: t`Restored`,
}

/** The earliest day on which a certificate of this join server ends; null without certificates. */
export function firstExpiry({ tls }: JoinServer): string | null {
  const dates = [...(tls?.rootCa?.certificates ?? []), ...(tls?.certificate?.certificates ?? [])].map(
    ({ validTo }) => validTo,
  )
  return dates.sort()[0] ?? null
}
