import type { Metadata } from 'next'
import { Suspense } from 'react'
import { NewJoinServerPage } from '#components/interop/new-join-server-page.tsx'

export const metadata: Metadata = { title: 'Add join server' }

export default function Page() {
  return (
    <Suspense>
      <NewJoinServerPage />
    </Suspense>
  )
}
