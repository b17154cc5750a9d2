/**
 * Reads a zip into memory and nowhere else, on the server and in the browser alike. Contained: no path leaves the root, no
 * link is followed, nothing is written, and a bomb is refused before it is unpacked (docs/decisions/0071).
 */
import { ok, type Result, refuse } from '../result.ts'

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

/** What a zip may hold, in bytes and numbers, and the words for what belongs into it. */
export interface ZipLimits {
  /** Bytes of the zip. */
  readonly packed: number
  /** Files and folders in it. */
  readonly entries: number
  /** Bytes of one file, and of all together. */
  readonly file: number
  readonly total: number
  /** Unpacked to packed bytes, from 64 KiB on: text reaches ten, a bomb a thousand. */
  readonly ratio: number
  /** “the configuration” */
  readonly only: string
  /** “no file of a configuration” */
  readonly none: string
}

/** What differs between a server and a browser. */
export interface ZipTools {
  /** Unpacks raw deflate and stops beyond `max` bytes. Throws for what is damaged or longer. */
  inflate(packed: Uint8Array, max: number): Uint8Array
  crc32(bytes: Uint8Array): number
}

/** The files of a zip by path. */
export function readContainedZip(
  bytes: Uint8Array,
  limits: ZipLimits,
  tools: ZipTools,
): Result<Map<string, Uint8Array>> {
  if (bytes.length > limits.packed)
    return refuse(`The zip is larger than ${mib(limits.packed)}. Put only ${limits.only} into it.`)
  const zip = new Zip(bytes)
  const directory = readDirectory(zip, limits)
  if (!directory.ok) return directory
  const files = new Map<string, Uint8Array>()
  for (const entry of directory.value) {
    const content = unpack(zip, entry, tools)
    if (!content.ok) return content
    files.set(entry.path, content.value)
  }
  return ok(files)
}

/** Little-endian numbers of a zip. */
class Zip {
  readonly bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get length(): number {
    return this.bytes.length
  }

  u8(at: number): number {
    return this.#view.getUint8(at)
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true)
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true)
  }
}

function readDirectory(zip: Zip, limits: ZipLimits): Result<Entry[]> {
  const end = endOfDirectory(zip)
  if (end === undefined) return refuse('This is no zip, or it is cut off. Make it again.')
  const count = zip.u16(end + 10)
  const size = zip.u32(end + 12)
  const start = zip.u32(end + 16)
  if (zip.u16(end + 4) !== 0 || zip.u16(end + 8) !== count)
    return refuse('This is one part of a zip in several parts. Make one whole zip.')
  if (count === 0xffff || start === 0xffffffff)
    return refuse(`This is a zip64 file, for gigabytes. Put only ${limits.only} into the zip.`)
  if (count > limits.entries)
    return refuse(`The zip holds ${count} files; at most ${limits.entries} are read. Put only ${limits.only} into it.`)
  if (start + size > end) return refuse('The zip is damaged: its directory is cut off. Make it again.')
  const entries: Entry[] = []
  const seen = new Map<string, string>()
  let total = 0
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || zip.u32(at) !== CENTRAL)
      return refuse('The zip is damaged: its directory cannot be read. Make it again.')
    const nameLength = zip.u16(at + 28)
    const nameBytes = zip.bytes.subarray(at + 46, at + 46 + nameLength)
    const flags = zip.u16(at + 8)
    const name = nameOf(nameBytes, (flags & UTF8) !== 0)
    if (!name.ok) return name
    const entry: Entry = {
      path: name.value,
      method: zip.u16(at + 10),
      crc: zip.u32(at + 16),
      packed: zip.u32(at + 20),
      size: zip.u32(at + 24),
      offset: zip.u32(at + 42),
    }
    const refused = refuseEntry(limits, entry, flags, zip.u8(at + 5), zip.u32(at + 38) >>> 16, start)
    if (refused) return refuse(refused)
    at += 46 + nameLength + zip.u16(at + 30) + zip.u16(at + 32)
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
    if (total > limits.total)
      return refuse(
        `The files of this zip are larger than ${mib(limits.total)} together. Put only ${limits.only} into it.`,
      )
    entries.push(entry)
  }
  return overlap(entries) ?? ok(entries)
}

function refuseEntry(
  limits: ZipLimits,
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
  if (size > limits.file) return `“${path}” is larger than ${mib(limits.file)}, which ${limits.none} is. Leave it out.`
  if (size > 65_536 && size > packed * limits.ratio)
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

function nameOf(bytes: Uint8Array, declared: boolean): Result<string> {
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

function unpack(zip: Zip, entry: Entry, tools: ZipTools): Result<Uint8Array> {
  const { path, offset, packed, size, method } = entry
  const damaged = refuse(`“${path}” in the zip is damaged. Make the zip again.`)
  if (offset + 30 > zip.length || zip.u32(offset) !== LOCAL) return damaged
  const start = offset + 30 + zip.u16(offset + 26) + zip.u16(offset + 28)
  const data = zip.bytes.subarray(start, start + packed)
  if (data.length < packed) return damaged
  let content: Uint8Array = data
  if (method === DEFLATED) {
    try {
      // One byte more than declared is allowed for, so that a file that lies about its size is noticed and never unpacked.
      content = tools.inflate(data, size + 1)
    } catch {
      return damaged
    }
  }
  return content.length === size && tools.crc32(content) === entry.crc ? ok(Uint8Array.from(content)) : damaged
}

/** The end record is found from behind; the comment after it must fill the rest of the file. */
function endOfDirectory(zip: Zip): number | undefined {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--) {
    if (zip.u32(at) === END && at + 22 + zip.u16(at + 20) === zip.length) return at
  }
  return undefined
}

const mib = (bytes: number): string => `${bytes / 1024 / 1024} MiB`
