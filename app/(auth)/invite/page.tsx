import type { Metadata } from 'next'
import { InvitePage } from '#components/auth/invite-page.tsx'

// The address carries the one-time token: it must not leave with a referrer.
export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer', robots: 'noindex' }

export default function Page() {
  return <InvitePage />
}
