import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { fileOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { chirpStackQuery } from '#lib/schemas/interop.ts'
import { exportChirpStack } from '#lib/services/interop/export-configuration.ts'

export const GET = defineRoute({
  summary: 'Export the join servers for ChirpStack',
  description: 'A part of chirpstack.toml, the longest prefix first. Comments say what ChirpStack cannot express.',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  query: chirpStackQuery,
  answer: z.any(),
  download: 'application/toml',
  run: async ({ ctx, owner, query: { folder } }) =>
    fileOf(await exportChirpStack(ctx, { ownerId: owner, folder }), {
      name: 'join-servers.toml',
      type: 'application/toml; charset=utf-8',
    }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
