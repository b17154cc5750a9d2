/** Where a simulated gateway stands on its way from nothing to proof. */
import type { Gateway } from '#lib/client/contracts.ts'
import type { SimulatedGateway } from '#lib/client/simulated-api.ts'

export const TOUR_STEPS = ['make', 'call', 'set', 'collect', 'prove'] as const
export type TourStep = (typeof TOUR_STEPS)[number]

/** The first step that is still to be done; `done` after the last; undefined until the gateway is known. Told by what the server knows: a reload goes on where it was. */
export function currentStep(
  simulated: SimulatedGateway | undefined,
  gateway: Gateway | undefined,
): TourStep | 'done' | undefined {
  if (!simulated) return 'make'
  if (simulated.contacts === 0) return 'call'
  if (!gateway) return undefined
  const { tc, cups } = gateway.desired
  if (!tc || !cups) return 'set'
  if (!tc.offeredAt) return 'collect'
  return tc.provenAt && cups.provenAt ? 'done' : 'prove'
}
