/** Looks at files before anything is saved: the console's certificate cards. Keys and tokens never come back. */
import { findLiveSets, findOwnedGateway } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { readCertificate, readTrust } from '#lib/domain/certificates.ts'
import { recogniseFile } from '#lib/domain/credential-file.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { decodeCredentialText } from '#lib/domain/credential-text.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type FileCard, inspectCredentials } from '#lib/domain/inspection.ts'
import { FIELD_NAMES, type FieldPatch, type SetupContext } from '#lib/domain/setup.ts'
import { tokenLine } from '#lib/domain/token.ts'
import { type CertificateView, certificateView } from './certificate-view.ts'
import type { Context } from './context.ts'
import { isOurCupsUri } from './credential-store.ts'
import { currentTokens } from './current-tokens.ts'
import { loadListenerTrust } from './listener-trust.ts'
import { openSet } from './open-set.ts'
import { NOT_YOURS } from './sentences.ts'

type Field = 'trust' | 'crt' | 'key'

export interface InspectedFile {
  readonly name?: string | undefined
  /** Where it belongs; null when it belongs nowhere. */
  readonly field: Field | null
  readonly kind: string
  readonly facts?: CertificateView | undefined
  readonly warnings: readonly string[]
  readonly error?: string | undefined
  /** Base64 of the DER as it would be stored; certificates only. */
  readonly der?: string | undefined
}

export interface InspectionAnswer {
  readonly files: readonly InspectedFile[]
  /** CRC-32 as the gateway will report it; null where none is known. */
  readonly crc: number | null
  readonly segmentLength: number | null
  readonly errors: readonly { readonly field: string; readonly detail: string }[]
  readonly warnings: readonly { readonly field: string; readonly detail: string }[]
}

export interface SetInspection {
  readonly gateway?: Eui | undefined
  readonly category: Category
  readonly uri?: FieldPatch
  readonly trust?: FieldPatch
  readonly crt?: FieldPatch
  readonly key?: FieldPatch
}

/** Stands for the accepted token while no gateway is named: its CRC is then not known. */
const SOME_TOKEN = tokenLine('the token that the gateway is accepted with')
const FILES = ['trust', 'crt', 'key'] as const

/** What setup would say of one category, and a card per file. */
export async function inspectSet(context: Context, ownerId: Eui, patch: SetInspection): Promise<InspectionAnswer> {
  const known = patch.gateway ? await loadCurrent(context, ownerId, patch.gateway, patch.category) : undefined
  const currentToken = known ? known.token : SOME_TOKEN
  const setup: SetupContext = { isOurs: (uri) => isOurCupsUri(context.site, uri), currentToken }
  const { gateway: _, ...rest } = patch
  const seen = inspectCredentials({ ...rest, now: context.now(), current: known?.current ?? null, context: setup })
  const names = FIELD_NAMES[patch.category]
  const wrongTrust = await remarkOfTrust(context, patch)
  const files = FILES.flatMap((field) => {
    const card = seen[field]
    return card ? [printCard(card, field, patch[field])] : []
  })
  const about = (['uri', ...FILES] as const).find((field) => seen.error?.startsWith(`${names[field]}: `))
  const guessed = patch.category === 'cups' && !known && !patch.key && !patch.crt
  return {
    files,
    crc: guessed ? null : seen.crc,
    segmentLength: guessed ? null : seen.segmentSize,
    errors: seen.error
      ? [{ field: about ?? 'uri', detail: about ? seen.error.slice(names[about].length + 2) : seen.error }]
      : [],
    warnings: [
      ...(seen.uri?.warnings ?? []).map((detail) => ({ field: 'uri', detail })),
      ...(wrongTrust ? [{ field: 'trust', detail: wrongTrust }] : []),
      ...(seen.keyMatches === false ? [{ field: 'key', detail: 'This key does not belong to the certificate.' }] : []),
    ],
  }
}

async function remarkOfTrust(context: Context, { category, uri, trust }: SetInspection): Promise<string | undefined> {
  const der = category === 'cups' && uri && trust ? certificateDer(trust, 'trust') : undefined
  if (!der || !uri) return undefined
  const listener = await loadListenerTrust(context)
  return listener.remark({ uri, trust: der, crt: null, key: null, keyKind: 'none' })
}

/** Dropped files, told apart by their content: a CA certificate, a client certificate, a key, a token, or none of these. */
export function inspectFiles(context: Context, files: readonly { name: string; content: string }[]): InspectionAnswer {
  return {
    files: files.map(({ name, content }) => ({ name, ...inspectFile(context, content) })),
    crc: null,
    segmentLength: null,
    errors: [],
    warnings: [],
  }
}

function inspectFile(context: Context, content: string): Omit<InspectedFile, 'name'> {
  const bytes = decodeCredentialText(content)
  if (!bytes.ok) return { field: null, kind: 'unknown', warnings: [], error: bytes.error }
  const field = fieldOf(bytes.value)
  if (!field) {
    const read = readTrust(bytes.value)
    return { field: null, kind: recogniseFile(bytes.value), warnings: [], error: read.ok ? undefined : read.error }
  }
  const seen = inspectCredentials({ category: 'tc', uri: 'wss://host:443', [field]: content, now: context.now() })
  const card = seen[field]
  return card ? printCard(card, field, content) : { field: null, kind: 'unknown', warnings: [] }
}

function fieldOf(bytes: Uint8Array): Field | null {
  const kind = recogniseFile(bytes)
  if (kind === 'private-key' || kind === 'encrypted-key' || kind === 'openssh-key' || kind === 'token') return 'key'
  if (kind !== 'certificate') return null
  if (readTrust(bytes).ok) return 'trust'
  return readCertificate(bytes).ok ? 'crt' : null
}

function printCard(card: FileCard, field: Field, text: FieldPatch): InspectedFile {
  const der = card.certificate && text ? certificateDer(text, field) : undefined
  return {
    field,
    kind: card.kind,
    facts: der && field !== 'key' ? certificateView(der, field) : undefined,
    warnings: card.warnings,
    error: card.error ?? undefined,
    der: der && Buffer.from(der).toString('base64'),
  }
}

function certificateDer(text: string, field: Field): Uint8Array | undefined {
  const bytes = decodeCredentialText(text)
  if (!bytes.ok || field === 'key') return undefined
  const read = field === 'trust' ? readTrust(bytes.value) : readCertificate(bytes.value)
  return read.ok ? read.value.der : undefined
}

async function loadCurrent(context: Context, ownerId: Eui, eui: Eui, category: Category) {
  const gateway = await findOwnedGateway(context.sql, ownerId, eui)
  if (!gateway) throw new AppError('not_found', NOT_YOURS)
  const sets = await findLiveSets(context.sql, ownerId, [eui])
  const tokens = category === 'cups' ? await currentTokens(context, context.sql, [{ gateway, sets }]) : new Map()
  const version = category === 'cups' ? gateway.cupsVersion : gateway.tcVersion
  return {
    current: openSet(context, sets, category, version),
    token: (tokens.get(eui) as Uint8Array | undefined) ?? null,
  }
}
