/** The zip of a configuration, as it was uploaded (lib/domain/zip/contained-zip.ts). */
import { crc32, inflateRawSync } from 'node:zlib'
import { ok, type Result } from '../result.ts'
import { readContainedZip, type ZipLimits } from '../zip/contained-zip.ts'

/** More than any configuration: hundreds of join servers with their files. */
export const ZIP_LIMITS = {
  packed: 8 * 1024 * 1024,
  entries: 3_000,
  file: 2 * 1024 * 1024,
  total: 16 * 1024 * 1024,
  ratio: 100,
  only: 'the configuration',
  none: 'no file of a configuration',
} as const satisfies ZipLimits

const TOOLS = {
  inflate: (packed: Uint8Array, max: number) => inflateRawSync(packed, { maxOutputLength: max }),
  crc32: (bytes: Uint8Array) => crc32(bytes),
}

/** The files of a zip by path. A single folder around everything is taken off. */
export function readZip(bytes: Uint8Array): Result<Map<string, Uint8Array>> {
  const files = readContainedZip(bytes, ZIP_LIMITS, TOOLS)
  return files.ok ? ok(withoutOuterFolder(files.value)) : files
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
