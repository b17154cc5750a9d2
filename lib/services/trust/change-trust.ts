/** Changes of the root behind a server: made, taken from step to step, and ended (docs/decisions/0094). */

import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { listTrustsOf } from '#lib/db/certificate-holders.ts'
import type { Statements } from '#lib/db/client.ts'
import {
  countChangeStages,
  countStillOld,
  endTrustChange,
  findTrustChange,
  insertTrustChange,
  type LinkedRollout,
  linkRollout,
  listChangeGateways,
  listLinkedRollouts,
  listTrustChanges,
  lockTrustChange,
  storeServerChecks,
  type TrustChangeRow,
} from '#lib/db/trust-changes.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { type CertificateFacts, readTrust } from '#lib/domain/certificates.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { decodeCredentialText } from '#lib/domain/credential-text.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { FIELD_NAMES } from '#lib/domain/setup.ts'
import { parseTargetUri } from '#lib/domain/target-uri.ts'
import {
  CHANGE_STAGES,
  type ChangeStage,
  nextOfChange,
  type ServerCheck,
  type TrustChangeAction,
  type TrustChangeStep,
} from '#lib/domain/trust-change/trust-change.ts'
import { transact } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'
import { isOurCupsUri } from '../credential-store.ts'
import { actOnRollout } from '../rollouts/act-on-rollout.ts'
import type { RolloutPatch } from '../rollouts/patch.ts'
import type { RolloutRequest } from '../rollouts/prepare-rollout.ts'
import { createRollout } from '../rollouts/start-rollout.ts'
import { checkServer, tryServer } from './check-server.ts'
import { insistOnServer } from './guard-rollout.ts'
import { fingerprintOf } from './keep-certificates.ts'
import { invalid } from './server-look.ts'

const UNKNOWN = 'There is no such change of trust. See the list.'

export interface NewChange {
  readonly name: string
  readonly category: Category
  readonly uri: string
  /** PEM or Base64. */
  readonly trust: string
  readonly stepUri?: string | undefined
  readonly finalUri?: string | undefined
  /** PEM of what the server at `stepUri` presents; then no server is asked. */
  readonly chain?: string | undefined
}

/** Its identifier. Nothing is sent to a gateway yet. Throws `invalid` for what could never work. */
export async function createTrustChange(context: Context, actor: OwnerActor, request: NewChange): Promise<string> {
  const { ownerId } = actor
  const { category, uri } = request
  const stepUri = request.stepUri ?? uri
  const finalUri = request.finalUri ?? stepUri
  const fields = { uri, stepUri, finalUri } as const
  for (const [field, text] of Object.entries(fields)) {
    const read = parseTargetUri(text, category)
    if (!read.ok) throw invalid(field, read.error)
    if (!read.value.secure) throw invalid(field, `${text} is without TLS: there is no root to change.`)
    if (category === 'cups' && !isOurCupsUri(context.site, text)) {
      throw invalid(
        field,
        `${text} is not this server. Gateways that ask another CUPS server prove nothing here: only what they are told about this one can be changed in steps.`,
      )
    }
  }
  const bytes = decodeCredentialText(request.trust)
  const trust = bytes.ok ? readTrust(bytes.value) : bytes
  if (!trust.ok) throw invalid('trust', trust.error)
  const now = context.now()
  if (Date.parse(trust.value.facts.validTo) <= now.getTime())
    throw invalid(
      'trust',
      `This root ended on ${trust.value.facts.validTo.slice(0, 10)}. Give the one that replaces it.`,
    )
  const trustFingerprint = fingerprintOf(trust.value.der)
  const held = await listTrustsOf(context.sql, ownerId, category, uri)
  if (!held.some(({ gateways }) => gateways > 0))
    throw invalid('uri', `No gateway of yours is set up for ${uri} with TLS.`)
  if (
    stepUri === uri &&
    finalUri === uri &&
    held.every(({ gateways, fingerprint }) => gateways === 0 || fingerprint === trustFingerprint)
  ) {
    throw invalid('trust', 'Every gateway at this server holds this root already.')
  }
  const checked = { ownerId, category, trust: Buffer.from(trust.value.der), trustFingerprint }
  const checks: Record<string, ServerCheck> = {}
  if (request.chain) checks[stepUri] = (await checkServer(context, checked, stepUri, request.chain)).check
  else for (const one of new Set([uri, stepUri, finalUri])) checks[one] = await tryServer(context, checked, one)
  const id = randomUUID()
  await transact(context, async (tx) => {
    await insertTrustChange(tx, {
      id,
      ownerId,
      name: request.name,
      category,
      oldUri: uri,
      stepUri,
      finalUri,
      trust: trust.value.der,
      trustFingerprint,
      checks,
      createdBy: actor.id,
      now,
    })
    await audit(tx, actor, 'trust-change.create', {
      change: id,
      name: request.name,
      uri,
      stepUri,
      finalUri,
      trust: trustFingerprint,
    })
  })
  return id
}

export interface TrustChangeSummary extends TrustChangeRow {
  readonly counts: Readonly<Record<ChangeStage, number>>
  readonly total: number
  readonly proven: number
}

export interface TrustChangeView extends TrustChangeSummary {
  readonly facts: CertificateFacts
  readonly step: TrustChangeStep
  readonly stillOld: number
  readonly frozen: number
  readonly rollouts: readonly LinkedRollout[]
  readonly reasons: readonly { readonly stage: ChangeStage; readonly reason: string; readonly count: number }[]
}

function summaryOf(row: TrustChangeRow, counts: Readonly<Record<ChangeStage, number>>): TrustChangeSummary {
  const total = CHANGE_STAGES.reduce((sum, stage) => sum + counts[stage], 0)
  const proven = counts.proven + counts['step-2'] + counts['stuck-2'] + counts.done
  return { ...row, counts, total, proven }
}

/** Newest first, and whether there are more. */
export async function listChanges(
  context: Context,
  ownerId: Eui,
  page: Parameters<typeof listTrustChanges>[2],
): Promise<{ rows: (TrustChangeSummary & { cursorAt: string })[]; more: boolean }> {
  const found = await listTrustChanges(context.sql, ownerId, { ...page, limit: page.limit + 1 })
  const rows = []
  for (const row of found.slice(0, page.limit)) {
    const counts = row.endedCounts ?? (await countChangeStages(context.sql, row)).counts
    rows.push({ ...summaryOf(row, counts), cursorAt: row.cursorAt })
  }
  return { rows, more: found.length > page.limit }
}

/** Throws `not_found`. */
export async function viewTrustChange(context: Context, ownerId: Eui, id: string): Promise<TrustChangeView> {
  const row = await findTrustChange(context.sql, ownerId, id)
  if (!row) throw new AppError('not_found', UNKNOWN)
  return describe(context.sql, row)
}

async function describe(sql: Statements, row: TrustChangeRow): Promise<TrustChangeView> {
  const staged = row.endedCounts ? { counts: row.endedCounts, reasons: [] } : await countChangeStages(sql, row)
  const rollouts = await listLinkedRollouts(sql, row.ownerId, row.id)
  const old = row.endedCounts ? { using: 0, frozen: 0 } : await countStillOld(sql, row)
  const trust = readTrust(row.trust)
  if (!trust.ok) throw new Error(`the new root of change ${row.id} does not read: ${trust.error}`)
  return {
    ...summaryOf(row, staged.counts),
    facts: trust.value.facts,
    step: nextOfChange({ ...row, counts: staged.counts, open: { 1: openOf(rollouts, 1), 2: openOf(rollouts, 2) } }),
    stillOld: old.using,
    frozen: old.frozen,
    rollouts,
    reasons: staged.reasons,
  }
}

const openOf = (rollouts: readonly LinkedRollout[], step: 1 | 2): number =>
  rollouts.filter((one) => one.step === step && ['starting', 'running', 'paused'].includes(one.state)).length

export interface ActOptions {
  /** PEM of what the server of the step presents, in place of asking it. */
  readonly chain?: string | undefined
  readonly plan: RolloutRequest['plan']
}

/** Throws `not_found`, or `conflict` with what stands in the way. */
export async function actOnTrustChange(
  context: Context,
  actor: OwnerActor,
  id: string,
  action: TrustChangeAction | 'check',
  options: ActOptions,
): Promise<void> {
  const view = await viewTrustChange(context, actor.ownerId, id)
  if (action === 'check') return check(context, view, options.chain)
  insistOnAction(view, action)
  switch (action) {
    case 'give':
      return roll(context, actor, view, 1, options)
    case 'move':
      return roll(context, actor, view, 2, options)
    case 'return':
      return goBack(context, actor, view)
    case 'finish':
    case 'cancel':
      return end(context, actor, id, action)
  }
}

function insistOnAction(view: Pick<TrustChangeView, 'step'>, action: TrustChangeAction): void {
  if (view.step.actions.includes(action)) return
  throw new AppError('conflict', `This cannot be done now. ${view.step.sentence}`)
}

/** With a chain: what the server of the next step is said to present. */
async function check(context: Context, view: TrustChangeView, chain: string | undefined): Promise<void> {
  const checks: Record<string, ServerCheck> = {}
  if (chain) {
    checks[view.stepUri] = (await checkServer(context, view, view.stepUri, chain)).check
  } else {
    for (const uri of new Set([view.oldUri, view.stepUri, view.finalUri]))
      checks[uri] = await tryServer(context, view, uri)
  }
  await storeServerChecks(context.sql, view.ownerId, view.id, checks)
}

/** A rollout for those that the step is for now; the server is looked at first. */
async function roll(
  context: Context,
  actor: OwnerActor,
  view: TrustChangeView,
  step: 1 | 2,
  { chain, plan }: ActOptions,
): Promise<void> {
  await insistOnServer(context, view, step === 1 ? view.stepUri : view.finalUri, chain)
  const request = {
    name: `${view.name}: step ${step}`.slice(0, 80),
    start: true,
    target: { by: 'trust-change', change: view.id, step },
    change: { kind: 'credentials', ...patchOf(view, step) },
    plan,
  } as const
  await createRollout(context, actor, request, async (tx, rolloutId) => {
    const row = await lockTrustChange(tx, actor.ownerId, view.id)
    if (!row) throw new AppError('not_found', UNKNOWN)
    // Of two at once the second one sees the rollout of the first.
    insistOnAction(await describe(tx, row), step === 1 ? 'give' : 'move')
    await linkRollout(tx, actor.ownerId, { changeId: view.id, rolloutId, step })
    await audit(tx, actor, 'trust-change.step', { change: view.id, name: view.name, step, rollout: rolloutId })
  })
}

/** Step 1 gives URI and root together, as Station takes them in one answer (rules.md 6); step 2 the address alone. */
function patchOf({ category, oldUri, stepUri, finalUri, trust }: TrustChangeRow, step: 1 | 2): RolloutPatch {
  const names = FIELD_NAMES[category]
  if (step === 2) return { [names.uri]: finalUri }
  return { ...(stepUri === oldUri ? {} : { [names.uri]: stepUri }), [names.trust]: trust.toString('base64') }
}

/** The last step that has touched a gateway is taken back. */
async function goBack(context: Context, actor: OwnerActor, view: TrustChangeView): Promise<void> {
  const step = view.counts.done + view.counts['stuck-2'] > 0 ? 2 : 1
  const rollouts = view.rollouts.filter((one) => one.step === step && ['aborted', 'finished'].includes(one.state))
  if (rollouts.length === 0)
    throw new AppError('conflict', 'No rollout of this step has ended: there is nothing to take back.')
  for (const { id } of rollouts) await actOnRollout(context, actor, id, 'return', { scope: 'all' })
  await audit(context.sql, actor, 'trust-change.return', { change: view.id, name: view.name, step })
}

async function end(context: Context, actor: OwnerActor, id: string, action: 'finish' | 'cancel'): Promise<void> {
  await transact(context, async (tx) => {
    const row = await lockTrustChange(tx, actor.ownerId, id)
    if (!row) throw new AppError('not_found', UNKNOWN)
    const view = await describe(tx, row)
    insistOnAction(view, action)
    await endTrustChange(
      tx,
      actor.ownerId,
      id,
      action === 'finish' ? 'finished' : 'cancelled',
      view.counts,
      context.now(),
    )
    await audit(tx, actor, `trust-change.${action}`, { change: id, name: view.name })
  })
}

/** One page of the gateways of a change. Throws `not_found`. */
export async function listGatewaysOfChange(
  context: Context,
  ownerId: Eui,
  id: string,
  page: { readonly stage?: ChangeStage | undefined; readonly after?: string | undefined; readonly limit: number },
) {
  const row = await findTrustChange(context.sql, ownerId, id)
  if (!row) throw new AppError('not_found', UNKNOWN)
  const rows = await listChangeGateways(context.sql, row, { ...page, limit: page.limit + 1 })
  return { rows: rows.slice(0, page.limit), more: rows.length > page.limit }
}

const audit = (tx: Statements, actor: OwnerActor, action: AuditAction, detail: Record<string, unknown>) =>
  insertAuditEntries(tx, [{ ownerId: actor.ownerId, actor: actor.id, action, address: actor.address, detail }])
