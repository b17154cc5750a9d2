import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '#lib/domain/app-error.ts'
import { parseWith } from './field-errors.ts'

function refusal(schema: z.ZodType, input: unknown): AppError {
  try {
    parseWith(schema, input, 'body')
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('parseWith', () => {
  const schema = z.strictObject({
    name: z.string().min(1).max(5),
    role: z.enum(['admin', 'viewer']),
    count: z.int().max(3).optional(),
    'a/b~c': z.array(z.string()).optional(),
  })

  it('gives one sentence and one pointer per field', () => {
    const error = refusal(schema, { role: 'king', count: 4, 'a/b~c': ['x', 7], other: 1 })
    expect(error.code).toBe('invalid')
    expect(error.errors).toEqual([
      { pointer: '/name', detail: 'This value is missing.', code: 'invalid_type' },
      { pointer: '/role', detail: 'This must be one of “admin”, “viewer”.', code: 'invalid_value' },
      { pointer: '/count', detail: 'This must be at most 3.', code: 'too_big' },
      { pointer: '/a~1b~0c/1', detail: 'This must be text in quotes.', code: 'invalid_type' },
      { pointer: '', detail: 'Not known here: “other”. Check the spelling.', code: 'unrecognized_keys' },
    ])
  })

  it('says the one fault in the detail too', () => {
    expect(refusal(schema, { name: '', role: 'admin' }).detail).toBe('name: This must not be empty.')
  })

  it('keeps the sentence that a contract gives itself', () => {
    const custom = z.string().refine(() => false, { error: 'Use another name.', params: { code: 'taken' } })
    expect(refusal(custom, 'x').errors).toEqual([{ pointer: '', detail: 'Use another name.', code: 'taken' }])
  })

  it('bounds the list', () => {
    expect(
      refusal(
        z.array(z.string()),
        Array.from({ length: 500 }, () => 1),
      ).errors,
    ).toHaveLength(100)
  })
})
