import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { transportKey as answer } from '#lib/schemas/batches.ts'
import { transportKey } from '#lib/services/batches/transport-key.ts'

export const GET = defineRoute({
  summary: 'Read the public key that twins wrap root keys to',
  description: 'RSA, 3072 bits. It is made when it is first asked for. Compare its fingerprint on a second way.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  answer,
  run: async ({ ctx, actor }) => {
    const { publicKey, fingerprint } = await transportKey(ctx, actor)
    return { publicKey, fingerprint }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
