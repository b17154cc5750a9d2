import type { Metadata } from 'next'
import { RolloutList } from '#components/rollouts/rollout-list.tsx'

export const metadata: Metadata = { title: 'Rollouts' }

export default function Page() {
  return <RolloutList />
}
