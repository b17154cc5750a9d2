/** A moment that a caller names. */
import { z } from 'zod'

/** JavaScript knows a year 0 and, by its offset, a year 10000; PostgreSQL has neither in this form. */
export const instant = z.iso
  .datetime({ offset: true, error: 'This is not a time in ISO 8601, such as 2026-03-01T12:00:00Z.' })
  .refine(
    (text) => {
      const year = new Date(text).getUTCFullYear()
      return year >= 1 && year <= 9999
    },
    { error: 'Give a time between the years 1 and 9999, such as 2026-03-01T12:00:00Z.' },
  )
