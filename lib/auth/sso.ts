/**
 * Single sign-on by OpenID Connect: authorization code with PKCE, state and nonce, the ID token's signature verified
 * (docs/decisions/0107). What a sign-in needs until its return lies sealed in a cookie of ten minutes.
 */
import { decode, encode } from 'next-auth/jwt'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { AppError } from '#lib/domain/app-error.ts'
import { safePath } from '#lib/domain/people/safe-path.ts'
import { NOT_FOUND_DETAIL } from '#lib/http/problem.ts'
import { addressOf, isHttps } from '#lib/http/request-origin.ts'
import { log } from '#lib/observability/log.ts'
import { agentOf } from '#lib/observability/request-agent.ts'
import type { Context, SsoSettings } from '#lib/services/context.ts'
import { SESSION_SECONDS } from '#lib/services/people/sessions.ts'
import { type SsoProof, type SsoRefusal, signInBySso } from '#lib/services/people/sso-person.ts'
import { sessionSecret } from './session-secret.ts'
import { cookieValue, encodeSession, sessionCookieName } from './session-token.ts'

const FLOW_SECONDS = 600
/** In seconds. */
const PROVIDER_TIME = 10
/** The discovery document is asked for anew after this, in milliseconds: keys and addresses of providers move. */
const DISCOVERY_AGE = 600_000
const CALLBACK = '/api/auth/sso/callback'

interface Flow {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly next: string
}

const flowCookieName = (https: boolean): string => `${https ? '__Host-' : ''}gatehouse.sso`

/** Sends the browser to the identity provider. */
export async function startSso(context: Context, request: Request): Promise<Response> {
  const settings = needSettings(context)
  const config = await configurationOf(settings)
  const flow: Flow = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    next: safePath(new URL(request.url).searchParams.get('next')),
  }
  const url = buildAuthorizationUrl(config, {
    redirect_uri: context.site.consoleUrl + CALLBACK,
    scope: 'openid email profile',
    code_challenge: await calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
    state: flow.state,
    nonce: flow.nonce,
  })
  const token = await encode({ token: { ...flow }, secret: await sessionSecret(context), maxAge: FLOW_SECONDS })
  return redirect(url.href, [cookie(flowCookieName(isHttps(request)), token, FLOW_SECONDS, isHttps(request))])
}

/** The return from the identity provider: a session, or the sign-in page with the reason. */
export async function finishSso(context: Context, request: Request): Promise<Response> {
  const settings = needSettings(context)
  const https = isHttps(request)
  const spent = cookie(flowCookieName(https), '', 0, https)
  const flow = await readFlow(context, request, https)
  const outcome = flow ? await proofOf(context, settings, request, flow) : 'expired'
  if (typeof outcome === 'string') return refused(context, outcome, spent)
  const session = await signInBySso(context, outcome, { address: addressOf(request), agent: agentOf(request) })
  if (typeof session === 'string') return refused(context, session, spent)
  const value = await encodeSession(context, session)
  return redirect(context.site.consoleUrl + (flow?.next ?? '/'), [
    spent,
    cookie(sessionCookieName(https), value, SESSION_SECONDS, https),
  ])
}

type Refusal = SsoRefusal | 'expired' | 'failed'

async function proofOf(
  context: Context,
  settings: SsoSettings,
  request: Request,
  flow: Flow,
): Promise<SsoProof | Refusal> {
  try {
    const config = await configurationOf(settings)
    const here = new URL(context.site.consoleUrl + CALLBACK + new URL(request.url).search)
    const tokens = await authorizationCodeGrant(config, here, {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) return 'failed'
    const told = claims.email === undefined ? await askUser(config, tokens.access_token, claims.sub) : claims
    const verified = told.email_verified === true || told.email_verified === 'true'
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: verified && typeof told.email === 'string' ? told.email : undefined,
      name: typeof told.name === 'string' ? told.name : undefined,
    }
  } catch (error) {
    // The provider's own words may hold tokens: only the kind of the fault is told.
    const code =
      error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : '-'
    log.warn({ code }, 'single sign-on failed')
    return 'failed'
  }
}

/** Providers may leave the address out of the ID token. */
async function askUser(config: Configuration, accessToken: string, subject: string): Promise<Partial<IDToken>> {
  return config.serverMetadata().userinfo_endpoint ? await fetchUserInfo(config, accessToken, subject) : {}
}

const known = new WeakMap<SsoSettings, { readonly at: number; readonly config: Promise<Configuration> }>()

function configurationOf(settings: SsoSettings): Promise<Configuration> {
  const remembered = known.get(settings)
  if (remembered && performance.now() - remembered.at < DISCOVERY_AGE) return remembered.config
  const insecure = new URL(settings.issuer).protocol === 'http:'
  const config = discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, {
    timeout: PROVIDER_TIME,
    execute: insecure ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks],
  }).catch((error: unknown) => {
    known.delete(settings)
    log.warn({ code: error instanceof Error ? error.name : '-' }, 'the identity provider does not answer')
    throw new AppError('unavailable', 'The identity provider does not answer at the moment. Try again.', {
      retryAfter: 10,
    })
  })
  known.set(settings, { at: performance.now(), config })
  return config
}

async function readFlow(context: Context, request: Request, https: boolean): Promise<Flow | undefined> {
  const token = cookieValue(request.headers.get('cookie'), flowCookieName(https))
  if (!token) return undefined
  const payload = await decode({ token, secret: await sessionSecret(context) }).catch(() => null)
  const { state, nonce, verifier, next } = payload ?? {}
  if (typeof state !== 'string' || typeof nonce !== 'string' || typeof verifier !== 'string') return undefined
  return { state, nonce, verifier, next: typeof next === 'string' ? next : '/' }
}

function needSettings(context: Context): SsoSettings {
  if (context.site.sso) return context.site.sso
  throw new AppError('not_found', NOT_FOUND_DETAIL)
}

const refused = (context: Context, reason: Refusal, spent: string): Response =>
  redirect(`${context.site.consoleUrl}/sign-in?sso=${reason}`, [spent])

function redirect(location: string, cookies: readonly string[]): Response {
  const headers = new Headers({ Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  for (const one of cookies) headers.append('Set-Cookie', one)
  return new Response(null, { status: 302, headers })
}

function cookie(name: string, value: string, seconds: number, https: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`
}
