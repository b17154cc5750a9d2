import type { Metadata } from 'next'
import { TransferPage } from '#components/transfers/transfer-page.tsx'
import { segmentText } from '#lib/client/paths.ts'

export const metadata: Metadata = { title: 'Transfer' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  return <TransferPage id={segmentText((await params).id)} />
}
