import { defineRoute } from '#lib/http/define-route.ts'
import { printImage } from '#lib/http/firmware-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { updateScriptAnswer, updateScriptBody } from '#lib/schemas/firmware.ts'
import { makeUpdateScript } from '#lib/services/make-update-script.ts'
import { viewFirmware } from '#lib/services/view-firmware.ts'

export const POST = defineRoute({
  summary: 'Make an update script, as a firmware image to be signed',
  description:
    'A shell script that replaces the boot set (`cups-boot`) or has Station renew its backup set (`cups-bak`), changes `version.txt` last and removes itself. It never writes the regular or the backup set. A gateway without a regular set, or whose `version.txt` names the version already, is left as it is.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'body',
  body: updateScriptBody,
  answer: updateScriptAnswer,
  status: 201,
  run: async ({ ctx, actor, owner, body: { ownerid: _, ...input } }) => {
    const { image, duplicate, text, warnings } = await makeUpdateScript(ctx, actor, input)
    return { ...printImage(await viewFirmware(ctx, owner, image.crc)), duplicate, text, warnings: [...warnings] }
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
