/**
 * Makes an update that is a script (lib/domain/update-script.ts) and stores it as a firmware image: to be signed and
 * scheduled like any other. One with a secret is stored sealed, and its text is given out this once.
 */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { CredentialSet } from '#lib/domain/credential-set.ts'
import { mergeCategory, type SetupContext } from '#lib/domain/setup.ts'
import { type BootSetFiles, buildUpdateScript, refuseScript } from '#lib/domain/update-script.ts'
import type { Context, OwnerActor } from './context.ts'
import { isOurCupsUri } from './credential-store.ts'
import { loadListenerTrust } from './listener-trust.ts'
import { type StoredFirmware, storeFirmware } from './store-firmware.ts'

/** As in `setup`: Base64 of PEM or DER, of the `Authorization` header, or either as it stands. */
export interface BootSetInput {
  readonly cupsUri: string
  readonly cupsTrust?: string | undefined
  readonly cupsCrt?: string | undefined
  /** Left out: the gateway keeps its own key and certificate. */
  readonly cupsKey?: string | undefined
}

export interface UpdateScriptInput {
  readonly version: string
  readonly model: string
  readonly notes: string
  readonly home?: string | undefined
  readonly restart?: string | undefined
  readonly bootSet?: BootSetInput | undefined
  readonly renewBackup: boolean
}

export interface MadeScript extends StoredFirmware {
  readonly text: string
  readonly warnings: readonly string[]
}

/** Throws `invalid`; then nothing is stored. */
export async function makeUpdateScript(
  context: Context,
  actor: OwnerActor,
  input: UpdateScriptInput,
): Promise<MadeScript> {
  const { version, home, restart, renewBackup } = input
  if (!input.bootSet && !renewBackup) {
    throw invalid('renewBackup', 'Say what the script is to do: give a boot set, or renewBackup: true.')
  }
  const refused = refuseScript({ version, home, restart })
  if (refused) throw invalid(refused.field, refused.error)
  const boot = input.bootSet && (await readBootSet(context, input.bootSet))
  const text = buildUpdateScript({ version, home, restart, bootSet: boot?.files, renewsBackup: renewBackup })
  const script = { bootSet: boot !== undefined, renewsBackup: renewBackup, secret: boot?.secret ?? false }
  const names = { version, model: input.model, flavor: '', notes: input.notes, fileName: fileNameOf(version, script) }
  const stored = await storeFirmware(context, actor, { ...names, script }, once(Buffer.from(text)))
  const detail = { fwcrc: stored.image.crc, version, ...script, cupsUri: input.bootSet?.cupsUri ?? null }
  await insertAuditEntries(context.sql, [
    { ownerId: actor.ownerId, actor: actor.id, action: 'firmware.make-script', address: actor.address, detail },
  ])
  return { ...stored, text, warnings: boot?.warnings ?? [] }
}

/** Stands for the key of the gateway, which stays where it is. */
const OWN_KEY = Buffer.from('Authorization: own\r\n')
const NO_URI = 'Give the URI of the CUPS server that the boot set leads to. Write it like https://cups.example.com:443'
const OWN_TOKEN =
  'The boot set of this server is entered with the token of each gateway, which lies there already. Leave key and certificate out: the gateway keeps its own.'

async function readBootSet(
  context: Context,
  { cupsUri, cupsTrust, cupsCrt, cupsKey }: BootSetInput,
): Promise<{ files: BootSetFiles; secret: boolean; warnings: string[] }> {
  if (cupsUri.trim() === '') throw invalid('bootSet/cupsUri', NO_URI)
  const keepsKey = !cupsKey && !cupsCrt
  const ours = isOurCupsUri(context.site, cupsUri)
  if (ours && !keepsKey) throw invalid('bootSet/cupsKey', OWN_TOKEN)
  const patch = { uri: cupsUri, trust: cupsTrust || null, crt: cupsCrt || null, key: cupsKey || undefined }
  const merge = (setup: SetupContext) => mergeCategory('cups', null, patch, setup)
  const standIn = keepsKey && cupsUri.startsWith('https:')
  const merged = merge({
    isOurs: (uri) => standIn || isOurCupsUri(context.site, uri),
    currentToken: standIn ? OWN_KEY : null,
  })
  if (!merged.ok) throw invalid(`bootSet/${fieldOf(merged.error)}`, merged.error)
  if (merged.value.kind !== 'set') throw new Error('a URI makes a set')
  const { set } = merged.value
  const remark = (await loadListenerTrust(context)).remark(set)
  return {
    files: filesOf(set, standIn),
    secret: set.keyKind !== 'none' && !standIn,
    warnings: remark ? [remark] : [],
  }
}

const filesOf = (set: CredentialSet, keepsKey: boolean): BootSetFiles => ({
  uri: Buffer.from(set.uri, 'latin1'),
  trust: set.trust,
  crt: keepsKey ? undefined : set.crt,
  key: keepsKey ? undefined : set.key,
})

/** Refusals of `setup` begin with the parameter that they are about. */
const fieldOf = (error: string): string => /^(cups(?:Uri|Trust|Crt|Key))\b/.exec(error)?.[1] ?? 'cupsUri'

function fileNameOf(version: string, script: { readonly bootSet: boolean; readonly renewsBackup: boolean }): string {
  const what = [script.bootSet ? 'boot-set' : '', script.renewsBackup ? 'backup-set' : ''].filter(Boolean).join('-')
  return `${what}-${version.replace(/[^\w.-]+/g, '')}.sh`
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

function invalid(field: string, detail: string): AppError {
  return new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'invalid' }] })
}
