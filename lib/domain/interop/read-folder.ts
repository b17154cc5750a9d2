/**
 * Reads a whole configuration: config.yml, every js.yml that it names and their TLS files. Strict, as The Things Stack
 * is, and beyond that it says what would only show at the first join. Every finding has its file and line.
 */

import { readCredentialFile } from '../credential-file.ts'
import { checkPrefixes } from './check-prefixes.ts'
import { checkServer } from './check-server.ts'
import { type FieldFinding, type Finding, sortFindings } from './finding.ts'
import { COMPONENTS, type Configuration, type JoinServer } from './model.ts'
import { readJoinServerFile } from './read-join-server.ts'
import { folderOf, resolvePath } from './relative-path.ts'
import type { FileDraft, ServerDraft } from './server-draft.ts'
import { type Place, type Placed, YamlFile } from './yaml-file.ts'

export const CONFIG_FILE = 'config.yml'
/** Written by us beside an export; never part of the configuration. */
export const LEFT_OUT_FILE = 'LEFT-OUT.txt'
export const SETTINGS_FILE = 'STACK-SETTINGS.txt'
/** Left by operating systems in folders and zips. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)/
const MOST_PREFIXES = 20_000
const MOST_SERVERS = 500
const MOST_YAML = 2 * 1024 * 1024

export type Files = ReadonlyMap<string, Uint8Array>

/** Secrets that an export leaves out and that are known from before; found by their place. */
export interface KeptSecrets {
  readonly key: (path: string) => string | undefined
  /** `server`: where it would be sent now. */
  readonly password: (file: string, username: string, server: Target) => string | undefined
  readonly header: (file: string, name: string, server: Target) => string | undefined
}

type Target = Pick<ServerDraft, 'scheme' | 'fqdn'>

export interface ReadOptions {
  /** Judges the dates of certificates. */
  readonly now: Date
  readonly kept?: KeptSecrets
}

export interface ReadFolder {
  readonly findings: readonly Finding[]
  /** Undefined with an error among the findings. */
  readonly configuration: Configuration | undefined
}

interface EntryDraft {
  readonly file: string
  readonly components: readonly Placed<string>[]
  readonly joinEuis: readonly Placed<string>[]
  readonly place: Place
  readonly filePlace: Place
  readonly places: { readonly components: Place; readonly joinEuis: Place }
}

/** The configuration of a folder; `files` by their paths below it. */
export function readFolder(files: Files, options: ReadOptions): ReadFolder {
  const findings: Finding[] = []
  const text = textOf(files, CONFIG_FILE, findings, () => missingConfig(files))
  if (text === undefined) return { findings, configuration: undefined }
  const entries = readEntries(text, findings)
  if (entries === undefined) return { findings: sortFindings(findings), configuration: undefined }
  const used = new Set([CONFIG_FILE, LEFT_OUT_FILE, SETTINGS_FILE])
  const groups = Map.groupBy(entries, ({ file }) => file)
  const servers: JoinServer[] = []
  const placesOf = new Map<string, (field: string) => Place>()
  for (const [file, group] of groups) {
    const read = readServer(files, file, group, findings, used, options)
    if (!read) continue
    placesOf.set(file, read.placeOf)
    const checked = checkServer(read.draft, options.now)
    findings.push(...checked.findings.map((finding) => placed(finding, read.placeOf(finding.field))))
    if (checked.server) servers.push(checked.server)
  }
  for (const { file, ...finding } of checkPrefixes({ servers }))
    findings.push(placed(finding, placesOf.get(file)?.(finding.field) ?? whole(file)))
  reportUnused(files, used, findings)
  const failed = findings.some(({ severity }) => severity === 'error')
  return { findings: sortFindings(findings), configuration: failed ? undefined : { servers } }
}

function readEntries(text: string, findings: Finding[]): EntryDraft[] | undefined {
  const yaml = new YamlFile(CONFIG_FILE, text, findings)
  const root = yaml.root(['join-servers'])
  if (!root) return undefined
  const items = root.items('join-servers')
  if (items.length === 0)
    findings.push(
      placed(
        {
          severity: 'warning',
          code: 'empty',
          field: 'join-servers',
          message: 'No join server is configured, so only the own one of the network server is asked.',
        },
        root.place,
      ),
    )
  if (items.length > MOST_SERVERS) {
    findings.push(
      placed(
        {
          severity: 'error',
          code: 'too-many',
          field: 'join-servers',
          message: `These are ${items.length} entries; at most ${MOST_SERVERS} are read. Put prefixes of one join server into one entry.`,
        },
        root.place,
      ),
    )
    return undefined
  }
  let prefixes = 0
  const entries = items.flatMap(({ value, place }, index): EntryDraft[] => {
    const path = `join-servers.${index}`
    const fields = yaml.fields(value, path, ['file', 'components', 'join-euis'], {
      'join-eui': 'Did you mean “join-euis”?',
      prefixes: 'Did you mean “join-euis”?',
    })
    if (!fields) return []
    const written = fields.text('file')
    const resolved = resolvePath('', written)
    if (!resolved.ok) {
      const message =
        written === ''
          ? 'The file is missing. Write the path of a js.yml, from the folder of config.yml.'
          : resolved.error
      findings.push(
        placed(
          { severity: 'error', code: 'path', field: fields.pathOf('file'), message },
          fields.has('file') ? fields.placeOf('file') : place,
        ),
      )
      return []
    }
    const texts = (name: string) =>
      fields.items(name).flatMap((item, at): Placed<string>[] => {
        const text = yaml.id(item.value, `${fields.pathOf(name)}.${at}`)
        return text === undefined ? [] : [{ value: text ?? '', place: item.place }]
      })
    const joinEuis = texts('join-euis')
    prefixes += joinEuis.length
    return [
      {
        file: resolved.value,
        components: texts('components'),
        joinEuis,
        place,
        filePlace: fields.placeOf('file'),
        places: { components: fields.placeOf('components'), joinEuis: fields.placeOf('join-euis') },
      },
    ]
  })
  if (prefixes <= MOST_PREFIXES) return entries
  findings.push(
    placed(
      {
        severity: 'error',
        code: 'too-many',
        field: 'join-servers',
        message: `These are ${prefixes} prefixes; at most ${MOST_PREFIXES} are read. Use shorter prefixes.`,
      },
      root.place,
    ),
  )
  return undefined
}

function readServer(
  files: Files,
  file: string,
  group: readonly EntryDraft[],
  findings: Finding[],
  used: Set<string>,
  options: ReadOptions,
): { draft: ServerDraft; placeOf: (field: string) => Place } | undefined {
  const selected = group.some(
    ({ components }) =>
      components.length === 0 || components.some(({ value }) => (COMPONENTS as readonly string[]).includes(value)),
  )
  used.add(file)
  const [first] = group
  if (!files.has(file) && !selected) {
    if (first)
      findings.push(
        placed(
          {
            severity: 'warning',
            code: 'never-selected',
            field: 'file',
            message: `There is no ${file}. Neither the network server nor the application server reads this entry, so nothing fails; it is left out here.`,
          },
          first.filePlace,
        ),
      )
    return undefined
  }
  const text = textOf(files, file, findings, () => ({
    message: missingFile(files, file),
    place: first?.filePlace ?? whole(CONFIG_FILE),
  }))
  if (text === undefined) return undefined
  const read = readJoinServerFile(file, text, findings)
  if (!read) return undefined
  const tlsPlace = (name: string) => read.placeOf(`tls.${name}`)
  const tlsFile = (path: string | null, name: string): FileDraft | null => {
    if (path === null) return null
    const resolved = resolvePath(folderOf(file), path)
    if (!resolved.ok) return { path, content: null }
    used.add(resolved.value)
    const kept = name === 'key' ? options.kept?.key(resolved.value) : undefined
    if (!files.has(resolved.value) && kept !== undefined) return { path, content: kept }
    const fromRoot = resolvePath('', path)
    const remedy =
      fromRoot.ok && fromRoot.value !== resolved.value && files.has(fromRoot.value)
        ? `There is no ${resolved.value}. TLS files are looked for from the folder of ${file}, not from that of config.yml. Write ${'../'.repeat(folderOf(file).split('/').length)}${fromRoot.value}.`
        : missingFile(files, resolved.value)
    const content = textOf(
      files,
      resolved.value,
      findings,
      () => ({ message: remedy, place: tlsPlace(name) }),
      tlsPlace(name),
    )
    return { path, content: content ?? null }
  }
  const { tls, basicAuth, headers, ...rest } = read.draft
  const fromVault = tls?.source === 'key-vault'
  const draft: ServerDraft = {
    ...rest,
    file,
    entries: group.map(({ components, joinEuis }) => ({
      components: components.map(({ value }) => value),
      joinEuis: joinEuis.map(({ value }) => value),
    })),
    basicAuth: basicAuth && {
      ...basicAuth,
      password: basicAuth.password || (options.kept?.password(file, basicAuth.username, rest) ?? ''),
    },
    headers: headers.map(({ name, value }) => ({
      name,
      value: value || (options.kept?.header(file, name, rest) ?? ''),
    })),
    tls: tls && {
      source: tls.source,
      rootCa: tlsFile(tls.rootCa, 'root-ca'),
      certificate: fromVault
        ? tls.certificate === null
          ? null
          : { path: tls.certificate, content: null }
        : tlsFile(tls.certificate, 'certificate'),
      key: fromVault ? (tls.key === null ? null : { path: tls.key, content: null }) : tlsFile(tls.key, 'key'),
    },
  }
  return { draft, placeOf: (field) => entryPlace(field, group) ?? read.placeOf(field) }
}

/** Where a field of an entry stands in config.yml. */
function entryPlace(field: string, group: readonly EntryDraft[]): Place | undefined {
  const [, at, name, index] = /^entries\.(\d+)(?:\.(components|join-euis)(?:\.(\d+))?)?$/.exec(field) ?? []
  const entry = at === undefined ? undefined : group[Number(at)]
  if (!entry) return undefined
  if (name === 'components') return entry.components[Number(index ?? -1)]?.place ?? entry.places.components
  if (name === 'join-euis') return entry.joinEuis[Number(index ?? -1)]?.place ?? entry.places.joinEuis
  return entry.place
}

/** The text of a file; what is wrong with it goes to the findings. `place` of whoever names it, for what is no text. */
function textOf(
  files: Files,
  file: string,
  findings: Finding[],
  missing: () => { readonly message: string; readonly place: Place },
  place?: Place,
): string | undefined {
  const bytes = files.get(file)
  if (!bytes) {
    const { message, place } = missing()
    findings.push(placed({ severity: 'error', code: 'missing-file', field: '', message }, place))
    return undefined
  }
  if (bytes.length > MOST_YAML) {
    findings.push(
      placed(
        {
          severity: 'error',
          code: 'too-large',
          field: '',
          message: `${file} has more than ${MOST_YAML / 1024 / 1024} MiB, which no configuration needs. Check that it is the right file.`,
        },
        place ?? whole(file),
      ),
    )
    return undefined
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    const der = readCredentialFile(bytes).kind
    const message =
      der === 'unknown' || der === 'empty'
        ? `${file} is not text in UTF-8. Save it as UTF-8.`
        : `${file} is in DER or another binary form. Convert it to PEM: openssl x509 -inform der, or openssl pkey -inform der.`
    findings.push(placed({ severity: 'error', code: 'encoding', field: '', message }, place ?? whole(file)))
    return undefined
  }
}

function missingConfig(files: Files): { readonly message: string; readonly place: Place } {
  const paths = [...files.keys()]
  const other = paths.find((path) => /(?:^|\/)config\.ya?ml$/i.test(path))
  const message = other
    ? `There is no config.yml in this folder, but ${other}. The Things Stack reads config.yml in the root.`
    : 'There is no config.yml in this folder. Choose the folder that holds it.'
  return { message, place: { file: '', line: null, column: null } }
}

function missingFile(files: Files, file: string): string {
  const other = [...files.keys()].find((path) => path.toLowerCase() === file.toLowerCase())
  const name = file.slice(file.lastIndexOf('/') + 1)
  const elsewhere = [...files.keys()].find((path) => path.endsWith(`/${name}`) || path === name)
  const start = `There is no ${file}.`
  if (other) return `${start} There is ${other}: upper and lower case count.`
  return elsewhere ? `${start} There is ${elsewhere}: check the path.` : `${start} Add the file, or correct the path.`
}

function reportUnused(files: Files, used: ReadonlySet<string>, findings: Finding[]): void {
  const unused = [...files.keys()].filter((path) => !used.has(path) && !LITTER.test(path)).sort()
  for (const path of unused.slice(0, 50))
    findings.push(
      placed(
        {
          severity: 'warning',
          code: 'unused-file',
          field: '',
          message: 'Nothing refers to this file, so it is left out.',
        },
        whole(path),
      ),
    )
}

const placed = (finding: FieldFinding, place: Place): Finding => ({ ...finding, ...place })
const whole = (file: string): Place => ({ file, line: null, column: null })
