/** zod's issues as sentences with JSON pointers (RFC 6901). */
import type { z } from 'zod'
import { AppError, type FieldError } from '#lib/domain/app-error.ts'

const MAX_ERRORS = 100

/** Parses with `schema`, or throws `invalid` with one sentence per refused field. */
export function parseWith<T>(schema: z.ZodType<T>, input: unknown, where: 'body' | 'query' | 'path'): T {
  const parsed = schema.safeParse(input, { error: sentenceOf })
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.slice(0, MAX_ERRORS).map(toFieldError)
  const [first] = errors
  const detail =
    errors.length === 1 && first
      ? `${nameOf(first.pointer, where)}: ${first.detail}`
      : `${parsed.error.issues.length} values in the ${where} are not valid. See “errors”.`
  throw new AppError('invalid', detail, { errors })
}

function toFieldError(issue: z.core.$ZodIssue): FieldError {
  return { pointer: toPointer(issue.path), detail: issue.message, code: codeOf(issue) }
}

/** `['gateways', 3, 'cupsUri']` → `/gateways/3/cupsUri`. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function nameOf(pointer: string, where: string): string {
  return pointer === '' ? `The ${where}` : pointer.slice(1)
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  date: 'a time in ISO 8601',
  null: 'null',
}

/** The sentence for one issue; undefined leaves the message that the contract itself gives. */
function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This value is missing.'
      return `This must be ${TYPE_WORDS[issue.expected] ?? issue.expected}.`
    case 'unrecognized_keys':
      return `Not known here: ${issue.keys
        .map((key) => `“${key.slice(0, 64)}”`)
        .slice(0, 5)
        .join(', ')}. Check the spelling.`
    case 'invalid_value':
      return `This must be one of ${issue.values.map((value) => `“${String(value)}”`).join(', ')}.`
    case 'too_small':
      return smallest(issue)
    case 'too_big':
      return largest(issue)
    case 'invalid_format':
      return FORMAT_WORDS[issue.format] ?? 'This does not have the right form.'
    case 'invalid_union':
      return issue.input === undefined ? 'This value is missing.' : 'This fits none of the accepted forms.'
    default:
      return undefined
  }
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  email: 'This is not an e-mail address.',
  uuid: 'This is not an id of ours.',
  datetime: 'This is not a time in ISO 8601, such as 2026-03-01T12:00:00Z.',
  url: 'This is not a URL.',
  base64: 'This is not Base64.',
}

function smallest(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (issue.origin === 'string') {
    return Number(issue.minimum) <= 1 ? 'This must not be empty.' : `This needs at least ${issue.minimum} characters.`
  }
  if (issue.origin === 'array' || issue.origin === 'set') return `This needs at least ${issue.minimum} entries.`
  return `This must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`
}

function largest(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  if (issue.origin === 'string') return `This may have at most ${issue.maximum} characters.`
  if (issue.origin === 'array' || issue.origin === 'set') return `This may have at most ${issue.maximum} entries.`
  return `This must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}.`
}

/** A stable word for programs: the contract's own `params.code` where it gives one, else zod's. */
function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom' && typeof issue.params?.code === 'string') return issue.params.code
  return issue.code ?? 'custom'
}
