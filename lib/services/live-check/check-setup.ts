/** The live check of what `setup` would store for one category of a gateway: merged by the same rules, tried as the gateway would. */
import { findLiveSets, findOwnedGateway } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Category, CredentialSet } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { CheckItem } from '#lib/domain/lns/check-report.ts'
import { networkOf } from '#lib/domain/lns/networks.ts'
import { type CategoryPatch, FIELD_NAMES, mergeCategory } from '#lib/domain/setup.ts'
import { hostPort, parseTargetUri } from '#lib/domain/target-uri.ts'
import { CHECK_LIMITS, type LinkLimits } from '#lib/outbound/station-link.ts'
import type { Context, OwnerActor } from '../context.ts'
import { isOurCupsUri } from '../credential-store.ts'
import { currentTokens } from '../current-tokens.ts'
import { describeChain, type PresentedCertificate } from '../lns/describe-chain.ts'
import { openSet } from '../open-set.ts'
import { NOT_YOURS } from '../sentences.ts'
import { checkCups, checkLns, type SetCheck } from './check-set.ts'
import { recordCheck } from './record-check.ts'
import { updateInfoOf } from './update-info-of.ts'

export interface SetupCheckInput extends CategoryPatch {
  readonly gateway: Eui
  readonly category: Category
}

export interface SetupCheck {
  readonly ok: boolean
  readonly items: readonly CheckItem[]
  /** What has to be mended before anything can be asked. */
  readonly errors: readonly { readonly field: string; readonly detail: string }[]
  /** What the server presented, its own certificate first. */
  readonly presented: readonly PresentedCertificate[]
  readonly uri: string | null
  readonly ms: number
}

/** Throws `not_found` for a gateway that is not the owner's. Stores nothing but the line in the audit trail. */
export async function checkSetup(
  context: Context,
  actor: OwnerActor,
  { gateway: eui, category, ...patch }: SetupCheckInput,
  limits: LinkLimits = CHECK_LIMITS,
): Promise<SetupCheck> {
  const begun = performance.now()
  const items: CheckItem[] = []
  const result = (more: Partial<SetupCheck>): SetupCheck => ({
    ok: items.length > 0 && items.every(({ outcome }) => outcome !== 'failed'),
    items,
    errors: [],
    presented: [],
    uri: null,
    ms: Math.round(performance.now() - begun),
    ...more,
  })
  const merged = await mergeWithStored(context, actor.ownerId, eui, category, patch)
  if ('error' in merged) return result({ errors: [merged.error] })
  const { set, stored } = merged
  const target = parseTargetUri(set.uri, category)
  if (!target.ok) return result({ errors: [{ field: 'uri', detail: target.error }] })
  const ours = context.site.gatewayHosts.includes(hostPort(set.uri) ?? '')
  if (ours && category === 'tc') return result({ errors: [{ field: 'uri', detail: OURS }], uri: set.uri })
  const check: SetCheck = {
    network: networkOf('own'),
    set,
    target: target.value,
    gateway: eui,
    withoutKey: !ours && !patch.key && target.value.secure && hostPort(stored?.uri ?? '') !== hostPort(set.uri),
  }
  const { chain } =
    category === 'tc'
      ? await checkLns(context, check, items, limits)
      : await checkCups(
          context,
          {
            ...check,
            updateInfo: ours ? null : ((await updateInfoOf(context, actor.ownerId, eui, category, set)) ?? '{}'),
          },
          items,
          limits,
        )
  const answer = result({ presented: describeChain(chain), uri: set.uri })
  const failed = items.find(({ outcome }) => outcome === 'failed')?.step
  await recordCheck(context, actor, {
    action: 'credentials.check',
    eui,
    detail: { category, uri: set.uri, ok: answer.ok, ...(failed ? { failed } : {}) },
  })
  return answer
}

const OURS =
  'This is the address of Gatehouse itself, not of a network server. To lead gateways through discovery here, use “Connect to a network”.'

type Merged =
  | { readonly set: CredentialSet; readonly stored: CredentialSet | null }
  | { readonly error: { readonly field: string; readonly detail: string } }

async function mergeWithStored(
  context: Context,
  ownerId: Eui,
  eui: Eui,
  category: Category,
  patch: CategoryPatch,
): Promise<Merged> {
  const gateway = await findOwnedGateway(context.sql, ownerId, eui)
  if (!gateway) throw new AppError('not_found', NOT_YOURS)
  const sets = await findLiveSets(context.sql, ownerId, [eui])
  const stored = openSet(context, sets, category, category === 'cups' ? gateway.cupsVersion : gateway.tcVersion)
  const tokens = category === 'cups' ? await currentTokens(context, context.sql, [{ gateway, sets }]) : new Map()
  const change = mergeCategory(category, stored, patch, {
    isOurs: (uri) => isOurCupsUri(context.site, uri),
    currentToken: (tokens.get(eui) as Uint8Array | undefined) ?? null,
  })
  if (!change.ok) {
    const names = FIELD_NAMES[category]
    const field = (['uri', 'trust', 'crt', 'key'] as const).find((one) => change.error.startsWith(`${names[one]}: `))
    return {
      error: { field: field ?? 'uri', detail: field ? change.error.slice(names[field].length + 2) : change.error },
    }
  }
  const set = change.value.kind === 'set' ? change.value.set : change.value.kind === 'keep' ? stored : null
  return set ? { set, stored } : { error: { field: 'uri', detail: 'There is no server to check. Give its URI.' } }
}
