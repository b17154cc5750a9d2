import type { Metadata } from 'next'
import { ScannedLabel } from '#components/gateways/scanned-label.tsx'

export const metadata: Metadata = { title: 'Claim a gateway', referrer: 'no-referrer' }

export default function Page() {
  return (
    <main className="mx-auto max-w-lg px-4 pt-[14dvh]">
      <ScannedLabel />
    </main>
  )
}
