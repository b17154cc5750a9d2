import type { Metadata } from 'next'
import { DomainsPage } from '#components/connections/domains-page.tsx'

export const metadata: Metadata = { title: 'Domains' }

export default function Page() {
  return <DomainsPage />
}
