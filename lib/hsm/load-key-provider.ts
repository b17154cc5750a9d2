/**
 * Finds the keys of this installation (rules.md 22). The data key encrypts secrets at rest and lies, wrapped, in
 * PostgreSQL. A start that finds a data key and nothing that unwraps it refuses: a new key would make every stored secret
 * unreadable.
 */
import { randomBytes } from 'node:crypto'
import type { Sql } from '#lib/db/client.ts'
import { isSealedWithout, putSiteSecretOnce, readSiteSecret, replaceSiteSecretIf } from '#lib/db/site-secrets.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { KeyProvider } from './key-provider.ts'
import { keysOf, type TokenKeys } from './pkcs11-keys.ts'
import { createPkcs11Provider } from './pkcs11-provider.ts'
import { openToken, type TokenSettings } from './pkcs11-token.ts'
import { createSoftwareProvider } from './software-provider.ts'
import {
  findOrMakeWrappingKey,
  hsmKeyOf,
  isWrappedByHsm,
  makeNextKey,
  parseWrappingKey,
  retireKeyFile,
  type SoftwareWrapping,
  settleNextKey,
  unwrapInHsm,
  unwrapInSoftware,
  wrapInHsm,
  wrapInSoftware,
} from './wrapping-key.ts'

const DATA_KEY = 'data-key'

export interface KeySource extends SoftwareWrapping {
  readonly sql: Sql
  /** Batch roots, and the key that wraps the data key, live in this token. */
  readonly hsm?: TokenSettings | undefined
}

/** Opens the data key of this database, or makes one in an empty database. */
export async function loadKeyProvider(source: KeySource): Promise<KeyProvider> {
  const keys = source.hsm && keysOf(await openToken(source.hsm))
  const record = (await readSiteSecret(source.sql, DATA_KEY)) ?? (await makeDataKey(source, keys))
  const dataKey = await unwrap(source, keys, record)
  return keys ? createPkcs11Provider(keys, dataKey) : createSoftwareProvider(dataKey)
}

async function makeDataKey(source: KeySource, keys: TokenKeys | undefined): Promise<Buffer> {
  if (await isSealedWithout(source.sql, DATA_KEY)) {
    throw new AppError(
      'unavailable',
      'The database holds encrypted secrets, but not the data key that they were encrypted with. Restore the whole database from its backup.',
    )
  }
  const dataKey = randomBytes(32)
  const record = keys ? await wrapInHsm(keys, dataKey) : wrapInSoftware(await findOrMakeWrappingKey(source), dataKey)
  // Another process may have been first: what is stored counts.
  const settled = await putSiteSecretOnce(source.sql, DATA_KEY, record)
  if (keys && !settled.equals(record)) await keys.destroy(hsmKeyOf(record))
  return settled
}

async function unwrap(source: KeySource, keys: TokenKeys | undefined, record: Buffer): Promise<Buffer> {
  if (!isWrappedByHsm(record)) return unwrapInSoftware(source, record)
  if (keys) return unwrapInHsm(keys, record)
  throw new AppError(
    'unavailable',
    'An HSM wraps the data key of this database. Set HSM_MODULE, HSM_TOKEN_LABEL and HSM_PIN as where it was made.',
  )
}

export interface Rotation {
  /** 32 bytes, hex or Base64, for an installation whose key is in the environment. */
  readonly next?: string | undefined
  /** Destroys the old wrapping key: backups of the database from before can then never be opened again. */
  readonly destroyOld?: boolean | undefined
}

/**
 * Wraps the data key with a new wrapping key: in the HSM where one is set, else in the file or the environment. Processes
 * that serve hold the data key already and go on; nothing is encrypted anew. The old wrapping key stays, out of use, for
 * backups from before, unless it is to be destroyed.
 * @throws AppError `invalid` where the key comes from the environment and no next one is given; `conflict` when another
 * rotation was first.
 */
export async function rotateWrappingKey(
  source: KeySource,
  { next, destroyOld = false }: Rotation = {},
): Promise<'hsm' | 'file' | 'given'> {
  const keys = source.hsm && keysOf(await openToken(source.hsm))
  const record = await readSiteSecret(source.sql, DATA_KEY)
  if (!record) throw new AppError('unavailable', 'There is no data key yet: start Gatehouse once.')
  const dataKey = await unwrap(source, keys, record)
  const store = async (wrapped: Buffer) => {
    if (await replaceSiteSecretIf(source.sql, DATA_KEY, record, wrapped)) return
    if (isWrappedByHsm(wrapped)) await keys?.destroy(hsmKeyOf(wrapped))
    throw new AppError('conflict', 'Another rotation was first. Look whether this one is still wanted.')
  }
  try {
    if (keys) {
      await store(await wrapInHsm(keys, dataKey))
      if (!isWrappedByHsm(record)) await retireKeyFile(source.dataDir, destroyOld)
      else if (destroyOld) await keys.destroy(hsmKeyOf(record))
      return 'hsm'
    }
    if (next || source.wrappingKey) {
      if (!next) {
        throw new AppError(
          'invalid',
          'The wrapping key comes from GATEHOUSE_WRAPPING_KEY: give the next one with --next-key-file, and set it before the next start.',
        )
      }
      await store(wrapInSoftware(parseWrappingKey(next, 'the next key'), dataKey))
      return 'given'
    }
    await store(wrapInSoftware(await makeNextKey(source.dataDir), dataKey))
    await settleNextKey(source.dataDir, destroyOld)
    return 'file'
  } finally {
    dataKey.fill(0)
  }
}
