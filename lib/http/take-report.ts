/** The credential of a report, and a limit for those who guess at it. */
import { AppError } from '#lib/domain/app-error.ts'
import type { Context } from '#lib/services/context.ts'
import { type AcceptedReport, acceptReport } from '#lib/services/reports/accept-report.ts'
import { RateLimiter, REFUSED_RATE } from './rate-limit.ts'
import { addressOf } from './request-origin.ts'

const MAX_CREDENTIAL = 512
const limiter = new RateLimiter()

export async function takeReport(
  ctx: Context,
  request: Request,
  connectionId: string,
  event: string | undefined,
  body: unknown,
): Promise<AcceptedReport> {
  const given = /^bearer +([\x21-\x7e]+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const credential = given && given.length <= MAX_CREDENTIAL ? given : null
  try {
    return await acceptReport(ctx, { connectionId, credential, event, body })
  } catch (error) {
    const address = addressOf(request)
    if (error instanceof AppError && error.code === 'unauthenticated' && address) {
      limiter.take(`refused:${address}`, REFUSED_RATE, performance.now())
    }
    throw error
  }
}
