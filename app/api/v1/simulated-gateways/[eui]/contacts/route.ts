import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { gatewayParams } from '#lib/schemas/gateways.ts'
import { simulateBody, simulatedContact } from '#lib/schemas/simulated.ts'
import { contactSimulated } from '#lib/services/simulated/contact-simulated.ts'
import { describeOutcome } from '#lib/station/summary.ts'

export const POST = defineRoute({
  summary: 'Let a simulated gateway call CUPS once',
  description:
    'It authenticates with what it holds, reports its URIs and checksums, writes what it is answered, and proves it with the next contact.',
  tag: 'Simulation',
  right: 'gateway:claim',
  owner: 'body',
  body: simulateBody,
  params: gatewayParams,
  answer: simulatedContact,
  run: async ({ ctx, actor, params }) => {
    takeLiveCheck(actor.ownerId)
    const outcome = await contactSimulated(ctx, actor, params.eui)
    return {
      result: outcome.result,
      reason: outcome.reason,
      lines: describeOutcome(outcome).split('\n'),
      written: [...outcome.written],
      cupsUri: outcome.state.cupsUri,
      tcUri: outcome.state.tcUri,
      nextContactMs: outcome.nextContactAfter,
    }
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
