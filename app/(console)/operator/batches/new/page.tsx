import type { Metadata } from 'next'
import { BatchForm } from '#components/operator/batch-form.tsx'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'

export const metadata: Metadata = { title: 'Create batch' }

export default function Page() {
  return (
    <OperatorsOnly>
      <BatchForm />
    </OperatorsOnly>
  )
}
