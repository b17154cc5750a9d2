import type { Metadata } from 'next'
import { RolloutPage } from '#components/rollouts/rollout-page.tsx'
import { segmentText } from '#lib/client/paths.ts'

export const metadata: Metadata = { title: 'Rollout' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  return <RolloutPage id={segmentText((await params).id)} />
}
