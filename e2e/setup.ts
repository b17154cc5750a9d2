/** Fills the running installation with owners A and B (twice: for second attempts too) and a batch, by its own command line. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { request } from '@playwright/test'
import { BATCH, publishInstallation, type TestOwner } from './installation.ts'
import { signIn } from './sign-in.ts'

const ROOT = join(import.meta.dirname, '..')
const PASSWORD = 'long enough for a test'

export default async function setup(): Promise<void> {
  const { E2E_DATA_DIR = '', E2E_PORT = '', E2E_GATEWAY_PORT = '', E2E_OPERATOR_EMAIL = '' } = process.env
  const consoleUrl = `http://localhost:${E2E_PORT}`
  const { rootKey, from, to, flavor } = BATCH
  await gatehouse(['batch', 'create', '--from', from, '--to', to, '--flavor', flavor, '--root-key-file', '-'], rootKey)
  const pairs = await Promise.all([makePair('1', ''), makePair('2', ' Two')])
  const session = await signedIn(E2E_OPERATOR_EMAIL)
  const operator = { email: E2E_OPERATOR_EMAIL, password: PASSWORD, session }
  // All tests together add more than an owner may by itself.
  for (const { id } of pairs.flat()) await raiseAddLimit(id)
  const gatewayPort = Number(E2E_GATEWAY_PORT)
  publishInstallation({ consoleUrl, gatewayPort, dataDir: E2E_DATA_DIR, pairs, operator })

  async function makePair(number: string, suffix: string): Promise<[TestOwner, TestOwner]> {
    return [
      await makeOwner(`::a${number}`, `Acme Networks${suffix}`, `ada${number}@acme.example`),
      await makeOwner(`::b${number}`, `Birch Telecom${suffix}`, `ben${number}@birch.example`),
    ]
  }

  async function makeOwner(id: string, name: string, email: string): Promise<TestOwner> {
    await gatehouse(['owner', 'create', '--id', id, '--name', name])
    const member = ['--email', email, '--password-stdin', '--owner', id, '--role', 'admin']
    await gatehouse(['user', 'create', ...member], PASSWORD)
    const token = await gatehouse(['token', 'create', '--owner', id, '--rights', 'all', '--name', 'Browser tests'])
    return { id, name, email, password: PASSWORD, token, session: await signedIn(email) }
  }

  function signedIn(email: string): Promise<string> {
    return signIn(consoleUrl, { email, password: PASSWORD }, join(E2E_DATA_DIR, `session-${email}.json`))
  }

  async function raiseAddLimit(owner: string): Promise<void> {
    const site = await request.newContext({ baseURL: consoleUrl, storageState: session })
    const answer = await site.patch(`/api/v1/operator/owners/${encodeURIComponent(owner)}`, {
      data: { addLimit: 10_000 },
      headers: { origin: consoleUrl },
    })
    if (!answer.ok()) throw new Error(`The limit of ${owner} stays: ${answer.status()} ${await answer.text()}`)
    await site.dispose()
  }
}

/** Runs a command, on the Gatehouse of the run unless told, and gives what it prints. */
export function gatehouse(args: readonly string[], input = '', dataDir = process.env.E2E_DATA_DIR): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'scripts', 'bootstrap.cjs'), 'gatehouse', ...args], {
      cwd: ROOT,
      env: { ...process.env, DATA_DIR: dataDir },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let printed = ''
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(printed.trim())
      else reject(new Error(`gatehouse ${args.slice(0, 2).join(' ')} exited with ${code}: ${said.trim()}`))
    })
    child.stdin.end(input)
  })
}
