/**
 * One token of a PKCS#11 module: sessions, login, and coming back after the token was gone. Calls that may take long run on
 * Node's thread pool, each in a session of its own, because a session does one thing at a time.
 */
import { AppError } from '#lib/domain/app-error.ts'
import { CK, type Handle, loadPkcs11, type Pkcs11, resultCode } from './pkcs11-module.ts'

export interface TokenSettings {
  /** Path of the module (`HSM_MODULE`). */
  readonly module: string
  /** The token by its label, or by the number of its slot. */
  readonly label?: string | undefined
  readonly slot?: number | undefined
  readonly pin: string
}

export interface Token {
  /**
   * Runs `work` in a session of its own. A session that is lost is opened anew, once.
   * @throws AppError `unavailable` while the token is gone.
   */
  use<R>(work: (module: Pkcs11, session: Handle) => Promise<R>): Promise<R>
  /** Rises with each new login: object handles of an earlier one are void. */
  readonly generation: () => number
  close(): Promise<void>
}

/** The thread pool has four threads. */
const SESSIONS = 4
/** After a failed try to come back, in milliseconds, none is made: each call would wait for a dead network. */
const PAUSE = 1_000

/** Answers that belong to the call and not to the connection with the token: the call fails, the session is good. */
const OF_THE_CALL = new Set([
  0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x40, 0x41, 0x62, 0x63, 0x68, 0x6a, 0x70, 0x71, 0xc0, 0xc1, 0xd0, 0xd1, 0x150,
])

const opened = new Map<string, Promise<Token>>()

/**
 * Opens the token, once per process: a second login of one process is refused by the standard.
 * @throws AppError `unavailable` with what to do: module, token or PIN are wrong, or the token is not there.
 */
export function openToken(settings: TokenSettings): Promise<Token> {
  const key = JSON.stringify([settings.module, settings.label, settings.slot])
  const known = opened.get(key)
  if (known) return known
  const opening = createToken(settings, () => opened.delete(key))
  opened.set(key, opening)
  opening.catch(() => opened.delete(key))
  return opening
}

async function createToken(settings: TokenSettings, onClose: () => void): Promise<Token> {
  const module = await loadPkcs11(settings.module)
  let generation = 0
  let free: Handle[] = []
  let busy = 0
  let ready = false
  let failedAt = 0
  let reopening: Promise<void> | undefined
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const resume of waiting.splice(0)) resume()
  }

  const connect = () => {
    free = openSessions(module, settings)
    generation += 1
    ready = true
  }
  connect()

  /** What was in flight comes back first: the module is then ended and begun anew, as some only then see a token again. */
  const reopen = (): Promise<void> => {
    reopening ??= (async () => {
      ready = false
      free = []
      while (busy > 0) await new Promise<void>((resume) => waiting.push(resume))
      try {
        module.C_Finalize()
      } catch {
        // It was not running any more.
      }
      try {
        connect()
      } catch (error) {
        failedAt = Date.now()
        throw error
      }
    })().finally(() => {
      reopening = undefined
      wake()
    })
    return reopening
  }

  const take = async (): Promise<Handle> => {
    for (;;) {
      const session = ready ? free.pop() : undefined
      if (session) {
        busy += 1
        return session
      }
      if (ready || reopening) await new Promise<void>((resume) => waiting.push(resume))
      else if (Date.now() - failedAt < PAUSE) throw gone()
      else await reopen()
    }
  }

  const attempt = async <R>(work: (module: Pkcs11, session: Handle) => Promise<R>): Promise<R> => {
    const session = await take()
    const mine = generation
    try {
      return await work(module, session)
    } finally {
      busy -= 1
      if (mine === generation && ready) free.push(session)
      wake()
    }
  }

  return {
    generation: () => generation,
    async use(work) {
      const before = generation
      try {
        return await attempt(work)
      } catch (error) {
        const code = resultCode(error)
        if (code === undefined || OF_THE_CALL.has(code)) throw error
        // Another call may have come back already.
        if (before === generation) await reopen()
        return attempt(work)
      }
    },
    async close() {
      onClose()
      ready = false
      while (busy > 0) await new Promise<void>((resume) => waiting.push(resume))
      try {
        module.C_Finalize()
      } catch {
        // Nothing is left to end.
      }
    },
  }
}

function openSessions(module: Pkcs11, settings: TokenSettings): Handle[] {
  try {
    module.C_Initialize({ flags: CK.CKF_OS_LOCKING_OK })
  } catch (error) {
    if (resultCode(error) !== CK.CKR_CRYPTOKI_ALREADY_INITIALIZED) throw gone()
  }
  const slot = findSlot(module, settings)
  refuseRiskyLogin(module, slot)
  try {
    const sessions = Array.from({ length: SESSIONS }, () =>
      module.C_OpenSession(slot, CK.CKF_SERIAL_SESSION | CK.CKF_RW_SESSION),
    )
    login(module, sessions[0] as Handle, settings.pin)
    return sessions
  } catch (error) {
    throw error instanceof AppError ? error : gone()
  }
}

function findSlot(module: Pkcs11, { label, slot }: TokenSettings): Handle {
  let slots: Handle[]
  try {
    slots = module.C_GetSlotList(true)
  } catch {
    throw gone()
  }
  const labels = slots.map((one) => module.C_GetTokenInfo(one).label.trim())
  const found = label === undefined ? slots[slot ?? 0] : slots[labels.indexOf(label)]
  if (found) return found
  const named = labels.filter(Boolean)
  throw new AppError(
    'unavailable',
    label === undefined
      ? `The HSM has no token in slot ${slot ?? 0}: ${slots.length} slots have one. Insert it, or correct HSM_SLOT.`
      : `The HSM has no token “${label}”. ${named.length ? `There is ${named.map((one) => `“${one}”`).join(', ')}. ` : ''}Insert it, or correct HSM_TOKEN_LABEL.`,
  )
}

/** Tokens lock for good after a few wrong PINs: a restart loop must never use up the last one. */
function refuseRiskyLogin(module: Pkcs11, slot: Handle): void {
  const { flags } = module.C_GetTokenInfo(slot)
  if (flags & CK.CKF_USER_PIN_LOCKED) {
    throw new AppError('unavailable', 'The PIN of the HSM token is locked. Unlock it with the security officer’s PIN.')
  }
  if (flags & CK.CKF_USER_PIN_FINAL_TRY) {
    throw new AppError(
      'unavailable',
      'One more wrong PIN locks the HSM token, so none is tried. Log in once by hand with the right one, and correct HSM_PIN.',
    )
  }
}

function login(module: Pkcs11, session: Handle, pin: string): void {
  try {
    module.C_Login(session, CK.CKU_USER, pin)
  } catch (error) {
    const code = resultCode(error)
    if (code === CK.CKR_USER_ALREADY_LOGGED_IN) return
    if (code === CK.CKR_PIN_INCORRECT || code === CK.CKR_PIN_INVALID || code === CK.CKR_PIN_LEN_RANGE) {
      throw new AppError('unavailable', 'The HSM refuses HSM_PIN. Correct it before the token locks.')
    }
    if (code === CK.CKR_PIN_LOCKED) {
      throw new AppError(
        'unavailable',
        'The PIN of the HSM token is locked. Unlock it with the security officer’s PIN.',
      )
    }
    throw error
  }
}

function gone(): AppError {
  return new AppError('unavailable', 'The HSM does not answer. Look whether it is connected and its token is there.')
}
