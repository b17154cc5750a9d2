import type { ReactNode } from 'react'
import { AppShell } from '#components/shell/app-shell.tsx'
import { IncomingNotice } from '#components/transfers/incoming-notice.tsx'
import { segmentText } from '#lib/client/paths.ts'

interface LayoutProps {
  readonly children: ReactNode
  readonly params: Promise<{ owner: string }>
}

export default async function ConsoleLayout({ children, params }: LayoutProps) {
  return (
    <AppShell owner={segmentText((await params).owner)}>
      <IncomingNotice />
      {children}
    </AppShell>
  )
}
