import type { Metadata } from 'next'
import { BatchPage } from '#components/operator/batch-page.tsx'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'
import { segmentText } from '#lib/client/paths.ts'

export const metadata: Metadata = { title: 'Batch' }

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  return (
    <OperatorsOnly>
      <BatchPage id={segmentText((await params).id)} />
    </OperatorsOnly>
  )
}
