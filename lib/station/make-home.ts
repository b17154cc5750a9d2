/** Writes a home folder from values: for tests, and for trying Gatehouse without a gateway. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StationCategory } from './credential-files.ts'

export interface HomeSet {
  readonly uri?: string | undefined
  readonly trust?: string | Uint8Array | undefined
  readonly crt?: string | Uint8Array | undefined
  readonly key?: string | Uint8Array | undefined
}

export type HomeSetName = StationCategory | `${StationCategory}-bak` | `${StationCategory}-boot`

export type HomeContents = { readonly [name in HomeSetName]?: HomeSet } & {
  /** Any notation; becomes the file `eui`. */
  readonly eui?: string | undefined
  /** version.txt */
  readonly package?: string | Uint8Array | undefined
  /** Raw 64 bytes X‖Y each: sig-0.key, sig-1.key … */
  readonly signatureKeys?: readonly Uint8Array[] | undefined
  /** station.conf, as text or as an object to write as JSON. */
  readonly stationConf?: string | object | undefined
}

const SETS: readonly HomeSetName[] = ['cups', 'cups-bak', 'cups-boot', 'tc', 'tc-bak', 'tc-boot']

/** Makes `folder` where it is missing and writes what is given; files that are not mentioned stay. Answers the folder. */
export function makeHome(folder: string, contents: HomeContents): string {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, bytes: string | Uint8Array | undefined) => {
    if (bytes !== undefined) writeFileSync(join(folder, name), bytes, { mode: 0o640 })
  }
  for (const name of SETS) {
    const set = contents[name]
    for (const kind of ['uri', 'trust', 'crt', 'key'] as const) write(`${name}.${kind}`, set?.[kind])
  }
  write('eui', contents.eui)
  write('version.txt', contents.package)
  for (const [index, key] of (contents.signatureKeys ?? []).entries()) write(`sig-${index}.key`, key)
  const conf = contents.stationConf
  write('station.conf', typeof conf === 'object' ? JSON.stringify(conf, null, 2) : conf)
  return folder
}
