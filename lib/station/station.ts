/**
 * A LoRa Basics Station 2.0.6, as far as CUPS is concerned: it keeps its home folder, calls its CUPS server, believes
 * what it is told, and falls back where it must (cups.md). Whether its LNS link stands is an option of its check-ins; the LNS is
 * contacted only where a test says so.
 */
import type { Eui } from '#lib/domain/identifiers.ts'
import { applyAnswer, harmOfState, NOTHING_APPLIED } from './apply-answer.ts'
import { type Identity, type IdentityOptions, readIdentity } from './configuration.ts'
import { type Authentication, SLOTS, type Slot, slotName } from './credential-files.ts'
import { connectLns, type LnsOutcome } from './discovery.ts'
import { exchange } from './exchange.ts'
import { type FirmwareOutcome, signatureKeyCrcs } from './firmware.ts'
import type { Harm } from './harm.ts'
import { type Home, isUsableFolder, openHome, UPDATE_FILE } from './home.ts'
import { withDerivedBootKey } from './master-key.ts'
import { checkUris } from './start-checks.ts'
import { StationRefused } from './station-refused.ts'
import { checkStationUri } from './station-uri.ts'
import {
  afterFailure,
  FIRST_CONTACT,
  type LnsLink,
  nextContactAfter,
  type Rotation,
  rotate,
  STATION_TIMERS,
  type Timers,
} from './timers.ts'
import { setUpTls } from './tls-options.ts'
import { buildUpdateInfoRequest, STATION_VERSION } from './update-info-request.ts'
import { parseUpdateInfoResponse, type UpdateInfoResponse } from './update-info-response.ts'

export interface StationOptions extends IdentityOptions {
  /** The home folder. */
  readonly home: string
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined
  readonly timers?: Partial<Timers> | undefined
  /** Whether the LNS of tc.uri answers; asked after each contact. Default: it does. */
  readonly lns?: (() => 'up' | 'down') | undefined
  /** Stands for executing an update; by default it only stays in the home as `update.bin`. */
  readonly runUpdate?: ((path: string, update: Buffer) => void) | undefined
  /** Gives a contact up after so many bytes; a real Station takes any number. */
  readonly maxAnswer?: number | undefined
  /** Called before each change on the disk; a throw plays a crash. */
  readonly onStep?: ((step: string) => void) | undefined
}

/** What Station reports about itself, and where it stands. */
export interface StationState {
  readonly router: Eui
  readonly cupsUri: string | null
  readonly tcUri: string | null
  readonly cupsCredCrc: number
  readonly tcCredCrc: number
  readonly station: string
  readonly model: string
  readonly package: string | null
  readonly keys: readonly number[]
  /** The set of the next contact. */
  readonly slot: Slot
  /** Contacts that failed since the last good one. */
  readonly failures: number
  readonly link: LnsLink
}

export interface CheckInOutcome {
  readonly result: UpdateInfoResponse['result']
  /** Why it did not succeed; null when it did. */
  readonly reason: string | null
  /** The credential set of this contact. */
  readonly slot: Slot
  /** Sets that were passed over because they have no URI. */
  readonly skipped: readonly Slot[]
  readonly uri: string | null
  readonly authentication: Authentication
  /** Bytes that went out; empty when there was no connection. */
  readonly request: Buffer
  /** Bytes that came in. */
  readonly response: Buffer
  readonly answer: UpdateInfoResponse | null
  /** Files of the home that were written, in order. */
  readonly written: readonly string[]
  /** This contact made the backup set. */
  readonly backedUp: boolean
  readonly firmware: FirmwareOutcome | null
  /** What the server did that a real gateway would suffer from. Empty for a good server. */
  readonly harm: readonly Harm[]
  readonly state: StationState
  /** Milliseconds until the next contact. */
  readonly nextContactAfter: number
  /** By the clock. */
  readonly nextContactAt: number
}

export interface Station {
  readonly home: Home
  readonly router: Eui
  readonly timers: Timers
  /** What happened at the start: recovered transactions, a stored update that ran again. */
  readonly startup: readonly string[]
  /** One contact with CUPS: the next one that Station would make. Never throws for what a server does. */
  checkIn(): Promise<CheckInOutcome>
  /**
   * One attempt at the LNS: discovery at tc.uri, then the data link. `nextContactAfter`: milliseconds until Station turns to
   * CUPS, null while the link stands.
   */
  connectLns(): Promise<LnsOutcome & { readonly nextContactAfter: number | null }>
  state(): StationState
}

type Contact = Pick<CheckInOutcome, 'slot' | 'uri' | 'authentication' | 'request' | 'response'> & {
  readonly result: UpdateInfoResponse['result']
  readonly reason: string | null
  readonly answer: UpdateInfoResponse | null
}

/**
 * Starts a Station: recovers its home, checks its URIs, runs a stored update again.
 *
 * @throws StationRefused where the real one would not start, or would start without CUPS.
 */
export function createStation(options: StationOptions): Station {
  const clock = options.clock ?? Date.now
  const timers: Timers = { ...STATION_TIMERS, ...options.timers }
  if (!isUsableFolder(options.home))
    throw new StationRefused(
      'no-home',
      `${options.home} is not a folder that can be read and written. Make it and put cups.uri or cups-boot.uri in it.`,
    )
  const folder = openHome(options.home, options.onStep)
  const identity = readIdentity(folder, options)
  const home = withDerivedBootKey(folder, identity.router)
  const startup = home.recover()
  checkUris(home)
  const pending = home.read(UPDATE_FILE)
  if (pending) {
    options.runUpdate?.(`${home.folder}/${UPDATE_FILE}`, pending)
    startup.push('A stored update.bin is executed again, as at every start until it deletes itself.')
  }

  let rotation: Rotation = FIRST_CONTACT
  const link = (): LnsLink => {
    const uri = home.uri('tc', 'reg')
    if (uri === null || !checkStationUri('tc', uri).ok) return 'none'
    return options.lns?.() ?? 'up'
  }
  const packageVersion = (): Buffer | null =>
    identity.package === null ? trimmed(home.packageVersion()) : Buffer.from(identity.package)
  const state = (): StationState => ({
    ...reported(home, identity),
    package: packageVersion()?.toString() ?? null,
    slot: rotation.slot,
    failures: rotation.failures,
    link: link(),
  })

  const contact = async (slot: Slot, uri: string): Promise<Contact> => {
    const nothing = { slot, uri, authentication: 'none' as const, request: Buffer.alloc(0), response: Buffer.alloc(0) }
    const failed = (reason: string): Contact => ({ ...nothing, result: 'failed', reason, answer: null })
    const checked = checkStationUri('cups', uri)
    if (!checked.ok) return failed(`Bad CUPS URI: ${checked.reason}`)
    const { address } = checked
    const tls = address.tls ? setUpTls(slotName('cups', slot), home.credentials('cups', slot), address.host) : null
    if (tls && !tls.ok) return failed(tls.reason)
    const authentication = tls?.authentication ?? 'none'
    let request: Buffer
    try {
      const token = tls?.token ?? null
      const { router, ...values } = reported(home, identity)
      request = buildUpdateInfoRequest({
        ...values,
        router,
        token,
        hostPort: address.hostPort,
        package: packageVersion(),
      })
    } catch (error) {
      if (error instanceof RangeError) return failed(error.message)
      throw error
    }
    const { response, failure, sent } = await exchange(
      address,
      tls?.options ?? null,
      request,
      timers.connectionMs,
      options.maxAnswer,
    )
    const seen = { ...nothing, authentication, response, request: sent ? request : nothing.request }
    if (response.length === 0) return { ...seen, result: 'failed', reason: failure ?? 'no answer', answer: null }
    const answer = parseUpdateInfoResponse(response, address.hostPort)
    return { ...seen, result: answer.result, reason: answer.reason && (failure ?? answer.reason), answer }
  }

  const checkIn = async (): Promise<CheckInOutcome> => {
    const skipped: Slot[] = []
    while (skipped.length < SLOTS.length && home.uri('cups', rotation.slot) === null) {
      skipped.push(rotation.slot)
      rotation = rotate(rotation, 'no-uri')
    }
    const { slot } = rotation
    const made = await contact(slot, home.uri('cups', slot) ?? '')
    const { answer } = made
    const applied = answer ? applyAnswer(home, slot, answer) : NOTHING_APPLIED
    if (applied.firmware?.executed && answer?.update)
      options.runUpdate?.(`${home.folder}/${UPDATE_FILE}`, answer.update)

    rotation = rotate(rotation, made.result)
    const wait = nextContactAfter(timers, link(), {
      done: made.result === 'done',
      cupsChanged: Boolean(answer && (answer.cupsUri !== null || answer.cupsCredentials)),
      tcChanged: Boolean(answer && (answer.tcUri !== null || answer.tcCredentials)),
    })
    const after = wait + passedOver(home, rotation) * afterFailure(timers, link())
    return {
      ...made,
      skipped,
      ...applied,
      harm: [...(answer?.harm ?? []), ...(applied.firmware?.harm ?? []), ...harmOfState(home, applied.written)],
      state: state(),
      nextContactAfter: after,
      nextContactAt: clock() + after,
    }
  }

  const connect = async () => {
    const outcome = await connectLns(home, identity.router, timers.connectionMs)
    const quiet = { done: true, cupsChanged: false, tcChanged: false }
    const after = {
      up: null,
      error: timers.resyncMs,
      none: timers.resyncMs,
      failed: nextContactAfter(timers, 'down', quiet),
    }
    return { ...outcome, nextContactAfter: after[outcome.result] }
  }

  return { home, router: identity.router, timers, startup, checkIn, connectLns: connect, state }
}

/** How many sets without a URI Station turns through before its next contact. */
function passedOver(home: Home, from: Rotation): number {
  let count = 0
  for (let at = from; count < SLOTS.length && home.uri('cups', at.slot) === null; at = rotate(at, 'no-uri')) count += 1
  return count
}

const reported = (home: Home, identity: Identity) => ({
  router: identity.router,
  cupsUri: home.uri('cups', 'reg'),
  tcUri: home.uri('tc', 'reg'),
  cupsCredCrc: home.crc('cups', 'reg'),
  tcCredCrc: home.crc('tc', 'reg'),
  station: STATION_VERSION,
  model: identity.model,
  keys: signatureKeyCrcs(home.signatureKeys()),
})

/** Without white space at its end; text for Station, so it ends at a zero byte. */
function trimmed(file: Buffer | null): Buffer | null {
  if (!file) return null
  const zero = file.indexOf(0)
  let end = zero < 0 ? file.length : zero
  while (end > 0 && [9, 10, 13, 32].includes(file[end - 1] ?? 0)) end -= 1
  return file.subarray(0, end)
}
