/** `npm start` as processes: ready line, clean end, killed parts, taken ports. The gateway role needs no build. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { embeddedDatabaseUrl } from '#lib/server/database-record.ts'
import { isAlive, readServerFile } from '#lib/server/postgres-cluster.ts'
import { eventually } from '#tests/support/eventually.ts'

const ROOT = join(import.meta.dirname, '..', '..')
let dataDir: string
let started: Launched[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-start-'))
  started = []
})

afterEach(async () => {
  for (const launched of started) {
    launched.process.kill('SIGTERM')
    await launched.exit
  }
  rmSync(dataDir, { recursive: true, force: true })
})

interface Launched {
  readonly process: ChildProcess
  readonly exit: Promise<number | null>
  readonly output: () => string
  readonly errors: () => string
  /** The real ports of the ready line. */
  ready(): Promise<{ gatewayPort: number; statusPort: number }>
}

function launch(env: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'bootstrap.cjs'), 'start'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ROLE: 'gateway',
      PORT: '0',
      GATEWAY_PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      LOG_FORMAT: 'text',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const launched: Launched = {
    process: child,
    exit,
    output: () => output,
    errors: () => errors,
    ready: () =>
      eventually(() => {
        const [, port, status] =
          /^ready gateway=https:\/\/localhost:(\d+)(?: status=http:\/\/localhost:(\d+))?\n$/m.exec(output) ?? []
        if (!port) throw new Error(`not ready: ${output}${errors}`)
        return { gatewayPort: Number(port), statusPort: Number(status) }
      }),
  }
  started.push(launched)
  return launched
}

/** Resolves when a TLS handshake on the port succeeds. */
function shakeHands(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      socket.destroy()
      resolve()
    })
    socket.on('error', reject)
  })
}

/** The processes that work for this data folder, by the folder in their environment. */
function processesOf(folder: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0')
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return environment.includes(`DATA_DIR=${folder}`) ? [{ pid: Number(name), command }] : []
      } catch {
        return []
      }
    })
}

const linux = test.skipIf(process.platform !== 'linux')

test('a start says that it is ready in its last line, and SIGTERM ends every part of it', async () => {
  const launched = launch()
  const { gatewayPort } = await launched.ready()
  await shakeHands(gatewayPort)
  expect(launched.output().trimEnd().split('\n').at(-1)).toBe(`ready gateway=https://localhost:${gatewayPort}`)
  const begun = Date.now()
  launched.process.kill('SIGTERM')
  expect(await launched.exit).toBe(0)
  expect(Date.now() - begun).toBeLessThan(5_000)
  expect(readServerFile(join(dataDir, 'postgres'))).toBeUndefined()
  await expect(shakeHands(gatewayPort)).rejects.toThrow(/ECONNREFUSED/)
  if (process.platform === 'linux') expect(processesOf(dataDir)).toEqual([])
})

linux('a gateway process that is killed comes back; one worker is enough for the port to answer', async () => {
  const launched = launch({ WORKERS: '2' })
  const { gatewayPort } = await launched.ready()
  const workers = () => processesOf(dataDir).filter(({ command }) => command.includes('gateway-main.ts'))
  const before = workers()
  expect(before).toHaveLength(2)
  for (const { pid } of before) process.kill(pid, 'SIGKILL')
  await eventually(() => shakeHands(gatewayPort))
  await eventually(() => expect(launched.errors()).toMatch(/gateway-[12] is back/))
  expect(launched.errors()).toMatch(/gateway-1 ended unexpectedly \(SIGKILL\), restarting it/)
  expect(workers().every(({ pid }) => !before.some((old) => old.pid === pid))).toBe(true)
})

linux('after kill -9 of everything the next start works and has every acknowledged row', async () => {
  const first = launch()
  await first.ready()
  const url = embeddedDatabaseUrl(dataDir) ?? ''
  const sql = postgres(url, { max: 1 })
  await sql`insert into owners (id, name) values ('00000000000000aa', 'Kept')`
  const postmaster = readServerFile(join(dataDir, 'postgres'))?.pid ?? 0
  for (const { pid } of processesOf(dataDir)) process.kill(pid, 'SIGKILL')
  process.kill(postmaster, 'SIGKILL')
  await first.exit
  await sql.end({ timeout: 1 })
  await launch().ready()
  const again = postgres(embeddedDatabaseUrl(dataDir) ?? '', { max: 1 })
  expect([...(await again`select name from owners where id = '00000000000000aa'`)]).toEqual([{ name: 'Kept' }])
  await again.end({ timeout: 1 })
})

linux('when the launcher is killed its planes end, and the next start takes over', async () => {
  const first = launch()
  const { gatewayPort } = await first.ready()
  const all = processesOf(dataDir)
  const launcher = all.find(({ command }) => command.includes('launcher.ts'))
  const plane = all.find(({ command }) => command.includes('gateway-main.ts'))
  if (!launcher || !plane) throw new Error(`processes missing: ${JSON.stringify(all)}`)
  process.kill(launcher.pid, 'SIGKILL')
  await first.exit
  await eventually(() => expect(isAlive(plane.pid)).toBe(false))
  const second = launch({ GATEWAY_PORT: String(gatewayPort) })
  await second.ready()
  expect(second.errors()).toContain('stopping the database that an earlier start left running')
})

test('a second start on the folder is refused with one sentence while the first goes on', async () => {
  const first = launch()
  const { gatewayPort } = await first.ready()
  const second = launch()
  expect(await second.exit).toBe(1)
  expect(second.output()).toBe('')
  expect(second.errors()).toMatch(/^.* is in use by npm start \(process \d+\): stop it first, or .* DATA_DIR\.\n$/)
  await shakeHands(gatewayPort)
})

test('a port in use is told at once with the remedy, and nothing stays running', async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) => {
    other.listen(0, () => resolve((other.address() as { port: number }).port))
  })
  const launched = launch({ GATEWAY_PORT: String(port) })
  expect(await launched.exit).toBe(1)
  expect(launched.errors()).toBe(
    `Port ${port} is in use by another program: end that program, or choose another port, such as GATEWAY_PORT=${port + 1} npm start.\n`,
  )
  expect(readServerFile(join(dataDir, 'postgres'))).toBeUndefined()
  other.close()
})

test('every bad setting is named, one sentence each', async () => {
  const launched = launch({ PORT: 'x', ROLE: 'y' })
  expect(await launched.exit).toBe(1)
  expect(launched.errors().trim().split('\n')).toEqual([
    'PORT is “x”: give a port number from 1 to 65535.',
    'ROLE is “y”: give one of console, gateway, worker, all.',
  ])
})

test('a database that cannot be reached is told as such', async () => {
  const launched = launch({ DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:9/x' })
  expect(await launched.exit).toBe(1)
  expect(launched.errors()).toMatch(/^The database at DATABASE_URL cannot be reached/)
  expect(launched.errors()).not.toContain('hunter2')
})

linux('health and metrics tell of every part, also while one is away', async () => {
  const launched = launch({ STATUS_PORT: '0', WORKERS: '2' })
  const { gatewayPort, statusPort } = await launched.ready()
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${statusPort}${path}`)
    return { status: answer.status, text: await answer.text() }
  }
  expect(await ask('/healthz')).toEqual({ status: 200, text: 'ok\n' })
  expect(await ask('/readyz')).toEqual({ status: 200, text: 'ready\n' })
  expect(await ask('/elsewhere')).toMatchObject({ status: 404 })

  const body = JSON.stringify({ router: 'b827:ebff:fea6:7a72' })
  await callGatewayPlane(gatewayPort, body)
  const { text } = await ask('/metrics')
  expect(text).toMatch(/^gatehouse_build_info\{version="\d+\.\d+\.\d+",node="v\d+[^"]*"\} 1$/m)
  expect(text).toContain('gatehouse_plane_up{plane="gateway-1"} 1\ngatehouse_plane_up{plane="gateway-2"} 1\n')
  expect(text).toMatch(/^gatehouse_checkins_total\{answer="(refused|malformed)",plane="gateway-[12]"\} 1$/m)
  expect(text).toMatch(/^gatehouse_certificate_expiry_timestamp_seconds\{plane="gateway-1"\} \d{10}$/m)
  expect(text).toMatch(/^process_resident_memory_bytes\{plane="launcher"\} \d+$/m)
  expect(text.match(/^# TYPE process_cpu_seconds_total counter$/gm)).toHaveLength(1)

  for (const { pid } of processesOf(dataDir).filter(({ command }) => command.includes('gateway-main.ts'))) {
    process.kill(pid, 'SIGSTOP')
  }
  const stopped = await ask('/readyz')
  for (const { pid } of processesOf(dataDir).filter(({ command }) => command.includes('gateway-main.ts'))) {
    process.kill(pid, 'SIGCONT')
  }
  expect(stopped).toEqual({ status: 503, text: 'gateway-1: does not answer\ngateway-2: does not answer\n' })
  await eventually(async () => expect((await ask('/readyz')).status).toBe(200))
})

/** One check-in, whatever comes of it. */
function callGatewayPlane(port: number, body: string): Promise<void> {
  return new Promise((resolve) => {
    const call = request({ port, host: '127.0.0.1', path: '/update-info', method: 'POST', rejectUnauthorized: false })
    call.on('response', (answer) => answer.resume().on('end', resolve))
    call.on('error', () => resolve())
    call.end(body)
  })
}
