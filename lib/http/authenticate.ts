/** From a request to its caller: an API token, a client certificate, or the session cookie of the console. */
import { createHash } from 'node:crypto'
import { readSession } from '#lib/auth/session-token.ts'
import { findTokenGrant, type TokenKind } from '#lib/db/api-tokens.ts'
import { findSessionUser } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { agentOf } from '#lib/observability/request-agent.ts'
import type { Context } from '#lib/services/context.ts'
import { noteUse } from '#lib/services/people/sessions.ts'
import type { Caller } from './caller.ts'
import { certificateDigestOf } from './client-certificate.ts'
import { addressOf, isHttps, refuseForeignOrigin } from './request-origin.ts'

/** One sentence for every reason, so that it does not tell which tokens and accounts exist. */
const SENTENCE = 'Sign in to the console, or send a valid API token as “Authorization: Bearer …”.'

/** Longer than any token of ours; more is not worth a digest. */
const MAX_TOKEN = 512

/**
 * The caller, or `unauthenticated`. An Authorization header always decides, also when a cookie is there; a session that
 * changes something must come from a page of ours.
 */
export async function authenticate(ctx: Context, request: Request): Promise<Caller> {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) return byToken(ctx, authorization)
  const certificate = certificateDigestOf(request)
  if (certificate) return byCertificate(ctx, request, certificate)
  const claims = await readSession(ctx, request.headers.get('cookie'), isHttps(request))
  const user = claims && (await findSessionUser(ctx.sql, { ...claims, now: ctx.now() }))
  if (!user) throw new AppError('unauthenticated', SENTENCE)
  refuseForeignOrigin(request, ctx.site.consoleUrl)
  await noteUse(ctx, user.session, { address: addressOf(request), agent: agentOf(request) })
  return { kind: 'session', id: `user:${user.id}`, user }
}

async function byToken(ctx: Context, authorization: string): Promise<Caller> {
  const token = /^bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1]
  if (!token || token.length > MAX_TOKEN) throw new AppError('unauthenticated', SENTENCE)
  const digest = createHash('sha256').update(token).digest()
  return byGrant(ctx, 'token', digest)
}

/** Browsers send certificates by themselves, as they send cookies: what changes something must come from a page of ours. */
async function byCertificate(ctx: Context, request: Request, digest: Buffer): Promise<Caller> {
  const caller = await byGrant(ctx, 'certificate', digest)
  if (request.headers.has('sec-fetch-site') || request.headers.has('origin'))
    refuseForeignOrigin(request, ctx.site.consoleUrl)
  return caller
}

async function byGrant(ctx: Context, kind: TokenKind, digest: Buffer): Promise<Caller> {
  const grant = await findTokenGrant(ctx.sql, { kind, digest, now: ctx.now() })
  if (!grant) throw new AppError('unauthenticated', SENTENCE)
  return { kind: 'token', id: `token:${grant.id}`, ownerId: grant.ownerId, rights: grant.rights }
}
