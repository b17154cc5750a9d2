/** Rows of the access matrix: members, invitations, sessions, second factors. */
import { invite } from '#lib/services/people/invitations.ts'
import { OWNER_A, PASSWORD, type World } from './harness.ts'
import type { Row } from './matrix-row.ts'

const uuid = () => '00000000-0000-4000-8000-00000000beef'
const own = (method: Row['method'], path: string, rest: Partial<Row> = {}): Row => ({
  method,
  path: `/api/v1/me/${path}`,
  access: 'person',
  request: () => ({}),
  ...rest,
})
const proof = () => ({ body: { password: PASSWORD, code: '000000' } })

/** Somebody who is a viewer of owner A and nothing else. */
async function freshMember(world: World): Promise<string> {
  const [row] = await world.ctx.sql<{ id: string }[]>`
    with person as (
      insert into users (email, name) values (gen_random_uuid() || '@example.org', 'Fresh') returning id)
    insert into memberships (owner_id, user_id, role) select ${OWNER_A}, id, 'viewer' from person returning user_id as id`
  return row?.id ?? ''
}

async function freshInvitation(world: World): Promise<string> {
  const email = `${crypto.randomUUID()}@example.org`
  const actor = { id: `user:${world.people.adminA}`, address: null, ownerId: OWNER_A }
  return (await invite(world.ctx, actor, { email, role: 'viewer', language: 'en', days: 1 })).id
}

async function withSecondFactor(world: World): Promise<string> {
  const id = await freshMember(world)
  await world.ctx.sql`
    insert into second_factors (user_id, secret_enc, created_at, confirmed_at)
    values (${id}, ${world.ctx.keys.seal(Buffer.alloc(20), 'test')}, now(), now())`
  return id
}

export const PEOPLE_ROWS: readonly Row[] = [
  own('GET', 'sessions'),
  // Everybody has other sessions: this one is nobody's.
  own('DELETE', 'sessions/[id]', { status: 404, request: () => ({ params: { id: uuid() } }) }),
  own('POST', 'sessions/end-others'),
  own('POST', 'invitations', { status: 404, request: () => ({ body: { token: 'x' } }) }),
  own('GET', 'second-factor'),
  own('POST', 'second-factor/confirm', { status: 409, request: () => ({ body: { code: '000000' } }) }),
  own('POST', 'second-factor/disable', { status: 409, request: proof }),
  own('POST', 'second-factor/recovery-codes', { status: 409, request: proof }),
  own('POST', 'second-factor', { status: 201, request: () => ({ body: { password: PASSWORD } }) }),
  {
    method: 'PATCH',
    path: '/api/v1/members/[id]',
    access: 'admin',
    object: async (world) => world.people.viewerA,
    unknown: uuid,
    request: (ownerid, id) => ({ body: { ownerid, role: 'viewer' }, params: { id } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/members/[id]',
    access: 'admin',
    status: 204,
    object: freshMember,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  { method: 'GET', path: '/api/v1/invitations', access: 'admin', request: (owner) => ({ query: { owner } }) },
  {
    method: 'POST',
    path: '/api/v1/invitations',
    access: 'admin',
    status: 201,
    request: (ownerid) => ({ body: { ownerid, email: 'invited@example.org', role: 'operator' } }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/invitations/[id]',
    access: 'admin',
    status: 204,
    object: freshInvitation,
    unknown: uuid,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: '/api/v1/invitations/look',
    access: 'public',
    status: 404,
    request: () => ({ body: { token: 'x' } }),
  },
  {
    method: 'POST',
    path: '/api/v1/invitations/accept',
    access: 'public',
    status: 404,
    request: () => ({ body: { token: 'x', name: 'New', password: PASSWORD } }),
  },
  { method: 'GET', path: '/api/v1/owner', access: 'admin', request: (owner) => ({ query: { owner } }) },
  {
    method: 'PATCH',
    path: '/api/v1/owner',
    access: 'admin',
    request: (ownerid) => ({ body: { ownerid, name: 'Owner A' } }),
  },
  { method: 'GET', path: '/api/v1/people', access: 'site', request: () => ({}) },
  {
    method: 'DELETE',
    path: '/api/v1/people/[id]/second-factor',
    access: 'site',
    status: 204,
    object: withSecondFactor,
    request: (_, id) => ({ params: { id } }),
  },
]
