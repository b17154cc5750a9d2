import type { Metadata } from 'next'
import { JoinServerPage } from '#components/interop/join-server-page.tsx'

export const metadata: Metadata = { title: 'Join server' }

interface PageProps {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: PageProps) {
  return <JoinServerPage id={(await params).id} />
}
