import type { Metadata } from 'next'
import { SiteAuditPage } from '#components/audit/site-audit-page.tsx'

export const metadata: Metadata = { title: 'Site audit' }

export default function Page() {
  return <SiteAuditPage />
}
