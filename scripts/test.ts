/**
 * `npm test`: types, lint, import rules, then unit, database and browser tests, and one last line `N passed, N failed`.
 * A section that fails ends the run after its group, since what follows would only repeat it. `npm test -- unit browser`
 * runs the sections that are named.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from '../e2e/chromium.ts'
import { buildConsole } from '../lib/server/build-console.ts'
import { findPgBouncer } from '../tests/support/pgbouncer.ts'
import { findSoftHsm } from '../tests/support/softhsm.ts'

const ROOT = join(import.meta.dirname, '..')
const SECOND_ATTEMPTS = `--reporter=${join(ROOT, 'scripts/second-attempts.ts')}`
const results = mkdtempSync(join(tmpdir(), 'gatehouse-results-'))

interface Count {
  passed: number
  failed: number
}

interface Section {
  readonly name: string
  readonly title: string
  run(): Promise<Count>
}

const vitest = (project: string, title: string): Section => ({
  name: project,
  title,
  run: async () => {
    const report = join(results, `${project}.json`)
    const args = [
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      SECOND_ATTEMPTS,
      `--outputFile.json=${report}`,
    ]
    const code = await node('node_modules/vitest/vitest.mjs', args)
    const { numPassedTests = 0, numFailedTests = 0 } = readReport(report)
    return counted({ passed: numPassedTests, failed: numFailedTests }, code)
  },
})

const GROUPS: readonly (readonly Section[])[] = [
  [
    { name: 'types', title: 'Types', run: () => check('node_modules/typescript/bin/tsc', ['--noEmit']) },
    { name: 'lint', title: 'Lint', run: () => check('node_modules/@biomejs/biome/bin/biome', ['ci', '--colors=off']) },
    { name: 'imports', title: 'Import rules', run: () => check(...importRules()) },
  ],
  [vitest('unit', 'Unit tests')],
  [vitest('system', 'Database and system tests')],
  [{ name: 'browser', title: 'Browser tests', run: browserTests }],
]

const wanted = process.argv.slice(2)
const known = GROUPS.flat().map((section) => section.name)
const unknown = wanted.find((name) => !known.includes(name))
if (unknown) {
  process.stderr.write(`There is no section “${unknown}”: give some of ${known.join(', ')}.\n`)
  process.exit(2)
}

const total: Count = { passed: 0, failed: 0 }
if (wanted.length === 0 || wanted.includes('system') || wanted.includes('browser')) installPrograms()
for (const group of GROUPS) {
  const sections = group.filter((section) => wanted.length === 0 || wanted.includes(section.name))
  if (total.failed > 0 && sections.length > 0) {
    process.stdout.write(`\n── ${sections.map((section) => section.title).join(', ')}: not run, see above\n`)
    continue
  }
  for (const section of sections) await runSection(section)
}
rmSync(results, { recursive: true, force: true })
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed > 0 ? 1 : 0)

async function runSection(section: Section): Promise<void> {
  process.stdout.write(`\n── ${section.title}\n`)
  const begun = Date.now()
  const { passed, failed } = await section.run()
  total.passed += passed
  total.failed += failed
  const seconds = ((Date.now() - begun) / 1000).toFixed(1)
  process.stdout.write(
    `   ${section.title}: ${passed} passed${failed > 0 ? `, ${failed} failed` : ''} (${seconds} s)\n`,
  )
}

/** A check counts as one test. */
async function check(script: string, args: readonly string[]): Promise<Count> {
  return counted({ passed: 0, failed: 0 }, await node(script, args))
}

/** A program that fails without a failed test failed as a whole; one that passes without any test counts as one. */
function counted(count: Count, code: number): Count {
  if (code !== 0 && count.failed === 0) return { ...count, failed: 1 }
  if (code === 0 && count.passed === 0) return { ...count, passed: 1 }
  return count
}

function importRules(): [string, readonly string[]] {
  const folders = ['app', 'components', 'e2e', 'lib', 'pages', 'scripts', 'tests'].filter((name) =>
    existsSync(join(ROOT, name)),
  )
  return ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', ['--output-type', 'err', ...folders]]
}

async function browserTests(): Promise<Count> {
  if (!findChromium()) {
    process.stderr.write('The browser tests need Chromium: install it (Debian: apt-get install chromium).\n')
    return { passed: 0, failed: 1 }
  }
  await buildConsole(() => process.stdout.write('   building the console…\n'), new AbortController().signal)
  const report = join(results, 'browser.json')
  const args = ['test', '--reporter=dot,json']
  const code = await node('node_modules/@playwright/test/cli.js', args, { PLAYWRIGHT_JSON_OUTPUT_NAME: report })
  const { stats } = readReport(report)
  if (stats?.flaky) process.stdout.write(`   ${stats.flaky} passed only at the second attempt\n`)
  return counted({ passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 }, code)
}

/** The other real programs that tests talk to: Debian's own, when this user may. What is still missing, its tests say. */
function installPrograms(): void {
  const missing = [
    { name: 'chromium', found: findChromium() },
    { name: 'pgbouncer', found: findPgBouncer() },
    { name: 'softhsm2', found: findSoftHsm() },
  ].flatMap(({ name, found }) => (found ? [] : [name]))
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  process.stdout.write(`   installing ${missing.join(', ')}…\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...missing]]) {
    const result = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (result.status !== 0) {
      process.stderr.write(`${result.stdout}${result.stderr}`)
      return
    }
  }
}

function node(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, script), ...args], {
      cwd: ROOT,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

interface Report {
  readonly numPassedTests?: number
  readonly numFailedTests?: number
  readonly stats?: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
}

function readReport(path: string): Report {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : {}
}
