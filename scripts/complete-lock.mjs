/**
 * Adds to package-lock.json the optional packages of other systems that the registry in use did not list,
 * so that `npm ci` accepts the lock file everywhere: run it after each `npm install`.
 *
 * npm leaves out an optional dependency whose manifest it cannot fetch, and then refuses its own lock file. An entry
 * without an integrity is valid; os and cpu keep other systems from fetching it.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const SYSTEMS = ['linux', 'darwin', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony']
const CPUS = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32']

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))

/** Where npm looks for `name` when the package at `from` needs it: its own folder, then each parent's. */
function findInstalled(from, name) {
  for (let at = from; ; ) {
    const candidate = `${at ? `${at}/` : ''}node_modules/${name}`
    if (lock.packages[candidate]) return candidate
    if (!at) return undefined
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  }
}

/** The system and processor that a package is for, read from its name (`@scope/tool-linux-arm64-musl`). */
function platformOf(name) {
  const words = name.split(/[/-]/).map((word) => (word.startsWith('win') ? 'win32' : word))
  const os = words.find((word) => SYSTEMS.includes(word))
  const cpu = words.find((word) => CPUS.includes(word))
  return { ...(os ? { os: [os] } : {}), ...(cpu ? { cpu: [cpu] } : {}) }
}

let added = 0
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (findInstalled(from, name) || !/^\d/.test(range)) continue
    lock.packages[`node_modules/${name}`] = {
      version: range,
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...platformOf(name),
    }
    added += 1
  }
}
for (const entry of Object.values(lock.packages)) delete entry.resolved
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} optional packages of other systems added to package-lock.json`)
