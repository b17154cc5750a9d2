import type { Metadata } from 'next'
import { Suspense } from 'react'
import { FirmwarePage } from '#components/firmware/firmware-page.tsx'

export const metadata: Metadata = { title: 'Firmware' }

export default function Page() {
  return (
    <Suspense>
      <FirmwarePage />
    </Suspense>
  )
}
