/** Contracts of tags and sites. */
import { z } from 'zod'
import { MAX_SITE_LENGTH, MAX_TAGS, parseTag } from '#lib/domain/tags.ts'

export const tagInput = z
  .string()
  .max(200)
  .transform((text, ctx) => {
    const parsed = parseTag(text)
    if (parsed.ok) return parsed.value
    ctx.addIssue({ code: 'custom', message: parsed.error })
    return z.NEVER
  })
  .meta({ description: 'Letters, digits, blanks and . _ : / + -', examples: ['pilot'], type: 'string' })

export const tagList = z
  .array(tagInput)
  .max(MAX_TAGS, `A gateway has at most ${MAX_TAGS} tags.`)
  .transform((tags) => [...new Set(tags)].sort())
  .meta({ type: 'array', items: { type: 'string' } })

export const siteInput = z
  .string()
  .trim()
  .max(MAX_SITE_LENGTH, `Use at most ${MAX_SITE_LENGTH} characters.`)
  .meta({ description: 'Where it stands, in your own words; empty: none.' })
