/** A configuration as the folder that The Things Stack reads: the same configuration is always the same bytes. */
import { type Configuration, type JoinServer, mapServer } from './model.ts'
import { CONFIG_FILE, LEFT_OUT_FILE, SETTINGS_FILE } from './read-folder.ts'
import { folderOf, resolvePath } from './relative-path.ts'
import { stackSettings } from './stack-settings.ts'
import { writeConfig, writeJoinServer } from './write-yaml.ts'

export interface OutFile {
  readonly path: string
  readonly text: string
}

export interface WrittenFolder {
  /** config.yml first, then each join server with its files; no path twice. */
  readonly files: readonly OutFile[]
  /** What has to be added by hand: paths of keys, and fields of js.yml. */
  readonly leftOut: readonly { readonly file: string; readonly what: string }[]
}

/** Secrets that are null are left out, and said so. */
export function writeFolder(configuration: Configuration<string | null, string>): WrittenFolder {
  const files = new Map<string, string>()
  const leftOut: { file: string; what: string }[] = []
  files.set(CONFIG_FILE, writeConfig(configuration.servers))
  for (const server of configuration.servers) {
    files.set(server.file, writeJoinServer(server))
    if (server.basicAuth && server.basicAuth.password === null)
      leftOut.push({ file: server.file, what: 'the password of basic-auth' })
    for (const { name, value } of server.headers)
      if (value === null) leftOut.push({ file: server.file, what: `the value of the header ${name}` })
    for (const [file, content] of tlsFilesOf(server)) {
      if (content === null) leftOut.push({ file, what: 'the private key' })
      else files.set(file, content)
    }
  }
  if (leftOut.length > 0) files.set(LEFT_OUT_FILE, leftOutText(leftOut))
  files.set(SETTINGS_FILE, stackSettings(configuration))
  return { files: [...files].map(([path, text]) => ({ path, text })), leftOut }
}

/** The TLS files of a join server by their path from the root. */
export function tlsFilesOf<S, F>({ file, tls }: JoinServer<S, F>): [path: string, content: S | F][] {
  return [tls?.rootCa, tls?.certificate, tls?.key].flatMap((one): [string, S | F][] => {
    const path = one && resolvePath(folderOf(file), one.path)
    return one && path?.ok ? [[path.value, one.content]] : []
  })
}

/** The configuration as it may be shown: without any secret. */
export function withoutSecrets<S, F>({ servers }: Configuration<S, F>): Configuration<null, F> {
  return {
    servers: servers.map((server) =>
      mapServer(
        server,
        () => null,
        (file) => file,
      ),
    ),
  }
}

const leftOutText = (leftOut: WrittenFolder['leftOut']): string =>
  [
    'Secrets are not part of a download. Add these before The Things Stack reads the folder:',
    '',
    ...leftOut.map(({ file, what }) => `- ${file}: ${what}`),
    '',
    'The Things Stack does not read this file. Gatehouse keeps the secrets when this folder is imported again.',
    '',
  ].join('\n')
