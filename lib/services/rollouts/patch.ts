/** The patch of a credential rollout: kept encrypted, shown without keys. */
import { crc32 } from 'node:zlib'
import type { ShownField } from '#lib/db/rollouts.ts'
import type { Context } from '#lib/services/context.ts'
import type { SetupEntry } from '#lib/services/setup-gateways.ts'

/** The parameters of `setup` that a rollout may set for all its gateways alike. */
export const PATCH_FIELDS = [
  'cupsUri',
  'cupsTrust',
  'cupsCrt',
  'cupsKey',
  'lnsUri',
  'lnsTrust',
  'lnsCrt',
  'lnsKey',
] as const
export type RolloutPatch = Pick<SetupEntry, (typeof PATCH_FIELDS)[number]>

const purpose = (id: string) => `rollout:${id}`

export const sealPatch = (context: Context, id: string, patch: RolloutPatch): Uint8Array =>
  context.keys.seal(Buffer.from(JSON.stringify(patch)), purpose(id))

export function openPatch(context: Context, id: string, sealed: Uint8Array): RolloutPatch {
  return JSON.parse(Buffer.from(context.keys.open(sealed, purpose(id))).toString('utf8')) as RolloutPatch
}

/** Only what was given. */
export function readPatch(given: RolloutPatch): RolloutPatch {
  return Object.fromEntries(PATCH_FIELDS.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))
}

/** URIs as they are; of a trust and a certificate a mark of what was given, of a key only that there is one. */
export function showPatch(patch: RolloutPatch): ShownField[] {
  return PATCH_FIELDS.flatMap((name): ShownField[] => {
    const value = patch[name]
    if (value === undefined) return []
    if (!value) return [{ name, value: 'cleared' }]
    if (name.endsWith('Uri')) return [{ name, value }]
    if (name.endsWith('Key')) return [{ name, value: 'new' }]
    return [{ name, value: `new, CRC-32 of the text as given 0x${crc32(value).toString(16).padStart(8, '0')}` }]
  })
}

export const touchesLns = (patch: RolloutPatch): boolean => Object.keys(patch).some((name) => name.startsWith('lns'))
