/** Rows of the access matrix: join servers. */
import { formatId6 } from '#lib/domain/identifiers.ts'
import { writeZip } from '#lib/domain/interop/write-zip.ts'
import { OWNER_A, type World } from './harness.ts'
import type { Row } from './matrix-row.ts'

const base = '/api/v1/join-servers'
const tagOf = (world: World) => world.freshEui().toUpperCase()
const joinServer = (prefix: string) => ({
  fqdn: 'js.example',
  protocol: 'BI1.0',
  entries: [{ joinEuis: [`${prefix}/64`] }],
})
const add = async (world: World): Promise<{ version: number; joinServer: { id: string } }> => {
  const response = await world.call('adminA', 'POST', base, {
    body: { ownerid: formatId6(OWNER_A), ...joinServer(tagOf(world)) },
  })
  return (await response.json()) as { version: number; joinServer: { id: string } }
}
const onJoinServer = {
  object: async (world: World) => (await add(world)).joinServer.id,
  unknown: () => '00000000-0000-4000-8000-00000000beef',
}
const onVersion = { object: async (world: World) => String((await add(world)).version) }
/** Unique by the call, so that none clashes with what another one added. */
const fresh = { object: async (world: World) => tagOf(world) }
const FILES = [
  { path: 'config.yml', text: 'join-servers:\n  - {file: a/js.yml, join-euis: ["0000000000000001/64"]}\n' },
  { path: 'a/js.yml', text: 'fqdn: js.example\nprotocol: BI1.0\n' },
]
const get = (path: string, query: Record<string, string> = {}): Row => ({
  method: 'GET',
  path: `${base}${path}`,
  access: 'read',
  request: (owner) => ({ query: { owner, ...query } }),
})

export const INTEROP_ROWS: readonly Row[] = [
  get(''),
  get('/configuration'),
  get('/resolve', { joinEui: '70B3D57ED0000000' }),
  get('/presets'),
  get('/export'),
  get('/export/chirpstack'),
  get('/versions'),
  {
    ...get('/versions/[version]'),
    ...onVersion,
    request: (owner, version) => ({ query: { owner }, params: { version } }),
  },
  {
    method: 'POST',
    path: `${base}/versions/[version]/restore`,
    access: 'operate',
    ...onVersion,
    request: (ownerid, version) => ({ body: { ownerid }, params: { version } }),
  },
  {
    method: 'POST',
    path: base,
    access: 'operate',
    status: 201,
    ...fresh,
    request: (ownerid, prefix) => ({ body: { ownerid, ...joinServer(prefix) } }),
  },
  {
    method: 'GET',
    path: `${base}/[id]`,
    access: 'read',
    ...onJoinServer,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'PATCH',
    path: `${base}/[id]`,
    access: 'operate',
    ...onJoinServer,
    request: (ownerid, id) => ({ body: { ownerid, port: 7009 }, params: { id } }),
  },
  {
    method: 'POST',
    path: `${base}/[id]/check`,
    access: 'operate',
    ...onJoinServer,
    request: (ownerid, id) => ({ body: { ownerid }, params: { id } }),
  },
  {
    method: 'DELETE',
    path: `${base}/[id]`,
    access: 'operate',
    status: 204,
    ...onJoinServer,
    request: (owner, id) => ({ query: { owner }, params: { id } }),
  },
  {
    method: 'POST',
    path: `${base}/import/zip`,
    access: 'operate',
    request: (owner) => ({ query: { owner }, upload: writeZip(FILES) }),
  },
  {
    method: 'POST',
    path: `${base}/import/files`,
    access: 'operate',
    request: (ownerid) => ({ body: { ownerid, files: FILES } }),
  },
  {
    method: 'POST',
    path: `${base}/presets`,
    access: 'operate',
    status: 201,
    // Its prefixes are its own: whoever added it before has it deleted by a configuration without it.
    object: async (world) => {
      await world.call('adminA', 'POST', `${base}/import/files`, {
        body: { ownerid: formatId6(OWNER_A), files: FILES },
      })
      return ''
    },
    request: (ownerid) => ({ body: { ownerid, preset: 'the-things-join-server' } }),
  },
]
