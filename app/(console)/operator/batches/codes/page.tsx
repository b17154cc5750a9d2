import type { Metadata } from 'next'
import { CodeLists } from '#components/operator/code-lists.tsx'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'

export const metadata: Metadata = { title: 'Claim codes' }

export default function Page() {
  return (
    <OperatorsOnly>
      <CodeLists />
    </OperatorsOnly>
  )
}
