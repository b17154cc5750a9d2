import { printCodeList } from '#lib/http/batch-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { MIB } from '#lib/http/read-body.ts'
import { codeLists, importCodesAnswer, importCodesBody } from '#lib/schemas/batches.ts'
import { importClaimCodes, listCodeLists } from '#lib/services/batches/import-claim-codes.ts'

export const GET = defineRoute({
  summary: 'List the imports of claim codes',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  answer: codeLists,
  run: async ({ ctx }) => ({ lists: (await listCodeLists(ctx)).map(printCodeList) }),
})

export const POST = defineRoute({
  summary: 'Import claim codes of another maker',
  description:
    'For gateways whose label carries a code that follows no rule, such as the Wi-Fi password of The Things Indoor Gateway. The list is stored whole or, with any fault, not at all; `dryRun` only looks. Codes are kept as keyed hashes.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  body: importCodesBody,
  maxBytes: 16 * MIB,
  answer: importCodesAnswer,
  run: ({ ctx, actor, body }) => importClaimCodes(ctx, actor, body),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
