import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ConnectionPage } from '#components/connections/connection-page.tsx'

export const metadata: Metadata = { title: 'Connection' }

interface PageProps {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: PageProps) {
  return (
    <Suspense>
      <ConnectionPage id={(await params).id} />
    </Suspense>
  )
}
