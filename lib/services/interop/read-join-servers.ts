/** Reading: the list, one join server, the whole configuration as files, and who is asked for a JoinEUI. */
import type { z } from 'zod'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { byPrefix, overlapsOf, type Route, routesOf } from '#lib/domain/interop/check-prefixes.ts'
import { writeChirpStack } from '#lib/domain/interop/chirpstack.ts'
import type { Component, Configuration } from '#lib/domain/interop/model.ts'
import { formatPrefix } from '#lib/domain/interop/prefix.ts'
import { prefixMap } from '#lib/domain/interop/prefix-map.ts'
import { readFolder } from '#lib/domain/interop/read-folder.ts'
import { resolveJoinEui } from '#lib/domain/interop/resolve-join-eui.ts'
import { withoutSecrets, writeFolder } from '#lib/domain/interop/write-folder.ts'
import type { configurationAnswer, joinServerAnswer, joinServersAnswer, resolveAnswer } from '#lib/schemas/interop.ts'
import type { Context } from '../context.ts'
import { NO_SUCH_JOIN_SERVER } from './change-join-servers.ts'
import { openConfiguration, readStored } from './stored-configuration.ts'
import { viewJoinServer } from './view-join-server.ts'

/** Every join server, in the order of config.yml. */
export async function listJoinServers(
  context: Context,
  { ownerId }: { ownerId: Eui },
): Promise<z.infer<typeof joinServersAnswer>> {
  const { version, servers } = await openConfiguration(context, ownerId)
  const now = context.now()
  return { version, joinServers: servers.map((server) => viewJoinServer(server, now)) }
}

/** Throws `not_found`. */
export async function readJoinServer(
  context: Context,
  { ownerId, id }: { ownerId: Eui; id: string },
): Promise<z.infer<typeof joinServerAnswer>> {
  const { version, servers } = await openConfiguration(context, ownerId)
  const server = servers.find((one) => one.id === id)
  if (!server) throw new AppError('not_found', NO_SUCH_JOIN_SERVER)
  return { version, joinServer: viewJoinServer(server, context.now()) }
}

/** The folder as the export has it, with findings by its lines, and the space of prefixes as data. */
export async function readConfiguration(
  context: Context,
  { ownerId }: { ownerId: Eui },
): Promise<z.infer<typeof configurationAnswer>> {
  const { version, servers } = await openConfiguration(context, ownerId)
  const open = { servers }
  const { files, leftOut } = writeFolder(withoutSecrets(open))
  const whole = new Map(writeFolder(open).files.map(({ path, text }) => [path, Buffer.from(text)]))
  const routes = routesOf(open)
  return {
    version,
    files: [...files],
    leftOut: [...leftOut],
    findings: [...readFolder(whole, { now: context.now() }).findings],
    overlaps: overlapsOf(routes).map(({ inner, outer }) => ({ inner: placeOf(inner), outer: placeOf(outer) })),
    races: [...byPrefix(routes)].flatMap(([prefix, group]) => {
      const names = [...new Set(group.map(({ file }) => file))]
      return names.length > 1 ? [{ prefix, files: names }] : []
    }),
    map: { ns: segmentsOf(open, 'ns'), as: segmentsOf(open, 'as') },
    chirpStackNotes: [...writeChirpStack(withoutSecrets(open)).notes],
  }
}

/** Who is asked for a JoinEUI, by the network server and by the application server. */
export async function resolveInConfiguration(
  context: Context,
  { ownerId, joinEui }: { ownerId: Eui; joinEui: Eui },
): Promise<z.infer<typeof resolveAnswer>> {
  const { document } = await readStored(context, ownerId)
  const idOf = new Map(document.servers.map(({ file, id }) => [file, id]))
  const of = (component: Component) => {
    const { winners, beaten, reason } = resolveJoinEui(routesOf(document, component), joinEui)
    const shown = (route: Route) => ({ ...placeOf(route), id: idOf.get(route.file) ?? '' })
    return { winners: winners.map(shown), race: winners.length > 1, beaten: beaten.map(shown), reason }
  }
  const note =
    'The network server asks its own join server first, and these only when that one does not know the device.'
  return { joinEui: joinEui.toUpperCase(), ns: of('ns'), as: of('as'), note }
}

const placeOf = ({ file, prefix }: Route) => ({ file, prefix: formatPrefix(prefix) })

const segmentsOf = (configuration: Configuration<unknown, unknown>, component: Component) =>
  prefixMap(routesOf(configuration, component)).map(({ from, to, prefix, files, depth }) => ({
    from: from.toUpperCase(),
    to: to.toUpperCase(),
    prefix: prefix && formatPrefix(prefix),
    files: [...files],
    depth,
  }))
