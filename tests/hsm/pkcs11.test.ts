/** The PKCS#11 provider on a real SoftHSM2, against the software provider and the published vectors. */
import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  verify,
} from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '#lib/db/client.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { secretsOfMasterKey } from '#lib/domain/key-derivation.ts'
import type { KeyProvider } from '#lib/hsm/key-provider.ts'
import { type KeySource, loadKeyProvider, rotateWrappingKey } from '#lib/hsm/load-key-provider.ts'
import { keysOf } from '#lib/hsm/pkcs11-keys.ts'
import { CK } from '#lib/hsm/pkcs11-module.ts'
import { createPkcs11Provider } from '#lib/hsm/pkcs11-provider.ts'
import { openToken } from '#lib/hsm/pkcs11-token.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { createTestDatabase, type TestDatabase } from '#tests/setup/test-database.ts'
import { hasSoftHsm, makeSoftHsm, type SoftHsm } from '#tests/support/softhsm.ts'

const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no refusal',
    (error) => (error instanceof AppError ? error.detail : `not an AppError: ${error}`),
  )

describe.skipIf(!(await hasSoftHsm()))(
  'with an HSM (Debian: apt-get install softhsm2, and a C++ compiler at install)',
  () => {
    let hsm: SoftHsm
    let testDatabase: TestDatabase
    let database: Database
    let dataDir: string

    beforeEach(async () => {
      hsm = makeSoftHsm()
      testDatabase = await createTestDatabase()
      database = openDatabase(testDatabase.url, { max: 2 })
      dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-keys-'))
    })
    afterEach(async () => {
      await (await openToken(hsm.settings).catch(() => undefined))?.close()
      await database.close()
      await testDatabase.drop()
      hsm.delete()
      rmSync(dataDir, { recursive: true, force: true })
    })

    const source = (): KeySource => ({ sql: database.sql, dataDir, hsm: hsm.settings })
    const load = (): Promise<KeyProvider> => loadKeyProvider(source())
    /** As a new process would: nothing of the last login is left. */
    const restart = async (): Promise<KeyProvider> => {
      await (await openToken(hsm.settings)).close()
      return load()
    }
    const record = async () => {
      const [row] = await database.sql<{ value: Buffer }[]>`select value from site_secrets where name = 'data-key'`
      return row?.value ?? Buffer.alloc(0)
    }

    test('computes CMACs as RFC 4493 does (NIST SP 800-38B, AES-256)', async () => {
      const keys = keysOf(await openToken(hsm.settings))
      const key = Buffer.from('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 'hex')
      const id = await keys.create('vector', 'sign', { value: key })
      const block = '6bc1bee22e409f96e93d7e117393172a'
      const messages = [block, `${block}ae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411`].map((hex) =>
        Buffer.from(hex, 'hex'),
      )
      const macs = await keys.cmac(id, messages)
      expect(macs.map((mac) => mac.toString('hex'))).toEqual([
        '28a7023f452e8f82bd4bf28d8c37c35c',
        'aaf3d8f1de5640c232f5b169b9c911e6',
      ])
    })

    test('derives the same secrets from the same root as the software provider, in the order that was asked', async () => {
      const root = Buffer.alloc(32, 7)
      const software = await loadKeyProvider({ sql: database.sql, dataDir })
      const inSoftware = await software.createBatchRoot(Buffer.from(root))
      const hard = await load()
      const inToken = await hard.createBatchRoot(Buffer.from(root))
      expect(inToken.keyCheckValue).toBe(inSoftware.keyCheckValue)
      const euis: Eui[] = Array.from({ length: 200 }, (_, i) => euiFromBigInt(0xb827ebfffe000000n + BigInt(199 - i)))
      const expected = await software.derive(inSoftware.wrapped, euis)
      expect(await hard.derive(inToken.wrapped, euis)).toEqual(expected)
      // A batch from before the HSM goes on as it was.
      expect(await hard.derive(inSoftware.wrapped, euis)).toEqual(expected)
      expect(inToken.wrapped.includes(root)).toBe(false)
    })

    test('takes part in twin ceremonies: exports a new root once, imports a wrapped one, wraps master keys', async () => {
      const twin = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
      const provider = await load()
      const { exported, wrapped, keyCheckValue } = await provider.createTwinRoot(twin.publicKey)
      const root = privateDecrypt({ key: twin.privateKey, ...oaep }, exported)
      const software = createSoftwareProvider(Buffer.alloc(32, 1))
      const same = await software.createBatchRoot(Buffer.from(root))
      expect(same.keyCheckValue).toBe(keyCheckValue)
      const [gateway] = await provider.derive(wrapped, [eui('::1')], twin.publicKey)
      const { wrappedMaster = Buffer.alloc(0), ...secrets } = gateway ?? {}
      expect([secrets]).toEqual(await software.derive(same.wrapped, [eui('::1')]))
      const master = privateDecrypt({ key: twin.privateKey, ...oaep }, wrappedMaster)
      expect(secretsOfMasterKey(master, eui('::1'))).toEqual(secrets)
      const { sealed, publicKey } = await provider.createTransportKey()
      const taken = await (await restart()).importRoot(sealed, publicEncrypt({ key: publicKey, ...oaep }, root))
      expect(taken.keyCheckValue).toBe(keyCheckValue)
      expect(taken.wrapped[0]).toBe(2)
      expect(await refusal(provider.importRoot(sealed, exported))).toMatch(/^This does not open/)
    })

    test('keeps the roots inside: sensitive, not extractable, and of no other use than CMAC', async () => {
      const provider = await load()
      const { wrapped } = await provider.createBatchRoot()
      const token = await openToken(hsm.settings)
      await token.use(async (module, session) => {
        module.C_FindObjectsInit(session, [{ type: CK.CKA_ID, value: Buffer.from(wrapped.subarray(1)) }])
        const [key] = module.C_FindObjects(session, 1)
        module.C_FindObjectsFinal(session)
        if (!key) throw new Error('the root is not in the token')
        const flags = [CK.CKA_SENSITIVE, CK.CKA_EXTRACTABLE, CK.CKA_ENCRYPT, CK.CKA_DECRYPT, CK.CKA_SIGN]
        const values = module.C_GetAttributeValue(
          session,
          key,
          flags.map((type) => ({ type })),
        )
        expect(values.map(({ value }) => value[0])).toEqual([1, 0, 0, 0, 1])
        expect(() => module.C_GetAttributeValue(session, key, [{ type: CK.CKA_VALUE }])).toThrow()
      })
    })

    test('signs firmware inside, and only for the purpose that the key was made for', async () => {
      const provider = await load()
      const message = Buffer.from('#!/bin/sh\n')
      const sha512 = createHash('sha512').update(message).digest()
      const { handle, publicKey } = await provider.createSigningKey('owner-a')
      const key = createPublicKey({
        key: {
          kty: 'EC',
          crv: 'P-256',
          x: publicKey.subarray(0, 32).toString('base64url'),
          y: publicKey.subarray(32).toString('base64url'),
        },
        format: 'jwk',
      })
      const signature = await provider.sign(handle, 'owner-a', sha512)
      expect(verify('sha512', message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
      expect(await (await restart()).sign(handle, 'owner-a', sha512)).toHaveLength(64)
      await expect(provider.sign(handle, 'owner-b', sha512)).rejects.toThrow()
      await provider.destroySigningKey(handle, 'owner-a')
      await provider.destroySigningKey(handle, 'owner-a')
      expect(await refusal(provider.sign(handle, 'owner-a', sha512))).toMatch(/holds no key/)
      // A key of the software provider from before still signs.
      const software = createSoftwareProvider(Buffer.alloc(32, 1))
      const mixed = createPkcs11Provider(keysOf(await openToken(hsm.settings)), Buffer.alloc(32, 1))
      const before = await software.createSigningKey('owner-a')
      expect(await mixed.sign(before.handle, 'owner-a', sha512)).toHaveLength(64)
    })

    test('wraps the data key: a restart opens what was sealed, and a start without the HSM is refused', async () => {
      const sealed = (await load()).seal(Buffer.from('secret'), 'p')
      expect((await restart()).open(sealed, 'p').toString()).toBe('secret')
      expect(readdirSync(dataDir)).toEqual([])
      expect(await refusal(loadKeyProvider({ sql: database.sql, dataDir }))).toBe(
        'An HSM wraps the data key of this database. Set HSM_MODULE, HSM_TOKEN_LABEL and HSM_PIN as where it was made.',
      )
    })

    test('two first starts at once agree on one data key', async () => {
      const [one, other] = await Promise.all([load(), load()])
      expect(other.open(one.seal(Buffer.from('secret'), 'p'), 'p').toString()).toBe('secret')
    })

    test('another token than the one of this database is refused with the key that is missing', async () => {
      await load()
      await (await openToken(hsm.settings)).close()
      hsm.delete()
      hsm = makeSoftHsm()
      expect(await refusal(load())).toMatch(
        /^The HSM token holds no key [0-9a-f]{32}, which this database was made with\./,
      )
    })

    test('a wrong PIN, token or module is told with the remedy', async () => {
      const wrong = { ...source(), hsm: { ...hsm.settings, pin: 'wrong-one' } }
      expect(await refusal(loadKeyProvider(wrong))).toBe('The HSM refuses HSM_PIN. Correct it before the token locks.')
      expect(await refusal(loadKeyProvider({ ...wrong, hsm: { ...wrong.hsm, label: 'nobody' } }))).toBe(
        'The HSM has no token “nobody”. There is “gatehouse”. Insert it, or correct HSM_TOKEN_LABEL.',
      )
      expect(await refusal(loadKeyProvider({ ...wrong, hsm: { ...wrong.hsm, module: '/bin/sh' } }))).toMatch(
        /^HSM_MODULE names \/bin\/sh, which is not a PKCS#11 module/,
      )
    })

    test('comes back by itself after sessions were lost', async () => {
      const provider = await load()
      const { wrapped } = await provider.createBatchRoot()
      const [before] = await provider.derive(wrapped, [eui('::1')])
      const token = await openToken(hsm.settings)
      await token.use(async (module) => module.C_Finalize())
      const euis = Array.from({ length: 50 }, (_, i) => euiFromBigInt(BigInt(i + 1)))
      expect((await provider.derive(wrapped, euis))[0]).toEqual(before)
    })

    test('while the token is out it says so, secrets at rest are still read, and it goes on when the token is back', async () => {
      const provider = await load()
      const { wrapped } = await provider.createBatchRoot()
      const [before] = await provider.derive(wrapped, [eui('::1')])
      const token = await openToken(hsm.settings)
      hsm.remove()
      await token.use(async (module) => module.C_Finalize())
      expect(await refusal(provider.derive(wrapped, [eui('::1')]))).toMatch(/^The HSM /)
      expect(provider.open(provider.seal(Buffer.from('secret'), 'p'), 'p').toString()).toBe('secret')
      hsm.insert()
      await expect.poll(() => provider.derive(wrapped, [eui('::1')]).catch(() => [])).toEqual([before])
    })

    test('a batch that is refused leaves no key behind, and a decoy is made once', async () => {
      const provider = await load()
      const keys = keysOf(await openToken(hsm.settings))
      const count = async () =>
        (await openToken(hsm.settings)).use(async (module, session) => {
          module.C_FindObjectsInit(session, [{ type: CK.CKA_CLASS, value: CK.CKO_SECRET_KEY }])
          const found = module.C_FindObjects(session, 100)
          module.C_FindObjectsFinal(session)
          return found.length
        })
      const context = {
        ...database,
        keys: provider,
        site: { gatewayHosts: [], consoleUrl: '', tls: null },
        now: () => new Date(),
      }
      const batch = { from: eui('cc00000000000000'), to: eui('cc000000000000ff'), flavor: 'x' }
      await createBatch(context, batch)
      const before = await count()
      expect(await refusal(createBatch(context, batch))).toMatch(/belongs to another batch/)
      expect(await count()).toBe(before)
      const decoy = await provider.decoyRoot()
      expect(await (await restart()).decoyRoot()).toEqual(decoy)
      expect(await count()).toBe(before + 1)
      expect(await provider.derive(decoy, [eui('::1')])).toHaveLength(1)
      await keys.destroy(Buffer.from(decoy.subarray(1)))
    })

    describe('the wrapping key is rotated', () => {
      test('inside the HSM, while serving; the old key opens backups until it is destroyed', async () => {
        const serving = await load()
        const sealed = serving.seal(Buffer.from('secret'), 'p')
        const backup = await record()
        expect(await rotateWrappingKey(source())).toBe('hsm')
        expect((await record()).equals(backup)).toBe(false)
        expect(serving.open(sealed, 'p').toString()).toBe('secret')
        expect((await restart()).open(sealed, 'p').toString()).toBe('secret')
        const rotated = await record()
        await database.sql`update site_secrets set value = ${backup} where name = 'data-key'`
        expect((await restart()).open(sealed, 'p').toString()).toBe('secret')
        await database.sql`update site_secrets set value = ${rotated} where name = 'data-key'`
        await rotateWrappingKey(source(), { destroyOld: true })
        expect((await restart()).open(sealed, 'p').toString()).toBe('secret')
        await database.sql`update site_secrets set value = ${rotated} where name = 'data-key'`
        expect(await refusal(restart())).toMatch(/holds no key/)
      })

      test('from the file into the HSM', async () => {
        const software = await loadKeyProvider({ sql: database.sql, dataDir })
        const sealed = software.seal(Buffer.from('secret'), 'p')
        expect((await load()).open(sealed, 'p').toString()).toBe('secret')
        expect(await rotateWrappingKey(source(), { destroyOld: true })).toBe('hsm')
        expect(readdirSync(dataDir)).toEqual([])
        expect((await restart()).open(sealed, 'p').toString()).toBe('secret')
      })

      test('of two at once one wins, and the loser says so', async () => {
        const sealed = (await load()).seal(Buffer.from('secret'), 'p')
        const outcomes = await Promise.allSettled([rotateWrappingKey(source()), rotateWrappingKey(source())])
        const lost = outcomes.filter(({ status }) => status === 'rejected')
        expect(lost.length).toBeLessThan(2)
        expect((await restart()).open(sealed, 'p').toString()).toBe('secret')
      })
    })
  },
)
