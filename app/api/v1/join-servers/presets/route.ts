import { PRESETS } from '#lib/domain/interop/presets.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { addPresetBody, joinServerAnswer, presetsAnswer } from '#lib/schemas/interop.ts'
import { addPreset } from '#lib/services/interop/change-join-servers.ts'

export const GET = defineRoute({
  summary: 'List presets of join servers',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  answer: presetsAnswer,
  run: async () => ({
    presets: PRESETS.map((preset) => ({ ...preset, asks: [...preset.asks], files: [...preset.files] })),
  }),
})

export const POST = defineRoute({
  summary: 'Add a join server from a preset',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'body',
  body: addPresetBody,
  answer: joinServerAnswer,
  status: 201,
  run: ({ ctx, actor, body: { ownerid: _, ...body } }) => addPreset(ctx, actor, body),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
