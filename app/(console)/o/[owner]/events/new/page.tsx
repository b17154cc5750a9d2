import type { Metadata } from 'next'
import { NewTargetPage } from '#components/events/new-target-page.tsx'

export const metadata: Metadata = { title: 'Add target' }

export default function Page() {
  return <NewTargetPage />
}
