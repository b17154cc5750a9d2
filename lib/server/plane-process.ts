/** A plane as the launcher sees it: a process that is started again when it ends by itself. */
import { type ChildProcess, fork } from 'node:child_process'
import { log } from '#lib/observability/log.ts'
import type { LauncherMessage, PlaneMessage, PlaneReport } from './plane-messages.ts'
import { PROJECT_ROOT } from './project-root.ts'

export interface PlaneProcess {
  readonly name: string
  /** Resolves when the plane listens for the first time; rejects with its sentence when it cannot. */
  readonly ready: Promise<void>
  /** It has said that it is ready, and its process lives. */
  isUp(): boolean
  /** How often it ended by itself. */
  restarts(): number
  /** What it says of itself; undefined when it does not answer in time. */
  measure(): Promise<PlaneReport | undefined>
  /** Ends the plane; one that does not follow is killed. */
  stop(): Promise<void>
}

export interface PlaneOptions {
  readonly name: string
  /** A file of lib/server. */
  readonly entry: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Shows what it writes to stdout. */
  readonly chatty: boolean
}

const FIRST_PAUSE = 250
const LONGEST_PAUSE = 30_000
/** A plane that lived this long is healthy: its next crash begins with a short pause again. */
const HEALTHY_AFTER = 30_000
const STOP_TIME = 8_000
/** For an answer about itself, in milliseconds. */
const MEASURE_TIME = 3_000

export function startPlane(options: PlaneOptions): PlaneProcess {
  let stopping = false
  let child: ChildProcess
  let up = false
  let restarts = 0
  let asked = 0
  const waiting = new Map<number, (report: PlaneReport | undefined) => void>()
  let pause = FIRST_PAUSE
  let timer: NodeJS.Timeout | undefined
  let settle: { resolve(): void; reject(error: Error): void } | undefined
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })

  const begin = () => {
    const begun = Date.now()
    let sentence = ''
    child = fork(`${PROJECT_ROOT}/lib/server/${options.entry}`, [], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, ...options.env, GATEHOUSE_PLANE: options.name },
      // Our log is stderr. Next chats on stdout, and the last line there is to be ours.
      stdio: ['ignore', options.chatty ? 'inherit' : 'ignore', 'inherit', 'ipc'],
    })
    child.on('message', (message: PlaneMessage) => {
      if (message.type === 'failed') sentence = message.sentence
      else if (message.type === 'measured') waiting.get(message.id)?.(message.report)
      else {
        up = true
        if (settle) settle.resolve()
        else log.info(`${options.name} is back`)
        settle = undefined
      }
    })
    child.on('exit', (code, signal) => {
      up = false
      for (const answer of waiting.values()) answer(undefined)
      if (stopping) return
      if (settle) {
        settle.reject(
          new Error(sentence || `The ${options.name} plane ended at its start (${signal ?? `code ${code}`}).`),
        )
        return
      }
      restarts += 1
      if (Date.now() - begun > HEALTHY_AFTER) pause = FIRST_PAUSE
      log.error(`${options.name} ended unexpectedly (${signal ?? `code ${code}`}), restarting it`)
      timer = setTimeout(begin, pause)
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    })
  }
  begin()

  return {
    name: options.name,
    ready,
    isUp: () => up && !stopping,
    restarts: () => restarts,
    measure: () => {
      if (!child.connected) return Promise.resolve(undefined)
      asked += 1
      const id = asked
      return new Promise((resolve) => {
        const answer = (report: PlaneReport | undefined) => {
          clearTimeout(giveUp)
          waiting.delete(id)
          resolve(report)
        }
        const giveUp = setTimeout(() => answer(undefined), MEASURE_TIME)
        waiting.set(id, answer)
        child.send({ type: 'measure', id } satisfies LauncherMessage, (error) => error && answer(undefined))
      })
    },
    stop: () => {
      stopping = true
      clearTimeout(timer)
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
      return new Promise((resolve) => {
        const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIME)
        child.once('exit', () => {
          clearTimeout(kill)
          resolve()
        })
        if (child.connected) child.send({ type: 'stop' } satisfies LauncherMessage, () => {})
        else child.kill('SIGTERM')
      })
    },
  }
}
