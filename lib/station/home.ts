/**
 * Station's home folder (seed 000, cups.md §4): credential sets, temporary files, markers, and the transactions that
 * leave either the old set or the new one whatever happens in between.
 */
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import {
  CATEGORIES,
  type CredentialFiles,
  credentialFilesCrc,
  FILE_KINDS,
  type FileKind,
  type Slot,
  type StationCategory,
  slotName,
} from './credential-files.ts'
import { MAX_URI_LENGTH } from './station-uri.ts'

export interface Home {
  readonly folder: string
  /** As text of one byte per character, without white space at its end; null when missing or too long for Station. */
  uri(category: StationCategory, slot: Slot): string | null
  /** As `uri`, but also where Station ignores it for its length. */
  writtenUri(category: StationCategory, slot: Slot): string | null
  credentials(category: StationCategory, slot: Slot): CredentialFiles
  crc(category: StationCategory, slot: Slot): number
  /** `version.txt`: null when missing. */
  packageVersion(): Buffer | null
  /** The sig-N.key files, from 0 to the first missing number. */
  signatureKeys(): readonly Buffer[]
  read(name: string): Buffer | null
  exists(name: string): boolean
  /** Finishes what a crash interrupted. Answers sentences for the log. */
  recover(): string[]
  /** Copies the regular set of `category` to the backup set, once in the life of the gateway. True when it did. */
  backUp(category: StationCategory): boolean
  /** Drops the temporary files of an update that never came to its end. */
  resetUpdate(): void
  stage(category: StationCategory, kind: FileKind, bytes: Uint8Array): void
  /** Makes the staged files of `category` the regular ones. Answers the names that were written. */
  commit(category: StationCategory): string[]
  storeUpdate(bytes: Uint8Array): string
  dropUpdate(): void
}

export const UPDATE_FILE = 'update.bin'
const UPDATE_PART = 'update.bi_'

/** @param onStep called with a short name before each change on the disk; tests throw in it to play a crash. */
export function openHome(folder: string, onStep: (step: string) => void = () => {}): Home {
  const path = (name: string) => join(folder, name)
  const exists = (name: string): boolean => canAccess(path(name), constants.F_OK)
  const read = (name: string): Buffer | null => {
    try {
      return readFileSync(path(name))
    } catch {
      // Station takes a file that it cannot read for a missing one.
      return null
    }
  }
  const write = (name: string, bytes: Uint8Array, mode = 0o640): void => {
    onStep(`write ${name}`)
    const file = openSync(path(name), 'w', mode)
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
  const rename = (from: string, to: string): void => {
    onStep(`rename ${from}`)
    renameSync(path(from), path(to))
  }
  const remove = (name: string): void => {
    if (!exists(name)) return
    onStep(`remove ${name}`)
    rmSync(path(name), { force: true })
  }
  const syncFolder = (): void => {
    if (process.platform === 'win32') return
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  }

  const temp = (category: StationCategory, kind: FileKind) => `${category}-temp.${kind}`
  const updating = (category: StationCategory) => `${category}-temp.upd`
  const copying = (category: StationCategory) => `${category}-temp.cpy`
  const copied = (category: StationCategory) => `${category}-bak.done`

  const moveStaged = (category: StationCategory): string[] => {
    syncFolder()
    const written = FILE_KINDS.filter((kind) => exists(temp(category, kind)))
    for (const kind of written) rename(temp(category, kind), `${category}.${kind}`)
    syncFolder()
    remove(updating(category))
    return written.map((kind) => `${category}.${kind}`)
  }
  const copySet = (category: StationCategory): void => {
    syncFolder()
    remove(copied(category))
    for (const kind of FILE_KINDS) remove(`${category}-bak.${kind}`)
    for (const kind of FILE_KINDS) {
      const bytes = read(`${category}.${kind}`)
      if (bytes) write(`${category}-bak.${kind}`, bytes)
    }
    write(copied(category), Buffer.alloc(0))
    syncFolder()
    remove(copying(category))
    syncFolder()
  }

  // Station looks at the markers only when it starts.
  const backedUp = new Set(CATEGORIES.filter((category) => exists(copied(category))))

  const writtenUri = (category: StationCategory, slot: Slot): string | null => {
    const bytes = read(`${slotName(category, slot)}.uri`)
    if (!bytes) return null
    const zero = bytes.indexOf(0)
    return bytes.toString('latin1', 0, zero < 0 ? bytes.length : zero).replace(/[ \t\r\n]+$/, '')
  }
  const nonEmpty = (name: string): Buffer | null => {
    const bytes = read(name)
    return bytes?.length ? bytes : null
  }
  const credentials = (category: StationCategory, slot: Slot): CredentialFiles => {
    const name = slotName(category, slot)
    return { trust: nonEmpty(`${name}.trust`), crt: nonEmpty(`${name}.crt`), key: nonEmpty(`${name}.key`) }
  }

  return {
    folder,
    exists,
    read,
    writtenUri,
    credentials,
    uri(category, slot) {
      const text = writtenUri(category, slot)
      return text !== null && text.length > MAX_URI_LENGTH ? null : text
    },
    crc: (category, slot) => credentialFilesCrc(credentials(category, slot)),
    packageVersion: () => read('version.txt'),
    signatureKeys() {
      const keys: Buffer[] = []
      for (let key = read('sig-0.key'); key?.length; key = read(`sig-${keys.length}.key`)) keys.push(key)
      return keys
    },
    recover() {
      const done: string[] = []
      for (const category of CATEGORIES) {
        if (exists(updating(category))) {
          const written = moveStaged(category)
          done.push(
            `An interrupted update of ${category} was finished (${written.join(', ') || 'nothing left to move'}).`,
          )
        }
        if (exists(copying(category))) {
          copySet(category)
          done.push(`An interrupted backup of ${category} was made again.`)
        }
        if (exists(copied(category))) backedUp.add(category)
      }
      return done
    },
    backUp(category) {
      if (backedUp.has(category)) return false
      write(copying(category), Buffer.alloc(0))
      copySet(category)
      backedUp.add(category)
      return true
    },
    resetUpdate() {
      for (const category of CATEGORIES) {
        remove(updating(category))
        for (const kind of FILE_KINDS) remove(temp(category, kind))
      }
      syncFolder()
    },
    stage: (category, kind, bytes) => write(temp(category, kind), bytes),
    commit(category) {
      write(updating(category), Buffer.alloc(0))
      return moveStaged(category)
    },
    storeUpdate(bytes) {
      write(UPDATE_PART, bytes, 0o750)
      rename(UPDATE_PART, UPDATE_FILE)
      return path(UPDATE_FILE)
    },
    dropUpdate: () => remove(UPDATE_FILE),
  }
}

/** True for a folder that exists and can be read and written. */
export function isUsableFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory() && canAccess(folder, constants.R_OK | constants.W_OK)
  } catch {
    return false
  }
}

function canAccess(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}
