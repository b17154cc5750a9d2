import { euiField } from '#lib/http/batch-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printResult } from '#lib/http/operator-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printTransfer } from '#lib/http/transfer-views.ts'
import { MAX_ROLLOUT_BYTES } from '#lib/schemas/rollouts.ts'
import { transferActionAnswer, transferActionBody, transferParams } from '#lib/schemas/transfers.ts'
import { acceptTransfer } from '#lib/services/transfers/accept-offers.ts'
import { endOffers } from '#lib/services/transfers/end-offers.ts'
import { viewTransfer } from '#lib/services/transfers/view-transfers.ts'

export const POST = defineRoute({
  summary: 'Accept or decline offered gateways, or withdraw an offer',
  description:
    'Of these gateways, or of all that are open. `accept` commits gateway by gateway: it is not atomic. A gateway that was added by hand counts against the receiver’s limit.',
  tag: 'Transfers',
  right: 'gateway:claim',
  owner: 'body',
  body: transferActionBody,
  params: transferParams,
  answer: transferActionAnswer,
  maxBytes: MAX_ROLLOUT_BYTES,
  run: async ({ ctx, actor, owner, params: { id }, body: { action, gateways } }) => {
    const view = async () =>
      printTransfer((await viewTransfer(ctx, owner, id, { after: undefined, limit: 1 })).transfer)
    await view()
    if (action === 'accept') {
      const answers = await acceptTransfer(ctx, actor, id, gateways)
      const results = answers.filter((answer) => answer.error || 'warning' in answer)
      const changed = answers.filter((answer) => !answer.error).length
      return { transfer: await view(), changed, results: results.slice(0, 1000).map(printResult) }
    }
    const euis = gateways?.map((one) => euiField(one, 'gateways'))
    const changed = await endOffers(ctx, actor, id, action, euis)
    return { transfer: await view(), changed, results: [] }
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
