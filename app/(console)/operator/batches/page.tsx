import type { Metadata } from 'next'
import { BatchList } from '#components/operator/batch-list.tsx'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'

export const metadata: Metadata = { title: 'Batches' }

export default function Page() {
  return (
    <OperatorsOnly>
      <BatchList />
    </OperatorsOnly>
  )
}
