import { crc32, deflateRawSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readZip, ZIP_LIMITS } from './read-zip.ts'
import { writeZip } from './write-zip.ts'

interface RawEntry {
  readonly name: string | Uint8Array
  readonly content?: Uint8Array
  readonly mode?: number
  readonly flags?: number
  readonly method?: number
  /** What the headers claim. */
  readonly size?: number
  readonly packed?: number
  readonly crc?: number
  readonly offset?: number
}

/** A zip byte by byte, so that it can lie. */
function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const content = Buffer.from(entry.content ?? Buffer.from('x'))
    const method = entry.method ?? 0
    const data = method === 8 ? deflateRawSync(content) : content
    const flags = entry.flags ?? 0x800
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt8(3, 5)
    central.writeUInt16LE(flags, 8)
    central.writeUInt16LE(method, 10)
    central.writeUInt32LE(entry.crc ?? crc32(content), 16)
    central.writeUInt32LE(entry.packed ?? data.length, 20)
    central.writeUInt32LE(entry.size ?? content.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38)
    central.writeUInt32LE(entry.offset ?? at, 42)
    parts.push(local, name, data)
    directory.push(central, name)
    at += 30 + name.length + data.length
  }
  const whole = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(whole.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, whole, end])
}

const errorOf = (bytes: Uint8Array): string => {
  const read = readZip(bytes)
  return read.ok ? 'accepted' : read.error
}

test('reads what usual programs write, packed or not', () => {
  const files = { 'config.yml': strToU8('join-servers: []\n'), 'a/b/js.yml': strToU8('x'.repeat(5_000)) }
  for (const level of [0, 6] as const) {
    const read = readZip(zipSync(files, { level }))
    expect(read.ok && Object.fromEntries([...read.value].map(([path, bytes]) => [path, bytes.length]))).toEqual({
      'config.yml': 17,
      'a/b/js.yml': 5_000,
    })
  }
})

test('a folder around everything is taken off, and one beside config.yml is not', () => {
  const names = (files: Record<string, Uint8Array>) => {
    const read = readZip(zipSync(files))
    return read.ok ? [...read.value.keys()].sort() : read.error
  }
  const file = strToU8('x')
  expect(names({ 'in/config.yml': file, 'in/tti/js.yml': file, '__MACOSX/in/._config.yml': file })).toEqual([
    'config.yml',
    'tti/js.yml',
  ])
  expect(names({ 'config.yml': file, 'tti/js.yml': file })).toEqual(['config.yml', 'tti/js.yml'])
  expect(names({ 'a/config.yml': file, 'b/config.yml': file })).toEqual(['a/config.yml', 'b/config.yml'])
})

describe('contained', () => {
  test.each([
    ['../config.yml', 'leads out'],
    ['a/../../x', 'leads out'],
    ['/etc/passwd', 'absolute'],
    ['C:/x', 'absolute'],
    ['a\\b', 'backslashes'],
    ['..\\x', 'backslashes'],
    ['a\0b', 'control characters'],
    ['', 'empty'],
    [Uint8Array.of(0xff, 0x41), 'not valid UTF-8'],
    [`${'a'.repeat(300)}`, 'too long'],
  ])('“%s” is refused', (name, wanted) => {
    expect(errorOf(rawZip([{ name }]))).toContain(wanted)
  })

  test('links, devices and passwords', () => {
    expect(errorOf(rawZip([{ name: 'js.yml', mode: 0o120777 }]))).toContain('is a link')
    expect(errorOf(rawZip([{ name: 'js.yml', mode: 0o060666 }]))).toContain('no plain file')
    expect(errorOf(rawZip([{ name: 'js.yml', flags: 0x801 }]))).toContain('encrypted')
    expect(errorOf(rawZip([{ name: 'js.yml', method: 99 }]))).toContain('usual method')
  })

  test('two names for one file', () => {
    expect(errorOf(rawZip([{ name: 'js.yml' }, { name: 'js.yml' }]))).toContain('twice')
    expect(errorOf(rawZip([{ name: 'js.yml' }, { name: 'JS.yml' }]))).toContain('differ in case only')
    expect(errorOf(rawZip([{ name: 'js.yml' }, { name: './js.yml' }]))).toContain('twice')
  })

  test('a zip in a zip is a file like any other, and is not opened', () => {
    const inner = rawZip([{ name: '../x' }])
    const read = readZip(rawZip([{ name: 'inner.zip', content: inner }]))
    expect(read.ok && [...read.value.keys()]).toEqual(['inner.zip'])
  })
})

describe('bombs', () => {
  test('what unpacks to a thousand times its size', () => {
    expect(errorOf(rawZip([{ name: 'a', content: Buffer.alloc(1_000_000), method: 8 }]))).toContain('bomb')
  })

  test('a size that is a lie', () => {
    expect(errorOf(rawZip([{ name: 'a', content: Buffer.alloc(1_000_000, 'ab'), method: 8, size: 100 }]))).toContain(
      'damaged',
    )
    expect(errorOf(rawZip([{ name: 'a', size: 3_000_000 }]))).toContain('larger than 2 MiB')
    expect(errorOf(rawZip([{ name: 'a', packed: 100_000 }]))).toContain('damaged')
  })

  test('files that share their bytes', () => {
    expect(
      errorOf(
        rawZip([
          { name: 'a', offset: 0 },
          { name: 'b', offset: 0 },
        ]),
      ),
    ).toContain('overlap')
  })

  test('too many, and too much together', () => {
    const many = Array.from({ length: ZIP_LIMITS.entries + 1 }, (_, index) => ({ name: `f${index}` }))
    expect(errorOf(rawZip(many))).toContain('at most 3000')
    const much = Array.from({ length: 9 }, (_, index) => ({ name: `f${index}`, size: 2_000_000, packed: 1 }))
    expect(errorOf(rawZip(much))).toContain('times its size')
    const large = Array.from({ length: 9 }, (_, index) => ({
      name: `f${index}`,
      content: Buffer.alloc(0),
      size: 60_000,
    }))
    expect(errorOf(rawZip(large))).toContain('damaged')
  })
})

test('damage is noticed', () => {
  const good = rawZip([{ name: 'config.yml', content: Buffer.from('join-servers: []\n') }])
  expect(errorOf(good)).toBe('accepted')
  for (const bytes of [Buffer.from('hello'), Buffer.alloc(0), good.subarray(0, good.length - 1), good.subarray(3)]) {
    expect(errorOf(bytes)).toMatch(/no zip|damaged/)
  }
  for (let at = 0; at < good.length; at++) {
    const changed = Buffer.from(good)
    changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at)
    const read = readZip(changed)
    // Fields that nobody reads may be wrong; content never.
    if (read.ok)
      for (const bytes of read.value.values()) expect(Buffer.from(bytes).toString()).toBe('join-servers: []\n')
  }
  expect(errorOf(rawZip([{ name: 'a', crc: 1 }]))).toContain('damaged')
})

test('our own zips are the same bytes in every time zone', () => {
  const zone = process.env.TZ
  const made = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'].map((name) => {
    process.env.TZ = name
    return Buffer.from(writeZip([{ path: 'config.yml', text: 'join-servers: []\n' }])).toString('hex')
  })
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
  expect(new Set(made).size).toBe(1)
})
