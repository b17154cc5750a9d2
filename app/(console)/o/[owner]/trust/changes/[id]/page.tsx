import type { Metadata } from 'next'
import { ChangePage } from '#components/trust/change-page.tsx'
import { segmentText } from '#lib/client/paths.ts'

export const metadata: Metadata = { title: 'Change of trust' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  return <ChangePage id={segmentText((await params).id)} />
}
