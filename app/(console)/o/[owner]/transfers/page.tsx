import type { Metadata } from 'next'
import { TransferList } from '#components/transfers/transfer-list.tsx'

export const metadata: Metadata = { title: 'Transfers' }

export default function Page() {
  return <TransferList />
}
