import type { Metadata } from 'next'
import { TargetPage } from '#components/events/target-page.tsx'

export const metadata: Metadata = { title: 'Event target' }

interface PageProps {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: PageProps) {
  return <TargetPage id={(await params).id} />
}
