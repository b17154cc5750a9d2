/**
 * A certificate as mbedTLS weighs it when it looks for a parent: what Node does not tell (version, length of the path, use of
 * the key) is read from the DER.
 */
import type { X509Certificate } from 'node:crypto'
import { type CertificateFacts, certificateFactsOf } from '../certificates.ts'
import { parseCertificate } from '../credential-file.ts'

export interface ChainCertificate {
  readonly der: Uint8Array
  readonly x509: X509Certificate
  readonly facts: CertificateFacts
  /** 1 or 3. */
  readonly version: number
  /** Of basicConstraints: how many CAs may follow it. Null: any number. */
  readonly pathLength: number | null
  /** False only where keyUsage is there and keyCertSign is not. */
  readonly maySign: boolean
  readonly validFrom: number
  readonly validTo: number
}

/** Undefined for bytes that are no certificate. */
export function readChainCertificate(der: Uint8Array): ChainCertificate | undefined {
  const x509 = parseCertificate(der)
  const facts = x509 && certificateFactsOf(x509)
  if (!x509 || !facts) return undefined
  const { version, pathLength, maySign } = readExtensions(x509.raw)
  const validFrom = Date.parse(facts.validFrom)
  return { der: x509.raw, x509, facts, version, pathLength, maySign, validFrom, validTo: Date.parse(facts.validTo) }
}

interface Item {
  readonly tag: number
  readonly content: Uint8Array
}

/** The items of a DER value one after the other; what does not fit ends the list. */
function itemsOf(bytes: Uint8Array): Item[] {
  const items: Item[] = []
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes[at] ?? 0
    let length = bytes[at + 1] ?? 0
    let head = 2
    if (length >= 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > 4) return items
      length = 0
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0)
      head += count
    }
    if (at + head + length > bytes.length) return items
    items.push({ tag, content: bytes.subarray(at + head, at + head + length) })
    at += head + length
  }
  return items
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const BASIC_CONSTRAINTS = '551d13'
const KEY_USAGE = '551d0f'
/** keyCertSign is bit 5, counted from the left. */
const CERT_SIGN = 0x04

function readExtensions(der: Uint8Array): Pick<ChainCertificate, 'version' | 'pathLength' | 'maySign'> {
  const [certificate] = itemsOf(der)
  const [tbs] = itemsOf(certificate?.content ?? EMPTY)
  const fields = itemsOf(tbs?.content ?? EMPTY)
  const version = fields[0]?.tag === 0xa0 ? (itemsOf(fields[0].content)[0]?.content[0] ?? 0) + 1 : 1
  const block = fields.find(({ tag }) => tag === 0xa3)
  const extensions = itemsOf(itemsOf(block?.content ?? EMPTY)[0]?.content ?? EMPTY).map(({ content }) => {
    const parts = itemsOf(content)
    return { oid: hex(parts[0]?.content ?? EMPTY), value: parts.at(-1)?.content ?? EMPTY }
  })
  const extension = (oid: string) => extensions.find((one) => one.oid === oid)?.value
  const constraints = itemsOf(itemsOf(extension(BASIC_CONSTRAINTS) ?? EMPTY)[0]?.content ?? EMPTY)
  const length = constraints.find(({ tag }) => tag === 0x02)?.content
  const usage = itemsOf(extension(KEY_USAGE) ?? EMPTY)[0]?.content
  return {
    version,
    pathLength: length ? Number.parseInt(hex(length) || '0', 16) : null,
    // The first byte counts the unused bits.
    maySign: usage === undefined || ((usage[1] ?? 0) & CERT_SIGN) !== 0,
  }
}

const EMPTY = new Uint8Array()
