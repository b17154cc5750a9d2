/**
 * What wraps the data key (rules.md 22): 32 bytes of the environment or of a file in DATA_DIR, or a key in an HSM that
 * never leaves it. The stored record says which: a fingerprint and a sealed box, or the marker and the key's id.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#lib/domain/app-error.ts'
import type { TokenKeys } from './pkcs11-keys.ts'
import { openWith, sealWith } from './sealed-box.ts'

const PURPOSE = 'data-key'
const FINGERPRINT_BYTES = 8
const FILE_NAME = 'wrapping-key'
/** Where a rotation puts the new key before the database follows it. */
const NEXT_FILE_NAME = 'wrapping-key.next'
const HSM_MARK = Buffer.from('gatehouse hsm 1\0')
const ID_BYTES = 16
const NONCE_BYTES = 12

export interface SoftwareWrapping {
  readonly dataDir: string
  /** Of the environment; before the file. */
  readonly wrappingKey?: string | undefined
}

/** Whether this record was wrapped by an HSM. */
export const isWrappedByHsm = (record: Buffer): boolean => record.subarray(0, HSM_MARK.length).equals(HSM_MARK)

/** Wraps the data key with a new key of the token. */
export async function wrapInHsm(keys: TokenKeys, dataKey: Buffer): Promise<Buffer> {
  const id = await keys.create('gatehouse wrapping key', 'encrypt')
  const nonce = randomBytes(NONCE_BYTES)
  return Buffer.concat([HSM_MARK, id, nonce, await keys.encrypt(id, nonce, dataKey, PURPOSE)])
}

export function unwrapInHsm(keys: TokenKeys, record: Buffer): Promise<Buffer> {
  const body = record.subarray(HSM_MARK.length)
  const nonce = body.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES)
  return keys.decrypt(hsmKeyOf(record), nonce, body.subarray(ID_BYTES + NONCE_BYTES), PURPOSE)
}

/** The CKA_ID of the token's key that wrapped this record. */
export const hsmKeyOf = (record: Buffer): Buffer =>
  Buffer.from(record.subarray(HSM_MARK.length, HSM_MARK.length + ID_BYTES))

/** Wraps the data key with 32 bytes in this process. */
export function wrapInSoftware(wrappingKey: Buffer, dataKey: Buffer): Buffer {
  return Buffer.concat([fingerprint(wrappingKey), sealWith(wrappingKey, dataKey, PURPOSE)])
}

/**
 * Opens a record with the key of the environment or the file; with the next file where a rotation was killed half-way.
 * @throws AppError `unavailable` where there is no such key.
 */
export async function unwrapInSoftware(source: SoftwareWrapping, record: Buffer): Promise<Buffer> {
  const place = `Set GATEHOUSE_WRAPPING_KEY, or put the file “${FILE_NAME}” of the machine that made this database into ${source.dataDir}.`
  const given = source.wrappingKey ? parseWrappingKey(source.wrappingKey) : undefined
  const known = given ? [given] : await readKeyFiles(source.dataDir)
  if (known.length === 0) {
    throw new AppError(
      'unavailable',
      `The database holds encrypted secrets and the key that opens them is missing. ${place}`,
    )
  }
  const right = known.find((key) => record.subarray(0, FINGERPRINT_BYTES).equals(fingerprint(key)))
  if (!right) {
    throw new AppError('unavailable', `The wrapping key is not the one that this database was made with. ${place}`)
  }
  return openWith(right, record.subarray(FINGERPRINT_BYTES), PURPOSE)
}

/** The key of the environment or the file; a new file where there is neither. */
export async function findOrMakeWrappingKey({ wrappingKey, dataDir }: SoftwareWrapping): Promise<Buffer> {
  if (wrappingKey) return parseWrappingKey(wrappingKey)
  const path = join(dataDir, FILE_NAME)
  return (await readKeyFile(path)) ?? (await makeKeyFile(dataDir, path))
}

/** Begins a rotation of the file: the new key is on disk before the database needs it. */
export async function makeNextKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, NEXT_FILE_NAME)
  return (await readKeyFile(path)) ?? (await makeKeyFile(dataDir, path))
}

/** Ends it: from now on the next key is the key. The former one stays beside it for old backups, or is destroyed. */
export async function settleNextKey(dataDir: string, destroyOld: boolean): Promise<void> {
  await retireKeyFile(dataDir, destroyOld)
  await rename(join(dataDir, NEXT_FILE_NAME), join(dataDir, FILE_NAME))
  await syncFolder(dataDir)
}

/** Takes the key file out of use: under a name that tells its fingerprint, or for ever. */
export async function retireKeyFile(dataDir: string, destroyOld: boolean): Promise<void> {
  const path = join(dataDir, FILE_NAME)
  const key = await readKeyFile(path)
  if (!key) return
  // Linked before it goes, so that a kill in between leaves it under one name at least.
  if (!destroyOld) await link(path, `${path}.${fingerprint(key).toString('hex')}`).catch(ignore('EEXIST'))
  await unlink(path)
  await syncFolder(dataDir)
}

const ignore = (code: string) => (error: NodeJS.ErrnoException) => {
  if (error.code !== code) throw error
}

export function parseWrappingKey(text: string, name = 'GATEHOUSE_WRAPPING_KEY'): Buffer {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  // 32 bytes have exactly this form in Base64; anything looser would let a slip of the hand through as another key.
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64')
  throw new AppError('invalid', `${name} is not a key: give 32 bytes as 64 hex digits or as Base64.`)
}

function fingerprint(wrappingKey: Buffer): Buffer {
  return createHmac('sha256', wrappingKey).update('gatehouse wrapping key').digest().subarray(0, FINGERPRINT_BYTES)
}

async function readKeyFiles(dataDir: string): Promise<Buffer[]> {
  const keys = await Promise.all([FILE_NAME, NEXT_FILE_NAME].map((name) => readKeyFile(join(dataDir, name))))
  return keys.filter((key) => key !== undefined)
}

async function readKeyFile(path: string): Promise<Buffer | undefined> {
  try {
    return parseWrappingKey(await readFile(path, 'utf8'), path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes the file whole or not at all; of two processes at once, both read the same key afterwards. */
async function makeKeyFile(dataDir: string, path: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.write(`${randomBytes(32).toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(draft, path)
    await chmod(path, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
  await syncFolder(dataDir)
  const key = await readKeyFile(path)
  if (!key) throw new Error(`the wrapping key in ${path} could not be read back`)
  return key
}

/** A file's name is only safe from a power cut once its folder is; without the key the database would be lost. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and writes names through.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
