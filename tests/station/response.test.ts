import { beforeAll, describe, expect, it } from 'vitest'
import { parseUpdateInfoResponse } from '#lib/station/update-info-response.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { body, ok, okBody, raw, segment, status } from './answer-bytes.ts'

const HOST = 'localhost:9191'
const parse = (bytes: Buffer) => parseUpdateInfoResponse(bytes, HOST)
const cupsUri = 'https://localhost:9191'
const tcUri = 'wss://lns.example.com:8887'
let cred: Buffer
beforeAll(async () => {
  cred = segment((await makeCa()).der, null, Buffer.from('Authorization: token\r\n'))
})

describe('HTTP as Station understands it (cups.md §3)', () => {
  it('takes fourteen zero bytes for “nothing changes”', () => {
    expect(body()).toEqual(Buffer.alloc(14))
    expect(parse(ok())).toMatchObject({ result: 'done', unchanged: true, committed: true, reason: null, harm: [] })
  })

  it.each([401, 404, 408, 413, 429, 503, 204, 301, 100])('is rejected by status %i', (code) => {
    expect(parse(status(code))).toMatchObject({ result: 'rejected', accepted: false, status: code })
  })

  it.each([
    ['no Content-Length', () => raw('HTTP/1.1 200 OK', [])],
    ['no Content-Length and a body', () => raw('HTTP/1.1 200 OK', [], Buffer.alloc(14))],
    [
      'a chunked body',
      () => raw('HTTP/1.1 200 OK', ['Transfer-Encoding: chunked'], Buffer.from('e\r\n00000000000000')),
    ],
    [
      'chunked next to Content-Length',
      () => raw('HTTP/1.1 200 OK', ['Transfer-Encoding: chunked', 'Content-Length: 14'], Buffer.alloc(14)),
    ],
    ['one byte too many', () => Buffer.concat([ok(), Buffer.alloc(1)])],
    ['one byte too few', () => ok().subarray(0, -1)],
    ['a body that ends before the last segment', () => okBody(Buffer.alloc(13))],
    ['an empty body', () => okBody(Buffer.alloc(0))],
    ['headers that never end', () => Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 14\r\n')],
    [
      'headers above 8 KB',
      () => raw('HTTP/1.1 200 OK', [`X: ${'x'.repeat(8192)}`, 'Content-Length: 14'], Buffer.alloc(14)),
    ],
    [
      'headers that leave no room for the URIs',
      () => raw('HTTP/1.1 200 OK', [`X: ${'x'.repeat(8100)}`, 'Content-Length: 40'], body({ cupsUri })),
    ],
    ['100-continue before the answer', () => Buffer.concat([raw('HTTP/1.1 100 Continue', []), ok()])],
    ['a negative update length', () => okBody(Buffer.concat([Buffer.alloc(13), Buffer.of(0x80)]))],
  ])('fails with %s', (_what, bytes) => {
    expect(parse(bytes())).toMatchObject({ result: 'failed', committed: false })
  })

  it('finds Content-Length in any case, and takes the first one', () => {
    expect(parse(raw('HTTP/1.1 200 OK', ['CONTENT-LENGTH:14', 'Content-Length: 99'], Buffer.alloc(14))).result).toBe(
      'done',
    )
  })

  it('does not understand HTTP/2', () => {
    expect(parse(raw('HTTP/2 200 OK', ['Content-Length: 14'], Buffer.alloc(14)))).toMatchObject({
      status: -1,
      result: 'rejected',
    })
  })

  it('makes its backup for any complete 200, even with a body that it cannot read', () => {
    expect(parse(okBody(Buffer.alloc(13)))).toMatchObject({ accepted: true, begun: true, result: 'failed' })
    expect(parse(okBody(Buffer.of(127, 1)))).toMatchObject({ accepted: true, begun: false, result: 'failed' })
    expect(parse(ok().subarray(0, -1))).toMatchObject({ accepted: false })
  })

  it('notes bytes within Content-Length that belong to no segment', () => {
    const answer = parse(okBody(Buffer.alloc(16)))
    expect(answer.result).toBe('done')
    expect(answer.harm.map((harm) => harm.code)).toEqual(['trailing-bytes'])
  })
})

describe('the segments of an answer (cups.md §3)', () => {
  it('reads everything at once', () => {
    const signature = Buffer.alloc(70, 7)
    const update = Buffer.from('#!/bin/sh\n')
    const answer = parse(ok({ cupsUri, tcUri, cupsCred: cred, tcCred: cred, keyCrc: 0xfedcba98, signature, update }))
    expect(answer).toMatchObject({
      result: 'done',
      cupsUri,
      tcUri,
      signature: { keyCrc: 0xfedcba98, der: signature },
      update,
    })
    expect(answer.cupsCredentials?.files).not.toBeNull()
    expect(answer.tcCredentials?.segment).toEqual(cred)
    expect(answer.harm).toEqual([])
  })

  it.each([
    [7, 'failed'],
    [8, 'done'],
    [132, 'done'],
    [133, 'failed'],
  ])('takes signature segments from 8 to 132 bytes: %i', (length, result) => {
    const answer = parse(ok({ cupsUri, tcCred: cred, signature: Buffer.alloc(length - 4) }))
    expect(answer).toMatchObject({ result, committed: result === 'done' })
  })

  it('marks a URI that keeps the gateway from starting again', () => {
    expect(parse(ok({ cupsUri: 'https://localhost:9191/' })).harm[0]?.code).toBe('malformed-uri')
    expect(parse(ok({ tcUri: 'https://lns.example.com:443', cupsUri })).harm[0]?.code).toBe('malformed-uri')
    expect(parse(ok({ cupsUri: `https://${'a'.repeat(120)}:443` })).harm[0]?.code).toBe('malformed-uri')
  })

  it('cuts a URI at a zero byte, as text in C ends there', () => {
    expect(parse(ok({ cupsUri: 'https://a:1\u0000b' })).cupsUri).toBe('https://a:1')
  })

  it('marks an LNS change without cupsUri (§1.5)', () => {
    expect(parse(ok({ tcUri })).harm.map((harm) => harm.code)).toEqual(['late-return'])
    expect(parse(ok({ tcUri, cupsUri })).harm).toEqual([])
  })
})

describe('an answer that is cut', () => {
  it.each([
    ['in the headers', 20],
    ['in the URIs', 50],
    ['one byte before the end of the credentials', -9],
    ['one byte before the end', -1],
  ])('changes nothing %s', (_where, end) => {
    const answer = parse(ok({ cupsUri, tcUri, cupsCred: cred }).subarray(0, end))
    expect(answer).toMatchObject({ result: 'failed', accepted: false, committed: false })
  })

  it('commits the credentials when it is cut within the update, but not when the first 8 KB are not there', () => {
    const bytes = ok({ cupsUri, cupsCred: cred, update: Buffer.alloc(20_000, 1) })
    expect(parse(bytes.subarray(0, 8000))).toMatchObject({ result: 'failed', accepted: false, committed: false })
    const cut = parse(bytes.subarray(0, 12_000))
    expect(cut).toMatchObject({ result: 'failed', accepted: true, committed: true, update: null, updateLength: 20_000 })
    expect(cut.cupsCredentials?.files).not.toBeNull()
    expect(parse(bytes)).toMatchObject({ result: 'done', committed: true })
  })

  it('commits nothing when credentials above 8 KB are cut one byte before their end', () => {
    const long = Buffer.concat([cred, Buffer.alloc(10_000, 0x41)])
    const bytes = ok({ cupsUri, cupsCred: long })
    const end = bytes.length - 11
    expect(parse(bytes.subarray(0, end))).toMatchObject({ begun: true, committed: false, cupsCredentials: null })
    expect(parse(bytes)).toMatchObject({ result: 'done' })
  })
})
