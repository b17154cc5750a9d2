import type { Metadata } from 'next'
import { AccountPage } from '#components/account/account-page.tsx'
import { SettingsNav } from '#components/people/settings-nav.tsx'

export const metadata: Metadata = { title: 'Your account' }

export default function Page() {
  return (
    <>
      <SettingsNav />
      <AccountPage />
    </>
  )
}
