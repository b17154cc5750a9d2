/**
 * An API key as people paste it: with the header's name, with “Bearer”, in quotes, with line breaks. Out comes the key alone;
 * the gateway's key file is made of it (`bearerLine`). No refusal repeats anything of what was pasted.
 */
import { ok, type Result, refuse } from '../result.ts'

export interface ReadApiKey {
  readonly key: string
  /** The form of a key of The Things Stack: `NNSXS.<id>.<secret>`. */
  readonly isTheThingsStack: boolean
  /** Sentences about what looks wrong and may be right. */
  readonly warnings: readonly string[]
}

/** Long enough for every token of the field, short enough for Station's request buffer. */
const MAX_KEY = 2000
const TTS_ID = 39
const TTS_SECRET = 52
const OTHER_TTS_TOKENS: Readonly<Record<string, string>> = {
  MFRWG: 'an access token of a session in The Things Stack',
  OJSWM: 'a refresh token of The Things Stack',
  MF2XI: 'an authorization code of The Things Stack',
  ONSXG: 'a session token of The Things Stack',
}

/** `Authorization: Bearer <key>` and CRLF: the bytes of Station's key file (interop.md). */
export const bearerLine = (key: string): string => `Authorization: Bearer ${key}\r\n`

/** Reads a pasted key of any network that takes a bearer token. */
export function readApiKey(text: string): Result<ReadApiKey> {
  if (text.length > 4 * MAX_KEY) return refuse('This is too long for an API key. Paste the key alone.')
  if (text.includes('-----BEGIN '))
    return refuse('This is a certificate or private key, not an API key. Give it as a file.')
  const bare = unwrap(text)
  if (bare === '') return refuse('The API key is empty. Paste the key that the network showed when it was made.')
  if (/^https?:\/\//i.test(bare)) return refuse('This is a web address, not an API key.')
  const key = bare.replace(/\s+/g, '')
  if (!/^[\x21-\x7e]+$/.test(key))
    return refuse('The API key has characters outside printable ASCII. Copy it again from the page that showed it.')
  if (/^\*+$|[•…]|\.\.\./.test(key))
    return refuse('This is the masked form of a key. Copy the whole key when it is made.')
  if (key.length > MAX_KEY) return refuse(`The API key has ${key.length} characters. Use one of at most ${MAX_KEY}.`)
  const wrong = wrongKind(key)
  if (wrong) return refuse(wrong)
  const tts = /^NNSXS\./i.test(key)
  const warnings = tts ? ttsWarnings(key) : []
  if (/\s/.test(bare) && !tts) warnings.push('There were blanks or line breaks inside the key; they were left out.')
  return ok({ key, isTheThingsStack: tts, warnings })
}

/** Takes off, in any order and more than once: header name, scheme, quotes, a shell assignment, written-out line ends. */
function unwrap(text: string): string {
  let rest = text.replace(/^\ufeff/, '')
  for (;;) {
    const next = rest
      .trim()
      .replace(/^(?:export\s+|set\s+|\$env:)?[A-Z_]*KEY\s*=\s*/i, '')
      .replace(/^-H\s+/, '')
      .replace(/^["'`“”‘’«»]+|["'`“”‘’«»,;]+$/g, '')
      .replace(/^authorization\s*:\s*/i, '')
      .replace(/^(?:bearer|key)\s+/i, '')
      .replace(/(?:\\r|\\n)+$/, '')
      .trim()
    if (next === rest) return /^(?:bearer|authorization:?)$/i.test(rest) ? '' : rest
    rest = next
  }
}

function wrongKind(key: string): string | undefined {
  const other = OTHER_TTS_TOKENS[key.slice(0, 5)]
  if (other && key[5] === '.')
    return `This is ${other}, not an API key. Make an API key for the gateway; it begins with NNSXS.`
  if (key.startsWith('ght_'))
    return 'This is an API token of Gatehouse itself. Paste the key that the network made for the gateway.'
  if (/^AKIA[A-Z0-9]{16}$/.test(key))
    return 'This is an access key of AWS, which no gateway sends. AWS knows gateways by their certificate: give its files.'
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(key))
    return 'This is a JSON web token, e.g. an API key of ChirpStack, which is for its API. Gateways use a client certificate there, or the key that their network made for them.'
  if (/^(?:[0-9a-f]{16}|[0-9a-f]{2}(?:[-:][0-9a-f]{2}){7})$/i.test(key))
    return 'This is the identifier of a gateway, not an API key.'
  return undefined
}

function ttsWarnings(key: string): string[] {
  const [, id = '', secret = '', ...more] = key.split('.')
  if (more.length > 0 || !/^[A-Z2-7]+$/.test(id) || !/^[A-Z2-7]*$/.test(secret))
    return ['A key of The Things Stack has three parts of capital letters and digits with dots between. Copy it again.']
  if (secret === '')
    return ['This is the ID of a key without its secret: the console shows the whole key once, when it is made.']
  return id.length === TTS_ID && secret.length === TTS_SECRET
    ? []
    : [
        `A key of The Things Stack has ${TTS_ID} and ${TTS_SECRET} characters after NNSXS; this one has ${id.length} and ${secret.length}. Copy it again to its end.`,
      ]
}
