/** From what was typed to what is stored, for the parts of a connection that have rules of their own. */
import { randomBytes, randomInt } from 'node:crypto'
import { AppError } from '#lib/domain/app-error.ts'
import { AS_NUMBERS, makeAsId } from '#lib/domain/connections/as-id.ts'
import { type CustomHeader, findHeaderProblems } from '#lib/domain/connections/custom-headers.ts'
import { type DestinationUrl, readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { findWeakness, readTunnelKey } from '#lib/domain/connections/tunnel-key.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Result } from '#lib/domain/result.ts'
import { digestOfReportCredential } from './connection-secrets.ts'

/** A header as it is typed; without a value it keeps the one that is stored under its name. */
export interface HeaderInput {
  readonly name: string
  readonly value?: string | undefined
  readonly secret?: boolean | undefined
}

export function invalid(pointer: string, detail: string, code = 'invalid'): AppError {
  return new AppError('invalid', detail, { errors: [{ pointer, detail, code }] })
}

/** The value, or throws `invalid` for the field. */
export function need<T>(result: Result<T>, pointer: string): T {
  if (result.ok) return result.value
  throw invalid(pointer, result.error)
}

export const needUrl = (text: string, pointer = '/url'): DestinationUrl => need(readDestinationUrl(text), pointer)

export const MOVED_SECRETS =
  'The URL leads to another server now. Enter the values of the secret headers and the login with its password again, or remove them: they were given for the server before.'

/**
 * The headers to store. `moved`: the URL has another origin, so that secret values must be typed again. Throws `invalid`
 * with one sentence per field.
 */
export function mergeHeaders(
  inputs: readonly HeaderInput[],
  stored: readonly CustomHeader[],
  moved: boolean,
): CustomHeader[] {
  const errors: { pointer: string; detail: string; code: string }[] = []
  const merged = inputs.map((input, index): CustomHeader => {
    const before = stored.find((one) => one.name.toLowerCase() === input.name.toLowerCase())
    const secret = input.secret ?? before?.secret ?? true
    const pointer = `/headers/${index}/value`
    if (input.value !== undefined) return { name: input.name, value: input.value, secret }
    if (!before) errors.push({ pointer, detail: 'The header has no value.', code: 'value_missing' })
    else if (before.secret && moved) errors.push({ pointer, detail: MOVED_SECRETS, code: 'secret_needed_again' })
    else if (before.secret && !secret)
      errors.push({
        pointer,
        detail: 'Enter the value again to have it shown from now on.',
        code: 'secret_needed_again',
      })
    return { name: input.name, value: before?.value ?? '', secret }
  })
  for (const { index, field, detail } of findHeaderProblems(merged)) {
    const pointer = `/headers/${index}/${field}`
    if (!errors.some((error) => error.pointer === pointer)) errors.push({ pointer, detail, code: 'invalid' })
  }
  const [first] = errors
  if (first) throw new AppError('invalid', first.detail, { errors })
  return merged
}

/** A pasted key, or a new one. */
export function takeKey(pasted: string | undefined): string {
  if (pasted !== undefined) return need(readTunnelKey(pasted), '/key')
  for (;;) {
    const key = randomBytes(16).toString('hex')
    if (!findWeakness(key)) return key
  }
}

export const drawAsId = (ownerId: Eui): string => makeAsId(ownerId, randomInt(1, AS_NUMBERS))

/** The credential of `/reports`: `ghr_` and 32 random bytes; what is kept of it is a digest. */
export function makeReportCredential(): {
  readonly credential: string
  readonly digest: Buffer
  readonly hint: string
} {
  const credential = `ghr_${randomBytes(32).toString('base64url')}`
  return { credential, digest: digestOfReportCredential(credential), hint: credential.slice(-4) }
}
