import { AppError } from '#lib/domain/app-error.ts'
import { decodeCredentialText } from '#lib/domain/credential-text.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printSigningKey } from '#lib/http/firmware-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { addSigningKeyBody, signingKeyAnswer, signingKeys } from '#lib/schemas/firmware.ts'
import { addSigningKey, listKeys, makeSigningKey } from '#lib/services/signing-keys.ts'

export const GET = defineRoute({
  summary: 'List the public keys that firmware is signed with',
  tag: 'Firmware',
  right: 'gateway:read',
  owner: 'query',
  answer: signingKeys,
  run: async ({ ctx, owner }) => ({ keys: (await listKeys(ctx, owner)).map(printSigningKey) }),
})

export const POST = defineRoute({
  summary: 'Register a public key that firmware is signed with',
  description:
    'The key that lies on gateways as sig-0.key: P-256, as PEM, DER or its 64 bytes. With `generate` a new one is made whose private key stays with the key provider of this installation.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'body',
  body: addSigningKeyBody,
  answer: signingKeyAnswer,
  status: 201,
  run: async ({ ctx, actor, body: { name, key } }) => {
    if (key === undefined) return printSigningKey(await makeSigningKey(ctx, actor, name))
    const file = decodeCredentialText(key)
    if (!file.ok) {
      const detail = 'This is neither PEM nor Base64. Give the PEM text, or the Base64 of the file.'
      throw new AppError('invalid', detail, { errors: [{ pointer: '/key', detail, code: 'invalid' }] })
    }
    return printSigningKey(await addSigningKey(ctx, actor, { name, file: file.value }))
  },
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
