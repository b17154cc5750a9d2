/** What every command does around its one use case: settings, database, keys, exit code, output. */
import { AppError } from '#lib/domain/app-error.ts'
import { describeError } from '#lib/observability/describe-error.ts'
import { borrowDatabase } from '#lib/server/borrow-database.ts'
import { ConfigError } from '#lib/server/config.ts'
import { loadSettings } from '#lib/server/load-settings.ts'
import { createRuntime, type Runtime } from '#lib/server/runtime.ts'
import { REFUSED } from './exit-codes.ts'

export interface Outcome {
  /** For people and pipes: nothing but the value that was asked for. */
  readonly text: string
  /** For `--json`. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface OutputOptions {
  readonly json?: boolean | undefined
}

/** Runs a use case on the database of this installation and prints its outcome. */
export function runCommand(options: OutputOptions, work: (runtime: Runtime) => Promise<Outcome>): Promise<void> {
  return runOnDatabase(options, async (url, config) => {
    const runtime = await createRuntime({ ...config, databaseUrl: url, databasePool: 1 })
    try {
      return await work(runtime)
    } finally {
      await runtime.close()
    }
  })
}

/** The same for a command that needs the database alone. */
export async function runOnDatabase(
  options: OutputOptions,
  work: (url: string, config: ReturnType<typeof loadSettings>) => Promise<Outcome>,
): Promise<void> {
  try {
    const config = loadSettings()
    const outcome = await borrowDatabase(config, (url) => work(url, config))
    const text = options.json ? JSON.stringify(outcome.json) : outcome.text
    if (text) process.stdout.write(`${text}\n`)
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`)
    process.exitCode = REFUSED
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.detail
  if (error instanceof ConfigError) return error.message
  // drizzle's own message repeats the parameters of the statement, which may be secrets: only the cause is told.
  const { message, code } = describeError(error)
  if (code === '42P01') return 'The database has not been brought to this version: run gatehouse migrate.'
  return message
}
