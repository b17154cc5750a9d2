/** Rollouts that still have something for a gateway. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { MemberState, RolloutState } from '#lib/domain/rollouts/rollout.ts'
import type { Statements } from './client.ts'

export interface WaitingRollout {
  readonly id: string
  readonly name: string
  readonly kind: 'firmware' | 'credentials'
  readonly state: RolloutState
  /** The gateway's, from 0; null: none yet. */
  readonly wave: number | null
  /** The rollout's current one, from 0; -1 before the start. */
  readonly currentWave: number
  readonly memberState: MemberState
}

export async function findWaitingRollouts(sql: Statements, ownerId: Eui, eui: Eui): Promise<WaitingRollout[]> {
  return sql<WaitingRollout[]>`
    select r.id, r.name, r.kind, r.state, m.wave, r.wave as "currentWave", m.state as "memberState"
      from rollout_gateways m join rollouts r on r.id = m.rollout_id and r.owner_id = ${ownerId}
     where m.owner_id = ${ownerId} and m.eui = ${eui} and m.state = 'waiting'
       and r.state in ('starting', 'running', 'paused')
     order by r.created_at`
}
