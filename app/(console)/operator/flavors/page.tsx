import type { Metadata } from 'next'
import { FlavorList } from '#components/operator/flavor-list.tsx'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'

export const metadata: Metadata = { title: 'Flavors' }

export default function Page() {
  return (
    <OperatorsOnly page="flavors">
      <FlavorList />
    </OperatorsOnly>
  )
}
