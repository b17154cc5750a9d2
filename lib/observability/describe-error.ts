/** What of an error may be written down. */

export interface ErrorDescription {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly frames: readonly string[]
}

const MAX_DEPTH = 5
const MAX_FRAMES = 12

/**
 * The innermost cause, with the frames of the outer error. drizzle writes the parameters of a failed statement into its
 * own message, and parameters may be secrets: the cause below it has none.
 */
export function describeError(error: unknown): ErrorDescription {
  const cause = innermost(error)
  if (!(cause instanceof Error)) return { name: 'Thrown', message: typeof cause, frames: [] }
  const code = Reflect.get(cause, 'code')
  return {
    name: cause.name,
    message: cause.message,
    ...(typeof code === 'string' ? { code } : {}),
    frames: framesOf(error instanceof Error ? error : cause),
  }
}

function innermost(error: unknown): unknown {
  let current = error
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error && current.cause instanceof Error; depth += 1) {
    current = current.cause
  }
  return current
}

/** Without the head of the stack, which repeats the message. */
function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim())
  return lines.filter((line) => line.startsWith('at ')).slice(0, MAX_FRAMES)
}
