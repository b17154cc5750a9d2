import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { fileOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { exportZip } from '#lib/services/interop/export-configuration.ts'

export const GET = defineRoute({
  summary: 'Export the configuration as a zip for The Things Stack',
  description:
    'Private keys, passwords and header values are left out; LEFT-OUT.txt says where to add them, STACK-SETTINGS.txt how the stack loads the folder. The same configuration is always the same bytes.',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  answer: z.any(),
  download: 'application/zip',
  run: async ({ ctx, owner }) => {
    const { zip } = await exportZip(ctx, { ownerId: owner })
    return fileOf(zip, { name: 'join-servers.zip', type: 'application/zip' })
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
