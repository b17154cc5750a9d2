import { request } from '@playwright/test'
import { test } from './fixtures.ts'
import { gatehouse } from './setup.ts'

/** An owner of its own, for what would meet other tests. Its people are signed in. */
export async function newOwner(id: string, consoleUrl: string) {
  const password = 'long enough for a test'
  const number = id.replaceAll(':', '')
  await gatehouse(['owner', 'create', '--id', id, '--name', `Canopy ${number}`])
  const token = await gatehouse(['token', 'create', '--owner', id, '--rights', 'all', '--name', 'Browser tests'])
  const member = async (role: string) => {
    const email = `${role}@canopy-${number}.example`
    await gatehouse(['user', 'create', '--email', email, '--password-stdin', '--owner', id, '--role', role], password)
    const session = test.info().outputPath(`session-${role}.json`)
    const browser = await request.newContext({ baseURL: consoleUrl, extraHTTPHeaders: { origin: consoleUrl } })
    const { csrfToken } = await (await browser.get('/api/auth/csrf')).json()
    await browser.post('/api/auth/callback/credentials', { form: { csrfToken, email, password } })
    await browser.storageState({ path: session })
    await browser.dispose()
    return { session, email }
  }
  return { id, token, admin: await member('admin'), operator: await member('operator') }
}
