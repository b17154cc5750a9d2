/** Paths inside a configuration: always with “/”, always below its root (interop.md, “Paths”). */
import { ok, type Result, refuse } from '../result.ts'

const MOST = 255

/**
 * `path` as seen from the folder `base` (empty: the root), in normal form. Refuses what leaves the root, absolute paths,
 * backslashes and folders.
 */
export function resolvePath(base: string, path: string): Result<string> {
  if (path === '') return refuse('The path is empty. Write the name of a file.')
  if (path.length > MOST) return refuse(`The path has more than ${MOST} characters. Use a shorter one.`)
  if (/\p{Cc}/u.test(path)) return refuse('The path holds control characters. Remove them.')
  if (path.includes('\\')) return refuse(`“${path}” has backslashes. Write “/” between folders.`)
  if (path.startsWith('/') || /^[a-z]:/i.test(path))
    return refuse(`“${path}” is absolute. Write it from the folder of the file that it stands in.`)
  if (path.endsWith('/')) return refuse(`“${path}” is a folder. Write the name of a file.`)
  const parts: string[] = []
  for (const part of [...base.split('/'), ...path.split('/')]) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined)
      return refuse(`“${path}” leaves the folder of config.yml. Put the file into that folder.`)
  }
  return parts.length === 0 ? refuse(`“${path}” is a folder. Write the name of a file.`) : ok(parts.join('/'))
}

/** The folder of a file; empty for the root. */
export const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')))

/** How a file that is written `path` in the folder `base` reads in normal form: `../ca.pem`, `ca.pem`. */
export function relativePath(base: string, file: string): string {
  const from = base === '' ? [] : base.split('/')
  const to = file.split('/')
  let common = 0
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/')
}
