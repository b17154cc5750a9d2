import type { Metadata } from 'next'
import { ClaimPage } from '#components/claiming/claim-page.tsx'

export const metadata: Metadata = { title: 'Claim gateways' }

export default function Page() {
  return <ClaimPage />
}
