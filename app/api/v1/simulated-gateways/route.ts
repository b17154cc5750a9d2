import { listSimulated } from '#lib/db/simulated-gateways.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { simulateBody, simulatedGateway, simulatedGateways } from '#lib/schemas/simulated.ts'
import { startSimulated } from '#lib/services/simulated/start-simulated.ts'

export const GET = defineRoute({
  summary: 'List the simulated gateways of an owner',
  tag: 'Simulation',
  right: 'gateway:read',
  owner: 'query',
  answer: simulatedGateways,
  run: async ({ ctx, owner }) => ({
    gateways: (await listSimulated(ctx.sql, owner)).map(({ eui, contacts, createdAt }) => ({
      gateway: formatId6(eui),
      contacts,
      createdAt: createdAt.toISOString(),
    })),
  }),
})

export const POST = defineRoute({
  summary: 'Make a simulated gateway',
  description:
    'A LoRa Basics Station without a radio, with a bootstrap token. It calls when it is told to, over TLS like a device, and is deleted after a day. Nothing else differs from a gateway.',
  tag: 'Simulation',
  right: 'gateway:claim',
  owner: 'body',
  body: simulateBody,
  answer: simulatedGateway,
  status: 201,
  run: async ({ ctx, actor }) => ({
    gateway: formatId6(await startSimulated(ctx, actor)),
    contacts: 0,
    createdAt: ctx.now().toISOString(),
  }),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
