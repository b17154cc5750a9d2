/** The life of a plane inside its own process: start, say so, end when the launcher says so or is gone. */
import { AppError } from '#lib/domain/app-error.ts'
import { log } from '#lib/observability/log.ts'
import type { LauncherMessage, PlaneMessage } from './plane-messages.ts'

export interface Plane {
  /** Finishes what was begun and writes what is to be recorded. */
  close(): Promise<void>
}

/** A plane that cannot end by itself within this time, in milliseconds, is ended. */
const CLOSE_TIME = 6_000

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
  })
  process.on('disconnect', end)
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'a promise was rejected and nobody looked')
  })

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

function tell(message: PlaneMessage): void {
  process.send?.(message)
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
