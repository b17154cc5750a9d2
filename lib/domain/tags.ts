/** Tags and sites of gateways: the owner's own words to group them by. */
import { ok, type Result, refuse } from './result.ts'

export const MAX_TAGS = 32
export const MAX_TAG_LENGTH = 40
export const MAX_SITE_LENGTH = 80

const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._:/+-]*$/u

/** A tag without the blanks around it. Commas are left out, so that lists of tags can be written with them. */
export function parseTag(text: string): Result<string> {
  const tag = text.trim().normalize('NFC')
  if (tag.length === 0 || tag.length > MAX_TAG_LENGTH) return refuse(`A tag has 1 to ${MAX_TAG_LENGTH} characters.`)
  if (!TAG.test(tag)) {
    return refuse(`“${tag}” is no tag: begin with a letter or a digit, then letters, digits, blanks and . _ : / + -.`)
  }
  return ok(tag)
}
