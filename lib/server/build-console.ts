/** Builds the console's pages when their sources changed since the last build. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { PROJECT_ROOT } from './project-root.ts'

const SOURCES = [
  'app',
  'components',
  'lib',
  'locales',
  'pages',
  'public',
  'next.config.js',
  'package-lock.json',
  'postcss.config.mjs',
  'tsconfig.json',
]
/** Of `lib`, what no page is made of: a change there needs no build. */
const NOT_BUNDLED = /^lib\/(cli|station)\/|\.test\.tsx?$/

const STAMP = join(PROJECT_ROOT, '.next', 'gatehouse-sources')

/**
 * Makes sure that `.next` is of these sources. `onBuild` is called when that takes a build.
 * @throws Error with what the build said.
 */
export async function buildConsole(onBuild: () => void, signal: AbortSignal): Promise<void> {
  const sources = hashSources()
  if (isBuilt(sources)) return
  const lock = await waitForLock(signal)
  try {
    if (isBuilt(sources)) return
    onBuild()
    rmSync(STAMP, { force: true })
    await runBuild(signal)
    writeFileSync(STAMP, sources)
  } finally {
    await lock.release()
  }
}

function isBuilt(sources: string): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources
}

/** Another start may be building in this clone. */
async function waitForLock(signal: AbortSignal): Promise<FolderLock> {
  for (;;) {
    const attempt = await lockFolder(join(PROJECT_ROOT, '.cache', 'build'), 'a build')
    if (attempt.held) return attempt
    await delay(200, undefined, { signal })
  }
}

/** SHA-256 over names and contents. */
export function hashSources(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of filesIn(source)) {
      if (NOT_BUNDLED.test(file)) continue
      const content = readFileSync(join(PROJECT_ROOT, file))
      hash.update(`${file}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

/** Sorted, with `/` on every system. */
function filesIn(source: string): string[] {
  const path = join(PROJECT_ROOT, source)
  if (!existsSync(path)) return []
  if (/\.(js|json|mjs)$/.test(source)) return [source]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(PROJECT_ROOT.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
}

function runBuild(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = join(PROJECT_ROOT, 'node_modules', 'next', 'dist', 'bin', 'next')
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${said.trim()}\nThe console could not be built: next build failed as above.`))
    })
  })
}
