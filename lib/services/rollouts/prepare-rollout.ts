/** What a rollout is asked for, read and judged before anything of it is stored. */
import { findImage } from '#lib/db/firmware-images.ts'
import type { GatewayTarget } from '#lib/db/gateway-targets.ts'
import { type Judge, sampleTarget } from '#lib/db/rollout-members.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import {
  DAILY_PROOF_MINUTES,
  LNS_PROOF_MINUTES,
  type RolloutKind,
  type RolloutPlan,
} from '#lib/domain/rollouts/rollout.ts'
import type { Doubt } from '#lib/domain/setup-doubts.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { isOurCupsUri } from '#lib/services/credential-store.ts'
import { loadListenerTrust } from '#lib/services/listener-trust.ts'
import { setupWithin } from '#lib/services/setup-gateways.ts'
import { itemsOf } from './arm-members.ts'
import { type RolloutPatch, readPatch, touchesLns } from './patch.ts'

export type RolloutChange =
  | { readonly kind: 'firmware'; readonly fwcrc: number; readonly allowUnsigned: boolean }
  | ({ readonly kind: 'credentials' } & RolloutPatch)

export interface RolloutRequest {
  readonly target: GatewayTarget
  readonly change: RolloutChange
  readonly plan: Omit<RolloutPlan, 'proofMinutes'> & { readonly proofMinutes?: number | undefined }
}

export interface PreparedRollout {
  readonly kind: RolloutKind
  readonly plan: RolloutPlan
  readonly fwcrc: number | null
  readonly allowUnsigned: boolean
  readonly patch: RolloutPatch | null
}

/** Throws `invalid` for what can never work. */
export async function prepareRollout(
  context: Context,
  ownerId: Eui,
  { change, plan }: RolloutRequest,
): Promise<PreparedRollout> {
  if (change.kind === 'firmware') {
    if (!(await findImage(context.sql, ownerId, change.fwcrc))) {
      throw invalid('fwcrc', `There is no firmware image with CRC ${change.fwcrc}. Upload it first, then roll it out.`)
    }
    return {
      kind: 'firmware',
      plan: { ...plan, proofMinutes: plan.proofMinutes ?? DAILY_PROOF_MINUTES },
      fwcrc: change.fwcrc,
      allowUnsigned: change.allowUnsigned,
      patch: null,
    }
  }
  const patch = readPatch(change)
  if (Object.keys(patch).length === 0) throw invalid('', 'Name what is to be changed, such as lnsUri.')
  if (patch.cupsUri && !isOurCupsUri(context.site, patch.cupsUri)) {
    throw invalid(
      'cupsUri',
      'A rollout follows its gateways by their check-ins here: those that go to another CUPS server never prove anything. Use setup to move them.',
    )
  }
  const proofMinutes = plan.proofMinutes ?? (touchesLns(patch) ? LNS_PROOF_MINUTES : DAILY_PROOF_MINUTES)
  return { kind: 'credentials', plan: { ...plan, proofMinutes }, fwcrc: null, allowUnsigned: false, patch }
}

function invalid(field: string, detail: string): AppError {
  const pointer = field ? `/change/${field}` : '/change'
  return new AppError('invalid', detail, { errors: [{ pointer, detail, code: 'invalid' }] })
}

export interface Trial {
  readonly tried: number
  readonly refused: readonly { readonly gateway: Eui; readonly reason: string }[]
  readonly warnings: readonly string[]
  /** What `setup` would want confirmed, each sentence once. */
  readonly doubts: readonly Doubt[]
}

const UNTRIED: Trial = { tried: 0, refused: [], warnings: [], doubts: [] }

/** Gateways that a patch is tried on. */
const SAMPLE = 20

/** What `setup` would say of the patch on the first gateways; nothing of it stays. */
export async function tryPatch(
  context: Context,
  actor: OwnerActor,
  target: GatewayTarget,
  patch: RolloutPatch | null,
  judge: Judge,
): Promise<Trial> {
  if (!patch) return UNTRIED
  const aids = { cache: new Map(), trust: await loadListenerTrust(context) }
  const trial: { value?: Trial } = {}
  const undone = new Error('tried')
  try {
    await context.sql.begin(async (tx) => {
      const euis = await sampleTarget(tx, actor.ownerId, target, judge, SAMPLE)
      const { remarks } = await setupWithin(
        context,
        tx,
        actor,
        itemsOf(euis, () => ({ ...patch, confirm: [] })),
        aids,
      )
      const said = [...remarks].map(([item, { error, warning, code, doubts }]) => ({
        gateway: item.eui,
        error,
        warning,
        code,
        doubts,
      }))
      const doubts = said.flatMap((one) => (one.code === 'confirm' ? ((one.doubts ?? []) as readonly Doubt[]) : []))
      trial.value = {
        tried: euis.length,
        refused: said.flatMap(({ gateway, error, code }) =>
          error === undefined || code === 'confirm' ? [] : [{ gateway, reason: error }],
        ),
        warnings: [...new Set(said.flatMap(({ warning }) => (typeof warning === 'string' ? [warning] : [])))],
        doubts: [...new Map(doubts.map((doubt) => [doubt.detail, doubt])).values()],
      }
      throw undone
    })
  } catch (error) {
    if (error !== undone) throw error
  }
  return trial.value ?? UNTRIED
}

/** Throws `invalid` when the patch was refused wherever it was tried. */
export function insistOnTrial({ tried, refused }: Trial): void {
  const [first] = refused
  if (first && refused.length === tried) throw invalid('', first.reason)
}

/** Throws `conflict` for what nobody confirmed. `confirm` left out: nobody is asked, as with `setup`. */
export function insistOnConfirmed({ doubts }: Trial, confirm: readonly string[] | undefined): void {
  if (!confirm) return
  const open = doubts.filter(({ code }) => !confirm.includes(code))
  if (open.length === 0) return
  const codes = [...new Set(open.map(({ code }) => code))]
  throw new AppError(
    'conflict',
    `Not started: this has to be confirmed. ${open.map(({ detail }) => detail).join(' ')} To start all the same, name in “confirm”: ${codes.join(', ')}.`,
    { errors: open.map(({ code, detail }) => ({ pointer: '/confirm', detail, code })) },
  )
}
