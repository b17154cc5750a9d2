/** CRCs as people read them. */

/** A CRC-32 as eight hex digits, the way the Station's log prints it. */
export const formatCrc = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`

/** `release 2026 (0x1234abcd)`, or the CRC alone for a key without a name. */
export const nameKey = (crc: number, name: string | undefined): string =>
  name ? `${name} (${formatCrc(crc)})` : formatCrc(crc)

/** The CRC that Station reports when it has no trust, crt and key at all (0x7BD5C66F). */
export const EMPTY_SET_CRC = 2_077_607_535
