/** Join servers of The Things Stack: the routes by name, with what they answer. */
import type { z } from 'zod'
import type {
  checkAnswer,
  configurationAnswer,
  importAnswer,
  joinServerAnswer,
  joinServersAnswer,
  presetsAnswer,
  resolveAnswer,
  versionAnswer,
  versionsAnswer,
} from '#lib/schemas/interop.ts'
import { noted } from './call.ts'
import { ApiProblem, readAnswer, request, toSearch } from './request.ts'
import { sessionGate } from './session-gate.ts'

type Signal = { readonly signal?: AbortSignal }

export type JoinServers = z.infer<typeof joinServersAnswer>
export type JoinServer = z.infer<typeof joinServerAnswer>['joinServer']
export type SavedJoinServer = z.infer<typeof joinServerAnswer>
export type InteropConfiguration = z.infer<typeof configurationAnswer>
export type Segment = InteropConfiguration['map']['ns'][number]
export type InteropFinding = InteropConfiguration['findings'][number]
export type Resolution = z.infer<typeof resolveAnswer>
export type ImportResult = z.infer<typeof importAnswer>
export type InteropChange = ImportResult['changes'][number]
export type InteropVersions = z.infer<typeof versionsAnswer>
export type InteropVersion = z.infer<typeof versionAnswer>
export type Presets = z.infer<typeof presetsAnswer>
export type CheckResult = z.infer<typeof checkAnswer>

/** What is sent of a join server; secrets that are left out stay. */
export type JoinServerBody = Readonly<Record<string, unknown>>

export interface ImportedFile {
  readonly path: string
  readonly text?: string
  readonly base64?: string
}

const BASE = '/api/v1/join-servers'
const one = (id: string) => `${BASE}/${encodeURIComponent(id)}`

export const interopApi = {
  list: (owner: string, { signal }: Signal = {}) => request<JoinServers>('GET', BASE, { query: { owner }, signal }),
  get: (owner: string, id: string, { signal }: Signal = {}) =>
    request<SavedJoinServer>('GET', one(id), { query: { owner }, signal }),
  create: (owner: string, body: JoinServerBody) =>
    request<SavedJoinServer>('POST', BASE, { body: { ownerid: owner, ...body } }),
  change: (owner: string, id: string, body: JoinServerBody) =>
    request<SavedJoinServer>('PATCH', one(id), { body: { ownerid: owner, ...body } }),
  remove: (owner: string, id: string, revision: number) =>
    request<unknown>('DELETE', one(id), { query: { owner, revision } }),
  check: (owner: string, id: string, body: { netId: string; joinEui?: string }) =>
    request<CheckResult>('POST', `${one(id)}/check`, { body: { ownerid: owner, ...body } }),
  configuration: (owner: string, { signal }: Signal = {}) =>
    request<InteropConfiguration>('GET', `${BASE}/configuration`, { query: { owner }, signal }),
  resolve: (owner: string, joinEui: string, { signal }: Signal = {}) =>
    request<Resolution>('GET', `${BASE}/resolve`, { query: { owner, joinEui }, signal }),
  presets: (owner: string, { signal }: Signal = {}) =>
    request<Presets>('GET', `${BASE}/presets`, { query: { owner }, signal }),
  addPreset: (owner: string, body: JoinServerBody) =>
    request<SavedJoinServer>('POST', `${BASE}/presets`, { body: { ownerid: owner, ...body } }),
  versions: (owner: string, before: number | undefined, { signal }: Signal = {}) =>
    request<InteropVersions>('GET', `${BASE}/versions`, { query: { owner, before, limit: 20 }, signal }),
  version: (owner: string, version: number, { signal }: Signal = {}) =>
    request<InteropVersion>('GET', `${BASE}/versions/${version}`, { query: { owner }, signal }),
  restore: (owner: string, version: number, revision: number) =>
    request<{ version: number }>('POST', `${BASE}/versions/${version}/restore`, { body: { ownerid: owner, revision } }),
  importFiles: (
    owner: string,
    files: readonly ImportedFile[],
    options: { readonly dryRun: boolean; readonly revision?: number },
  ) => request<ImportResult>('POST', `${BASE}/import/files`, { body: { ownerid: owner, files, ...options } }),
  importZip,
  /** Links for the browser's own download. */
  exportZip: (owner: string) => `${BASE}/export${toSearch({ owner })}`,
  exportChirpStack: (owner: string) => `${BASE}/export/chirpstack${toSearch({ owner })}`,
}

async function importZip(
  owner: string,
  zip: File,
  { dryRun, revision }: { readonly dryRun: boolean; readonly revision?: number },
): Promise<ImportResult> {
  const path = `${BASE}/import/zip${toSearch({ owner, dryRun: String(dryRun), revision })}`
  if (noted({ method: 'POST', path, upload: zip.name })) return new Promise(() => undefined)
  const send = () =>
    fetch(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/octet-stream' },
      body: zip,
      credentials: 'same-origin',
      cache: 'no-store',
    }).catch(() => {
      throw new ApiProblem(0, 'Gatehouse did not answer. Check the connection and try again.', {})
    })
  const response = await send()
  if (response.status === 401 && (await sessionGate.lost())) return readAnswer<ImportResult>(await send())
  return readAnswer<ImportResult>(response)
}
