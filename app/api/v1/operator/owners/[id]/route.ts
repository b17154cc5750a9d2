import { defineRoute } from '#lib/http/define-route.ts'
import { printOwner } from '#lib/http/operator-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { changeOperatorOwnerBody, operatorOwner, operatorOwnerParams } from '#lib/schemas/operator.ts'
import { changeOwner, viewOwner } from '#lib/services/operator/manage-owners.ts'

export const GET = defineRoute({
  summary: 'Read an owner as the operator',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  params: operatorOwnerParams,
  answer: operatorOwner,
  run: async ({ ctx, params }) => printOwner(await viewOwner(ctx, params.id)),
})

export const PATCH = defineRoute({
  summary: 'Change the name or the add limit of an owner',
  description: 'A limit below what is used up is good: no more gateways are added by hand then.',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  params: operatorOwnerParams,
  body: changeOperatorOwnerBody,
  answer: operatorOwner,
  run: async ({ ctx, actor, params, body: { before, ...patch } }) =>
    printOwner(await changeOwner(ctx, actor, params.id, patch, before)),
})

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
