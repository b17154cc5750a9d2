import { ok, type Result, refuse } from '../result.ts'

/** The text of a file: UTF-8, or UTF-16 where Excel says so. */
export function decodeCsv(bytes: Uint8Array): Result<string> {
  const [a, b] = bytes
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return ok(new TextDecoder(encoding, { fatal: true }).decode(bytes))
  } catch {
    return refuse('The file is not text in UTF-8. Save it as “CSV UTF-8”.')
  }
}
