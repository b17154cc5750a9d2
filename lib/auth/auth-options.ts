/** next-auth's configuration: e-mail and password, sessions in an encrypted cookie. */
import type { AuthOptions } from 'next-auth'
import credentialsProvider from 'next-auth/providers/credentials'
import { reportBug } from '#lib/http/report-bug.ts'
import type { Context } from '#lib/services/context.ts'
import { SESSION_SECONDS } from '#lib/services/people/sessions.ts'
import { signIn } from '#lib/services/sign-in.ts'
import { sessionSecret } from './session-secret.ts'
import { sessionCookieName } from './session-token.ts'

export interface AuthRequest {
  readonly https: boolean
  readonly address: string | null
  readonly agent: string | null
  /** Told when signing in fails by more than a wrong password. */
  onFailure(error: unknown): void
}

/** For one request: cookies and limits depend on the scheme and the address that it came by. */
export async function authOptions(ctx: Context, request: AuthRequest): Promise<AuthOptions> {
  const { https } = request
  const cookie = (name: string) => ({
    name,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: https },
  })
  return {
    secret: await sessionSecret(ctx),
    useSecureCookies: https,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: cookie(sessionCookieName(https)),
      csrfToken: cookie(`${https ? '__Host-' : ''}gatehouse.csrf`),
      callbackUrl: cookie(`${https ? '__Host-' : ''}gatehouse.callback`),
    },
    providers: [passwordProvider(ctx, request)],
    callbacks: {
      // Only who and which version: everything else is read from the database on each request.
      jwt: ({ token, user }) => ({
        sub: token.sub,
        sessionVersion: user ? Reflect.get(user, 'sessionVersion') : token.sessionVersion,
        sessionId: user ? Reflect.get(user, 'sessionId') : token.sessionId,
      }),
    },
    logger: { error: reportUnlessForged, warn: () => {}, debug: () => {} },
  }
}

/** next-auth's logger is one for the process. A forged or old cookie is not worth a line. */
function reportUnlessForged(code: string, metadata: unknown): void {
  if (code === 'SIGNOUT_ERROR' || code === 'JWT_SESSION_ERROR') return
  const error = metadata instanceof Error ? metadata : new Error(`next-auth: ${code}`)
  reportBug(error, { requestId: '-', route: '/api/auth' })
}

const provide = unwrapDefault(credentialsProvider)

function passwordProvider(ctx: Context, request: AuthRequest) {
  return provide({
    name: 'password',
    credentials: { email: { type: 'email' }, password: { type: 'password' }, code: { type: 'text' } },
    authorize: async (credentials) => {
      const { email = '', password = '', code } = credentials ?? {}
      try {
        const { address, agent } = request
        const typed = { email: String(email), password: String(password), code: code ? String(code) : undefined }
        const person = await signIn(ctx, { ...typed, address, agent })
        return person ? { id: person.userId, sessionVersion: person.sessionVersion, sessionId: person.sessionId } : null
      } catch (error) {
        request.onFailure(error)
        return null
      }
    },
  })
}

/** next-auth is CommonJS: a bundler gives its default export, Node gives an object that holds it. */
export function unwrapDefault<T>(imported: T): T {
  const inner: unknown = Reflect.get(Object(imported), 'default')
  return typeof inner === 'function' ? (inner as T) : imported
}
