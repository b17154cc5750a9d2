import type { Metadata } from 'next'
import { EditJoinServerPage } from '#components/interop/edit-join-server-page.tsx'

export const metadata: Metadata = { title: 'Edit join server' }

interface PageProps {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: PageProps) {
  return <EditJoinServerPage id={(await params).id} />
}
