/** What an answer does to the home, in the order in which Station does it (cups.md §3 to §5). */
import { CATEGORIES, type Slot, type StationCategory } from './credential-files.ts'
import { type FirmwareOutcome, judgeUpdate } from './firmware.ts'
import type { Harm } from './harm.ts'
import type { Home } from './home.ts'
import { checkStationUri } from './station-uri.ts'
import type { UpdateInfoResponse } from './update-info-response.ts'

export interface Applied {
  readonly written: readonly string[]
  readonly backedUp: boolean
  readonly firmware: FirmwareOutcome | null
}
export const NOTHING_APPLIED: Applied = { written: [], backedUp: false, firmware: null }

/** Effects in Station's order: backup, URIs, credentials, commit, update. */
export function applyAnswer(home: Home, slot: Slot, answer: UpdateInfoResponse): Applied {
  const backedUp = answer.accepted && slot === 'reg' && home.backUp('cups')
  if (!answer.begun) return { ...NOTHING_APPLIED, backedUp }
  home.resetUpdate()
  const touched = new Set<StationCategory>()
  for (const category of CATEGORIES) {
    const uri = category === 'cups' ? answer.cupsUri : answer.tcUri
    if (uri === null) continue
    home.stage(category, 'uri', Buffer.from(uri, 'latin1'))
    touched.add(category)
  }
  for (const category of CATEGORIES) {
    const received = category === 'cups' ? answer.cupsCredentials : answer.tcCredentials
    if (!received) continue
    // A rejected segment still counts as an update of its category, and its URI is committed alone.
    touched.add(category)
    for (const kind of ['trust', 'crt', 'key'] as const) {
      if (received.files) home.stage(category, kind, received.files[kind])
    }
  }
  const written = answer.committed
    ? CATEGORIES.filter((category) => touched.has(category)).flatMap((category) => home.commit(category))
    : []
  const firmware = answer.update && answer.result === 'done' ? install(home, answer.update, answer.signature) : null
  return { written, backedUp, firmware }
}

function install(home: Home, update: Buffer, signature: UpdateInfoResponse['signature']): FirmwareOutcome {
  home.storeUpdate(update)
  const outcome = judgeUpdate(update, signature, home.signatureKeys())
  if (!outcome.executed) home.dropUpdate()
  return outcome
}

/** An https or wss target without trust on the gateway is never repaired by Station itself (rules.md 6). */
export function harmOfState(home: Home, written: readonly string[]): Harm[] {
  return CATEGORIES.filter((category) => written.some((name) => name.startsWith(`${category}.`))).flatMap(
    (category) => {
      const uri = home.uri(category, 'reg') ?? ''
      const checked = checkStationUri(category, uri)
      if (!checked.ok || !checked.address.tls || home.credentials(category, 'reg').trust) return []
      return [
        { code: 'no-trust' as const, text: `${category}.uri is ${uri}, and the gateway holds no ${category}.trust.` },
      ]
    },
  )
}
