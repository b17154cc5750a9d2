/** Signing in and out through Auth.js's own routes, without its React client. */
import { forgetOpened } from './opened-objects.ts'
import { ApiProblem, request } from './request.ts'
import { say } from './say.ts'

async function post(
  path: string,
  fields: Record<string, string>,
): Promise<{ response: Response; url: string; fault: Fault }> {
  const { csrfToken } = await request<{ csrfToken: string }>('GET', '/api/auth/csrf', { anonymous: true })
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }),
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch(() => {
    throw new ApiProblem(0, 'Gatehouse did not answer. Check the connection and try again.', {})
  })
  const answer = (await response.json().catch(() => ({}))) as Fault & { url?: string }
  return { response, url: answer.url ?? '', fault: answer }
}

interface Fault {
  readonly detail?: string
  readonly errors?: readonly { readonly code?: string }[]
}

/** The password was right; a code of the second factor is asked for, or was `wrong`. */
export class CodeNeeded extends Error {
  readonly wrong: boolean

  constructor(sentence: string, wrong: boolean) {
    super(say(sentence))
    this.name = 'CodeNeeded'
    this.wrong = wrong
  }
}

/** Signs in; throws `CodeNeeded` where a second factor is asked for, and `ApiProblem` with the sentence to show. */
export async function signIn(email: string, password: string, code = ''): Promise<void> {
  const typed = { email, password, ...(code ? { code } : {}) }
  const { response, url, fault } = await post('/api/auth/callback/credentials', { ...typed, callbackUrl: '/' })
  const asked = fault.errors?.[0]?.code
  if (asked === 'code_needed' || asked === 'code_wrong')
    throw new CodeNeeded(fault.detail ?? 'Type the code of your authenticator app.', asked === 'code_wrong')
  const error = url.includes('error=') ? new URL(url, 'http://localhost').searchParams.get('error') : null
  if (response.ok && !error) return
  if (response.status === 429) {
    throw new ApiProblem(429, fault.detail ?? 'Too many attempts. Wait a minute, then try again.', {})
  }
  if (response.status >= 500) throw new ApiProblem(response.status, 'Gatehouse failed on this request. Try again.', {})
  const sentence = error?.includes(' ') ? error : 'The e-mail address and the password do not match.'
  throw new ApiProblem(response.status, sentence, {})
}

/** What was opened is forgotten with it. */
export async function signOut(): Promise<void> {
  forgetOpened()
  await post('/api/auth/signout', { callbackUrl: '/sign-in' })
}
