/** Recognising an image while it goes by: length, CRC-32 and SHA-512 (owner-api.md, `firmware/add`). */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** One row of the database. */
export const CHUNK_BYTES = 256 * 1024

/** The CRC-32 of everything that ends with its own CRC-32, lowest byte first. */
const RESIDUE = 0x2144_df1c

export interface ImageFacts {
  readonly size: number
  /** u32: `fwcrc`. */
  readonly crc: number
  readonly sha512: Buffer
}

/**
 * Some images, such as those of the MiniHub, end with the CRC-32 of what stands before: that number is their `fwcrc`.
 * Taken over all bytes, the CRC of every such image would be the same.
 */
export function createImageMeter() {
  const hash = createHash('sha512')
  let size = 0
  let crc = 0
  let tail = Buffer.alloc(0)
  return {
    /** The next piece, in order. */
    update(piece: Uint8Array): void {
      hash.update(piece)
      crc = crc32(piece, crc)
      size += piece.length
      tail = Buffer.concat([tail, piece.subarray(Math.max(0, piece.length - 4))]).subarray(-4)
    },
    /** Once, after the last piece. */
    facts(): ImageFacts {
      const ownCrc = size > 4 && crc === RESIDUE ? tail.readUInt32LE(0) : crc
      return { size, crc: ownCrc, sha512: hash.digest() }
    },
  }
}

/** Chunks of exactly `size` bytes, the last one shorter, from pieces of any length; never more than one is held. */
export async function* inChunks(pieces: AsyncIterable<Uint8Array>, size = CHUNK_BYTES): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    let rest = piece
    while (length + rest.length >= size) {
      const taken = rest.subarray(0, size - length)
      yield Buffer.concat([...held, taken])
      rest = rest.subarray(taken.length)
      held = []
      length = 0
    }
    if (rest.length > 0) {
      held.push(rest)
      length += rest.length
    }
  }
  if (length > 0) yield Buffer.concat(held)
}
