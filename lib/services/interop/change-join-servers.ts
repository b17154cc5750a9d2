/** Create, change and delete one join server. What is checked is the whole configuration that results. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { AppError } from '#lib/domain/app-error.ts'
import { checkFiles } from '#lib/domain/interop/check-files.ts'
import { checkPrefixes } from '#lib/domain/interop/check-prefixes.ts'
import { checkServer } from '#lib/domain/interop/check-server.ts'
import { isSameServer, type JoinServer } from '#lib/domain/interop/model.ts'
import { draftOfPreset } from '#lib/domain/interop/presets.ts'
import { resolvePath } from '#lib/domain/interop/relative-path.ts'
import { draftOf, type FileDraft, type ServerDraft } from '#lib/domain/interop/server-draft.ts'
import type { addPresetBody, changeJoinServerBody, createJoinServerBody } from '#lib/schemas/interop.ts'
import type { Context, OwnerActor } from '../context.ts'
import { pointerOf, refuseErrors } from './refuse-findings.ts'
import { changeConfiguration, type OpenServer } from './stored-configuration.ts'
import { type JoinServerView, viewJoinServer } from './view-join-server.ts'

export interface ChangedJoinServer {
  readonly version: number
  readonly joinServer: JoinServerView
}

type Create = Omit<z.infer<typeof createJoinServerBody>, 'ownerid' | 'revision'>
type Change = Omit<z.infer<typeof changeJoinServerBody>, 'ownerid' | 'revision'>

const MOST_SERVERS = 500
export const NO_SUCH_JOIN_SERVER = 'No such join server in this organisation. Load the list again.'

/** Throws `invalid` per field, `conflict` for a stale revision or at the limit. */
export function createJoinServer(
  context: Context,
  actor: OwnerActor,
  body: Create,
  revision?: number,
): Promise<ChangedJoinServer> {
  return add(context, actor, revision, (servers) => {
    const file = body.file === undefined ? freeFile(body.fqdn, servers) : needFile(body.file)
    return mergeDraft(undefined, { ...body, file })
  })
}

/** A join server of a preset, to be changed like any other afterwards. */
export function addPreset(
  context: Context,
  actor: OwnerActor,
  body: Omit<z.infer<typeof addPresetBody>, 'ownerid'>,
): Promise<ChangedJoinServer> {
  const { preset, rens, rootCa = null, certificate = null, key = null } = body
  const draft = draftOfPreset(preset, { rens }, { rootCa, certificate, key })
  if (!draft.ok)
    throw new AppError('invalid', draft.error, { errors: [{ pointer: '/rens', detail: draft.error, code: 'rens' }] })
  return add(context, actor, body.revision, (servers) => {
    const file = servers.some((one) => one.file === draft.value.file)
      ? freeFile(draft.value.fqdn, servers)
      : draft.value.file
    return { ...draft.value, file }
  })
}

async function add(
  context: Context,
  actor: OwnerActor,
  revision: number | undefined,
  makeDraft: (servers: readonly OpenServer[]) => ServerDraft,
): Promise<ChangedJoinServer> {
  const id = randomUUID()
  let created: OpenServer | undefined
  const version = await changeConfiguration(context, actor, revision, ({ servers }) => {
    if (servers.length >= MOST_SERVERS)
      throw new AppError(
        'conflict',
        `A configuration has at most ${MOST_SERVERS} join servers. Delete one that is out of use.`,
      )
    created = { ...needServer(makeDraft(servers), context.now()), id }
    const next = [...servers, created]
    refuseClashes(next, created.file)
    return { action: 'create', detail: { id, file: created.file, fqdn: created.fqdn }, servers: next }
  })
  return { version, joinServer: viewJoinServer(needed(created), context.now()) }
}

/** Fields that are left out stay as they are, and so do secrets inside the fields that are given. */
export async function changeJoinServer(
  context: Context,
  actor: OwnerActor,
  id: string,
  body: Change,
  revision?: number,
): Promise<ChangedJoinServer> {
  let changed: OpenServer | undefined
  const version = await changeConfiguration(context, actor, revision, ({ servers }) => {
    const before = servers.find((one) => one.id === id)
    if (!before) throw new AppError('not_found', NO_SUCH_JOIN_SERVER)
    const draft = mergeDraft(before, { ...body, ...(body.file === undefined ? {} : { file: needFile(body.file) }) })
    const after: OpenServer = { ...needServer(draft, context.now()), id }
    changed = after
    // Behind the others, so that what clashes is said of this one.
    refuseClashes([...servers.filter((one) => one.id !== id), after], after.file)
    const fields = Object.keys(body).filter((name) => Reflect.get(body, name) !== undefined)
    const next = servers.map((one) => (one.id === id ? after : one))
    return { action: 'change', detail: { id, file: after.file, fields }, servers: next }
  })
  return { version, joinServer: viewJoinServer(needed(changed), context.now()) }
}

/** Throws `not_found`. Answers the new version. */
export function deleteJoinServer(context: Context, actor: OwnerActor, id: string, revision?: number): Promise<number> {
  return changeConfiguration(context, actor, revision, ({ servers }) => {
    const gone = servers.find((one) => one.id === id)
    if (!gone) throw new AppError('not_found', NO_SUCH_JOIN_SERVER)
    return {
      action: 'delete',
      detail: { id, file: gone.file, fqdn: gone.fqdn },
      servers: servers.filter((one) => one !== gone),
    }
  })
}

/** The draft of a request on top of what is there. */
function mergeDraft(before: OpenServer | undefined, body: Change & { readonly file?: string }): ServerDraft {
  const base: ServerDraft = before
    ? draftOf(before)
    : {
        file: '',
        entries: [],
        scheme: '',
        fqdn: '',
        port: null,
        protocol: '',
        paths: { join: '', rejoin: '', appSKey: '', homeNs: '' },
        senderNsId: null,
        basicAuth: null,
        headers: [],
        tls: null,
      }
  const { basicAuth, headers, tls, file, entries, scheme, fqdn, port, protocol, paths, senderNsId } = body
  // What is secret was given for one server: another one never gets it, neither by a check nor by The Things Stack.
  const moved =
    before !== undefined && !isSameServer(before, { scheme: scheme ?? before.scheme, fqdn: fqdn ?? before.fqdn })
  if (moved && basicAuth === undefined && before.basicAuth?.password)
    throw missing('/basicAuth/password', 'password', MOVED)
  if (moved && headers === undefined && before.headers.some(({ value }) => value))
    throw missing('/headers/0/value', 'header values', MOVED)
  const stored = moved ? undefined : before
  return {
    file: file ?? base.file,
    entries: entries ?? base.entries,
    scheme: scheme ?? base.scheme,
    fqdn: fqdn ?? base.fqdn,
    port: port === undefined ? base.port : port,
    protocol: protocol ?? base.protocol,
    paths: paths ?? base.paths,
    senderNsId: senderNsId === undefined ? base.senderNsId : senderNsId,
    basicAuth:
      basicAuth === undefined
        ? base.basicAuth
        : basicAuth && {
            username: basicAuth.username,
            password: keep(basicAuth.password, stored?.basicAuth?.password, '/basicAuth/password', 'password'),
          },
    headers:
      headers === undefined
        ? base.headers
        : headers.map(({ name, value }, index) => ({
            name,
            value: keep(
              value,
              stored?.headers.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value,
              `/headers/${index}/value`,
              `value of ${name}`,
            ),
          })),
    tls:
      tls === undefined
        ? base.tls
        : tls && {
            source: tls.source ?? '',
            rootCa: mergeFile(tls.rootCa, before?.tls?.rootCa, 'ca.pem', '/tls/rootCa/content'),
            certificate: mergeFile(tls.certificate, before?.tls?.certificate, 'cert.pem', '/tls/certificate/content'),
            key: mergeFile(tls.key, before?.tls?.key, 'key.pem', '/tls/key/content'),
          },
  }
}

type GivenFile = { readonly path?: string | undefined; readonly content?: string | undefined } | null
const mergeFile = (
  given: GivenFile,
  before: FileDraft | null | undefined,
  name: string,
  pointer: string,
): FileDraft | null =>
  given && {
    path: given.path ?? before?.path ?? name,
    content: keep(given.content, before?.content ?? undefined, pointer, 'file'),
  }

/** What is given, or what is there; neither is an error of that field. */
function keep(given: string | undefined, before: string | undefined, pointer: string, what: string): string {
  const value = given ?? before
  if (value !== undefined) return value
  throw missing(pointer, what, 'and there is none that could stay. Give it.')
}

const MOVED = 'since the stored one was given for another server. Enter it again.'

function missing(pointer: string, what: string, why: string): AppError {
  const detail = `The ${what} is missing, ${why}`
  return new AppError('invalid', detail, { errors: [{ pointer, detail, code: 'missing' }] })
}

function needServer(draft: ServerDraft, now: Date): JoinServer {
  for (const field of ['rootCa', 'certificate', 'key'] as const)
    if (draft.tls?.[field] && draft.tls[field].content === null && draft.tls.source !== 'key-vault') {
      const detail = `The ${field === 'rootCa' ? 'CA certificate' : field} is missing. Give it as PEM.`
      throw new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'missing' }] })
    }
  const { findings, server } = checkServer(draft, now)
  refuseErrors(findings)
  return needed(server)
}

function needFile(file: string): string {
  const path = resolvePath('', file)
  if (path.ok) return path.value
  throw new AppError('invalid', path.error, { errors: [{ pointer: '/file', detail: path.error, code: 'path' }] })
}

function refuseClashes(servers: readonly OpenServer[], file: string): void {
  const clashes = [...checkPrefixes({ servers }), ...checkFiles({ servers })].filter(
    ({ severity }) => severity === 'error',
  )
  const own = clashes.filter((one) => one.file === file)
  if (own.length > 0) refuseErrors(own)
  const [other] = clashes
  if (other)
    throw new AppError('invalid', `${other.file}: ${other.message}`, {
      errors: [{ pointer: pointerOf(''), detail: other.message, code: other.code }],
    })
}

/** `js.example.com/js.yml`, with a number where it is taken. */
function freeFile(fqdn: string, servers: readonly OpenServer[]): string {
  const folder =
    fqdn
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-')
      .replace(/^[.-]+|[.-]+$/g, '') || 'join-server'
  const taken = new Set(servers.map(({ file }) => file.toLowerCase()))
  for (let number = 1; ; number++) {
    const file = `${folder}${number === 1 ? '' : `-${number}`}/js.yml`
    if (!taken.has(file)) return file
  }
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the join server was not made')
  return value
}
