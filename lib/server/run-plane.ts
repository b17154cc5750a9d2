/** The life of a plane inside its own process: start, say so, end when the launcher says so or is gone. */
import { AppError } from '#lib/domain/app-error.ts'
import { describeError } from '#lib/observability/describe-error.ts'
import { log } from '#lib/observability/log.ts'
import { readProcess, watchProcess } from '#lib/observability/process-meters.ts'
import type { LauncherMessage, PlaneMessage, PlaneReport } from './plane-messages.ts'

export interface Plane {
  /** Rejects when the plane cannot do its work, e.g. because the database is away. */
  check(): Promise<unknown>
  /** Finishes what was begun and writes what is to be recorded. */
  close(): Promise<void>
}

/** A plane that cannot end by itself within this time, in milliseconds, is ended. */
const CLOSE_TIME = 6_000
/** A check that takes longer, in milliseconds, counts as failed. */
const CHECK_TIME = 2_000

/** Runs `start` and keeps the process until the end of the plane. */
export function runPlane(start: () => Promise<Plane>): void {
  let plane: Promise<Plane> | undefined
  let ending = false

  const end = async () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), CLOSE_TIME).unref()
    try {
      await (await plane)?.close()
      process.exit(0)
    } catch (error) {
      log.error({ err: error }, 'the end was not clean')
      process.exit(1)
    }
  }
  // Ctrl-C in a terminal reaches every process at once: the launcher decides on the order.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', end)
  process.on('message', (message: LauncherMessage) => {
    if (message.type === 'stop') void end()
    else void report(plane).then((report) => tell({ type: 'measured', id: message.id, report }))
  })
  process.on('disconnect', end)
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'a promise was rejected and nobody looked')
  })

  watchProcess()
  plane = start()
  plane.then(
    () => tell({ type: 'ready' }),
    (error) => {
      tell({ type: 'failed', sentence: sentenceOf(error) })
      if (!(error instanceof AppError)) log.error({ err: error }, 'this part does not start')
      process.exitCode = 1
      process.disconnect?.()
      setTimeout(() => process.exit(1), 500).unref()
    },
  )
}

async function report(starting: Promise<Plane> | undefined): Promise<PlaneReport> {
  const [families, fault] = await Promise.all([readProcess(), faultOf(starting)])
  return { families, fault }
}

async function faultOf(starting: Promise<Plane> | undefined): Promise<string | undefined> {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve(`no answer within ${CHECK_TIME} ms`), CHECK_TIME).unref()
  })
  const check = async () => {
    await (await starting)?.check()
    return undefined
  }
  return Promise.race([late, check().catch((error) => describeError(error).message)])
}

function tell(message: PlaneMessage): void {
  process.send?.(message)
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
