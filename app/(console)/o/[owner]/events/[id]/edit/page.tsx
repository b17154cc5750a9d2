import type { Metadata } from 'next'
import { EditTargetPage } from '#components/events/edit-target-page.tsx'

export const metadata: Metadata = { title: 'Edit target' }

interface PageProps {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: PageProps) {
  return <EditTargetPage id={(await params).id} />
}
