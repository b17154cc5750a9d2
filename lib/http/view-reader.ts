import type { Eui } from '#lib/domain/identifiers.ts'
import type { ViewReader } from '#lib/services/fleet/saved-views.ts'
import { type Caller, rightsIn } from './caller.ts'

/** Whose views a caller sees, and whether it may change those of all members. */
export const readerOf = (caller: Caller, owner: Eui): ViewReader => ({
  userId: caller.kind === 'session' ? caller.user.id : null,
  mayShare: rightsIn(caller, owner)?.includes('gateway:setup') ?? false,
})
