/** Strict Base64: `Buffer.from` alone passes over what is none. */

/** Undefined for anything but Base64, plain or URL-safe, padded or not, line breaks allowed. Empty text is no bytes. */
export function decodeBase64(text: string): Buffer | undefined {
  const packed = /\s/.test(text) ? text.replace(/\s+/g, '') : text
  const length = packed.endsWith('==') ? packed.length - 2 : packed.endsWith('=') ? packed.length - 1 : packed.length
  // Looks for what does not belong: a pattern for all that does would need a stack as long as the text.
  if (length % 4 === 1 || /[^A-Za-z0-9+/_-]/.test(packed.slice(0, length))) return undefined
  return Buffer.from(packed, 'base64')
}
