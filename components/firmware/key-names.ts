'use client'

import { useOwnerId } from '#components/shell/owner-context.tsx'
import { useSigningKeys } from '#lib/client/queries.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { nameKey } from '#lib/domain/crc-text.ts'
import type { GateWords } from '#lib/domain/firmware-gate.ts'

/** The name that the owner gave to the key with this CRC; undefined for a key that is not registered. */
export function useKeyNames(): (crc: number) => string | undefined {
  const { data } = useSigningKeys(useOwnerId())
  return (crc) => data?.keys.find((key) => key.keycrc === crc >>> 0)?.name
}

/** The sentences of the gate with the names of this owner's keys, in this browser's time zone. */
export function useGateWords(): GateWords {
  const nameOf = useKeyNames()
  return { key: (crc) => nameKey(crc, nameOf(crc)), time: formatAbsolute }
}
