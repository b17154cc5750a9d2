/**
 * The binding to PKCS#11 modules (pkcs11js, docs/decisions/0080). It is an optional dependency, compiled at install: where
 * there was no compiler it is missing, and everything but an HSM works without it. So its types are ours.
 */
import { AppError } from '#lib/domain/app-error.ts'

/** A slot, session or object, as the binding gives it. */
export type Handle = Buffer

export interface Attribute {
  readonly type: number
  readonly value?: number | boolean | string | Buffer
}

export interface Mechanism {
  readonly mechanism: number
  readonly parameter?: object
}

/** The calls of PKCS#11 that we make. Each throws `{code: CKR_…}`. */
export interface Pkcs11 {
  load(path: string): void
  C_Initialize(options?: { flags?: number }): void
  C_Finalize(): void
  C_GetSlotList(tokenPresent: boolean): Handle[]
  C_GetTokenInfo(slot: Handle): { readonly label: string; readonly flags: number }
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, userType: number, pin: string): void
  C_GenerateRandom(session: Handle, out: Buffer): Buffer
  C_GenerateKey(session: Handle, mechanism: Mechanism, template: Attribute[]): Handle
  C_GenerateKeyPair(
    session: Handle,
    mechanism: Mechanism,
    publicTemplate: Attribute[],
    privateTemplate: Attribute[],
  ): { readonly publicKey: Handle; readonly privateKey: Handle }
  C_CreateObject(session: Handle, template: Attribute[]): Handle
  C_DestroyObject(session: Handle, object: Handle): void
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { readonly value: Buffer }[]
  C_FindObjectsInit(session: Handle, template: Attribute[]): void
  C_FindObjects(session: Handle, most: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_SignAsync(session: Handle, data: Buffer, out: Buffer): Promise<Buffer>
  C_EncryptInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_EncryptAsync(session: Handle, data: Buffer, out: Buffer): Promise<Buffer>
  C_DecryptInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_DecryptAsync(session: Handle, data: Buffer, out: Buffer): Promise<Buffer>
}

/** Numbers of the standard (PKCS #11 2.40) that we use. */
export const CK = {
  CKF_OS_LOCKING_OK: 0x2,
  CKF_RW_SESSION: 0x2,
  CKF_SERIAL_SESSION: 0x4,
  CKF_USER_PIN_FINAL_TRY: 0x20000,
  CKF_USER_PIN_LOCKED: 0x40000,
  CKU_USER: 1,
  CKO_PUBLIC_KEY: 2,
  CKO_PRIVATE_KEY: 3,
  CKO_SECRET_KEY: 4,
  CKK_EC: 3,
  CKK_AES: 0x1f,
  CKM_EC_KEY_PAIR_GEN: 0x1040,
  CKM_ECDSA: 0x1041,
  CKM_AES_KEY_GEN: 0x1080,
  CKM_AES_GCM: 0x1087,
  CKM_AES_CMAC: 0x108a,
  CKA_CLASS: 0x0,
  CKA_TOKEN: 0x1,
  CKA_PRIVATE: 0x2,
  CKA_LABEL: 0x3,
  CKA_VALUE: 0x11,
  CKA_KEY_TYPE: 0x100,
  CKA_ID: 0x102,
  CKA_SENSITIVE: 0x103,
  CKA_ENCRYPT: 0x104,
  CKA_DECRYPT: 0x105,
  CKA_SIGN: 0x108,
  CKA_VERIFY: 0x10a,
  CKA_VALUE_LEN: 0x161,
  CKA_EXTRACTABLE: 0x162,
  CKA_EC_PARAMS: 0x180,
  CKA_EC_POINT: 0x181,
  CKR_PIN_INCORRECT: 0xa0,
  CKR_PIN_INVALID: 0xa1,
  CKR_PIN_LEN_RANGE: 0xa2,
  CKR_PIN_LOCKED: 0xa4,
  CKR_USER_ALREADY_LOGGED_IN: 0x100,
  CKR_CRYPTOKI_ALREADY_INITIALIZED: 0x191,
} as const

/** `CK_GCM_PARAMS` in the binding's own numbering. */
export const GCM_PARAMS = 3

/** The `CKR_…` of a failed call; undefined for any other error. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'number' ? code : undefined
}

/** A variable, so that the compiler does not ask for a package that may be missing. */
const PACKAGE = 'pkcs11js'
const loaded = new Map<string, Pkcs11>()

/**
 * The module in this file, loaded once per process: PKCS#11 modules keep one state for all who use them.
 * @throws AppError `unavailable` with the remedy.
 */
export async function loadPkcs11(path: string): Promise<Pkcs11> {
  const known = loaded.get(path)
  if (known) return known
  // The bundler leaves it alone: where it was not compiled, a bundled import would end the build.
  const binding = (await import(/* turbopackIgnore: true */ PACKAGE).catch(() => undefined)) as
    | { default: { PKCS11: new () => Pkcs11 } }
    | undefined
  if (!binding) {
    throw new AppError(
      'unavailable',
      'HSM_MODULE is set, but the package pkcs11js is not installed: it is compiled at install. Install a C++ compiler, make and Python, then run npm ci again.',
    )
  }
  const module = new binding.default.PKCS11()
  try {
    module.load(path)
  } catch {
    throw new AppError(
      'unavailable',
      `HSM_MODULE names ${path}, which is not a PKCS#11 module that can be loaded here.`,
    )
  }
  loaded.set(path, module)
  return module
}
