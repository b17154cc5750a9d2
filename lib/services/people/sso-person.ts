/**
 * Whom a proof of the identity provider stands for. Known by issuer and subject, which never change; else by the verified
 * e-mail address. Somebody new gets an account only by an open invitation, or by an address of a domain that the operator
 * named.
 */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { findIdentity, putIdentity } from '#lib/db/identities.ts'
import { findInvitationsFor } from '#lib/db/invitations.ts'
import { findPerson, insertPerson } from '#lib/db/users.ts'
import type { Context } from '../context.ts'
import { nameOr } from '../create-user.ts'
import { join } from './invitations.ts'
import { startSession } from './sessions.ts'

/** What a verified ID token says. */
export interface SsoProof {
  readonly issuer: string
  readonly subject: string
  /** Undefined: none, or not verified. */
  readonly email: string | undefined
  readonly name: string | undefined
}

export type SsoRefusal = 'unknown' | 'unverified' | 'disabled'

export interface SsoSession {
  readonly userId: string
  readonly sessionVersion: number
  readonly sessionId: string
}

/** Begins a session for whom the proof stands for, or says why there is nobody. */
export async function signInBySso(
  context: Context,
  proof: SsoProof,
  from: { readonly address: string | null; readonly agent: string | null },
): Promise<SsoSession | SsoRefusal> {
  const email = proof.email?.trim().toLowerCase()
  const found = await context.sql.begin(async (tx) => {
    const known = await findIdentity(tx, proof)
    const userId = known ?? (email ? await personOf(context, tx, { ...proof, email }, from.address) : undefined)
    if (!userId) return email ? ('unknown' as const) : ('unverified' as const)
    const person = await findPerson(tx, userId)
    if (!person || person.disabled) return 'disabled' as const
    await putIdentity(tx, { ...proof, userId, now: context.now() })
    const actor = { ownerId: null, actor: `user:${userId}`, address: from.address }
    if (!known) await insertAuditEntries(tx, [{ ...actor, action: 'identity.link', detail: { issuer: proof.issuer } }])
    await insertAuditEntries(tx, [{ ...actor, action: 'session.sign-in', detail: { sso: proof.issuer } }])
    return { userId, sessionVersion: person.sessionVersion }
  })
  if (typeof found === 'string') return found
  return { ...found, sessionId: await startSession(context, { userId: found.userId, method: 'sso', ...from }) }
}

/** By the address, or made anew where that is allowed. */
async function personOf(
  context: Context,
  tx: Statements,
  proof: SsoProof & { readonly email: string },
  address: string | null,
): Promise<string | undefined> {
  const { email } = proof
  const known = await findPerson(tx, { email })
  if (known) return known.id
  const invitations = await findInvitationsFor(tx, { email, now: context.now() })
  const domain = email.slice(email.lastIndexOf('@') + 1)
  if (invitations.length === 0 && !context.site.sso?.domains.includes(domain)) return undefined
  const userId = await insertPerson(tx, { email, name: nameOr(proof.name, email), passwordHash: null })
  if (!userId) return (await findPerson(tx, { email }))?.id
  for (const invitation of invitations) await join(context, tx, invitation, { userId, address, created: true })
  const detail = { userId, email, sso: proof.issuer }
  await insertAuditEntries(tx, [{ ownerId: null, actor: `user:${userId}`, address, action: 'user.create', detail }])
  return userId
}
