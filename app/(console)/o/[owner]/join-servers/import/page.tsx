import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ImportPage } from '#components/interop/import-page.tsx'

export const metadata: Metadata = { title: 'Import a configuration' }

export default function Page() {
  return (
    <Suspense>
      <ImportPage />
    </Suspense>
  )
}
