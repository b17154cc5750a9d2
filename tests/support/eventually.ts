import { vi } from 'vitest'

/** As long as a busy machine may need. A condition that holds sooner is seen within 20 ms. */
const PATIENCE_MS = 30_000

/** Tries `look` until it neither throws nor rejects, and gives its answer; the last failure once 30 s are over. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: PATIENCE_MS, interval: 20 })
