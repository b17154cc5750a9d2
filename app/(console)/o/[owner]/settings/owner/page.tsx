import type { Metadata } from 'next'
import { OwnerSettingsPage } from '#components/people/owner-settings-page.tsx'

export const metadata: Metadata = { title: 'Owner' }

export default function Page() {
  return <OwnerSettingsPage />
}
