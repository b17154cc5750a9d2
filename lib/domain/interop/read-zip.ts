/**
 * Reads an uploaded zip into memory and nowhere else. Contained: no path leaves the root, no link is followed, nothing
 * is written, and a bomb is refused before it is unpacked (docs/decisions/0071).
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { ok, type Result, refuse } from '../result.ts'

/** More than any configuration: hundreds of join servers with their files. */
export const ZIP_LIMITS = {
  /** Bytes of the zip. */
  packed: 8 * 1024 * 1024,
  /** Files and folders in it. */
  entries: 3_000,
  /** Bytes of one file, and of all together. */
  file: 2 * 1024 * 1024,
  total: 16 * 1024 * 1024,
  /** Unpacked to packed bytes, from 64 KiB on: text reaches ten, a bomb a thousand. */
  ratio: 100,
} as const

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const STORED = 0
const DEFLATED = 8
const ENCRYPTED = 0x1
const UTF8 = 0x800
const UNIX = 3
const UNIX_DARWIN = 19
const FILE_TYPE = 0o170000
const LINK = 0o120000
const PLAIN = 0o100000
const FOLDER = 0o040000

interface Entry {
  readonly path: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** The files of a zip by path. A single folder around everything is taken off. */
export function readZip(bytes: Uint8Array): Result<Map<string, Uint8Array>> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (zip.length > ZIP_LIMITS.packed)
    return refuse(`The zip is larger than ${mib(ZIP_LIMITS.packed)}. Put only the configuration into it.`)
  const directory = readDirectory(zip)
  if (!directory.ok) return directory
  const files = new Map<string, Uint8Array>()
  for (const entry of directory.value) {
    const content = unpack(zip, entry)
    if (!content.ok) return content
    files.set(entry.path, content.value)
  }
  return ok(withoutOuterFolder(files))
}

/** Takes off the one folder that people zip by accident, where config.yml is in it and not above it. */
export function withoutOuterFolder(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  if (files.has('config.yml')) return new Map(files)
  const paths = [...files.keys()].filter((path) => !/(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/.test(path))
  const outer = paths[0]?.slice(0, paths[0].indexOf('/') + 1) ?? ''
  if (outer === '' || !paths.includes(`${outer}config.yml`) || !paths.every((path) => path.startsWith(outer)))
    return new Map(files)
  return new Map(
    [...files].filter(([path]) => path.startsWith(outer)).map(([path, bytes]) => [path.slice(outer.length), bytes]),
  )
}

function readDirectory(zip: Buffer): Result<Entry[]> {
  const end = endOfDirectory(zip)
  if (end === undefined) return refuse('This is no zip, or it is cut off. Make it again.')
  const count = zip.readUInt16LE(end + 10)
  const size = zip.readUInt32LE(end + 12)
  const start = zip.readUInt32LE(end + 16)
  if (zip.readUInt16LE(end + 4) !== 0 || zip.readUInt16LE(end + 8) !== count)
    return refuse('This is one part of a zip in several parts. Make one whole zip.')
  if (count === 0xffff || start === 0xffffffff)
    return refuse('This is a zip64 file, for gigabytes. Put only the configuration into the zip.')
  if (count > ZIP_LIMITS.entries)
    return refuse(
      `The zip holds ${count} files; at most ${ZIP_LIMITS.entries} are read. Put only the configuration into it.`,
    )
  if (start + size > end) return refuse('The zip is damaged: its directory is cut off. Make it again.')
  const entries: Entry[] = []
  const seen = new Map<string, string>()
  let total = 0
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || zip.readUInt32LE(at) !== CENTRAL)
      return refuse('The zip is damaged: its directory cannot be read. Make it again.')
    const nameLength = zip.readUInt16LE(at + 28)
    const nameBytes = zip.subarray(at + 46, at + 46 + nameLength)
    const flags = zip.readUInt16LE(at + 8)
    const name = nameOf(nameBytes, (flags & UTF8) !== 0)
    if (!name.ok) return name
    const entry: Entry = {
      path: name.value,
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    }
    const refused = refuseEntry(entry, flags, zip.readUInt8(at + 5), zip.readUInt32LE(at + 38) >>> 16, start)
    if (refused) return refuse(refused)
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    if (entry.path.endsWith('/')) continue
    // Two names that a file system could take for one would let the second hide behind the first.
    const same = entry.path.normalize('NFC').toLowerCase()
    const other = seen.get(same)
    if (other !== undefined)
      return refuse(
        other === entry.path
          ? `“${other}” is in the zip twice. Remove one.`
          : `“${other}” and “${entry.path}” differ in case only. Rename one.`,
      )
    seen.set(same, entry.path)
    total += entry.size
    if (total > ZIP_LIMITS.total)
      return refuse(
        `The files of this zip are larger than ${mib(ZIP_LIMITS.total)} together. Put only the configuration into it.`,
      )
    entries.push(entry)
  }
  return overlap(entries) ?? ok(entries)
}

function refuseEntry(
  { path, method, packed, size }: Entry,
  flags: number,
  system: number,
  mode: number,
  directory: number,
): string | undefined {
  const type = mode & FILE_TYPE
  if ((flags & ENCRYPTED) !== 0) return `“${path}” is encrypted. Make the zip without a password.`
  if ((system === UNIX || system === UNIX_DARWIN) && type === LINK)
    return `“${path}” is a link to another file. Put the file itself into the zip.`
  if ((system === UNIX || system === UNIX_DARWIN) && type !== 0 && type !== PLAIN && type !== FOLDER)
    return `“${path}” is no plain file. Leave it out.`
  if (method !== STORED && method !== DEFLATED)
    return `“${path}” is packed in a way that is not read here. Make the zip with the usual method (deflate).`
  if (packed > directory) return 'The zip is damaged: a file is longer than the zip. Make it again.'
  if (size > ZIP_LIMITS.file)
    return `“${path}” is larger than ${mib(ZIP_LIMITS.file)}, which no file of a configuration is. Leave it out.`
  if (size > 65_536 && size > packed * ZIP_LIMITS.ratio)
    return `“${path}” unpacks to ${Math.round(size / Math.max(1, packed))} times its size, as a zip bomb does. Leave it out.`
  return undefined
}

/** Entries whose bytes overlap are how a small zip unpacks to petabytes. */
function overlap(entries: readonly Entry[]): Result<never> | undefined {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset)
  for (const [index, entry] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next && entry.offset + 30 + entry.packed > next.offset)
      return refuse('Files of this zip overlap, as in a zip bomb. Make it again.')
  }
  return undefined
}

function nameOf(bytes: Buffer, declared: boolean): Result<string> {
  let name: string
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse(
      declared
        ? 'A file name in the zip is not valid UTF-8. Rename the file.'
        : 'A file name in the zip is not in UTF-8. Use plain letters and digits in file names.',
    )
  }
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name
  if (name === '' || /\p{Cc}/u.test(name))
    return refuse('A file name in the zip is empty or holds control characters. Rename the file.')
  if (name.includes('\\'))
    return refuse(`“${shown}” in the zip has backslashes. Make the zip with a program that writes “/”.`)
  if (name.startsWith('/') || /^[a-z]:/i.test(name))
    return refuse(`“${shown}” in the zip is an absolute path. Zip the folder from inside.`)
  if (name.split('/').includes('..'))
    return refuse(`“${shown}” in the zip leads out of its folder. Zip the folder from inside.`)
  if (name.length > 255) return refuse(`“${shown}” in the zip is too long. Use a shorter name.`)
  return ok(
    name
      .split('/')
      .filter((part, index, parts) => part !== '.' && (part !== '' || index === parts.length - 1))
      .join('/'),
  )
}

function unpack(zip: Buffer, entry: Entry): Result<Uint8Array> {
  const { path, offset, packed, size, method } = entry
  const damaged = refuse(`“${path}” in the zip is damaged. Make the zip again.`)
  if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== LOCAL) return damaged
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
  const data = zip.subarray(start, start + packed)
  if (data.length < packed) return damaged
  let content: Uint8Array = data
  if (method === DEFLATED) {
    try {
      // One byte more than declared is allowed for, so that a file that lies about its size is noticed and never unpacked.
      content = inflateRawSync(data, { maxOutputLength: size + 1 })
    } catch {
      return damaged
    }
  }
  return content.length === size && crc32(content) === entry.crc ? ok(Uint8Array.from(content)) : damaged
}

/** The end record is found from behind; the comment after it must fill the rest of the file. */
function endOfDirectory(zip: Buffer): number | undefined {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--) {
    if (zip.readUInt32LE(at) === END && at + 22 + zip.readUInt16LE(at + 20) === zip.length) return at
  }
  return undefined
}

const mib = (bytes: number): string => `${bytes / 1024 / 1024} MiB`
