import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { writeChirpStack } from './chirpstack.ts'
import type { JoinServer } from './model.ts'
import { parsePrefix } from './prefix.ts'
import { withoutSecrets } from './write-folder.ts'

const server = (file: string, prefixes: readonly string[], more: Partial<JoinServer> = {}): JoinServer => ({
  file,
  entries: [
    {
      components: [],
      joinEuis: prefixes.flatMap((text) => {
        const parsed = parsePrefix(text)
        return parsed.ok ? [parsed.value.prefix] : []
      }),
    },
  ],
  scheme: '',
  fqdn: 'js.example',
  port: null,
  protocol: 'BI1.0',
  paths: { join: '', rejoin: '', appSKey: '', homeNs: '' },
  senderNsId: null,
  basicAuth: null,
  headers: [],
  tls: null,
  ...more,
})

test('a whole server, as ChirpStack reads it', () => {
  const { toml, notes } = writeChirpStack(
    {
      servers: [
        server('semtech/js.yml', ['0016C00000000000/24'], {
          port: 7009,
          paths: { join: 'api/v1/rens/r::1/lbi_joinreq', rejoin: '', appSKey: '', homeNs: '' },
          basicAuth: { username: 'u', password: 'p"\n' },
          tls: {
            source: 'file',
            rootCa: { path: 'ca.pem', content: '' },
            certificate: { path: '../cert.pem', content: '' },
            key: { path: 'key.pem', content: '' },
          },
        }),
      ],
    },
    '/certs',
  )
  expect(parse(toml)).toEqual({
    join_server: {
      servers: [
        {
          join_eui_prefix: '0016c00000000000/24',
          server: 'https://js.example:7009/api/v1/rens/r::1/lbi_joinreq',
          ca_cert: '/certs/semtech/ca.pem',
          tls_cert: '/certs/cert.pem',
          tls_key: '/certs/semtech/key.pem',
          authorization_header: `Basic ${Buffer.from('u:p"\n').toString('base64')}`,
        },
      ],
    },
  })
  expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining('older one ignores it')])
})

test('races, other paths, headers, NSIDs and the key vault are said; secrets stay away', () => {
  const configuration = {
    servers: [
      server('a/js.yml', ['EC656E0000000001/64'], {
        protocol: 'BI1.1',
        headers: [
          { name: 'Authorization', value: 'Bearer hidden' },
          { name: 'X-Own', value: 'hidden' },
        ],
        paths: { join: 'j', rejoin: '', appSKey: 'a', homeNs: '' },
        tls: { source: 'key-vault', rootCa: null, certificate: null, key: null },
      }),
      server('b/js.yml', ['EC656E0000000001/64', '0000000000000000/0']),
      {
        ...server('c/js.yml', []),
        entries: [{ components: ['as'], joinEuis: [{ eui: '00'.repeat(8) as never, length: 8 }] }],
      },
    ],
  }
  const { toml, notes } = writeChirpStack(withoutSecrets(configuration))
  const said = notes.map(({ file, message }) => `${file} ${message}`).join('\n')
  for (const word of [
    'no races',
    '1.0, not 1.1',
    'paths.app-s-key',
    'X-Own',
    'no key vault',
    'not part of a download',
    'application server alone',
  ])
    expect(said).toContain(word)
  expect(toml).not.toContain('hidden')
  const { join_server } = parse(toml) as { join_server: { servers: { join_eui_prefix: string; server: string }[] } }
  expect(join_server.servers.map(({ join_eui_prefix, server }) => `${join_eui_prefix} ${server}`)).toEqual([
    'ec656e0000000001/64 https://js.example:443/j',
    '0000000000000000/0 https://js.example:443',
  ])
})

test('nothing to export is still TOML', () => {
  expect(parse(writeChirpStack({ servers: [] }).toml)).toEqual({ join_server: {} })
})
