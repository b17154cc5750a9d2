import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { changeFlavorBody, flavor, flavors } from '#lib/schemas/operator.ts'
import { listFlavors, noteFlavor } from '#lib/services/operator/manage-flavors.ts'

export const GET = defineRoute({
  summary: 'List the flavors that occur, with what has them',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  answer: flavors,
  run: async ({ ctx }) => ({ flavors: await listFlavors(ctx) }),
})

export const PATCH = defineRoute({
  summary: 'Note something about a flavor',
  description: 'The word itself stays: gateways, batches and images carry it.',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  body: changeFlavorBody,
  answer: flavor,
  run: ({ ctx, actor, body }) => noteFlavor(ctx, actor, body),
})

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
