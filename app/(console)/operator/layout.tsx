import type { ReactNode } from 'react'
import { GuessingBanner } from '#components/claim-attempts/guessing-banner.tsx'
import { AppShell } from '#components/shell/app-shell.tsx'

/** What belongs to the installation, whatever owner the operator is a member of, or of none. */
export default function OperatorLayout({ children }: { readonly children: ReactNode }) {
  return (
    <AppShell owner={null}>
      <GuessingBanner />
      {children}
    </AppShell>
  )
}
