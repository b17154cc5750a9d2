/**
 * A client certificate as a TLS-terminating proxy passes it on. Believed only from a proxy that the operator named; whoever
 * else sends such a header is not heard.
 */
import { parseCertificate } from '#lib/domain/credential-file.ts'

/** `client-cert`: RFC 9440. `xfcc`: Envoy's x-forwarded-client-cert. `nginx`: $ssl_client_escaped_cert. */
export const PROXY_HEADERS = ['client-cert', 'xfcc', 'nginx'] as const
export type ProxyHeader = (typeof PROXY_HEADERS)[number]

const NAMES: Readonly<Record<ProxyHeader, string>> = {
  'client-cert': 'client-cert',
  xfcc: 'x-forwarded-client-cert',
  nginx: 'x-ssl-client-cert',
}

/** Removed from every request that did not come from a named proxy. */
export const CERTIFICATE_HEADERS: readonly string[] = [...Object.values(NAMES), 'client-cert-chain']

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** DER of the certificate, or undefined: none was sent, twice, or in another form. */
export function readProxyCertificate(headers: Headers, form: ProxyHeader): Uint8Array | undefined {
  const value = headers[NAMES[form]]
  if (typeof value !== 'string' || value === '') return undefined
  switch (form) {
    case 'client-cert':
      return fromRfc9440(value)
    case 'xfcc':
      return fromXfcc(value)
    case 'nginx':
      return fromEscapedPem(value)
  }
}

/** A byte sequence of RFC 8941: `:Base64:`. Two header lines come joined by a comma, and are refused by that. */
function fromRfc9440(value: string): Uint8Array | undefined {
  const [, text] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value.trim()) ?? []
  return text === undefined ? undefined : certificate(Buffer.from(text, 'base64'))
}

/** Elements by comma, pairs by semicolon, values quoted where needed. The last element is of the proxy next to us. */
function fromXfcc(value: string): Uint8Array | undefined {
  const last = splitOutsideQuotes(value, ',').at(-1) ?? ''
  for (const pair of splitOutsideQuotes(last, ';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim().toLowerCase() !== 'cert') continue
    return fromEscapedPem(
      pair
        .slice(at + 1)
        .trim()
        .replace(/^"|"$/g, ''),
    )
  }
  return undefined
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\' && quoted) at += 1
    else if (text[at] === '"') quoted = !quoted
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

/** Percent-encoded PEM. `+` is a character of Base64 here, never a blank. */
function fromEscapedPem(value: string): Uint8Array | undefined {
  let text: string
  try {
    text = decodeURIComponent(value)
  } catch {
    return undefined
  }
  const [, body] = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(text) ?? []
  return body === undefined ? undefined : certificate(Buffer.from(body, 'base64'))
}

function certificate(der: Uint8Array): Uint8Array | undefined {
  return parseCertificate(der)?.raw.equals(der) ? der : undefined
}
