import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { downloadOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/gateways.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { publicPartOf } from '#lib/services/signing-keys.ts'

export const GET = defineRoute({
  summary: 'Download the public part of a signing key, as it lies on gateways',
  description: 'The 64 bytes X‖Y. Put them into the home folder of Station as sig-0.key, sig-1.key and so on.',
  tag: 'Firmware',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: idParams,
  answer: z.unknown(),
  download: 'application/octet-stream',
  run: async ({ ctx, owner, params }) => {
    const bytes = await publicPartOf(ctx, owner, params.id)
    return downloadOf(once(bytes), { name: 'sig-0.key', size: bytes.length })
  },
})

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
