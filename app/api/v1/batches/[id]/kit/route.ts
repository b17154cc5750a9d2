import { z } from 'zod'
import { partOf } from '#lib/http/batch-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { streamOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { kitBody } from '#lib/schemas/batches.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { encrypterTo, encryptStream } from '#lib/services/batches/encrypt-to.ts'
import { kitZip, openKit } from '#lib/services/batches/personalise.ts'

export const POST = defineRoute({
  summary: 'Take the manufacturing kit of a batch',
  description:
    'A zip with a folder per gateway (cups-boot.uri, .trust, .key) and gateways.csv with the claim PINs. The gateways’ permanent tokens are in it, so it leaves encrypted to the production line’s age key only.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  params: idParams,
  body: kitBody,
  answer: z.any(),
  download: 'application/octet-stream',
  run: async ({ ctx, actor, params, body }) => {
    const { encrypter } = encrypterTo(body.recipient)
    const kit = await openKit(ctx, actor, { id: params.id, range: partOf(body), masterKeyFor: body.masterKeyFor })
    const file = await encryptStream(encrypter, kitZip(kit))
    return streamOf(file, { name: 'gateways.zip.age', type: 'application/octet-stream' })
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
