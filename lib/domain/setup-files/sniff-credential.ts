/**
 * What a dropped file most likely is, by its content, and its parts where it holds several. Runs in a browser and judges
 * nothing: whether Station can digest a file is said by the rules of setup (certificates.ts, private-keys.ts).
 */

export type PartField = 'trust' | 'crt' | 'key' | 'uri'

export interface Part {
  readonly field: PartField
  /** The part alone: one PEM block, the DER, the token's line, the address. */
  readonly bytes: Uint8Array
  /** A token, where `field` is `key`. */
  readonly token?: boolean
}

export type Sniffed =
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }
  | { readonly kind: 'zip' }
  | { readonly kind: 'csv' }
  /** With the sentence why it cannot be used. */
  | { readonly kind: 'other'; readonly reason: string }

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g
const MAX_TOKEN = 8 * 1024

const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes).replace(/^\u00ef\u00bb\u00bf/, '')
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const other = (reason: string): Sniffed => ({ kind: 'other', reason })

/** `name`: the file's name; its ending helps where the content says nothing. */
export function sniffCredential(name: string, bytes: Uint8Array): Sniffed {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) return { kind: 'zip' }
  const text = textOf(bytes)
  if (/^[\s\0]*$/.test(text)) return other('The file is empty.')
  if (text.includes('-----BEGIN ')) return /\.csv$/i.test(name) ? { kind: 'csv' } : sniffPem(text)
  if (bytes[0] === 0x30) return sniffDer(bytes)
  if (/^\s*authorization\s*:/i.test(text)) return { kind: 'parts', parts: [{ field: 'key', bytes, token: true }] }
  if (/^\s*(?:wss?|https?):\/\/\S+\s*$/i.test(text))
    return { kind: 'parts', parts: [{ field: 'uri', bytes: bytesOf(text.trim()) }] }
  if (/\.(?:csv|tsv)$/i.test(name)) return { kind: 'csv' }
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) return other('This is a web page. Download the file itself.')
  if (/\.(?:key|token|txt)$/i.test(name) && bytes.length <= MAX_TOKEN && /^[\x21-\x7e]{8,}$/.test(text.trim()))
    return other('A token alone is no header line. Write “Authorization: ” before it.')
  return other('This is no certificate, key or token.')
}

function sniffPem(text: string): Sniffed {
  const parts: Part[] = []
  for (const [block, label = ''] of text.matchAll(PEM_BLOCK)) {
    const bytes = bytesOf(`${block}\n`)
    if (/^(?:X509 |TRUSTED )?CERTIFICATE$/.test(label))
      parts.push({ field: fieldOfCertificate(derOfPem(block)), bytes })
    else if (label.endsWith('PRIVATE KEY')) parts.push({ field: 'key', bytes })
    else if (label === 'EC PARAMETERS') continue
    else return other(`This is ${label.toLowerCase()}, which a gateway has no use for.`)
  }
  return parts.length > 0 ? { kind: 'parts', parts } : other('This PEM file is cut off. Copy it again to its end.')
}

function sniffDer(bytes: Uint8Array): Sniffed {
  const inner = enter(bytes, 0)
  const first = inner === undefined ? undefined : bytes[inner]
  if (inner === undefined) return other('This DER file is cut off. Export it again.')
  // PKCS#1, SEC1 and PKCS#8 begin with a version; 3 is PKCS#12.
  if (first === 0x02)
    return bytes[inner + 2] === 3
      ? other('This is a PKCS#12 file (.p12, .pfx). Take certificate and key out: openssl pkcs12 -noenc -in file.p12')
      : { kind: 'parts', parts: [{ field: 'key', bytes }] }
  if (first === 0x06)
    return other('This is a PKCS#7 bundle (.p7b). Take the certificate out: openssl pkcs7 -print_certs')
  const body = enter(bytes, inner)
  if (first === 0x30 && body !== undefined && (bytes[body] === 0xa0 || bytes[body] === 0x02))
    return { kind: 'parts', parts: [{ field: fieldOfCertificate(bytes), bytes }] }
  return other('This is no certificate and no private key that a gateway can use.')
}

function derOfPem(block: string): Uint8Array {
  const base64 = block.replace(/-----[^-]+-----/g, '').replace(/[^A-Za-z0-9+/=]/g, '')
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}

/** `trust` for one of a CA or issued by itself; `crt` else. */
const fieldOfCertificate = (der: Uint8Array): 'trust' | 'crt' => (isCa(der) || issuedByItself(der) ? 'trust' : 'crt')

/** By basicConstraints, OID 2.5.29.19. */
function isCa(der: Uint8Array): boolean {
  for (let at = 0; at + 5 < der.length; at++) {
    if (der[at] !== 6 || der[at + 1] !== 3 || der[at + 2] !== 0x55 || der[at + 3] !== 0x1d || der[at + 4] !== 0x13)
      continue
    let next = at + 5
    if (der[next] === 1 && der[next + 1] === 1) next += 3
    if (der[next] !== 4 || der[next + 2] !== 0x30) return false
    return (der[next + 3] ?? 0) >= 3 && der[next + 4] === 1 && der[next + 6] === 0xff
  }
  return false
}

/** Issuer and subject are the same bytes: a root of the time before basicConstraints. */
function issuedByItself(der: Uint8Array): boolean {
  const certificate = enter(der, 0)
  const tbs = certificate === undefined ? undefined : enter(der, certificate)
  if (tbs === undefined) return false
  const fields: [start: number, end: number][] = []
  for (let at = tbs; fields.length < 6; ) {
    const end = after(der, at)
    if (end === undefined) return false
    if (der[at] !== 0xa0) fields.push([at, end])
    at = end
  }
  // serial, algorithm, issuer, validity, subject
  const [, , issuer, , subject] = fields
  return Boolean(issuer && subject && same(der.subarray(...issuer), der.subarray(...subject)))
}

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index])

/** Where the content of the element at `at` begins. */
function enter(der: Uint8Array, at: number): number | undefined {
  const form = der[at + 1]
  if (form === undefined) return undefined
  const start = at + 2 + (form < 0x80 ? 0 : form & 0x7f)
  return form === 0x80 || form > 0x84 || start > der.length ? undefined : start
}

/** Where the element after the one at `at` begins. */
function after(der: Uint8Array, at: number): number | undefined {
  const start = enter(der, at)
  if (start === undefined) return undefined
  const form = der[at + 1] ?? 0
  let length = form
  if (form >= 0x80) {
    length = 0
    for (let index = at + 2; index < start; index++) length = length * 256 + (der[index] ?? 0)
  }
  return start + length > der.length ? undefined : start + length
}
