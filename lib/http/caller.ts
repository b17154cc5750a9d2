/** Who a request comes from, once it is authenticated. */
import type { SessionUser } from '#lib/db/users.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { RIGHTS_OF_ROLE, type Right } from '#lib/domain/rights.ts'

export interface SessionCaller {
  readonly kind: 'session'
  /** `user:<uuid>` */
  readonly id: string
  readonly user: SessionUser
}

export interface TokenCaller {
  readonly kind: 'token'
  /** `token:<uuid>` */
  readonly id: string
  readonly ownerId: Eui
  readonly rights: readonly Right[]
}

export type Caller = SessionCaller | TokenCaller

/** What the caller may do in an owner; undefined when the caller has no part in it. */
export function rightsIn(caller: Caller, ownerId: Eui): readonly Right[] | undefined {
  if (caller.kind === 'token') return caller.ownerId === ownerId ? caller.rights : undefined
  const role = caller.user.roles.get(ownerId)
  return role && RIGHTS_OF_ROLE[role]
}
