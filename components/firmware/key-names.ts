'use client'

import { useOwnerId } from '#components/shell/owner-context.tsx'
import { formatCrc } from '#lib/client/format.ts'
import { useSigningKeys } from '#lib/client/queries.ts'

/** The name that the owner gave to the key with this CRC; undefined for a key that is not registered. */
export function useKeyNames(): (crc: number) => string | undefined {
  const { data } = useSigningKeys(useOwnerId())
  return (crc) => data?.keys.find((key) => key.keycrc === crc >>> 0)?.name
}

/** `release 2026 (0x1234abcd)`, or the CRC alone. */
export function formatKey(crc: number, name: string | undefined): string {
  return name ? `${name} (${formatCrc(crc)})` : formatCrc(crc)
}
