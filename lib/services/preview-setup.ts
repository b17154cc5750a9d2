/** What `setup` would do with each entry, without storing anything: the table of the console before many are set. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { lookAtGateways } from '#lib/db/gateways.ts'
import { certificateFactsOf } from '#lib/domain/certificates.ts'
import { parseCertificate } from '#lib/domain/credential-file.ts'
import { type CredentialSet, credentialCrc, credentialSegment } from '#lib/domain/credential-set.ts'
import type { SetupCache, SetupChange } from '#lib/domain/setup.ts'
import { type BulkItem, type ItemAnswer, type Remark, runBulk, startBulk } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { currentTokens } from './current-tokens.ts'
import { loadListenerTrust } from './listener-trust.ts'
import { loadFirmwarePlanner } from './schedule-firmware.ts'
import {
  decideSetup,
  doubtsAbout,
  loadSetupWork,
  mayNeedToken,
  type SetupEntry,
  type SetupWork,
} from './setup-gateways.ts'

/** More entries than this are refused: each is a row of a table. */
export const MAX_PREVIEW = 1_000
/** Gateways between two turns of the event loop. */
const SLICE = 25

/** Answers per entry, in request order. */
export async function previewSetup(
  context: Context,
  actor: OwnerActor,
  entries: readonly SetupEntry[],
): Promise<ItemAnswer[]> {
  const bulk = startBulk(entries, (entry) => entry?.gateway)
  const cache: SetupCache = new Map()
  const trust = await loadListenerTrust(context)
  await runBulk(bulk, async (items) => {
    const remarks = new Map<BulkItem<SetupEntry>, Remark>()
    const { sql } = context
    const works = await loadSetupWork(context, sql, actor.ownerId, items, remarks, lookAtGateways)
    const tokens = await currentTokens(context, sql, works.filter(mayNeedToken))
    const planner = await loadFirmwarePlanner(sql, actor.ownerId, works.flatMap(firmwareOf), context.now())
    for (const [index, work] of works.entries()) {
      if (index % SLICE === SLICE - 1) await nextTurn()
      const { eui } = work.gateway
      const decision = decideSetup(context, work, tokens.get(eui) ?? null, { cache, trust }, planner, false)
      if ('error' in decision) {
        remarks.set(work.item, { error: decision.error })
        continue
      }
      const doubts = doubtsAbout(context, work, decision, trust)
      remarks.set(work.item, {
        ...(work.stale ? { code: 'stale' } : {}),
        ...(doubts.length > 0 ? { doubts } : {}),
        cups: describe(work.current.cups, decision.cups),
        lns: describe(work.current.tc, decision.tc),
      })
    }
    return remarks
  })
  return bulk.answers()
}

const firmwareOf = ({ gateway, firmware }: SetupWork) =>
  firmware.ok ? [{ eui: gateway.eui, fields: firmware.value }] : []

function describe(before: CredentialSet | null, change: SetupChange) {
  const after = change.kind === 'keep' ? before : change.kind === 'set' ? change.set : null
  return { change: change.kind, before: factsOf(before), after: factsOf(after) }
}

function factsOf(set: CredentialSet | null) {
  if (!set) return null
  return {
    uri: set.uri,
    trust: certificateOf(set.trust),
    crt: certificateOf(set.crt),
    key: set.keyKind,
    crc: credentialCrc(set),
    size: credentialSegment(set).length,
  }
}

function certificateOf(der: Uint8Array | null) {
  const x509 = der?.length ? parseCertificate(der) : undefined
  const facts = x509 && certificateFactsOf(x509)
  return facts ? { subject: facts.subject, fingerprint: facts.fingerprint, validTo: facts.validTo } : null
}
