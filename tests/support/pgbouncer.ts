/** A real PgBouncer in transaction mode before a test database. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'

/** The program, or undefined when there is none. */
export function findPgBouncer(): string | undefined {
  return ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find((path) => existsSync(path))
}

export interface PgBouncer {
  /** The database behind it, marked `?pgbouncer=true`. */
  readonly url: string
  stop(): Promise<void>
}

/** `serverUrl`: the database to stand before. */
export async function startPgBouncer(serverUrl: string): Promise<PgBouncer> {
  const program = findPgBouncer()
  if (!program) throw new Error('PgBouncer is not installed: apt-get install pgbouncer')
  const server = new URL(serverUrl)
  const name = server.pathname.slice(1)
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-pgbouncer-'))
  await writeFile(
    join(folder, 'users'),
    `"${decodeURIComponent(server.username)}" "${decodeURIComponent(server.password)}"\n`,
  )
  await writeFile(
    join(folder, 'ini'),
    `[databases]\n${name} = host=${server.hostname} port=${server.port} dbname=${name}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\n` +
      `unix_socket_dir =\nauth_type = plain\nauth_file = ${join(folder, 'users')}\npool_mode = transaction\ndefault_pool_size = 3\n`,
  )
  await chmod(folder, 0o755)
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn(program, [...user, join(folder, 'ini')], { stdio: 'ignore' })
  const url = `postgres://${server.username}:${server.password}@127.0.0.1:${port}/${name}?pgbouncer=true`
  await waitUntilReady(url.replace('?pgbouncer=true', ''), child)
  return {
    url,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (const begun = Date.now(); ; ) {
    const sql = postgres(url, { max: 1, prepare: false, onnotice: () => {}, connect_timeout: 2 })
    try {
      await sql.unsafe('select 1')
      return
    } catch (error) {
      if (child.exitCode !== null || Date.now() - begun > 10_000) throw error
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || !address) throw new Error('no free port')
  return address.port
}
