/**
 * “Same as curl” shows what a form would send. It is not written a second time: the very function that sends it is called
 * while `callsOf` listens, and `request` notes down instead of sending. So the two cannot drift (docs/decisions/0123).
 */

/** One request of the API, before it is sent. */
export interface Call {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly body?: unknown
  /** Name of the file whose bytes are the body. */
  readonly upload?: string
}

/** What stands for a secret where a request is shown. Each answers the value itself when the request is sent; '' stays ''. */
export interface Secrets {
  /** Read from the variable `name` of the environment: capitals, digits and `_`. */
  variable(value: string, name: string): string
  /** The value is the Base64 of a file: read from the file `name`. */
  file(value: string, name: string): string
  /** The value is the text of a PEM file: read from the file `name`. */
  text(value: string, name: string): string
}

const itself = (value: string): string => value

/** For sending. */
export const SENT: Secrets = { variable: itself, file: itself, text: itself }

let listener: Call[] | undefined

/** For the senders of requests: true when the call was only to be noted down. */
export function noted(call: Call): boolean {
  listener?.push(call)
  return listener !== undefined
}

/** The requests that `send` makes before it waits for anything. None of them leaves the browser. */
export function callsOf(send: () => unknown): readonly Call[] {
  const calls: Call[] = []
  const before = listener
  listener = calls
  try {
    send()
  } finally {
    listener = before
  }
  return calls
}
