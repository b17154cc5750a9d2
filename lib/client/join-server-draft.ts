/** A join server while it is being edited: texts as they are typed, and what is sent of them. */

import { parsePrefix } from '#lib/domain/interop/prefix.ts'
import { SENT, type Secrets } from './call.ts'
import type { JoinServer, JoinServerBody, SavedJoinServer } from './interop-api.ts'

export interface EntryDraft {
  readonly id: number
  /** Comma-separated; empty: all. */
  readonly components: string
  /** One prefix in each line. */
  readonly joinEuis: string
}

export interface HeaderDraft {
  readonly id: number
  readonly name: string
  readonly value: string
  /** A value is stored and stays unless one is typed. */
  readonly keep: boolean
}

export interface FileDraft {
  readonly path: string
  /** Undefined: the stored one stays. */
  readonly content: string | undefined
  readonly stored: boolean
  /** Of the stored one: the fingerprints of its certificates. */
  readonly mark?: string
}

export type TlsSource = 'none' | 'file' | 'key-vault'
export type TlsSlot = 'rootCa' | 'certificate' | 'key'

export interface JoinServerDraft {
  readonly file: string
  readonly fqdn: string
  readonly port: string
  readonly protocol: 'BI1.0' | 'BI1.1'
  readonly scheme: string
  readonly paths: { readonly join: string; readonly rejoin: string; readonly appSKey: string; readonly homeNs: string }
  readonly senderNsId: string
  readonly entries: readonly EntryDraft[]
  readonly username: string
  readonly password: string
  readonly storedPassword: boolean
  readonly headers: readonly HeaderDraft[]
  readonly source: TlsSource
  readonly files: Readonly<Record<TlsSlot, FileDraft | null>>
}

export type Faults = Readonly<Record<string, string>>

export const DEFAULT_PATHS: Readonly<Record<TlsSlot, string>> = {
  rootCa: 'ca.pem',
  certificate: 'cert.pem',
  key: 'key.pem',
}

export const EMPTY_DRAFT: JoinServerDraft = {
  file: '',
  fqdn: '',
  port: '',
  protocol: 'BI1.1',
  scheme: '',
  paths: { join: '', rejoin: '', appSKey: '', homeNs: '' },
  senderNsId: '',
  entries: [{ id: 0, components: '', joinEuis: '' }],
  username: '',
  password: '',
  storedPassword: false,
  headers: [],
  source: 'none',
  files: { rootCa: null, certificate: null, key: null },
}

interface StoredFile {
  readonly path: string
  readonly certificates?: readonly { readonly fingerprint: string }[]
}

/** What is stored, as a draft. */
export function draftOf(server: JoinServer): JoinServerDraft {
  const { tls, basicAuth } = server
  const file = (one: StoredFile | null | undefined): FileDraft | null =>
    one
      ? {
          path: one.path,
          content: undefined,
          stored: true,
          mark: one.certificates?.map(({ fingerprint }) => fingerprint).join(' ') ?? '',
        }
      : null
  return {
    file: server.file,
    fqdn: server.fqdn,
    port: server.port === null ? '' : String(server.port),
    protocol: server.protocol,
    scheme: server.scheme,
    paths: server.paths,
    senderNsId: server.senderNsId ?? '',
    entries: server.entries.map(({ components, joinEuis }, id) => ({
      id,
      components: components.join(','),
      joinEuis: joinEuis.join('\n'),
    })),
    username: basicAuth?.username ?? '',
    password: '',
    storedPassword: basicAuth !== null,
    headers: server.headers.map(({ name }, id) => ({ id, name, value: '', keep: true })),
    source: !tls ? 'none' : tls.source === 'key-vault' ? 'key-vault' : 'file',
    files: { rootCa: file(tls?.rootCa), certificate: file(tls?.certificate), key: file(tls?.key) },
  }
}

/** The prefixes of an entry: lines, commas and blanks separate them; what follows “#” is a remark. */
export const prefixesOf = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line) => line.replace(/#.*$/, '').split(/[\s,;]+/))
    .map((one) => one.replace(/^["'-]+|["']+$/g, ''))
    .filter((one) => one !== '')

/** What is sent; all fields, since each names itself in the form. Secrets go through `as`. */
export function bodyOf(draft: JoinServerDraft, as: Secrets = SENT): JoinServerBody {
  const { files, source, username, password, headers, entries, port, senderNsId, file, ...rest } = draft
  const slot = (one: FileDraft | null) =>
    one && { path: one.path, ...(one.content === undefined ? {} : { content: as.text(one.content, one.path) }) }
  const { fqdn, protocol, scheme, paths } = rest
  return {
    ...(file.trim() === '' ? {} : { file: file.trim() }),
    fqdn: fqdn.trim(),
    port: port.trim() === '' ? null : Number(port),
    protocol,
    scheme: scheme.trim(),
    paths,
    senderNsId: senderNsId.trim() === '' ? null : senderNsId.trim(),
    entries: entries.map(({ components, joinEuis }) => ({
      components: components === '' ? [] : components.split(','),
      joinEuis: prefixesOf(joinEuis),
    })),
    basicAuth:
      username === ''
        ? null
        : { username, ...(password === '' ? {} : { password: as.variable(password, 'PASSWORD') }) },
    headers: headers.map(({ name, value, keep }, index) => ({
      name: name.trim(),
      ...(keep && value === '' ? {} : { value: as.variable(value, `HEADER_${index + 1}`) }),
    })),
    tls:
      source === 'none'
        ? null
        : {
            source,
            rootCa: slot(files.rootCa),
            certificate: source === 'file' ? slot(files.certificate) : null,
            key: source === 'file' ? slot(files.key) : null,
          },
  }
}

/** What can be said before asking the server, by pointer without its first slash. */
export function faultsOf(draft: JoinServerDraft): Faults {
  const faults: Record<string, string> = {}
  if (draft.fqdn.trim() === '') faults.fqdn = 'Write the host name of the join server, such as js.example.com.'
  if (draft.port.trim() !== '' && !/^\d{1,5}$/.test(draft.port.trim()))
    faults.port = 'Write a port from 1 to 65535, or leave it empty for 443.'
  for (const [index, { joinEuis }] of draft.entries.entries()) {
    for (const text of prefixesOf(joinEuis)) {
      const parsed = parsePrefix(text)
      if (parsed.ok) continue
      faults[`entries/${index}/joinEuis`] = parsed.error
      break
    }
  }
  if (draft.username !== '' && draft.password === '' && !draft.storedPassword)
    faults['basicAuth/password'] = 'Give the password, or leave the username empty.'
  for (const [index, { name, value, keep }] of draft.headers.entries()) {
    if (name.trim() === '') faults[`headers/${index}`] = 'Name the header, or remove it.'
    else if (value === '' && !keep) faults[`headers/${index}`] = 'Give the value, or remove the header.'
  }
  if (draft.source === 'file') {
    if (!draft.files.certificate) faults['tls/certificate'] = 'Give the client certificate, or choose another source.'
    if (!draft.files.key) faults['tls/key'] = 'Give the private key of the certificate.'
  }
  return faults
}

/** Where the server's refusal of a field is shown: `/entries/0/joinEuis/3` at the entry's box. */
export function fieldOfPointer(pointer: string): string {
  const bare = pointer.replace(/^\//, '')
  const entry = /^entries\/\d+/.exec(bare)?.[0]
  if (entry) return bare.includes('/components') ? `${entry}/components` : `${entry}/joinEuis`
  return bare.replace(/^(tls\/[a-zA-Z]+|headers\/\d+)\/.*$/, '$1')
}

/** The parts of the form that one person changes without touching another's. */
export const JOIN_SERVER_FIELDS = [
  'fqdn',
  'port',
  'protocol',
  'senderNsId',
  'paths',
  'entries',
  'tls',
  'basicAuth',
  'headers',
  'file',
  'scheme',
] as const
export type JoinServerField = (typeof JOIN_SERVER_FIELDS)[number]

const marksOf = ({ files }: JoinServerDraft) => Object.values(files).map((one) => one?.mark)

function sameField(field: JoinServerField, a: JoinServerDraft, b: JoinServerDraft): boolean {
  const [left, right] = [bodyOf(a)[field], bodyOf(b)[field]]
  const marks = field === 'tls' ? [marksOf(a), marksOf(b)] : []
  return JSON.stringify([left, marks[0]]) === JSON.stringify([right, marks[1]])
}

function take(field: JoinServerField, draft: JoinServerDraft, from: JoinServerDraft): JoinServerDraft {
  const { username, password, storedPassword, source, files } = from
  if (field === 'basicAuth') return { ...draft, username, password, storedPassword }
  if (field === 'tls') return { ...draft, source, files }
  return { ...draft, [field]: from[field] }
}

/** How two people's drafts of one join server are brought together. */
export const JOIN_SERVER_DRAFTS = {
  fields: JOIN_SERVER_FIELDS,
  same: sameField,
  take,
  empty: EMPTY_DRAFT,
  draftOf: ({ joinServer }: SavedJoinServer) => draftOf(joinServer),
}
