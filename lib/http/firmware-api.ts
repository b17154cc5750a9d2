/** Firmware and signature calls of the Owner API (owner-api.md): files as Base64 in JSON. */
import { AppError } from '#lib/domain/app-error.ts'
import { readCrc } from '#lib/domain/firmware-fields.ts'
import {
  firmwareAddAnswer,
  firmwareAddBody,
  firmwareDeleteBody,
  firmwareListAnswer,
  firmwareListBody,
  removalAnswer,
  signatureAddAnswer,
  signatureAddBody,
  signatureDeleteBody,
  signatureListAnswer,
} from '#lib/schemas/firmware.ts'
import { MAX_OWNER_API_BYTES } from '#lib/schemas/owner-api.ts'
import { addSignature, removeSignature } from '#lib/services/add-signature.ts'
import { deleteFirmware } from '#lib/services/delete-firmware.ts'
import { listSignaturesOf } from '#lib/services/list-signatures.ts'
import { storeFirmware } from '#lib/services/store-firmware.ts'
import { listFirmware } from '#lib/services/view-firmware.ts'
import { decodeBase64 } from './base64.ts'
import { type BodyReader, defineRoute } from './define-route.ts'

const TAG = 'Owner API'
const LARGER = 'Larger images go through `POST /api/v1/firmware/images`, as they are.'

/** An item of the Owner API answers its refusal; what fails as a whole is thrown on. */
function refusalOf(error: unknown): string {
  if (
    error instanceof AppError &&
    (error.code === 'invalid' || error.code === 'conflict' || error.code === 'not_found')
  )
    return error.detail
  throw error
}

/** A client that writes CRCs as signed numbers reads them so. */
const likeRequest = (crc: number, given: unknown): number => (typeof given === 'number' && given < 0 ? crc | 0 : crc)

interface FirmwareToAdd {
  readonly firmware: unknown
  readonly version: unknown
  readonly fwcrc: unknown
  readonly model: unknown
}

/** Read by hand: a contract would copy the Base64. */
const firmwareToAdd: BodyReader<FirmwareToAdd> = {
  schema: firmwareAddBody,
  read: (body) => {
    const { firmware, version, fwcrc, model } = body as Record<string, unknown>
    return { firmware, version, fwcrc, model }
  },
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim().length <= 64 ? value.trim() : undefined

export const firmwareAddRoute = () =>
  defineRoute({
    summary: 'Add a firmware image',
    description: `The answer holds its CRC-32, which \`setup\` takes as \`fwcrc\`. ${LARGER}`,
    tag: TAG,
    right: 'firmware:write',
    owner: 'body',
    body: firmwareToAdd,
    answer: firmwareAddAnswer,
    maxBytes: MAX_OWNER_API_BYTES,
    run: async ({ ctx, actor, body }) => {
      const expectedCrc = body.fwcrc === undefined || body.fwcrc === null ? undefined : readCrc(body.fwcrc)
      const refused = (error: string) => ({ fwcrc: likeRequest(expectedCrc ?? 0, body.fwcrc), error })
      if (expectedCrc === undefined && body.fwcrc !== undefined && body.fwcrc !== null)
        return refused('fwcrc is not a CRC-32: give the number, signed or unsigned, or leave it out.')
      const version = text(body.version)
      const model = text(body.model ?? '')
      if (!version)
        return refused('version must be text of 1 to 64 characters, as the gateway reports it in “package”.')
      if (model === undefined) return refused('model must be text of at most 64 characters.')
      const image = typeof body.firmware === 'string' ? decodeBase64(body.firmware) : undefined
      if (!image) return refused('firmware is not Base64.')
      const names = { version, model, flavor: '', notes: '', fileName: '' }
      try {
        const stored = await storeFirmware(ctx, actor, { ...names, expectedCrc }, piecesOf(image))
        return { fwcrc: likeRequest(stored.image.crc, body.fwcrc) }
      } catch (error) {
        return refused(refusalOf(error))
      }
    },
  })

async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

export const firmwareListRoute = () =>
  defineRoute({
    summary: 'List firmware images',
    tag: TAG,
    right: 'gateway:read',
    owner: 'body',
    body: firmwareListBody,
    answer: firmwareListAnswer,
    run: async ({ ctx, owner }) =>
      (await listFirmware(ctx, owner)).map(({ version, crc, model }) => ({ version, fwcrc: crc, model })),
  })

export const firmwareDeleteRoute = () =>
  defineRoute({
    summary: 'Delete a firmware image with its signatures',
    description: 'Refused while a gateway is scheduled for it.',
    tag: TAG,
    right: 'firmware:write',
    owner: 'body',
    body: firmwareDeleteBody,
    answer: removalAnswer,
    run: async ({ ctx, actor, body }) => {
      try {
        await deleteFirmware(ctx, actor, body.fwcrc)
        return {}
      } catch (error) {
        return { error: refusalOf(error) }
      }
    },
  })

export const signatureAddRoute = () =>
  defineRoute({
    summary: 'Add a signature to a firmware image',
    description:
      'It is verified first, over the whole image, with the public key that was registered: ECDSA P-256 over SHA-512, in DER.',
    tag: TAG,
    right: 'firmware:write',
    owner: 'body',
    body: signatureAddBody,
    answer: signatureAddAnswer,
    run: async ({ ctx, actor, body }) => {
      const signature = decodeBase64(body.signature)
      if (!signature) return { sigcrc: 0, error: 'signature is not Base64.' }
      const { fwcrc, keycrc = null, force } = body
      const added = await addSignature(ctx, actor, { fwCrc: fwcrc, keyCrc: keycrc, signature, force })
      if (!added.ok) return { sigcrc: 0, error: added.error, ...(added.unheld ? { unheld: true } : {}) }
      const { sigCrc, keyCrc, converted, warning } = added.value
      const warnings = [converted ? 'The signature came as r‖s and was converted to DER.' : null, warning].filter(
        Boolean,
      )
      return { sigcrc: sigCrc, keycrc: keyCrc, ...(warnings.length > 0 ? { warning: warnings.join(' ') } : {}) }
    },
  })

export const signatureListRoute = () =>
  defineRoute({
    summary: 'List the signatures of firmware images',
    tag: TAG,
    right: 'gateway:read',
    owner: 'body',
    body: firmwareListBody,
    answer: signatureListAnswer,
    run: async ({ ctx, owner }) =>
      (await listSignaturesOf(ctx, owner)).map(({ sigCrc, fwCrc, keyCrc }) => ({
        sigcrc: sigCrc,
        fwcrc: fwCrc,
        keycrc: keyCrc,
      })),
  })

export const signatureDeleteRoute = () =>
  defineRoute({
    summary: 'Delete a signature',
    tag: TAG,
    right: 'firmware:write',
    owner: 'body',
    body: signatureDeleteBody,
    answer: removalAnswer,
    run: async ({ ctx, actor, body }) => {
      const removed = await removeSignature(ctx, actor, body.sigcrc)
      return removed.ok ? {} : { error: removed.error }
    },
  })
