import type { Metadata } from 'next'
import { ClientCasPage } from '#components/client-cas/client-cas-page.tsx'

export const metadata: Metadata = { title: 'Client certificates' }

export default function Page() {
  return <ClientCasPage />
}
