import type { Metadata } from 'next'
import { EditConnectionPage } from '#components/connections/edit-connection-page.tsx'

export const metadata: Metadata = { title: 'Edit connection' }

interface PageProps {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: PageProps) {
  return <EditConnectionPage id={(await params).id} />
}
