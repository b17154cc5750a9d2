/** Whose API tokens a caller may see, make and revoke. */
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type Caller, rightsIn } from './caller.ts'

/** Undefined: all of the owner. Else only those that are bound to this member. Throws `forbidden` for tokens without the right. */
export function memberOfTokens(caller: Caller, ownerId: Eui): string | undefined {
  if (rightsIn(caller, ownerId)?.includes('owner:admin')) return undefined
  if (caller.kind === 'session') return caller.user.id
  throw new AppError('forbidden', 'This API token lacks the right owner:admin. Use a token that has it.')
}
