/** Which owner a request is about, and whether its caller may do this there. */
import type { AccessLock } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'
import type { Right } from '#lib/domain/rights.ts'
import { type Caller, rightsIn, type SessionCaller } from './caller.ts'

/** `ownerid` of the body or `owner` of the query, in any notation. */
export function ownerOf(input: unknown, field: 'ownerid' | 'owner'): Eui {
  if (input === undefined || input === null || input === '') {
    const detail = `Name the owner in “${field}”, such as ::1.`
    throw new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'owner_missing' }] })
  }
  const parsed = parseEui(input)
  if (parsed.ok) return parsed.value
  throw new AppError('invalid', `${field}: ${parsed.error}`, {
    errors: [{ pointer: `/${field}`, detail: parsed.error, code: 'owner_malformed' }],
  })
}

const LOCKED: Readonly<Record<AccessLock, string>> = {
  'second-factor': 'This owner demands a second factor of its members. Set one up under Account.',
  sso: 'This owner demands single sign-on of its members. Sign out, and sign in through your identity provider.',
}

/** Passes, or throws `forbidden`. An owner that is not the caller's and one that does not exist give the same sentence. */
export function requireRight(caller: Caller, ownerId: Eui, right: Right): void {
  const rights = rightsIn(caller, ownerId)
  const lock = caller.kind === 'session' ? caller.user.locks.get(ownerId) : undefined
  if (lock) throw new AppError('forbidden', LOCKED[lock])
  if (!rights) {
    throw new AppError('forbidden', 'This owner is not one of yours. Check the owner, or ask its admin to add you.')
  }
  if (rights.includes(right)) return
  const detail =
    caller.kind === 'token'
      ? `This API token lacks the right ${right}. Use a token that has it.`
      : `Your role lacks the right ${right}. Ask an admin of this owner.`
  throw new AppError('forbidden', detail)
}

/** A person's own matters cannot be done with an API token. */
export function requireSession(caller: Caller): SessionCaller {
  if (caller.kind === 'session') return caller
  throw new AppError('forbidden', 'This needs a person’s session. Sign in to the console; an API token cannot do it.')
}

/** For what concerns the whole installation. */
export function requireSiteOperator(caller: Caller): SessionCaller {
  const session = requireSession(caller)
  if (session.user.siteOperator) return session
  throw new AppError('forbidden', 'Only operators of this installation may do this. Ask one of them.')
}
