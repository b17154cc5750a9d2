import type { Metadata } from 'next'
import { Suspense } from 'react'
import { JoinServersPage } from '#components/interop/join-servers-page.tsx'

export const metadata: Metadata = { title: 'Join servers' }

export default function Page() {
  return (
    <Suspense>
      <JoinServersPage />
    </Suspense>
  )
}
