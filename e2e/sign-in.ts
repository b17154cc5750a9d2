import { request } from '@playwright/test'

/** Signs a person in as the form does, and writes the session to `file` as Playwright's `storageState`; answers `file`. */
export async function signIn(
  consoleUrl: string,
  { email, password }: { readonly email: string; readonly password: string },
  file: string,
): Promise<string> {
  const browser = await request.newContext({ baseURL: consoleUrl, extraHTTPHeaders: { origin: consoleUrl } })
  const { csrfToken } = await (await browser.get('/api/auth/csrf')).json()
  const answer = await browser.post('/api/auth/callback/credentials', { form: { csrfToken, email, password } })
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()} ${await answer.text()}`)
  await browser.storageState({ path: file })
  await browser.dispose()
  return file
}
