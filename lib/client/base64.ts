/** Base64 of bytes and of UTF-8 text; credentials travel this way (owner-api.md). */
export function bytesToBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary)
}

export const textToBase64 = (text: string): string => bytesToBase64(new TextEncoder().encode(text))

export const base64ToBytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
