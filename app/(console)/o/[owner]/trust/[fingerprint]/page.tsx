import type { Metadata } from 'next'
import { CertificatePage } from '#components/trust/certificate-page.tsx'
import { segmentText } from '#lib/client/paths.ts'

export const metadata: Metadata = { title: 'Certificate' }

export default async function Page({ params }: { readonly params: Promise<{ fingerprint: string }> }) {
  return <CertificatePage fingerprint={segmentText((await params).fingerprint)} />
}
