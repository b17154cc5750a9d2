import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createImageMeter, inChunks } from './firmware-image.ts'

const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 })
async function* each(list: readonly Uint8Array[]) {
  yield* list
}

test('length, CRC-32 and SHA-512 are those of the whole, however it is cut', () => {
  fc.assert(
    fc.property(pieces, (list) => {
      const whole = Buffer.concat(list)
      const meter = createImageMeter()
      for (const piece of list) meter.update(piece)
      const sha512 = createHash('sha512').update(whole).digest()
      expect(meter.facts()).toEqual({ size: whole.length, crc: crc32(whole), sha512 })
    }),
  )
})

test('an image that ends with its own CRC-32 is named by it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.integer({ min: 1, max: 5 }), (bytes, cut) => {
      const crc = Buffer.alloc(4)
      crc.writeUInt32LE(crc32(bytes))
      const whole = Buffer.concat([bytes, crc])
      const meter = createImageMeter()
      meter.update(whole.subarray(0, whole.length - cut))
      meter.update(whole.subarray(whole.length - cut))
      expect(meter.facts().crc).toBe(crc32(bytes))
    }),
  )
})

test('chunks are full but for the last, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 64 }), async (list, size) => {
      const chunks: Buffer[] = []
      for await (const chunk of inChunks(each(list), size)) chunks.push(chunk)
      expect(Buffer.concat(chunks)).toEqual(Buffer.concat(list))
      for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBe(size)
      expect(chunks.at(-1)?.length ?? size).toBeGreaterThan(0)
    }),
  )
})
