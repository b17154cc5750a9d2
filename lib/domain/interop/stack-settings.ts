/** What the network server and the application server need to load a configuration: the export shows it. */
import { COMPONENTS, type Component, type Configuration } from './model.ts'

/** A fragment of the stack's own configuration, with the reasons. */
export function stackSettings({ servers }: Configuration<unknown, unknown>): string {
  const reads = (component: Component) =>
    servers.some(({ entries }) =>
      entries.some(({ components }) => components.length === 0 || components.includes(component)),
    )
  const lines = [
    '# Settings of The Things Stack that load this folder (ttn-lw-stack.yml). Not read from here.',
    '# Other sources: config-source: url with url:, or config-source: blob with blob.bucket: and blob.path:.',
  ]
  for (const component of COMPONENTS) {
    if (!reads(component)) continue
    lines.push(`${component}:`, '  interop:', '    config-source: "directory"', '    directory: "/path/to/this/folder"')
    if (component === 'as') lines.push('    id: "" # AS-ID by which the join servers know this application server')
    else if (needsNsId(servers))
      lines.push('    id: "" # NSID (16 hex digits): join servers with BI1.1 and no sender-ns-id need it')
  }
  if (servers.some(({ tls }) => tls?.source === 'key-vault'))
    lines.push('# tls.source: key-vault takes the client certificate from the key-vault settings of the stack.')
  if (servers.some(({ entries }) => entries.some(({ components }) => components.length > 0)))
    lines.push('# components need The Things Stack 3.21 or newer.')
  return `${lines.join('\n')}\n`
}

const needsNsId = (servers: Configuration<unknown, unknown>['servers']): boolean =>
  servers.some(({ protocol, senderNsId }) => protocol === 'BI1.1' && senderNsId === null)
