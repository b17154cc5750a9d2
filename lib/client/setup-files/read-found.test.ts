import { crc32 as nodeCrc32 } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test, vi } from 'vitest'
import { crc32 } from './crc32.ts'
import { readFound } from './read-found.ts'

const EUI = 'b827ebfffea67a72'
const file = (path: string, content: string | Uint8Array) => ({
  path,
  file: new File([typeof content === 'string' ? content : new Uint8Array(content)], path),
})
const read = (...files: { path: string; file: File }[]) => readFound({ files, tooMany: false }, 'tc')

test('a large file is refused before it is read, with the limit', async () => {
  const large = file('tc.crt', 'x')
  const content = vi.spyOn(large.file, 'arrayBuffer')
  Object.defineProperty(large.file, 'size', { value: 30 * 1024 * 1024 })
  const { refused, count } = await read(large)
  expect(refused).toEqual([
    { path: 'tc.crt', reason: expect.stringMatching(/^This file has 30 MB; at most 64 kB are read/) },
  ])
  expect(count).toBe(0)
  expect(content).not.toHaveBeenCalled()
})

test('a zip per fleet, with its folder of each gateway', async () => {
  const zip = zipSync({
    [`gateways/${EUI}/tc.key`]: strToU8('Authorization: one'),
    'gateways/58A0CBFFFE000001.key': [strToU8('Authorization: two'), { level: 9 }],
  })
  const { parts } = await read(file('fleet.zip', zip))
  expect(parts.map(({ eui, field, source }) => [eui, field, source])).toEqual([
    [EUI, 'key', `fleet/gateways/${EUI}/tc.key`],
    ['58a0cbfffe000001', 'key', 'fleet/gateways/58A0CBFFFE000001.key'],
  ])
})

describe('a hostile zip is refused whole', () => {
  test.each([
    ['../tc.key', /leads out of its folder/],
    ['/etc/tc.key', /absolute path/],
  ])('%s', async (path, reason) => {
    const { parts, refused } = await read(file('x.zip', zipSync({ [path]: strToU8('Authorization: x') })))
    expect(parts).toEqual([])
    expect(refused).toMatchObject([{ path: 'x.zip', reason: expect.stringMatching(reason) }])
  })

  test('a bomb', async () => {
    const bomb = zipSync({ 'a.key': [new Uint8Array(20_000_000), { level: 9 }] })
    expect((await read(file('bomb.zip', bomb))).refused).toMatchObject([
      { reason: expect.stringMatching(/larger than .* MiB|times its size/) },
    ])
  })

  test('a file that lies about its size', async () => {
    const zip = zipSync({ 'a.key': [new Uint8Array(60_000), { level: 9 }] })
    // The size in the central directory, and in the local header.
    const view = new DataView(zip.buffer)
    for (let at = 0; at < zip.length - 4; at++) if (view.getUint32(at, true) === 60_000) view.setUint32(at, 100, true)
    expect((await read(file('lies.zip', zip))).refused).toMatchObject([{ reason: expect.stringMatching(/damaged/) }])
  })
})

test('a table names files that were dropped with it', async () => {
  const { parts, refused } = await read(
    file('roof.key', 'Authorization: roof'),
    file('fleet.csv', `eui,key\n${EUI},roof.key\nnonsense,roof.key\n`),
  )
  expect(parts.map(({ eui, field }) => [eui, field])).toEqual([[EUI, 'key']])
  expect(refused.map(({ path }) => path)).toEqual(['fleet.csv, line 3'])
})

test('the CRC is that of zlib', () => {
  for (const text of ['', 'a', '123456789', 'x'.repeat(1000)]) expect(crc32(strToU8(text))).toBe(nodeCrc32(text))
})
