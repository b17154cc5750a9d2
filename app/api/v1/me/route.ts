import { listOwnersOfUser } from '#lib/db/memberships.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { meAnswer } from '#lib/schemas/identity.ts'

export const GET = defineRoute({
  summary: 'Tell who is signed in',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  answer: meAnswer,
  run: async ({ ctx, caller: { user } }) => {
    const owners = await listOwnersOfUser(ctx.db, { userId: user.id })
    return {
      user: { id: user.id, email: user.email, name: user.name, siteOperator: user.siteOperator },
      owners: owners.map((owner) => ({ ...owner, id: formatId6(owner.id), locked: user.locks.get(owner.id) ?? null })),
    }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
