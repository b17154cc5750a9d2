import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ConnectionList } from '#components/connections/connection-list.tsx'

export const metadata: Metadata = { title: 'Connections' }

export default function Page() {
  return (
    <Suspense>
      <ConnectionList />
    </Suspense>
  )
}
