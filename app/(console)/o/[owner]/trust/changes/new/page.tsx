import type { Metadata } from 'next'
import { NewChangePage } from '#components/trust/new-change-page.tsx'

export const metadata: Metadata = { title: 'Change a root' }

export default function Page() {
  return <NewChangePage />
}
