/** Join servers that many configure, as their operators document them (seed 001). */
import { ok, type Result, refuse } from '../result.ts'
import type { ServerDraft } from './server-draft.ts'

export interface Preset {
  readonly id: 'the-things-join-server' | 'semtech-join-server'
  readonly name: string
  /** What it is for, and what one needs before. */
  readonly about: string
  /** Whom to ask for access. */
  readonly access: string
  /** What the person must give beside TLS files. */
  readonly asks: readonly {
    readonly name: string
    readonly label: string
    readonly example: string
    readonly help: string
  }[]
  /** Which TLS files the operator issues. */
  readonly files: readonly ('root-ca' | 'certificate' | 'key')[]
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'the-things-join-server',
    name: 'The Things Join Server',
    about: 'For devices whose keys are in The Things Join Server of The Things Industries.',
    access:
      'Ask The Things Industries support for access. The client certificate comes from the key vault of your stack.',
    asks: [],
    files: [],
  },
  {
    id: 'semtech-join-server',
    name: 'Semtech Join Server',
    about: 'For pre-provisioned LoRa Edge modems.',
    access: 'Semtech issues the RENS, the CA and a client certificate with its key.',
    asks: [{ name: 'rens', label: 'RENS', example: 'rens-1::1', help: 'The identifier that Semtech issued to you.' }],
    files: ['root-ca', 'certificate', 'key'],
  },
]

/** A draft of the preset. The TLS files, where there are some, come from `files`. */
export function draftOfPreset(
  id: Preset['id'],
  given: { readonly rens?: string | undefined },
  files: { readonly rootCa: string | null; readonly certificate: string | null; readonly key: string | null },
): Result<ServerDraft> {
  const none = { join: '', rejoin: '', appSKey: '', homeNs: '' }
  const common = { scheme: '', senderNsId: null, basicAuth: null, headers: [] }
  if (id === 'the-things-join-server')
    return ok({
      ...common,
      file: 'tti/js.yml',
      entries: [{ components: [], joinEuis: ['70B3D57ED0000000/64', 'EC656E0000000000/56'] }],
      fqdn: 'js.cloud.thethings.industries',
      port: null,
      protocol: 'BI1.1',
      paths: none,
      tls: { source: 'key-vault', rootCa: null, certificate: null, key: null },
    })
  const rens = given.rens?.trim() ?? ''
  if (!/^[A-Za-z0-9._:-]{1,100}$/.test(rens))
    return refuse(
      'Give the RENS that Semtech issued to you, such as rens-1::1. It is part of the path of each request.',
    )
  return ok({
    ...common,
    file: 'semtech/js.yml',
    entries: [{ components: [], joinEuis: ['0016C00000000000/24'] }],
    fqdn: 'js.loracloud.com',
    port: 7009,
    protocol: 'BI1.0',
    paths: { ...none, join: `api/v1/rens/${rens}/lbi_joinreq` },
    tls: {
      source: 'file',
      rootCa: { path: 'ca.pem', content: files.rootCa },
      certificate: { path: 'cert.pem', content: files.certificate },
      key: { path: 'key.pem', content: files.key },
    },
  })
}
