/** The server's encoder and the Station's parser were written apart from each other; here they meet. */
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { credentialCrc, credentialSegment } from '#lib/domain/credential-set.ts'
import { encodeAnswer, NO_CHANGE } from '#lib/domain/cups-answer.ts'
import { credentialFilesCrc } from '#lib/station/credential-files.ts'
import { parseUpdateInfoResponse } from '#lib/station/update-info-response.ts'
import { keyDer, makeCa, makeLeaf, testKey } from '#tests/support/certificates.ts'
import { okBody } from './answer-bytes.ts'

describe('what the server encodes, Station understands', () => {
  it('an unchanged answer', () => {
    expect(parseUpdateInfoResponse(okBody(NO_CHANGE))).toMatchObject({ result: 'done', unchanged: true })
  })

  it('every mixture of segments', async () => {
    const ca = (await makeCa()).der
    const token = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/).map((text) => Buffer.from(`Authorization: ${text}\r\n`))
    const credentials = token.map((key) => credentialSegment({ trust: ca, crt: null, key }))
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
    const port = fc.integer({ min: 1, max: 65_535 })
    const answers = fc.record({
      cupsUri: maybe(port.map((number) => `https://cups.example.com:${number}`)),
      tcUri: maybe(port.map((number) => `wss://lns.example.com:${number}`)),
      cupsCredentials: maybe(credentials),
      tcCredentials: maybe(credentials),
      signature: maybe(
        fc.record({ keyCrc: fc.nat(0xffff_ffff), der: fc.uint8Array({ minLength: 4, maxLength: 128 }) }),
      ),
      update: maybe(fc.uint8Array({ minLength: 1, maxLength: 20_000 })),
    })
    fc.assert(
      fc.property(answers, (answer) => {
        const read = parseUpdateInfoResponse(okBody(encodeAnswer(answer)))
        expect(read.result).toBe('done')
        expect(read.cupsUri).toBe(answer.cupsUri ?? null)
        expect(read.tcUri).toBe(answer.tcUri ?? null)
        expect(read.cupsCredentials?.segment).toEqual(answer.cupsCredentials)
        expect(read.tcCredentials?.segment).toEqual(answer.tcCredentials)
        expect(read.signature?.keyCrc).toBe(answer.signature?.keyCrc)
        expect(read.signature && Uint8Array.from(read.signature.der)).toEqual(answer.signature?.der ?? null)
        expect(read.update && Uint8Array.from(read.update)).toEqual(answer.update ?? null)
        expect(read.harm.filter((harm) => harm.code !== 'late-return')).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('the CRC that the server expects is the CRC that Station reports', async () => {
    const ca = await makeCa()
    const key = await testKey('EC P-256')
    const { der: crt } = await makeLeaf(ca, { key })
    for (const set of [
      { trust: ca.der, crt, key: keyDer(key, 'sec1') },
      { trust: ca.der, crt: null, key: Buffer.from('Authorization: token\r\n') },
    ]) {
      const cupsCredentials = credentialSegment(set)
      const files = parseUpdateInfoResponse(okBody(encodeAnswer({ cupsCredentials }))).cupsCredentials?.files
      expect(files && credentialFilesCrc(files)).toBe(credentialCrc(set))
      expect(credentialCrc(set)).toBe(crc32(cupsCredentials))
    }
  })
})
