/**
 * Where requests wait while the person signs in again. The dialog subscribes; without a listener (the sign-in page) a
 * lost session is just an answer.
 */
type Listener = () => void

let waiting: ((again: boolean) => void)[] = []
let listener: Listener | undefined

export const sessionGate = {
  /** Called on 401. Resolves to true when the request should be sent again. */
  lost(): Promise<boolean> {
    const notify = listener
    if (!notify) return Promise.resolve(false)
    return new Promise((resolve) => {
      waiting.push(resolve)
      notify()
    })
  },
  /** Lets the waiting requests go: with `true` they are sent again, with `false` they fail as unauthenticated. */
  release(again: boolean): void {
    const resume = waiting
    waiting = []
    for (const resolve of resume) resolve(again)
  },
  /** One listener at a time; the answer ends it. */
  listen(onLost: Listener): () => void {
    listener = onLost
    return () => {
      if (listener === onLost) listener = undefined
      sessionGate.release(false)
    }
  },
}
