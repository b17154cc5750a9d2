/** Members, invitations, sessions and second factors. */
import type { PeopleFilter } from '#lib/domain/people/people-filter.ts'
import type { Role } from '#lib/domain/rights.ts'
import { activeLocale } from './locale.ts'
import { type Guarded, request } from './request.ts'

type Signal = { readonly signal?: AbortSignal }
const segment = encodeURIComponent

export interface Invitation {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly createdAt: string
  readonly createdBy: string | null
  readonly expiresAt: string
  readonly expired: boolean
  readonly mailedAt: string | null
}

export interface InvitationLook {
  readonly owner: string
  readonly role: Role
  readonly email: string
  readonly invitedBy: string | null
  readonly expiresAt: string
  readonly known: boolean
}

export interface Session {
  readonly id: string
  readonly current: boolean
  readonly method: 'password' | 'sso'
  readonly address: string | null
  readonly agent: string | null
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
}

export interface SecondFactor {
  readonly since: string | null
  readonly recoveryCodes: number
  readonly password: boolean
}

export interface OwnerSettings {
  readonly id: string
  readonly name: string
  readonly secondFactor: boolean
  readonly sso: boolean
  readonly ssoAvailable: boolean
  readonly unprotected: number
}

export interface PersonRow {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly siteOperator: boolean
  readonly secondFactor: boolean
  readonly disabled: boolean
  readonly lastSeenAt: string | null
  readonly owners: number
}

interface Proof {
  readonly password: string
  readonly code: string
}

const me = '/api/v1/me'

export const peopleApi = {
  changeRole: (owner: string, id: string, role: Role) =>
    request<unknown>('PATCH', `/api/v1/members/${segment(id)}`, { body: { ownerid: owner, role } }),
  removeMember: (owner: string, id: string, tokens: 'keep' | 'revoke') =>
    request<unknown>('DELETE', `/api/v1/members/${segment(id)}`, { query: { owner, tokens } }),
  invitations: (owner: string, { signal }: Signal = {}) =>
    request<{ invitations: readonly Invitation[]; mail: boolean }>('GET', '/api/v1/invitations', {
      query: { owner },
      signal,
    }),
  invite: (body: { ownerid: string; email: string; role: Role; days: number }) =>
    request<{ id: string; link: string; expiresAt: string; mailed: boolean }>('POST', '/api/v1/invitations', {
      body: { ...body, language: activeLocale() },
    }),
  revokeInvitation: (owner: string, id: string) =>
    request<unknown>('DELETE', `/api/v1/invitations/${segment(id)}`, { query: { owner } }),
  look: (token: string) =>
    request<InvitationLook>('POST', '/api/v1/invitations/look', { body: { token }, anonymous: true }),
  accept: (body: { token: string; name: string; password: string }) =>
    request<{ owner: string }>('POST', '/api/v1/invitations/accept', { body, anonymous: true }),
  join: (token: string) =>
    request<{ owner: string }>('POST', `${me}/invitations`, { body: { token }, anonymous: true }),
  owner: (owner: string, { signal }: Signal = {}) =>
    request<OwnerSettings>('GET', '/api/v1/owner', { query: { owner }, signal }),
  changeOwner: (body: { ownerid: string; name?: string; secondFactor?: boolean; sso?: boolean } & Guarded) =>
    request<OwnerSettings>('PATCH', '/api/v1/owner', { body }),
  sessions: ({ signal }: Signal = {}) => request<{ sessions: readonly Session[] }>('GET', `${me}/sessions`, { signal }),
  endSession: (id: string) => request<unknown>('DELETE', `${me}/sessions/${segment(id)}`),
  endOtherSessions: () => request<{ ended: number }>('POST', `${me}/sessions/end-others`),
  secondFactor: ({ signal }: Signal = {}) => request<SecondFactor>('GET', `${me}/second-factor`, { signal }),
  beginSecondFactor: (password: string) =>
    request<{ secret: string; uri: string }>('POST', `${me}/second-factor`, { body: { password } }),
  confirmSecondFactor: (code: string) =>
    request<{ recoveryCodes: readonly string[] }>('POST', `${me}/second-factor/confirm`, { body: { code } }),
  disableSecondFactor: (body: Proof) => request<unknown>('POST', `${me}/second-factor/disable`, { body }),
  renewRecoveryCodes: (body: Proof) =>
    request<{ recoveryCodes: readonly string[] }>('POST', `${me}/second-factor/recovery-codes`, { body }),
  people: (
    query: { q: string; only?: PeopleFilter | undefined; cursor?: string | undefined },
    { signal }: Signal = {},
  ) => request<{ people: readonly PersonRow[]; next: string | null }>('GET', '/api/v1/people', { query, signal }),
  resetSecondFactor: (id: string) => request<unknown>('DELETE', `/api/v1/people/${segment(id)}/second-factor`),
}
