/** Contracts of firmware: images, signatures, signing keys and schedules (owner-api.md, cups.md §5). */
import { z } from 'zod'
import { readCrc } from '#lib/domain/firmware-fields.ts'
import { beforeField, id6, idInput } from './fields.ts'

const time = z.string().nullable().meta({ description: 'ISO 8601 in UTC' })
const NOT_A_CRC = 'This is not a CRC-32.'

/** A CRC-32 as it comes in: signed or unsigned. */
export const crcInput = z
  .number()
  .refine((value) => readCrc(value) !== undefined, NOT_A_CRC)
  .transform((value) => value >>> 0)
  .meta({ description: 'CRC-32, signed or unsigned', examples: [2538017681], type: 'integer' })

/** A CRC-32 in a path or query. */
export const crcText = z
  .string()
  .regex(/^-?\d{1,10}$/, NOT_A_CRC)
  .transform((text, ctx) => {
    const crc = readCrc(Number(text))
    if (crc !== undefined) return crc
    ctx.addIssue({ code: 'custom', message: NOT_A_CRC })
    return z.NEVER
  })
  .meta({ description: 'CRC-32, signed or unsigned', examples: ['2538017681'], type: 'string' })

/** A CRC-32 as it is printed: unsigned. */
const crc = z.number().int().meta({ description: 'CRC-32' })

const label = (max: number) => z.string().trim().max(max, `Use at most ${max} characters.`)
const version = label(64).min(1, 'Name the version, as the gateway will report it in “package”.')
const names = {
  version: version.meta({ description: 'As the gateway reports it in `package`.', examples: ['2.1.0'] }),
  model: label(64),
  flavor: label(64),
  notes: label(4000),
  name: label(255).meta({ description: 'Name of the file.' }),
}

export const crcParams = z.object({ crc: crcText })

export const uploadQuery = z.object({
  owner: z.string(),
  version: names.version,
  model: names.model.default(''),
  flavor: names.flavor.default(''),
  notes: names.notes.default(''),
  name: names.name.default(''),
  crc: crcText.optional().meta({ description: 'What the CRC-32 must be.', type: 'string' }),
  size: z.coerce.number().int().min(1).optional().meta({ description: 'How many bytes must come.' }),
})

export const changeImageBody = z.object({
  ownerid: idInput,
  version: names.version.optional(),
  model: names.model.optional(),
  flavor: names.flavor.optional(),
  notes: names.notes.optional(),
  name: names.name.optional(),
  before: beforeField({
    version: label(64),
    model: label(64),
    flavor: label(64),
    notes: label(4000),
    name: label(255),
  }),
})

export const firmwareImage = z.object({
  fwcrc: crc,
  sha512: z.string().meta({ description: 'Hex' }),
  size: z.number().meta({ description: 'Bytes' }),
  version: z.string(),
  model: z.string(),
  flavor: z.string(),
  notes: z.string(),
  name: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  createdByName: z.string().nullable(),
  script: z
    .object({ bootSet: z.boolean(), renewsBackup: z.boolean(), secret: z.boolean() })
    .nullable()
    .meta({ description: 'What an update script that was made here does; null: any other image.' }),
  signatures: z.array(
    z.object({
      sigcrc: crc,
      keycrc: crc,
      size: z.number().meta({ description: 'Bytes of the DER' }),
      createdAt: z.string(),
    }),
  ),
  schedules: z
    .object({
      scheduled: z.number(),
      offered: z.number(),
      interrupted: z.number(),
      confirmed: z.number(),
      'no-change': z.number(),
      cancelled: z.number(),
    })
    .meta({ description: 'How many gateways stand where with this image.' }),
})

export const firmwareImages = z.object({ images: z.array(firmwareImage) })
export const uploadAnswer = firmwareImage.extend({
  duplicate: z.boolean().meta({ description: 'You had this image already; its names stayed as they were.' }),
})

const signingKey = z.object({
  id: z.string(),
  name: z.string(),
  keycrc: crc.meta({ description: 'As a gateway reports it in `keys`.' }),
  publicKey: z.string().meta({ description: 'Base64 of the 64 bytes of sig-N.key' }),
  signatures: z.number().meta({ description: 'Images that it signed.' }),
  kept: z.boolean().meta({ description: 'The private key is kept here: images can be signed with it by one call.' }),
  createdAt: z.string(),
  createdBy: z.string(),
  createdByName: z.string().nullable(),
})

export const signingKeyAnswer = signingKey
export const signingKeys = z.object({ keys: z.array(signingKey) })
export const addSigningKeyBody = z
  .object({
    ownerid: idInput,
    name: label(80).min(1, 'Give the key a name.'),
    key: z
      .string()
      .max(16_384, 'This is too large for a public key.')
      .optional()
      .meta({ description: 'The public key: PEM, or Base64 of DER or of the 64 bytes of sig-N.key.' }),
    generate: z
      .boolean()
      .optional()
      .meta({ description: 'Instead of `key`: make a new key pair whose private key never leaves the key provider.' }),
  })
  .refine(({ key, generate }) => (key === undefined) === (generate === true), {
    path: ['key'],
    message: 'Give the public key, or generate: true for a new one that is kept here.',
  })
  .meta({ examples: [{ ownerid: '::1', name: 'release-2026', generate: true }] })
export const deleteSigningKeyQuery = z.object({
  owner: z.string(),
  force: z
    .enum(['true', 'false'])
    .optional()
    .transform((text) => text === 'true')
    .meta({ description: 'Also where gateways hold a key that exists only here.', type: 'string' }),
})
export const signImageBody = z.object({
  ownerid: idInput,
  keycrc: crcInput.meta({ description: 'A key with `kept: true`.', type: 'integer' }),
})
export const signImageAnswer = z.object({ sigcrc: crc, keycrc: crc })

/** What `firmware/add` needs; the Base64 is read without copying it through the contract. */
export const firmwareAddBody = z.object({
  ownerid: idInput,
  firmware: z.string().meta({ description: 'Base64 of the image.' }),
  version: z.string(),
  fwcrc: crcInput.optional().meta({ description: 'What the CRC-32 must be.', type: 'integer' }),
  model: z.string().optional(),
})
export const firmwareAddAnswer = z.object({ fwcrc: crc, error: z.string().optional() })
export const firmwareListBody = z.object({ ownerid: idInput })
export const firmwareListAnswer = z.array(z.object({ version: z.string(), fwcrc: crc, model: z.string() }))
export const firmwareDeleteBody = z.object({ ownerid: idInput, fwcrc: crcInput })

export const signatureAddBody = z.object({
  ownerid: idInput,
  fwcrc: crcInput,
  keycrc: crcInput
    .optional()
    .meta({ description: 'Left out: whichever registered key made the signature.', type: 'integer' }),
  signature: z
    .string()
    .max(4096, 'This is too large for a signature.')
    .meta({ description: 'Base64 of the DER that `openssl dgst -sha512 -sign` writes.' }),
  force: z
    .boolean()
    .optional()
    .meta({ description: 'Keep it also where none of the gateways that wait for the image holds the key.' }),
})
export const signatureAddAnswer = z.object({
  sigcrc: crc,
  keycrc: crc.optional(),
  error: z.string().optional(),
  unheld: z
    .boolean()
    .optional()
    .meta({ description: 'The signature is good, but no gateway that waits for the image holds its key.' }),
  warning: z.string().optional(),
})
export const signatureListAnswer = z.array(z.object({ sigcrc: crc, fwcrc: crc, keycrc: crc }))
export const signatureDeleteBody = z.object({ ownerid: idInput, sigcrc: crcInput })
export const removalAnswer = z.object({ error: z.string().optional() })

/** What a gateway is to be provided with, and what became of it. */
export const firmwareSchedule = z
  .object({
    fwcrc: crc,
    version: z.string().nullable().meta({ description: 'Null once the image is deleted.' }),
    size: z.number().nullable(),
    fwafter: time,
    allowUnsigned: z.boolean(),
    anyModel: z.boolean(),
    state: z.enum(['scheduled', 'offered', 'interrupted', 'confirmed', 'no-change', 'cancelled']),
    sentence: z.string().meta({ description: 'Why it waits, or what became of it.' }),
    waits: z
      .enum(['time', 'other-changes', 'no-signature', 'other-key', 'unsigned', 'other-model'])
      .nullable()
      .meta({ description: 'Null: it goes with the next check-in, or has gone.' }),
    expectedBy: time.meta({ description: 'When the next check-in is due at the latest; null: not known.' }),
    armedAt: z.string(),
    armedBy: z.string(),
    armedByName: z.string().nullable(),
    offeredAt: time,
    packageBefore: z.string().nullable(),
    keycrc: crc.nullable().meta({ description: 'Key of the signature that went along.' }),
    bytesSent: z.number(),
    endedAt: time,
    settledAt: time,
  })
  .nullable()

export const gatewayFirmware = z.object({ gateway: id6, firmware: firmwareSchedule })

export const gatewayFirmwareBody = z.object({
  ownerid: idInput,
  action: z.enum(['schedule', 'rearm', 'cancel']),
  crc: crcInput.optional().meta({ description: 'Image to schedule.', type: 'integer' }),
  after: z.string().nullable().optional().meta({ description: 'ISO 8601, in UTC without an offset; left out: now.' }),
  allowUnsigned: z
    .boolean()
    .optional()
    .meta({ description: 'Let a gateway without keys run the image unsigned, as root. For this schedule only.' }),
  anyModel: z.boolean().optional().meta({
    description: 'Send it also where the gateway reports another model than the image’s. For this schedule only.',
  }),
})

export const updateScriptBody = z.object({
  ownerid: idInput,
  version: label(64)
    .min(1, 'Name the version that proves that the script ran.')
    .meta({
      description: 'What `package` becomes. With a leading + it is put behind what stands there.',
      examples: ['+boot-2'],
    }),
  model: names.model.default(''),
  notes: names.notes.default(''),
  home: z.string().optional().meta({ description: 'Home folder of Station; left out: as Station finds it.' }),
  restart: z.string().optional().meta({ description: 'A command that starts Station anew, run last.' }),
  bootSet: z
    .object({
      cupsUri: z.string().max(200),
      cupsTrust: z.string().max(65_536).optional(),
      cupsCrt: z.string().max(65_536).optional(),
      cupsKey: z.string().max(65_536).optional().meta({ description: 'Left out: the gateway keeps its own.' }),
    })
    .optional()
    .meta({ description: 'What cups-boot becomes; fields as in `setup`.' }),
  renewBackup: z
    .boolean()
    .default(false)
    .meta({ description: 'Delete the marker of cups-bak: Station copies the working set at a later start.' }),
})
export const updateScriptAnswer = uploadAnswer.extend({
  text: z
    .string()
    .meta({ description: 'The script. Where it holds a secret, this is the only time that it is given out.' }),
  warnings: z.array(z.string()),
})
