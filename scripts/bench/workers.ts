/** Processes of the benchmark that answer messages: one question, one answer. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Worker<Question, Answer> {
  readonly pid: number
  ask(question: Question): Promise<Answer>
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>
}

const STOP_TIME = 20_000

/** Starts `file` of this folder and waits for its first message. */
export async function startWorker<Question, Answer, First>(
  file: string,
  args: readonly string[],
): Promise<Worker<Question, Answer> & { readonly first: First }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], { stdio: 'inherit' })
  const first = await nextMessage<First>(child)
  return {
    pid: child.pid ?? 0,
    first,
    async ask(question) {
      const answer = nextMessage<Answer>(child)
      child.send(question as object)
      return answer
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      const giveUp = setTimeout(() => child.kill('SIGKILL'), STOP_TIME)
      await gone
      clearTimeout(giveUp)
    },
  }
}

function nextMessage<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process of the benchmark ended early (${code})`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message as Answer)
    })
  })
}
