import type { Metadata } from 'next'
import { ClaimForm } from '#components/gateways/claim-form.tsx'

export const metadata: Metadata = { title: 'Claim gateways' }

export default function Page() {
  return <ClaimForm />
}
