/**
 * Finds the keys of this installation (rules.md 22). The data key encrypts secrets at rest and lies, wrapped, in
 * PostgreSQL; the wrapping key comes from the environment or from a file in DATA_DIR. A start that finds a data key and
 * no wrapping key for it refuses: a new key would make every stored secret unreadable.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql } from '#lib/db/client.ts'
import { isSealedWithout, putSiteSecretOnce, readSiteSecret } from '#lib/db/site-secrets.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { KeyProvider } from './key-provider.ts'
import { openWith, sealWith } from './sealed-box.ts'
import { createSoftwareProvider } from './software-provider.ts'

const DATA_KEY = 'data-key'
const DATA_KEY_PURPOSE = 'data-key'
const FINGERPRINT_BYTES = 8
const FILE_NAME = 'wrapping-key'

export interface KeySource {
  readonly sql: Sql
  readonly dataDir: string
  /** 32 bytes as 64 hex digits or Base64; before the file, so that several machines can share a database. */
  readonly wrappingKey?: string | undefined
}

/** Opens the data key of this database, or makes one in an empty database. */
export async function loadKeyProvider(source: KeySource): Promise<KeyProvider> {
  const given = source.wrappingKey ? parseWrappingKey(source.wrappingKey) : undefined
  const stored = await readSiteSecret(source.sql, DATA_KEY)
  if (stored) return createSoftwareProvider(unwrap(stored, given ?? (await readKeyFile(source.dataDir)), source))
  if (await isSealedWithout(source.sql, DATA_KEY)) {
    throw new AppError(
      'unavailable',
      'The database holds encrypted secrets, but not the data key that they were encrypted with. Restore the whole database from its backup.',
    )
  }
  const wrappingKey = given ?? (await readKeyFile(source.dataDir)) ?? (await makeKeyFile(source.dataDir))
  const record = Buffer.concat([fingerprint(wrappingKey), sealWith(wrappingKey, randomBytes(32), DATA_KEY_PURPOSE)])
  // Another process may have been first: what is stored counts.
  const settled = await putSiteSecretOnce(source.sql, DATA_KEY, record)
  return createSoftwareProvider(unwrap(settled, wrappingKey, source))
}

function unwrap(record: Buffer, wrappingKey: Buffer | undefined, source: KeySource): Buffer {
  const place = `Set GATEHOUSE_WRAPPING_KEY, or put the file “${FILE_NAME}” of the machine that made this database into ${source.dataDir}.`
  if (!wrappingKey) {
    throw new AppError(
      'unavailable',
      `The database holds encrypted secrets and the key that opens them is missing. ${place}`,
    )
  }
  if (!record.subarray(0, FINGERPRINT_BYTES).equals(fingerprint(wrappingKey))) {
    throw new AppError('unavailable', `The wrapping key is not the one that this database was made with. ${place}`)
  }
  return openWith(wrappingKey, record.subarray(FINGERPRINT_BYTES), DATA_KEY_PURPOSE)
}

function fingerprint(wrappingKey: Buffer): Buffer {
  return createHmac('sha256', wrappingKey).update('gatehouse wrapping key').digest().subarray(0, FINGERPRINT_BYTES)
}

function parseWrappingKey(text: string, name = 'GATEHOUSE_WRAPPING_KEY'): Buffer {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  // 32 bytes have exactly this form in Base64; anything looser would let a slip of the hand through as another key.
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64')
  throw new AppError('invalid', `${name} is not a key: give 32 bytes as 64 hex digits or as Base64.`)
}

async function readKeyFile(dataDir: string): Promise<Buffer | undefined> {
  const path = join(dataDir, FILE_NAME)
  try {
    return parseWrappingKey(await readFile(path, 'utf8'), path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes the file whole or not at all; of two processes at once, both read the same key afterwards. */
async function makeKeyFile(dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, FILE_NAME)
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
  const key = await readKeyFile(dataDir)
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
