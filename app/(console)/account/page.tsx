import type { Metadata } from 'next'
import { AccountPage } from '#components/account/account-page.tsx'
import { AppShell } from '#components/shell/app-shell.tsx'

export const metadata: Metadata = { title: 'Your account' }

export default function Page() {
  return (
    <AppShell owner={null}>
      <AccountPage />
    </AppShell>
  )
}
