import type { Metadata } from 'next'
import { CaPage } from '#components/client-cas/ca-page.tsx'

export const metadata: Metadata = { title: 'Client CA' }

interface PageProps {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: PageProps) {
  return <CaPage id={(await params).id} />
}
