/** Every file of a configuration once: join servers that name the same path must mean the same file. */
import type { ServerFinding } from './check-prefixes.ts'
import type { Configuration } from './model.ts'
import { CONFIG_FILE, LEFT_OUT_FILE, SETTINGS_FILE } from './read-folder.ts'
import { folderOf, resolvePath } from './relative-path.ts'

/** Errors of paths that two files would share; file systems that do not tell upper from lower case count. */
export function checkFiles(configuration: Configuration): ServerFinding[] {
  const taken = new Map<string, { readonly path: string; readonly content: string | null }>(
    [CONFIG_FILE, LEFT_OUT_FILE, SETTINGS_FILE].map((path) => [path.toLowerCase(), { path, content: null }]),
  )
  const findings: ServerFinding[] = []
  const take = (file: string, field: string, path: string, content: string | null) => {
    const other = taken.get(path.toLowerCase())
    taken.set(path.toLowerCase(), other ?? { path, content })
    if (!other || (other.path === path && other.content !== null && other.content === content)) return
    const message = `${other.path} is another file of this configuration already. Choose another path.`
    findings.push({ severity: 'error', code: 'path-taken', file, field, message })
  }
  for (const { file } of configuration.servers) take(file, 'file', file, null)
  for (const { file, tls } of configuration.servers) {
    for (const [field, one] of [
      ['tls.root-ca', tls?.rootCa],
      ['tls.certificate', tls?.certificate],
      ['tls.key', tls?.key],
    ] as const) {
      const path = one && resolvePath(folderOf(file), one.path)
      if (one && path?.ok) take(file, field, path.value, one.content)
    }
  }
  return findings
}
