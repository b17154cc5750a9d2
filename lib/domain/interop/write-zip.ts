/** A zip whose bytes depend on nothing but the files: no clock, no time zone, no compressor. */
import { zipSync } from 'fflate'
import type { OutFile } from './write-folder.ts'

/** The first moment that a zip can name, in whatever zone the process runs: zip times have none. */
const FIRST_MOMENT = () => new Date(1980, 0, 1)
const UNIX = 3
const READABLE = 0o100644

export function writeZip(files: readonly OutFile[]): Uint8Array {
  const mtime = FIRST_MOMENT()
  const encoder = new TextEncoder()
  return zipSync(
    Object.fromEntries(
      files.map(({ path, text }) => [
        path,
        [encoder.encode(text), { level: 0, mtime, os: UNIX, attrs: READABLE << 16 }],
      ]),
    ),
  )
}
