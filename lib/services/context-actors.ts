import type { Actor } from './context.ts'

/** Whoever may run commands on this machine. */
export const COMMAND_LINE: Actor = { id: 'cli', address: null }
